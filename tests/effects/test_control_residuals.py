"""Conley-Taber and Ferman-Pinto, written out in loops."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls

from impact.effects import Design, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.inference import control_residuals

from .conftest import noise_panel


@pytest.fixture(scope="module")
def block():
    panel = noise_panel(25, 9, seed=7)
    panel["people"] = 100.0 * (1 + panel["unit"] % 7)
    return read_panel(panel, Design("y", "unit", "year", {0: 2006}, size="people"))


def errors(block):
    """Return the estimate, and each control's error in it: sum (d - mean d) residual / sum (d - mean d)^2."""
    estimate = two_way_fixed_effects(block).estimate
    y = block.outcome - estimate * block.exposed
    residual = y - y.mean(axis=1, keepdims=True) - y.mean(axis=0) + y.mean()
    d = block.exposed[0] - block.exposed[0].mean()
    return estimate, np.array([sum(d * row) / sum(d**2) for row in residual[1:]])


def test_conley_taber(block):
    estimate, w = errors(block)
    test = control_residuals.conley_taber(block, estimate, draws=99, seed=0)
    assert test.draws == pytest.approx(w)
    assert test.p_value == pytest.approx((1 + np.sum(np.abs(w) >= abs(estimate))) / 25)
    reach = np.abs(w).max()  # p = 1 / 25 beyond it, 2 / 25 within
    assert test.interval(0.95) == pytest.approx((estimate - reach, estimate + reach))
    assert test.interval(0.97) == (-np.inf, np.inf)


def test_ferman_pinto(block):
    estimate, w = errors(block)
    size = block.size / block.size.mean()
    a, b = nnls(np.column_stack([np.ones(24), 1 / size[1:]]), w**2)[0]
    assert a >= 0 and b >= 0 and a + b > 0
    expected = [w[i] / np.sqrt(a + b / size[1 + i]) * np.sqrt(a + b / size[0]) for i in range(24)]
    test = control_residuals.ferman_pinto(block, estimate, draws=99, seed=0)
    assert test.draws == pytest.approx(np.array(expected))


def test_ferman_pinto_needs_sizes(block):
    without = type(block)(**{**block.__dict__, "size": None})
    with pytest.raises(ValueError, match="Design\\(size=...\\)"):
        control_residuals.ferman_pinto(without, 0.0, draws=99, seed=0)


def test_several_treated_units_draw_a_control_each():
    panel = noise_panel(25, 9, seed=7)
    block = read_panel(panel, Design("y", "unit", "year", {0: 2006, 1: 2006}))
    first = control_residuals.conley_taber(block, 0.0, draws=200, seed=1)
    again = control_residuals.conley_taber(block, 0.0, draws=200, seed=1)
    assert len(first.draws) == 200
    assert (first.draws == again.draws).all()
    assert first.smallest_p == 1 / 201


@pytest.mark.parametrize(("dates", "selections"), [((2006, 2006), 253), ((2006, 2007), 506)])
def test_every_selection_of_controls_once(dates, selections):
    """Two of 23 controls: 23 x 22 / 2 pairs when the treated share their date, twice as many when they do not."""
    panel = noise_panel(25, 9, seed=7)
    block = read_panel(panel, Design("y", "unit", "year", dict(enumerate(dates))))
    test = control_residuals.conley_taber(block, 0.0, draws=999, seed=1)
    gain = control_residuals._errors_by_control(block, control_residuals._residuals(block, 0.0))
    pairs = [gain[0, i] + gain[1, j] for i in range(23) for j in range(23) if i != j]
    assert len(test.draws) == selections
    assert test.smallest_p == 1 / (1 + selections)
    assert np.sort(np.repeat(test.draws, 506 // selections)) == pytest.approx(np.sort(pairs))


def test_two_controls_give_no_small_p():
    """There is one pair of two controls: p cannot be below a half, however large the effect."""
    panel = noise_panel(4, 12, seed=1)
    panel.loc[panel["unit"].isin([0, 1]) & (panel["year"] >= 2007), "y"] += 50
    block = read_panel(panel, Design("y", "unit", "year", {0: 2007, 1: 2007}))
    test = control_residuals.conley_taber(block, two_way_fixed_effects(block).estimate, draws=9999, seed=0)
    assert test.p_value == test.smallest_p == 1 / 2


def test_more_treated_units_than_controls():
    block = read_panel(noise_panel(5, 9), Design("y", "unit", "year", dict.fromkeys(range(3), 2006)))
    with pytest.raises(ValueError, match="2 controls cannot each stand in for one of 3"):
        control_residuals.conley_taber(block, 0.0, draws=99, seed=0)


def skewed(seed, units=20, years=8):
    """Return a panel of sums of exponential shocks, calm and wild units, and people behind them."""
    r = np.random.default_rng(seed)
    y = r.exponential(1, (units, years)).cumsum(1) * r.choice([0.2, 3], size=(units, 1))
    frame = {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(2010, 2010 + years), units)}
    return pd.DataFrame({**frame, "y": y.ravel(), "people": np.repeat(r.integers(1, 100, units), years)})


@pytest.mark.parametrize(("inference", "panels"), [("conley_taber", 300), ("ferman_pinto", 100)])
def test_interval_and_p_value_never_contradict_each_other(inference, panels):
    """Quantiles of the two tails left zero out beside p = 0.3 in one of ten such panels."""
    contradictions = []
    for seed in range(panels):
        found = estimate(
            skewed(seed),
            Design("y", "unit", "year", {0: 2014}, size="people"),
            estimator="did",
            inference=inference,
            draws=999,
            level=0.9,
        )
        if (found.interval[0] <= 0 <= found.interval[1]) != (found.p_value > 0.1 + 1e-9):
            contradictions.append(seed)
    assert contradictions == []


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_the_interval_holds_just_the_effects_that_are_not_rejected(block, level):
    estimate, _ = errors(block)
    test = control_residuals.conley_taber(block, estimate, draws=99, seed=0)
    low, high = test.interval(level)
    for effect, accepted in ((low, True), (high, True), (low - 1e-6, False), (high + 1e-6, False)):
        moved = control_residuals.ResidualTest(estimate - effect, test.draws)
        assert (moved.p_value > 1 - level + 1e-9) is accepted
