"""Two-stage difference-in-differences (Gardner 2021): the estimate is that of imputation, its error another one.

R did2s prints its error clustered above the unit (.02023667) of a panel that was drawn without a seed and that it ships
as a binary file only. Its documentation prints another on castle doctrine, with weights, clustered by state.
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
