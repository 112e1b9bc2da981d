"""A question as a file, an answer with its uncertainty.

`Scenario.load` reads and checks the question, `run` answers it, `ScenarioResult.save` writes the answer as a folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import deferred

if TYPE_CHECKING:
    from impact.scenario.answer.expected import expected_effects
    from impact.scenario.answer.result import ScenarioResult
    from impact.scenario.question.extending import shipped_scenarios
    from impact.scenario.question.scenario import Scenario
    from impact.scenario.running import run

__all__ = ["Scenario", "ScenarioResult", "expected_effects", "run", "shipped_scenarios"]

# Checking a scenario needs none of the numerical libraries.
__getattr__ = deferred(
    __name__,
    {
        "Scenario": "question.scenario",
        "ScenarioResult": "answer.result",
        "expected_effects": "answer.expected",
        "run": "running",
        "shipped_scenarios": "question.extending",
    },
)
