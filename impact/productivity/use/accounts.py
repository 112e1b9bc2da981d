"""Three accounts that do not overlap: spending, use, agglomeration. What each holds, and their sum.

A euro is in one account. Spending is demand while the money is spent, with productivity as it was. Use is supply after
it, with demand as it was: its value added is not multiplied again, and the jobs of startups stay in it. Agglomeration
has one source, the net regional jobs of the spending account, and is computed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem, suggestion
from impact.productivity.adoption.faults import floats, raise_all

Floats = NDArray[np.float64]


class Part(StrEnum):
    """Something that one account holds, and no other."""

    DEMAND = "demand"  # what the money buys, and what suppliers and households buy in turn
    JOBS_OF_SPENDING = "jobs_of_spending"  # hired staff and those who work for suppliers
    ADOPTER_PRODUCTIVITY = "adopter_productivity"  # E1
    FIRMS_USING_AI = "firms_using_ai"  # E2
    STARTUPS = "startups"  # E3, with the jobs in them
    PRIVATE_RD = "private_rd"  # E4
    DENSITY = "density"  # productivity of all firms near net regional jobs


class Channel(StrEnum):
    """An account."""

    SPENDING = "spending"
    USE = "use"
    AGGLOMERATION = "agglomeration"


@dataclass(frozen=True)
class Account:
    """What an account holds, and what it takes from another one without holding it.

    Attributes
    ----------
    holds : parts that are in this account alone.
    driven_by : parts of another account from which it is computed, and which it does not hold.
    held_constant : what is as it would have been without the facility.
    """

    holds: tuple[Part, ...]
    driven_by: tuple[Part, ...]
    held_constant: tuple[str, ...]


ACCOUNTS: Mapping[Channel, Account] = MappingProxyType(
    {
        Channel.SPENDING: Account((Part.DEMAND, Part.JOBS_OF_SPENDING), (), ("productivity",)),
        Channel.USE: Account(
            (Part.ADOPTER_PRODUCTIVITY, Part.FIRMS_USING_AI, Part.STARTUPS, Part.PRIVATE_RD),
            (),
            ("demand", "labour"),
        ),
        Channel.AGGLOMERATION: Account((Part.DENSITY,), (Part.JOBS_OF_SPENDING,), ("demand", "labour", "adoption")),
    }
)


def joint(channels: Mapping[str, ArrayLike]) -> Floats:
    """Return the sum of the channels run alone, each once, in one unit.

    Parameters
    ----------
    channels
        Amounts of one measure by channel, all of one shape; a channel that has nothing to say of it is left out.

    Returns
    -------
    ndarray
        The sum, in that shape; added in the order of `ACCOUNTS`, whatever order they are given in.

    Raises
    ------
    InputError
        A channel that is none of the three, none at all, or shapes that differ.
    """
    known = [str(channel) for channel in ACCOUNTS]
    if not channels:
        raise InputError(
            Problem("joint", "channels", "nothing", f"one or more of {', '.join(known)}", "Give a channel.")
        )
    raise_all(
        Problem("joint", "channels", repr(str(name)), f"one of {', '.join(known)}", suggestion(str(name), known))
        for name in channels
        if name not in known
    )
    given = {name: floats("joint", str(name), amounts) for name, amounts in channels.items()}
    if len(shapes := {amounts.shape for amounts in given.values()}) > 1:
        found, expected = " and ".join(map(str, sorted(shapes))), "one shape"
        raise InputError(
            Problem("joint", "channels", found, expected, "Run the channels with the same draws and years.")
        )
    return np.asarray(sum(given[name] for name in ACCOUNTS if name in given))


def twice_held() -> tuple[Part, ...]:
    """Return the parts that stand in more than one account, or in none; nothing where no euro is counted twice."""
    held = [part for account in ACCOUNTS.values() for part in account.holds]
    return tuple(part for part in Part if held.count(part) != 1)
