"""What is counted: one record a measure says what hired people add and in which unit."""

from __future__ import annotations

import numpy as np
import pytest

from impact.scenario.computation import components
from impact.scenario.computation.measures import Measure


def test_hired_people_add_what_goes_with_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = Measure("hours", "thousand hours", lambda table: table.output, hired="people", per_hired=1.7)
    wages = Measure("wages", "MEUR", lambda table: table.output, hired="wages")
    monkeypatch.setattr(components, "MEASURES", {measure.name: measure for measure in (hours, wages)})
    found = components.measures_of_hired(np.full((1, 1, 1, 1), 2.0), np.full((1, 1, 1, 1), 3.0))
    np.testing.assert_allclose(found[0, 0, :, 0, 0], [3 * 1.7, 2.0])
