"""The totals of every draw: what every answer says, and room for them while blocks of draws come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from impact.scenario.computation.components import Components
from impact.scenario.computation.concepts import NET_NATIONAL, Shares, all_concepts, net_national, staircase
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.measures import PLACE

Packed: TypeAlias = dict[str, Array]
_BY_NAME, _NET_JOBS = ("by_year", "by_stage", "summed"), "net_jobs"  # what `Totals` has by name, and otherwise


@dataclass(frozen=True, eq=False, repr=False)
class Totals:
    """Draws of what every answer says: the study area as a whole, and the balance of the country.

    Attributes
    ----------
    by_year : every concept, (draws, years, measures), sectors and stages together.
    by_stage : every concept, (draws, measures, stages), sectors and years together.
    summed : every step and part of net, (draws, measures): the study area's, and `net_national` of the country.
    net_jobs : (draws, years, S) net regional labour years in each of the study area's areas.
    """

    by_year: dict[str, Array]
    by_stage: dict[str, Array]
    summed: dict[str, Array]
    net_jobs: Array

    def room_for(self, count: int) -> Totals:
        """Return totals of so many draws that hold nothing yet; the draws of a cell lie together in memory."""

        def room(drawn: Mapping[str, Array]) -> dict[str, Array]:
            return {name: room_for_draws(found, count) for name, found in drawn.items()}

        return Totals(room(self.by_year), room(self.by_stage), room(self.summed), room_for_draws(self.net_jobs, count))

    def packed(self) -> Packed:
        """Return every array by name, as `parallel.answers` keeps and sends them."""
        named = {f"{kind}/{name}": found for kind in _BY_NAME for name, found in getattr(self, kind).items()}
        return named | {_NET_JOBS: self.net_jobs}

    @classmethod
    def unpacked(cls, arrays: Packed) -> Totals:
        """Return the totals that were packed."""
        found: dict[str, dict[str, Array]] = {kind: {} for kind in _BY_NAME}
        for packed, array in arrays.items():
            if packed != _NET_JOBS:
                kind, _, name = packed.partition("/")
                found[kind][name] = array
        return cls(**found, net_jobs=arrays[_NET_JOBS])

    def put(self, here: slice, block: Totals) -> None:
        """Put the draws of a block in their place."""
        self.net_jobs[here] = block.net_jobs
        for kept, drawn in (
            (self.by_year, block.by_year),
            (self.by_stage, block.by_stage),
            (self.summed, block.summed),
        ):
            for name, values in drawn.items():
                kept[name][here] = values


def totals_of_parts(inside: Components, nation: Components, draws: Draws, shares: Shares) -> Totals:
    """Return what every answer says.

    Parameters
    ----------
    inside
        Effects in each of the study area's areas, sectors together.
    nation
        Effects in the country, as one place.
    draws
        Everything that was drawn.
    shares
        What is drawn of the way from gross to net.
    """
    concepts = all_concepts(inside, shares)
    net = concepts["net_regional"][:, :, :, :, PLACE["jobs"]].sum(axis=(3, 4))
    concepts[NET_NATIONAL.name] = net_national(nation, draws, shares.additional)
    balance = concepts[NET_NATIONAL.name].sum(axis=(1, 2, 3, 5))
    return Totals(
        by_year={name: found.sum(axis=(2, 3, 5)) for name, found in concepts.items()},
        by_stage={name: found.sum(axis=(1, 2, 3)) for name, found in concepts.items()},
        summed=staircase(inside, shares) | {NET_NATIONAL.name: balance},
        net_jobs=net,
    )


class Room:
    """The totals of so many draws, for which there is room once the first block is known.

    Parameters
    ----------
    count
        How many draws.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._whole: Totals | None = None

    def put(self, here: slice, block: Totals) -> None:
        """Put the draws of a block in their place."""
        if self._whole is None:
            self._whole = block.room_for(self._count)
        self._whole.put(here, block)

    @property
    def whole(self) -> Totals:
        """The totals of all draws."""
        assert self._whole is not None  # there is a draw
        return self._whole


def room_for_draws(drawn: Array, count: int) -> Array:
    """Return room for so many draws of what was drawn, (draws, ...); the draws of a cell lie together in memory.

    Parameters
    ----------
    drawn
        Some draws of it.
    count
        How many draws.
    """
    return np.moveaxis(np.empty((*drawn.shape[1:], count)), -1, 0)
