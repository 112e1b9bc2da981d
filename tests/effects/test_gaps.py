"""Panels with holes in them: what can still be compared, and what is not identified and said to be."""

import numpy as np
import pytest

from impact.effects import Design, Effect, NotIdentified, estimate
from impact.effects.estimators.imputation import comparable

from .conftest import noise_panel

SEVERAL = ["imputation", "sun_abraham", "callaway_santanna"]


def recoded(panel, first_unit=8):
    """Return the panel with new codes for the controls from 2010 on, and a shock to everyone in those years."""
    later = panel["year"] >= 2010
    return panel.assign(
        y=panel["y"] + 5.0 * later, unit=panel["unit"] + 100 * (later & (panel["unit"] >= first_unit)).astype(int)
    )


@pytest.mark.parametrize("estimator", SEVERAL)
def test_controls_that_change_their_codes_cannot_stand_for_anything(estimator):
    """The shock of the year was taken for an effect of 5.2 (imputation) and 2.7 (Sun and Abraham)."""
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2010))
    result = estimate(recoded(noise_panel()), design, estimator=estimator, inference="analytic")
    assert isinstance(result, NotIdentified)
    assert result.reason.code == ("not_separable" if estimator == "sun_abraham" else "not_connected")


@pytest.mark.parametrize("estimator", SEVERAL)
def test_a_few_controls_that_keep_their_codes_are_enough(estimator):
    panel = noise_panel()
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2010))
    effect = estimate(recoded(panel, first_unit=15), design, estimator=estimator, inference="analytic")
    kept = estimate(panel[panel["unit"] < 15], design, estimator=estimator, inference="analytic")
    assert isinstance(effect, Effect)
    assert effect.estimate == pytest.approx(kept.estimate, abs=1e-8 if estimator == "callaway_santanna" else 0.5)


def test_cells_that_hang_together():
    base = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]], dtype=bool)
    expected = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]]
    assert comparable(base).tolist() == np.array(expected, dtype=bool).tolist()


def test_a_cohort_without_its_reference_year_is_held_against_the_year_before_it():
    """The cohort of 2010 is not seen in 2009: with every other year it gives the effects relative to 2008."""
    panel = noise_panel(40, 14, seed=3)
    dates = {u: 2007 if u < 8 else 2010 for u in range(16)}
    late = panel["unit"].between(8, 15)
    panel["y"] += 3.0 * (late & (panel["year"] >= 2010))
    gone = panel[~(late & (panel["year"] == 2009))]
    effect = estimate(gone, Design("y", "unit", "year", dates), estimator="sun_abraham", inference="analytic")
    (said,) = [c for c in effect.caveats if c.code == "rebased"]
    assert dict(said.fields) == {"cohort": 2010, "reference": 2009, "year": 2008}
    alone = {u: d for u, d in dates.items() if d == 2010}
    without = gone[~gone["unit"].between(0, 7)]
    design = Design("y", "unit", "year", alone)
    path = estimate(without, design, estimator="sun_abraham", inference="analytic").path
    wide = gone.pivot(index="year", columns="unit", values="y")
    gap = wide[list(alone)].mean(axis=1) - wide[list(range(16, 40))].mean(axis=1)
    by_hand = (gap - gap[2008]).drop([2008, 2009])  # saturated: every period is a difference of differences
    assert path["period"].tolist() == [year - 2010 for year in by_hand.index]
    assert path["estimate"].to_numpy() == pytest.approx(by_hand.to_numpy())


def test_a_cohort_without_a_figure_before_is_left_out():
    panel = noise_panel(40, 14, seed=3)
    dates = {u: 2007 if u < 8 else 2010 for u in range(16)}
    late = panel["unit"].between(8, 15)
    gone = panel[~(late & (panel["year"] < 2010))]
    effect = estimate(gone, Design("y", "unit", "year", dates), estimator="sun_abraham", inference="analytic")
    first = {u: d for u, d in dates.items() if d == 2007}
    only = estimate(panel[~late], Design("y", "unit", "year", first), estimator="sun_abraham", inference="analytic")
    assert [c.code for c in effect.caveats if c.code == "no_figure_before"] == ["no_figure_before"]
    assert effect.estimate == pytest.approx(only.estimate)
