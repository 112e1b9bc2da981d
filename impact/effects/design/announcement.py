"""The years between announcement and treatment, which are neither before nor after."""

from __future__ import annotations

import numpy as np

from impact.effects.design.alternatives import several_dates
from impact.effects.design.blocks import Block
from impact.errors import InputError, Problem


def without_reaction(block: Block) -> Block:
    """Return the block less the periods between announcement and treatment, which are neither before nor after.

    Raises
    ------
    InputError
        With several dates, when these periods differ by unit.
    """
    if block.anticipation == 0:
        return block
    if len(block.cohorts) > 1:
        todo = several_dates(block, "Set anticipation to 0.")
        found = f"{block.anticipation} with several dates"
        raise InputError(Problem("design", "anticipation", found, "one common date for two-way effects", todo))
    date = block.cohorts[0]
    window = (block.times >= date - block.anticipation) & (block.times < date)
    return block.keep(np.ones(len(block.units), dtype=bool), ~window)
