"""Forecasts of what will be published: frozen in a file that shows every change, and scored when the figures arrive.

A forecast is of a figure that somebody else will print (jobs, births, value added), never of an effect, which nobody
prints. `forecast` makes one from past figures, `Ledger` keeps and scores it, `backtest` does both on the past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.scenario.ledger.forecasts import Forecast, forecast
    from impact.scenario.ledger.given import given_forecast
    from impact.scenario.ledger.hindcasts import backtest, shipped_backtest
    from impact.scenario.ledger.ledger import Ledger
    from impact.scenario.ledger.reliability import calibration
    from impact.scenario.ledger.with_scenario import scenario_forecast

__all__ = [
    "Forecast",
    "Ledger",
    "backtest",
    "calibration",
    "forecast",
    "given_forecast",
    "scenario_forecast",
    "shipped_backtest",
]

__getattr__ = deferred(
    __name__,
    {
        "Forecast": "forecasts",
        "Ledger": "ledger",
        "backtest": "hindcasts",
        "calibration": "reliability",
        "forecast": "forecasts",
        "given_forecast": "given",
        "scenario_forecast": "with_scenario",
        "shipped_backtest": "hindcasts",
    },
)
