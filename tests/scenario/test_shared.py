"""Runs that ask the same model share it, and give the same bytes as alone."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.scenario import Scenario, run
from impact.scenario.computation import shared, solved
from impact.scenario.computation.shared import shared_models


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by one each time that a model is solved."""
    found: list[int] = []
    solve = solved.area_model

    def counting(*given: object, **named: object) -> object:
        found.append(1)
        return solve(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(solved, "area_model", counting)
    return found


def test_scenarios_that_differ_in_amounts_share_one_model_and_say_the_same(
    baseline: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Scenario.load("no-eu-cofinancing")
    alone = [run(one, draws=20) for one in (baseline, other)]
    solved = counted(monkeypatch)
    with shared_models():
        together = [run(one, draws=20) for one in (baseline, other)]
    assert len(solved) == 1
    for one, same in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one.impacts, same.impacts, check_exact=True)


def test_another_economy_is_another_model(baseline: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    solved = counted(monkeypatch)
    with shared_models():
        run(baseline, draws=2)
        run(Scenario.load("other-host"), draws=2)
    assert len(solved) == 2


def test_outside_nothing_is_kept(baseline: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    solved = counted(monkeypatch)
    for _ in range(2):
        run(baseline, draws=2)
    assert len(solved) == 2
    assert shared._solved.get() is None
