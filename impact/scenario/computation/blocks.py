"""Blocks of draws: how many are solved together, who solves them, and what is read off the flows of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from impact.parallel import in_order, side_by_side
from impact.scenario.computation.components import Components, Flows
from impact.scenario.computation.concepts import (
    NET_NATIONAL,
    OF_EVERY_AREA,
    Shares,
    all_concepts,
    net_national,
    of_every_area,
    shares_of,
)
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.reference import additional
from impact.scenario.computation.set_in_motion import flows_of
from impact.scenario.computation.solved import Solved
from impact.scenario.computation.totals import Packed, Totals, totals_of_parts
from impact.scenario.question.scenario import Scenario

AT_ONCE = 50
"""Draws that are solved together; more take memory and no less time."""
TOTALS = "totals"
"""What is packed of every block."""
Found = TypeVar("Found")


def blocks_of(work: Callable[[Draws], Found], draws: Draws, kept_as: str = "") -> Iterator[tuple[slice, Found]]:
    """Yield what `work` makes of each block of draws, in their order; only some are held at a time.

    Parameters
    ----------
    work
        Returns the answer of a block.
    draws
        Everything that was drawn.
    kept_as
        As for `parallel.answers`.
    """
    blocks = slices(draws.count, AT_ONCE)
    return zip(blocks, in_order(work, [draws.part(here) for here in blocks], kept_as=kept_as), strict=True)


def each_block(work: Callable[[slice], Found], count: int, size: int, held: int) -> Iterator[tuple[slice, Found]]:
    """Yield what `work` makes of each block of draws, in their order, computed side by side.

    Parameters
    ----------
    work
        Returns the answer of a block and writes nothing that blocks share.
    count
        How many draws.
    size
        How many of them are a block.
    held
        How many answers are held at a time.
    """
    blocks = slices(count, size)
    for first in range(0, len(blocks), held):
        some = blocks[first : first + held]
        yield from zip(some, side_by_side(work, some), strict=True)


def slices(count: int, size: int) -> list[slice]:
    """Return so many places in pieces of a size, the last of which may be smaller.

    Parameters
    ----------
    count
        How many places.
    size
        Of a piece.
    """
    return [slice(at, min(at + size, count)) for at in range(0, count, size)]


def flows_and_shares(scenario: Scenario, ground: Solved, draws: Draws) -> tuple[Flows, Shares]:
    """Return what a block of draws sets in motion, and what is drawn of the way from gross to net.

    Parameters
    ----------
    scenario
        The question.
    ground
        What is the same in every draw.
    draws
        Of the block.
    """
    return flows_of(scenario, draws, ground), shares_of(draws, additional(scenario, draws))


def totals_in(flows: Flows, shares: Shares, draws: Draws, ground: Solved) -> Totals:
    """Return what every answer says of a block of draws.

    Parameters
    ----------
    flows, shares
        `flows_and_shares`.
    draws, ground
        As there.
    """
    return totals_of_parts(flows.components(ground.inside), flows.components(ground.nation), draws, shares)


def together(parts: Mapping[str, Packed]) -> Packed:
    """Return several things that are packed as one, each under its name: `held` finds them.

    Parameters
    ----------
    parts
        By name.
    """
    return {f"{what}/{name}": array for what, packed in parts.items() for name, array in packed.items()}


def held(packed: Packed, what: str) -> Packed:
    """Return what is packed under a name, by the names that it has there.

    Parameters
    ----------
    packed
        `together`.
    what
        The name.
    """
    return {name.removeprefix(f"{what}/"): array for name, array in packed.items() if name.startswith(f"{what}/")}


def concepts_of(parts: Components, draws: Draws, shares: Shares, wanted: Collection[str]) -> dict[str, Array]:
    """Return at least the concepts that are wanted, as `Outcome.concepts`.

    Parameters
    ----------
    parts
        Effects in some places.
    draws
        Everything that was drawn.
    shares
        What is drawn of the way from gross to net.
    wanted
        Names of concepts.
    """
    found = of_every_area(parts, shares) if set(wanted) <= OF_EVERY_AREA else all_concepts(parts, shares)
    if NET_NATIONAL.name in wanted:
        found[NET_NATIONAL.name] = net_national(parts, draws, shares.additional)
    return found
