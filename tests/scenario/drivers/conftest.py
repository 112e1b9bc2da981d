"""One small analysis of the baseline, with a decision between it, nothing and another scenario: some seconds, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.scenario import Decision, Scenario, Sensitivity, sensitivity

DECISION = """
title = { nl = "Doorgaan?", en = "Go on?" }
unit = "MEUR"
source = "values of a test"

[options.go]
title = { nl = "Ja", en = "Yes" }
fixed = -8
per_unit = { "net_regional.jobs" = 0.05, "use.births_in_j" = 0.1 }

[options.without-eu-money]
title = { nl = "Zonder EU", en = "Without EU" }
scenario = "no-eu-cofinancing"
fixed = -5
per_unit = { "net_regional.jobs" = 0.05 }

[options.no-go]
title = { nl = "Nee", en = "No" }
"""


@pytest.fixture(scope="session")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Decision:
    path: Path = tmp_path_factory.mktemp("decision") / "go.toml"
    path.write_text(DECISION, encoding="utf-8")
    return Decision.load(path)


@pytest.fixture(scope="session")
def analysis(baseline: Scenario, decision: Decision) -> Sensitivity:
    return sensitivity(
        baseline,
        n=64,
        seed=3,
        decision=decision,
        together=[("assumptions.staff_displacement_share", "assumptions.supplier_displacement_share")],
    )
