"""The years before treatment: the path, its test, and the trend it would miss."""

import numpy as np
import pytest

from impact.effects import Design, estimate, pre_trends
from impact.effects.inference.choice import RefusedInferenceError
from impact.errors import InputError

from .conftest import noise_panel

DESIGN = Design("y", "unit", "year", {3: 2010})


def with_trend(panel, design, slope):
    treated = panel["unit"].isin(list(design.first_treated))
    return panel.assign(y=panel["y"] + slope * treated * (panel["year"] - 2000))


def test_the_path_is_the_event_study_before_treatment(walks):
    found = pre_trends(walks, DESIGN)
    path = estimate(walks, DESIGN, estimator="event_study").path.set_index("period")["estimate"]
    assert found.path.index.tolist() == [-6, -5, -4, -3, -2]
    assert found.path["estimate"].to_numpy() == pytest.approx(path.loc[-6:-2].to_numpy())
    assert pre_trends(walks, DESIGN, window=3).path.index.tolist() == [-4, -3, -2]


@pytest.mark.parametrize(
    ("estimator", "options"),
    [
        ("did", {}),
        ("event_study", {}),
        ("callaway_santanna", {"aggregate": "dynamic"}),
        ("callaway_santanna", {"control_group": "not_yet"}),
        ("imputation", {"aggregate": "dynamic"}),
    ],
)
def test_the_bias_is_what_the_missed_trend_adds_to_the_estimate(staggered, walks, estimator, options):
    panel, design = (walks, DESIGN) if estimator in ("did", "event_study") else staggered
    found = pre_trends(panel, design, estimator=estimator, draws=499, **options)
    bent = with_trend(panel, design, found.slope)
    before, after = (estimate(p, design, estimator=estimator, draws=99, **options).estimate for p in (panel, bent))
    assert after - before == pytest.approx(found.bias)
    assert found.path["missed"].to_numpy() == pytest.approx(found.slope * (found.path.index.to_numpy() + 1))


def test_anticipated_years_are_not_before(walks):
    found = pre_trends(walks, Design("y", "unit", "year", {3: 2010}, anticipation=2))
    assert found.path.index.tolist() == [-8, -7, -6, -5, -4]
    assert found.path.loc[-4, "missed"] == pytest.approx(-found.slope)


def test_a_null_is_rejected_as_often_as_said():
    """Every unit in turn: the ranks of forty units are the numbers one to forty."""
    panel = noise_panel()
    p = [pre_trends(panel, Design("y", "unit", "year", {u: 2010})).p_value for u in range(40)]
    assert sorted(p) == pytest.approx(np.arange(1, 41) / 40)


def test_the_missed_trend_is_found_half_of_the_time():
    """Equal noise, each year on its own: give every unit in turn the trend and look for it."""
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        panel = noise_panel().assign(y=rng.standard_normal(600))
        for unit in range(40):
            design = Design("y", "unit", "year", {unit: 2010})
            slope = pre_trends(panel, design).slope
            found.append(pre_trends(with_trend(panel, design, slope), design).p_value <= 0.05)
    assert np.mean(found) == pytest.approx(0.5, abs=0.12)


def test_a_strong_trend_is_found(walks):
    assert pre_trends(with_trend(walks, DESIGN, 9.0), DESIGN).p_value == 1 / 40


def test_what_has_no_path_before(walks):
    with pytest.raises(ValueError, match="period") as caught:
        pre_trends(walks, Design("y", "unit", "year", {3: 2001}))
    assert caught.value.args[0].code == "no_period_before"
    with pytest.raises(RefusedInferenceError, match=r"synthetic_did; .* Use did\.") as refused:
        pre_trends(walks, DESIGN, estimator="synthetic_did")
    assert refused.value.why.code == "no_pre_path"


def test_weights_and_missing_cells(walks):
    weighted = walks.assign(w=1.0 + walks["unit"])
    with pytest.raises(InputError, match=r"permutation with weights; .* Leave the weights out\."):
        pre_trends(weighted, Design("y", "unit", "year", {3: 2010}, weights="w"))
    with pytest.raises(InputError, match="1 missing cells"):
        pre_trends(walks.drop(index=7), DESIGN)
