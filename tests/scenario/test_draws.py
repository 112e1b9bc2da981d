"""Draws: the distribution is the stated one, and luck does not depend on what else is drawn."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from impact.draws.shapes import Triangle
from impact.scenario import Scenario
from impact.scenario.computation.draws import drawn, ranges


def test_draws_stay_inside_their_range(baseline: Scenario) -> None:
    luck = drawn(baseline, 500, seed=3)
    for name, limits in ranges(baseline).items():
        assert luck[name].min() >= limits.ends[0], name
        assert luck[name].max() <= limits.ends[1], name
        if limits.means == "bounds":
            assert limits.ends == (limits.low, limits.high)


def test_more_draws_begin_with_the_same_draws(baseline: Scenario) -> None:
    few, many = drawn(baseline, 300, seed=3), drawn(baseline, 700, seed=3)
    assert np.array_equal(few.assumption("own_supply_level")[:250], many.assumption("own_supply_level")[:250])


def test_scenarios_share_their_luck(baseline: Scenario) -> None:
    other = Scenario.load("expertise-centre-only")
    one, two = drawn(baseline, 100, seed=3), drawn(other, 100, seed=3)
    assert np.array_equal(one.assumption("own_supply_level"), two.assumption("own_supply_level"))


def test_another_seed_is_other_luck(baseline: Scenario) -> None:
    one, two = drawn(baseline, 100, seed=3), drawn(baseline, 100, seed=4)
    assert not np.array_equal(one.assumption("own_supply_level"), two.assumption("own_supply_level"))


def test_two_quantities_are_drawn_independently(baseline: Scenario) -> None:
    luck = drawn(baseline, 2000, seed=3)
    names = [name for name, limits in ranges(baseline).items() if not limits.fixed]
    correlation = np.corrcoef([luck[name] for name in names])
    off = correlation[~np.eye(len(names), dtype=bool)]
    assert np.abs(off).max() < 5 / np.sqrt(2000)


def test_the_luck_of_a_name_is_that_of_its_text() -> None:
    """Streams were numbered by the text with dots before; shipped results keep their luck."""
    scenario = Scenario.load("ai-fabriek-baseline")
    uniform = np.random.default_rng([0, crc32(b"spending.housing.amount"), 0]).random(3)
    expected = Triangle(15.0, 24.0, 35.0).quantiles(uniform)
    assert np.array_equal(drawn(scenario, 3, seed=0)["spending", "housing", "amount"], expected)
