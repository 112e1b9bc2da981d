"""Phases of one treatment: what the years of each can separate, and what only an assumption can.

Until a second phase begins, what is seen is the effect of the first. From then on only both together are seen: nobody
has the second phase without the first, so what the second adds is the effect of both less what the first would have
done by itself in those years, which no figure shows. Two assumptions about that are offered beside the contrasts that
need none: the first phase's effect would have stayed at the mean of its own years, or gone on along their line. Had it
faded to nothing, the second would have added all of what both did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.results import Bools, Floats
from impact.words.statements import Statement, said

STAYS, GOES_ON = "stays", "goes_on"  # what the phases before would have done: their own mean, or their own line


@dataclass(frozen=True, eq=False)
class Contrast:
    """What is asked of one phase: a weighted sum of the gap in the years under treatment.

    `added` is False for the effect of all phases so far, True for what this phase adds under what it `assumes`.
    `weights` (T,) add up to one over the years of the phase; an added one takes as much away from the years before it.
    """

    phase: str
    added: bool
    assumes: str
    first: int
    last: int
    weights: Floats


def contrasts(block: Block) -> tuple[Contrast, ...]:
    """Return what can be asked of the phases that have been seen, in their order."""
    found: list[Contrast] = []
    before: Bools | None = None
    for name, years in _windows(block):
        mean = years / years.sum()
        span = int(block.times[years][0]), int(block.times[years][-1])
        found.append(Contrast(name, False, "", *span, mean))
        if before is not None:
            found.append(Contrast(name, True, STAYS, *span, mean - before / before.sum()))
            if before.sum() > 1:
                found.append(Contrast(name, True, GOES_ON, *span, mean - _line(block, before, years)))
        before = years
    return tuple(found)


def _windows(block: Block) -> Iterator[tuple[str, Bools]]:
    """Yield each phase with its own years (T,), until the next begins; those without a year in the panel are not."""
    ends = [*(first for _, first in block.phases[1:]), np.inf]
    for (name, first), end in zip(block.phases, ends, strict=True):
        years = (block.times >= first) & (block.times < end)
        if years.any():
            yield name, np.asarray(years)


def _line(block: Block, before: Bools, years: Bools) -> Floats:
    """Return the weights of years whose sum is where their least-squares line is on average in later ones (T,)."""
    t = block.times[before] - block.times[before].mean()
    at = block.times[years].mean() - block.times[before].mean()
    weights = np.zeros(len(block.times))
    weights[before] = 1 / len(t) + at * t / (t @ t)
    return weights


def started(block: Block, contrast: Contrast) -> Block:
    """Return the block as if treatment began with the phase: a constant effect of it is one from its first year on."""
    return replace(block, first=np.where(block.treated, float(contrast.first), np.inf))


def what_is_seen(block: Block) -> tuple[Statement, ...]:
    """Return what has to be said of an estimate under several phases."""
    seen = [name for name, _ in _windows(block)]
    later = [said("phase_not_seen", phase=name, first=first) for name, first in block.phases if name not in seen]
    return (said("phases_together"), *later) if len(seen) > 1 else tuple(later)
