"""What a screen asks of areas, read off each block of draws: what is read when all flows are kept, to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact.panel.figures import figures_of
from impact.parallel import workers, working
from impact.parallel.kept import resumed
from impact.parallel.linear_algebra import on_one_processor
from impact.scenario import Scenario
from impact.scenario.answer.where import groups_shown
from impact.scenario.computation.draws import Draws, drawn
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.outcome import outcome_of
from impact.scenario.computation.over_years import Groups, OverYears, over_years_of
from impact.scenario.computation.solved import Solved, prepared, prepared_beside

COUNT = 101  # the last block is a draw alone


@pytest.fixture(scope="module")
def ground(baseline: Scenario) -> Solved:
    return prepared(baseline, economy_of(baseline, figures_of()))


@pytest.fixture(scope="module")
def draws(baseline: Scenario) -> Draws:
    return drawn(baseline, COUNT, 4)


@pytest.fixture(scope="module")
def asked(ground: Solved) -> list[Groups]:
    return groups_shown("the area", ground.economy.areas)


@pytest.fixture(scope="module")
def found(baseline: Scenario, draws: Draws, ground: Solved, asked: list[Groups]) -> OverYears:
    return over_years_of(baseline, draws, ground, asked)


def test_draws_are_those_that_are_read_off_flows_that_are_kept(
    baseline: Scenario, draws: Draws, ground: Solved, asked: list[Groups], found: OverYears
) -> None:
    whole = outcome_of(baseline, draws, ground.economy, ground=ground)
    for one, group in zip(asked, found.groups, strict=True):
        counted = whole.by_sector.added([*one.areas], [*one.areas.values()], sectors=True)
        with on_one_processor():  # as in a block; several add up in another order each time
            concepts = whole.concepts(counted, one.concepts)
        assert tuple(group) == one.concepts
        for name, values in group.items():
            np.testing.assert_array_equal(values, concepts[name].sum(axis=1, keepdims=True))
    for name, values in found.totals.summed.items():
        np.testing.assert_array_equal(values, whole.summed[name])


def test_what_is_kept_of_a_draw_is_a_fraction_of_what_it_sets_in_motion(found: OverYears) -> None:
    """Some 600 numbers beside the totals, where the flows of a draw are seven thousand."""
    kept = [array for group in found.groups for array in group.values()]
    assert sum(array.size for array in kept) / COUNT < 700
    assert all(array.base is None or array.base.size == array.size for array in kept)  # nothing larger is held by it


def same(one: OverYears, other: OverYears) -> None:
    for group, again in zip(one.groups, other.groups, strict=True):
        assert group.keys() == again.keys()
        for name, values in group.items():
            assert values.strides == again[name].strides  # in which order means are added up
            assert values.tobytes() == again[name].tobytes()


@pytest.mark.parametrize("backend", ["threads", "processes"])
def test_draws_are_the_same_whoever_computes_them(
    baseline: Scenario, draws: Draws, ground: Solved, asked: list[Groups], found: OverYears, backend: str
) -> None:
    with working(workers=workers(backend, count=1)):
        same(over_years_of(baseline, draws, ground, asked), found)


def test_draws_that_were_kept_are_taken_up_and_are_the_same(
    baseline: Scenario, draws: Draws, ground: Solved, asked: list[Groups], found: OverYears, tmp_path: Path
) -> None:
    told: list[str] = []
    for _ in range(2):
        kept = resumed(tmp_path / "parts", {"what": "areas"}, lambda one: told.append(one.code))
        with working(kept=kept):
            same(over_years_of(baseline, draws, ground, asked, kept_as="sums"), found)
    assert told == ["taken_up"]
    assert [path.name for path in sorted((tmp_path / "parts").glob("*.part"))][0] == "sums-0000.part"


def test_what_is_made_beside_the_solving_comes_back_and_so_does_its_refusal(baseline: Scenario, ground: Solved) -> None:
    again, made = prepared_beside(baseline, ground.economy, lambda: "made meanwhile")
    assert made == "made meanwhile"
    np.testing.assert_array_equal(again.model.responses.shifted, ground.model.responses.shifted)
    with pytest.raises(ZeroDivisionError):
        prepared_beside(baseline, ground.economy, lambda: 1 / 0)
