"""Reassignment: the fast sums against doing it again, and the exact inversion against asking every effect."""

from itertools import combinations

import numpy as np
import pytest

from impact.effects import Design, NotIdentified, estimate
from impact.effects.design.assignments import contiguous_blocks, random_sets
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import synthetic, synthetic_did
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.inference.permutation import invert, pre_period_sd, reassign
from impact.errors import InputError

from .conftest import noise_panel


def reestimated(panel, dates):
    design = Design("y", "unit", "year", dates)
    return estimate(panel, design, estimator="did", inference="permutation", level=0.5).estimate


def test_every_reassignment_is_the_estimate_with_other_units_treated(walks):
    block = read_panel(walks, Design("y", "unit", "year", {7: 2010}))
    test = reassign(block, two_way_fixed_effects(block).weights, None, draws=999, seed=0)
    assert test.exhaustive and test.smallest_p == 1 / 40
    others = [reestimated(walks, {u: 2010}) for u in range(40) if u != 7]
    assert test.contrast[0] == pytest.approx(reestimated(walks, {7: 2010}))
    assert np.sort(test.contrast[1:]) == pytest.approx(np.sort(others))


def test_pairs_are_enumerated():
    panel = noise_panel(7, 8, seed=1)
    block = read_panel(panel, Design("y", "unit", "year", {0: 2005, 3: 2005}))
    test = reassign(block, two_way_fixed_effects(block).weights, None, draws=999, seed=0)
    every = [reestimated(panel, dict.fromkeys(pair, 2005)) for pair in combinations(range(7), 2)]
    assert np.sort(test.contrast) == pytest.approx(np.sort(every))


def test_staggered_dates_move_together(staggered):
    panel, design = staggered
    block = read_panel(panel, design)
    test = reassign(block, two_way_fixed_effects(block).weights, None, draws=20, seed=3)
    sets = random_sets(60, 24, 20, 3)
    dates = list(design.first_treated.values())
    names = [block.units[i] for i in sets[4]]
    treated = [block.units[i] for i in np.flatnonzero(block.treated)]
    moved = {n: design.first_treated[t] for n, t in zip(names, treated, strict=True)}
    assert sorted(moved.values()) == sorted(dates)
    assert test.contrast[5] == pytest.approx(reestimated(panel, moved))


def test_units_of_one_cohort_do_not_change_places_among_themselves():
    """Four units, two treated at one date and one at another: 4! / (2! 1! 1!) = 12 assignments, not 24."""
    panel = noise_panel(4, 12, seed=1)
    design = Design("y", "unit", "year", {2: 2006, 0: 2006, 1: 2008})
    block = read_panel(panel, design)
    test = reassign(block, two_way_fixed_effects(block).weights, None, draws=999, seed=0)
    every = [
        reestimated(panel, {a: 2006, b: 2006, late: 2008})
        for a, b in combinations(range(4), 2)
        for late in range(4)
        if late not in (a, b)
    ]
    assert test.exhaustive and test.possible == len(test.contrast) == 12
    assert np.sort(test.contrast) == pytest.approx(np.sort(every))
    assert test.smallest_p == 1 / 12
    result = estimate(panel, design, estimator="did")
    assert isinstance(result, NotIdentified)
    assert result.reason.fields["smallest_p"] == 1 / 12


def test_half_of_the_units_treated_is_each_contrast_twice():
    """Three of six: treated and controls in each other's place turn the sign only, so two of twenty tie."""
    design = Design("y", "unit", "year", dict.fromkeys((0, 2, 5), 2006))
    result = estimate(noise_panel(6, 12, seed=1), design, estimator="did")
    assert isinstance(result, NotIdentified)
    assert result.reason.fields["smallest_p"] == 2 / 20


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize("treated", [1, 3, 20])
def test_interval_by_inversion_against_a_grid(treated, scaled):
    panel = noise_panel(40, 12, seed=treated)
    block = read_panel(panel, Design("y", "unit", "year", dict.fromkeys(range(treated), 2008)))
    sd = pre_period_sd(block) if scaled else None
    test = reassign(block, two_way_fixed_effects(block).weights, sd, draws=499, seed=0)
    low, high = invert(test, 0.9)
    grid = np.linspace(low - 1, high + 1, 4001)
    kept = grid[[test.p_value(effect) > 0.1 + 1e-9 for effect in grid]]
    assert kept.min() == pytest.approx(low, abs=2 * (grid[1] - grid[0]))
    assert kept.max() == pytest.approx(high, abs=2 * (grid[1] - grid[0]))


def test_interval_is_everything_when_the_test_cannot_reject():
    panel = noise_panel(12, 12, seed=1)
    block = read_panel(panel, Design("y", "unit", "year", {0: 2008}))
    test = reassign(block, two_way_fixed_effects(block).weights, None, draws=99, seed=0)
    assert invert(test, 0.95) == (-np.inf, np.inf)


def test_contiguous_blocks_on_a_ring():
    ring = {i: ((i - 1) % 8, (i + 1) % 8) for i in range(8)}
    blocks = contiguous_blocks(ring, np.array([2, 3, 4]))
    assert blocks.tolist()[0] == [2, 3, 4]
    assert len(blocks) == 8
    for block in blocks:
        assert all(any(n in ring[m] for n in block if n != m) for m in block)


def test_blocks_of_neighbours_decide_the_smallest_p():
    panel = noise_panel(24, 12, seed=2)
    ring = {i: ((i - 1) % 24, (i + 1) % 24) for i in range(24)}
    design = Design("y", "unit", "year", dict.fromkeys((4, 5, 6), 2008), neighbours=ring)
    effect = estimate(panel, design, estimator="did", level=0.9)
    assert effect.smallest_p == 1 / 24
    assert effect.inference == "scaled_permutation"


RING = {i: ((i - 1) % 24, (i + 1) % 24) for i in range(24)}


@pytest.mark.parametrize("estimator", ["did", "callaway_santanna", "synthetic_did"])
@pytest.mark.parametrize("inference", ["auto", "scaled_permutation"])
def test_treated_units_apart_are_not_compared_with_blocks(estimator, inference):
    design = Design("y", "unit", "year", dict.fromkeys((4, 5, 9), 2008), neighbours=RING)
    with pytest.raises(InputError, match="do not adjoin each other.*Leave neighbours out"):
        estimate(noise_panel(24, 12), design, estimator=estimator, inference=inference)


def test_blocks_have_one_date():
    design = Design("y", "unit", "year", {4: 2008, 5: 2008, 6: 2009}, neighbours=RING)
    with pytest.raises(InputError, match="treated units with 2 dates; expected one common date for a block"):
        estimate(noise_panel(24, 12), design, estimator="callaway_santanna")


def test_neighbours_of_one_treated_unit_change_nothing():
    panel = noise_panel(24, 12)
    alone, beside = (Design("y", "unit", "year", {4: 2008}, neighbours=near) for near in ({}, RING))
    assert estimate(panel, alone, estimator="did").p_value == estimate(panel, beside, estimator="did").p_value


def test_synthetic_placebos_are_blocks_too():
    """Three treated in a ring of 24: of the 23 other blocks four overlap with them."""
    design = Design("y", "unit", "year", dict.fromkeys((4, 5, 6), 2008), neighbours=RING)
    effect = estimate(noise_panel(24, 12, seed=2), design, estimator="synthetic_did", level=0.9)
    assert len(effect.distribution) == 19
    assert effect.smallest_p == 1 / 20
    block = synthetic.prepared(read_panel(noise_panel(24, 12, seed=2), design), synthetic_did.ESTIMATOR)
    solver = synthetic_did.solver(block)
    donors = np.setdiff1d(np.arange(24), (4, 5, 6))
    order = [block.units.index(u) for u in (10, 11, 12)]
    rest = [block.units.index(u) for u in donors if u not in (10, 11, 12)]
    by_hand = solver(block.outcome[sorted(rest)], block.outcome[order].mean(axis=0), 8).estimate
    found = [placebo.estimate for placebo in synthetic.placebos(block, solver, draws=99, seed=0)]
    assert min(abs(np.array(found) - by_hand)) < 1e-9


def test_random_sets_hold_no_unit_twice_and_are_even():
    sets = random_sets(50, 5, 20_000, 0)
    assert all(len(set(s)) == 5 for s in sets[:200].tolist())
    assert np.bincount(sets.reshape(-1)) == pytest.approx(2000, rel=0.1)
    assert len(set(random_sets(6, 5, 1, 0)[0])) == 5


@pytest.mark.parametrize("inference", ["scaled_permutation", "permutation", "conley_taber", "ferman_pinto", "placebo"])
def test_a_large_effect_is_found_and_its_interval_holds_it(inference):
    panel = noise_panel(60, 20, seed=9)
    panel["people"] = 1000 + 50 * panel["unit"]
    panel.loc[(panel["unit"] == 5) & (panel["year"] >= 2015), "y"] += 40
    effect = estimate(
        panel, Design("y", "unit", "year", {5: 2015}, size="people"), estimator="did", inference=inference
    )
    low, high = effect.interval
    assert effect.p_value == pytest.approx(effect.smallest_p)
    assert 0 < low < 40 < high
