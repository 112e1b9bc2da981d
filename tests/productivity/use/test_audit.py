from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impact.errors import InputError
from impact.productivity.use.audit import Rule, audit, audit_accounts

from .world import effects


def failed(checks: object) -> set[Rule]:
    return {check.rule for check in checks if not check.passed}  # type: ignore[attr-defined]


def test_every_rule_holds_of_the_effects_and_says_how_near_the_worst_case_is() -> None:
    found = effects(4, uniform=np.array([0.1, 0.3, 0.5, 0.9]))
    checks = audit(found, 0.85)
    assert failed(checks) == set()
    assert {check.rule for check in checks} == {Rule.WITHIN_CEILING, Rule.NO_MORE_THAN_SUPPORTED, Rule.NOTHING_IS_ZERO}


def test_each_rule_notices_what_it_is_for() -> None:
    found = effects(2, uniform=np.array([0.1, 0.9]))
    assert failed(audit(found, 0.5)) == {Rule.WITHIN_CEILING}
    assert failed(audit(replace(found, firms_using_ai=found.adoption.supported + 1), 0.85)) >= {
        Rule.NO_MORE_THAN_SUPPORTED
    }
    for name in ("productivity", "adopter_productivity", "value_added", "firms_using_ai", "births", "private_rd"):
        leaking = replace(found, **{name: getattr(found, name) + 1e-12})
        assert failed(audit(leaking, 0.85)) == {Rule.NOTHING_IS_ZERO}, name


def test_a_joint_result_is_held_against_the_sum_of_its_channels() -> None:
    channels = {"spending": [10.0, 20.0], "use": [1.0, 2.0]}
    assert failed(audit_accounts(channels, [11.0, 22.0])) == set()
    assert failed(audit_accounts(channels, [11.0, 24.0])) == {Rule.JOINT_IS_SUM}
    with pytest.raises(InputError, match="one of spending, use, agglomeration"):
        audit_accounts({"startups": [1.0]}, [1.0])
