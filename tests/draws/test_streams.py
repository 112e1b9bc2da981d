"""Luck by name: it depends on seed and name alone, any block can be made by itself, and Sobol fills space evenly."""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from impact.draws import streams
from impact.draws.streams import BLOCK, DIMENSIONS, KNOWN, SAMPLINGS, dimensions, powers_around, uniform, uniforms

NAMES = [("assumptions", f"share_{n}") for n in range(40)]


def test_the_stream_of_a_name_is_the_one_that_published_figures_were_drawn_with() -> None:
    expected = np.random.default_rng([7, crc32(b"spending.housing.amount"), 1]).random(30)
    assert np.array_equal(uniform(("spending", "housing", "amount"), BLOCK + 30, 7)[BLOCK:], expected)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_block_made_by_itself_is_that_of_the_whole(sampling: streams.Sampling) -> None:
    whole = uniforms(NAMES[:3], 1024, 1, sampling, among=NAMES)
    alone = uniforms(NAMES[:3], 300, 1, sampling, among=NAMES, first=500)
    for name in NAMES[:3]:
        assert np.array_equal(alone[name], whole[name][500:800])


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_few_draws_are_the_first_of_many_and_another_seed_is_other_luck(sampling: streams.Sampling) -> None:
    few, many, other = (uniforms(NAMES, count, seed, sampling) for count, seed in ((256, 0), (1024, 0), (256, 1)))
    for name in NAMES:
        assert np.array_equal(few[name], many[name][:256])
        assert not np.array_equal(few[name], other[name])


def test_every_name_of_a_sobol_sequence_meets_each_of_equal_parts_once() -> None:
    found = uniforms(NAMES, 512, 3, "sobol")
    for name in NAMES:
        assert sorted(np.floor(found[name] * 512).astype(int)) == list(range(512))


def test_a_sobol_sequence_is_that_of_scipy_in_the_dimension_of_the_name() -> None:
    rng = np.random.default_rng([3, crc32(b"sobol")])
    expected = qmc.Sobol(DIMENSIONS, scramble=True, rng=rng).random_base2(9)
    found, places = uniforms(NAMES[:5], 512, 3, "sobol", known=NAMES[:2], among=NAMES), dimensions(NAMES, NAMES[:2])
    for name in NAMES[:5]:
        assert np.array_equal(found[name], expected[:, places[name]])


@pytest.mark.parametrize(("known", "times"), [(NAMES, 10), ((), 4)])
def test_a_sobol_sequence_fills_space_more_evenly_than_luck(known: list[streams.Name], times: float) -> None:
    for one, other in pairwise(NAMES[:8]):
        even, lucky = (
            qmc.discrepancy(np.stack([found[one], found[other]], axis=1))
            for found in (uniforms([one, other], 1024, 0, kind, known=known) for kind in ("sobol", "random"))
        )
        assert even < lucky / times


def test_a_name_keeps_its_dimension_when_others_come() -> None:
    before, after = dimensions(NAMES), dimensions([*NAMES, ("spending", "network", "amount"), ("staff", "extra")])
    assert all(after[name] == before[name] for name in NAMES)


def test_of_two_names_that_meet_the_earlier_one_keeps_its_dimension_and_the_later_one_takes_another() -> None:
    by_place: dict[int, list[streams.Name]] = {}
    for n in range(2000):
        by_place.setdefault(dimensions([(f"n{n}",)])[(f"n{n}",)], []).append((f"n{n}",))
    place, (first, second, *_) = next((place, sorted(names)) for place, names in by_place.items() if len(names) > 1)
    found = dimensions([second, first])
    assert found[first] == place
    assert found[second] != place


@given(names=st.sets(st.text(min_size=1, max_size=4), max_size=200))
def test_no_two_names_share_a_dimension(names: set[str]) -> None:
    found = dimensions([(name,) for name in names])
    assert len(set(found.values())) == len(names)
    assert all(0 <= place < DIMENSIONS for place in found.values())


def test_names_that_are_known_have_the_lowest_dimensions_in_their_order_drawn_or_not() -> None:
    known = [("z",), ("b",), ("a",)]
    found = dimensions([("a",), ("other",), ("z",)], known)
    assert [found[name] for name in known] == [0, 1, 2]
    assert found["other",] >= KNOWN


def test_more_names_than_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="273 others"):
        dimensions([(str(n),) for n in range(DIMENSIONS - KNOWN + 1)])
    with pytest.raises(ValueError, match="49 known names"):
        dimensions([], [(str(n),) for n in range(KNOWN + 1)])


def test_blocks_start_at_multiples_of_their_size() -> None:
    for sampling in SAMPLINGS:
        with pytest.raises(ValueError, match="multiples of 250"):
            uniforms(NAMES[:1], 10, 0, sampling, first=100)


@pytest.mark.parametrize(("count", "around"), [(1, (1, 1)), (3, (2, 4)), (1000, (512, 1024)), (1024, (1024, 1024))])
def test_the_powers_of_two_around_a_number(count: int, around: tuple[int, int]) -> None:
    assert powers_around(count) == around
