"""Two-stage difference-in-differences (Gardner 2021): the estimate is that of imputation, its error another one.

Errors clustered above the unit are printed of df_hom (.02023667), which was drawn without a seed and is shipped as a
binary file only, and of df_het, which pyfixest ships as text. The documentation of did2s prints another on castle
doctrine, with weights, clustered by state. (What its first page prints of df_het, 2.152 with .0476, has effects of
states instead of units: another model.)
"""

import numpy as np
import pytest

from impact.effects import Design, estimate

from .test_clusters_above import SOME, design, provinces


def test_castle_doctrine_weighted_by_population(peer):
    """did2s 1.0.2, reference page of did2s(): log homicides, state and year effects, weights popwt."""
    panel = peer("causaldata").castle.load_pandas().data.astype({"sid": int, "year": int})
    first = panel[panel["post"] > 0].groupby("sid")["year"].min()
    weighted = Design("l_homicide", "sid", "year", first, weights="popwt")
    effect = estimate(panel, weighted, estimator="imputation", inference="analytic")
    assert effect.estimate == pytest.approx(0.075142, abs=5e-7)
    assert effect.details["two_stage_std_error"] == pytest.approx(0.03538, abs=5e-6)


def test_clustered_above_the_unit_as_printed(two_stage_example):
    """pyfixest, docs/difference-in-differences-estimation.ipynb (commit 0f8f54e), which is tested against R did2s.

    Unit and year effects, clustered by state, in which units have three dates; six digits. By year since treatment the
    figures behind its plot, which the means in `panels/` (six decimals) give to a millionth.
    """
    by_year = [
        1.373078, 1.602102, 1.665720, 1.787463, 1.914913, 2.059203, 2.147499, 2.234016, 2.327566, 2.346379, 2.501338,
        2.553442, 2.604403, 2.578509, 2.723433, 2.909739, 2.859790, 2.908408, 2.874143, 2.883272, 2.911965,
    ]  # fmt: skip
    first = two_stage_example.dropna().groupby("unit")["first"].first().astype(int)
    grouped = Design("outcome", "unit", "year", first, weights="units", cluster="state")
    effect = estimate(two_stage_example, grouped, estimator="imputation", inference="analytic")
    assert effect.estimate == pytest.approx(2.230482, abs=5e-7)
    assert effect.details["two_stage_std_error"] == pytest.approx(0.024709, abs=5e-7)
    assert effect.path["estimate"].tolist() == pytest.approx(by_year, abs=1.5e-6)


def test_clustered_above_the_unit_as_in_diff_diff(peer):
    panel = provinces(years=12)
    first = {unit: 2004 + 2 * (unit % 4 == 0) for unit in SOME}
    ours = estimate(panel, design(first), estimator="imputation", inference="analytic")
    frame = panel.assign(first=panel["unit"].map(first).fillna(0).astype(int))
    theirs = peer("diff_diff").TwoStageDiD(cluster="province").fit(
        frame, outcome="y", unit="unit", time="year", first_treat="first"
    )  # fmt: skip
    assert ours.estimate == pytest.approx(theirs.overall_att, rel=1e-8)
    assert ours.details["two_stage_std_error"] == pytest.approx(theirs.overall_se, rel=1e-6)
    assert not np.isclose(ours.details["two_stage_std_error"], ours.std_error, rtol=1e-3)
