"""What must hold of any effects of use and of any joint result, looked at on this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.productivity.use.accounts import joint, twice_held
from impact.productivity.use.effects import UseEffects

Floats = NDArray[np.float64]


class Rule(StrEnum):
    """Something that holds of any result; where it does not, the inputs or the code are wrong."""

    WITHIN_CEILING = "adoption_within_ceiling"  # value: largest share above it
    NO_MORE_THAN_SUPPORTED = "no_more_adopters_than_supported"  # value: largest number of firms above it
    NOTHING_IS_ZERO = "nothing_is_zero"  # value: largest effect in a draw without effects
    PARTS_HELD_ONCE = "parts_held_once"  # value: parts that stand in two accounts, or in none
    JOINT_IS_SUM = "joint_is_sum"  # value: largest gap to the sum of the channels run alone


@dataclass(frozen=True)
class Check:
    """A rule, the worst case of it in this result, and what is allowed."""

    rule: Rule
    value: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the rule holds."""
        return bool(self.value <= self.tolerance)


def audit(effects: UseEffects, ceiling: ArrayLike) -> tuple[Check, ...]:
    """Return what must hold of effects of use, with the worst case of each.

    Parameters
    ----------
    effects
        From `effects_of_use`.
    ceiling
        The share that adoption can go to, one value or shape (draws,).
    """
    above = (effects.adoption.with_facility.max(axis=(1, 2, 3)) - np.asarray(ceiling, dtype=float)).max()
    more = (effects.firms_using_ai - effects.adoption.supported).max()
    return (
        Check(Rule.WITHIN_CEILING, float(above), 1e-9),
        Check(Rule.NO_MORE_THAN_SUPPORTED, float(more), 1e-6),
        Check(Rule.NOTHING_IS_ZERO, _largest_without_effect(effects), 0.0),
    )


def audit_accounts(channels: Mapping[str, ArrayLike], total: ArrayLike) -> tuple[Check, ...]:
    """Return whether a joint result is the sum of its channels run alone, and no part is in two accounts.

    Parameters
    ----------
    channels
        Amounts of one measure by channel, each run alone, as for `impact.productivity.use.accounts.joint`.
    total
        The joint result, in their shape.

    Raises
    ------
    InputError
        Channels that cannot be added.
    """
    gap = np.abs(np.asarray(total, dtype=float) - joint(channels)).max(initial=0.0)
    return (
        Check(Rule.PARTS_HELD_ONCE, float(len(twice_held())), 0.0),
        Check(Rule.JOINT_IS_SUM, float(gap), 1e-9),
    )


def _largest_without_effect(effects: UseEffects) -> float:
    amounts = (
        effects.productivity,
        effects.adopter_productivity,
        effects.value_added,
        effects.firms_using_ai,
        effects.births,
        effects.private_rd,
    )
    return max(float(np.abs(amount[effects.nothing]).max(initial=0.0)) for amount in amounts)
