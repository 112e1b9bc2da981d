"""Influence: all of it where there is one cause, none where there is none, unknown where nothing moves."""

from __future__ import annotations

import numpy as np
import pytest

from impact.scenario.computation.draws import Draws
from impact.scenario.computation.influence import influence


def test_one_cause_has_all_the_influence() -> None:
    rng = np.random.default_rng(0)
    cause, bystander = rng.random(2000), rng.random(2000)
    found = influence(Draws({("cause",): cause, ("bystander",): bystander, ("fixed",): np.ones(2000)}, 2000), cause**3)
    assert found["cause",] == pytest.approx(1.0)
    assert found["bystander",] < 0.01
    assert np.isnan(found["fixed",])


def test_two_equal_causes_share() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random(4000), rng.random(4000)
    found = influence(Draws({("a",): a, ("b",): b}, 4000), a + b)
    assert found["a",] == pytest.approx(0.5, abs=0.03)
    assert found["a",] + found["b",] == pytest.approx(1.0, abs=0.06)


def test_an_outcome_that_never_changes_says_nothing() -> None:
    assert np.isnan(influence(Draws({("a",): np.arange(5.0)}, 5), np.ones(5))["a",])
