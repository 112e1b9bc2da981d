"""Figures and forecasts that several tests look at; reading them takes a second each."""

from __future__ import annotations

import pytest

from impact.scenario.ledger import Forecast, forecast
from impact.scenario.ledger.figures import Figures, figures
from impact.scenario.ledger.targets import target


@pytest.fixture(scope="session")
def jobs() -> Figures:
    return figures(target("jobs"))


@pytest.fixture(scope="session")
def made() -> Forecast:
    """A small forecast: births of four areas and of all together, two years."""
    return forecast("births", origin=2025, horizon=2, area="groningen-noord-drenthe", draws=20)
