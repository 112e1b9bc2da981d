from __future__ import annotations

import pytest

from impact.scenario import Scenario
from impact.scenario.responses import Responses, responses


@pytest.fixture(scope="session")
def few(baseline: Scenario) -> Responses:
    """Responses of the baseline in more than one block of draws."""
    return responses(baseline, draws=60, seed=3)
