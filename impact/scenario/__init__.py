"""A question as a file, an answer with its uncertainty.

`Scenario.load` reads and checks the question, `run` answers it, `ScenarioResult.save` writes the answer as a folder;
`compare` says how answers differ, draw by draw; `sensitivity` what drives each headline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import face

if TYPE_CHECKING:
    from impact.scenario.answer.comparison import Comparison as Comparison
    from impact.scenario.answer.comparison import compare as compare
    from impact.scenario.answer.expected import expected_effects as expected_effects
    from impact.scenario.answer.expected_use import use_expectations as use_expectations
    from impact.scenario.answer.result import ScenarioResult as ScenarioResult
    from impact.scenario.drivers.decision import Decision as Decision
    from impact.scenario.drivers.result import Sensitivity as Sensitivity
    from impact.scenario.drivers.sensitivity import sensitivity as sensitivity
    from impact.scenario.ledger.ledger import Ledger as Ledger
    from impact.scenario.question.extending import shipped_scenarios as shipped_scenarios
    from impact.scenario.question.scenario import Scenario as Scenario
    from impact.scenario.running import run as run

# Checking a scenario needs none of the numerical libraries.
__getattr__, __all__ = face(__name__)
