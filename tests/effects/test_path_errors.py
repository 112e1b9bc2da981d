"""The bars of a path: the errors that its own test gives it, also where few treated units carry a period."""

import numpy as np
import pytest

from impact.effects import Design, breakdown_value, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators.event_study import event_study
from impact.effects.robustness.honest import breakdown_values

from .conftest import noise_panel


def paths_with_another_unit_treated(panel, effect):
    """Return the event study with every other unit in the place of unit 7, the effect taken out of unit 7 first."""
    clean = panel.assign(y=panel["y"] - effect * ((panel["unit"] == 7) & (panel["year"] >= 2010)))
    blocks = (read_panel(clean, Design("y", "unit", "year", {u: 2010})) for u in range(40) if u != 7)
    return np.stack([event_study(block).path["estimate"].to_numpy() for block in blocks])


@pytest.mark.parametrize("estimator", ["did", "event_study", "lee_wooldridge", "callaway_santanna"])
def test_the_path_has_the_errors_of_its_reassignments(walks, estimator):
    aim = {"aggregate": "dynamic", "universal_base": True} if estimator == "callaway_santanna" else {}
    design = Design("y", "unit", "year", {7: 2010})
    effect = estimate(walks, design, estimator=estimator, inference="permutation", **aim)
    others = paths_with_another_unit_treated(walks, effect.estimate)
    assert effect.path["std_error"].to_numpy() == pytest.approx(np.sqrt((others**2).mean(axis=0)))
    assert effect.path_covariance == pytest.approx(others.T @ others / 39)


def test_a_calm_region_has_short_bars(walks):
    """The scaled test judges a unit by its own noise, and so do the bars beside it."""
    calm = walks.assign(y=np.where(walks["unit"] == 7, walks["y"] / 5, walks["y"]))
    design = Design("y", "unit", "year", {7: 2010})
    loud, quiet = (estimate(p, design, estimator="did").path["std_error"].to_numpy() for p in (walks, calm))
    assert (quiet < loud).all()


@pytest.mark.parametrize("estimator", ["callaway_santanna", "imputation"])
def test_bars_hold_where_one_unit_carries_an_event_time(estimator):
    """Eight units at eight dates, no effect: at 5 % few bars leave zero out, also at the ends of the path."""
    dates = {u: 2004 + u for u in range(8)}
    beyond = []
    for seed in range(60):
        panel = noise_panel(40, 13, seed=seed)
        panel["y"] = np.random.default_rng(seed).standard_normal(len(panel))
        path = estimate(
            panel, Design("y", "unit", "year", dates), estimator=estimator, aggregate="dynamic", draws=199
        ).path.set_index("period")
        alone = path.loc[[7, 8]]  # one unit and one unit only is seen eight years after
        beyond += [*((alone["lower"] > 0) | (alone["upper"] < 0))]
    assert np.mean(beyond) < 0.12  # by the spread inside cohorts it is more than half


def test_honest_bounds_use_the_errors_of_the_test(walks):
    effect = estimate(walks, Design("y", "unit", "year", {7: 2010}), estimator="did")
    table = breakdown_values(effect)
    keep = effect.path["period"].between(-6, 1).to_numpy()
    by_hand = breakdown_value(
        effect.path["estimate"].to_numpy()[keep],
        effect.path_covariance[np.ix_(keep, keep)],
        pre=5,
        post=2,
        restriction="smoothness",
    )
    assert table.loc["smoothness", "breakdown_value"] == by_hand
    assert np.sqrt(np.diag(effect.path_covariance)) == pytest.approx(effect.path["std_error"].to_numpy())
