"""A question as a file, an answer with its uncertainty.

`Scenario.load` reads and checks the question, `run` answers it, `ScenarioResult.save` writes the answer as a folder.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from impact.scenario.definition import Scenario
    from impact.scenario.reading import shipped_scenarios
    from impact.scenario.result import ScenarioResult
    from impact.scenario.running import run

__all__ = ["Scenario", "ScenarioResult", "run", "shipped_scenarios"]

# Checking a scenario needs none of the numerical libraries: what imports them is imported on first use.
_HOMES = {"Scenario": "definition", "ScenarioResult": "result", "run": "running", "shipped_scenarios": "reading"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
