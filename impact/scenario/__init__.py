"""A question as a file, an answer with its uncertainty.

`Scenario.load` reads and checks the question, `run` answers it, `ScenarioResult.save` writes the answer as a folder.
"""

from impact.scenario.definition import Scenario
from impact.scenario.reading import shipped_scenarios
from impact.scenario.result import ScenarioResult
from impact.scenario.running import run

__all__ = ["Scenario", "ScenarioResult", "run", "shipped_scenarios"]
