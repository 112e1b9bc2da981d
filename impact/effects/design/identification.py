"""Whether a panel can answer what a design asks: the one door of every estimate and every check of it.

`read_panel` says whether the figures can be used at all; this says whether an effect can be told from them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block, read_panel
from impact.effects.design.designs import Design
from impact.effects.design.results import NotIdentified, NotIdentifiedError
from impact.words.statements import Statement, said


def identified(panel: pd.DataFrame, design: Design, *, after: bool = True) -> Block:
    """Return the checked panel less units treated only after its end, when it identifies an effect.

    Parameters
    ----------
    panel, design
        As for `estimate`.
    after
        Whether the years under treatment are asked for. False for what the years before can answer alone, with all
        treated units in it at once.

    Raises
    ------
    InputError
        As `read_panel`.
    NotIdentifiedError
        No year after treatment, a treated unit without a clean year before it, or nobody to compare with.
    """
    block = read_panel(panel, design)
    none = not_identified(block, after=after)
    if none is not None:
        raise NotIdentifiedError(none)
    return _observed_treatments(block) if after else block


def not_identified(block: Block, *, after: bool = True) -> NotIdentified | None:
    """Return why no effect is identified on a checked panel, or None when one is."""
    first, last = int(block.cohorts[0]), int(block.times[-1])
    if after and first > last:
        return NotIdentified(
            said("no_year_after", first=first, last=last),
            (said("freeze_the_design"), said("detectable_before"), said("comparable_events")),
        )
    unclean = [str(block.units[i]) for i in np.flatnonzero(block.treated & ~block.clean.any(axis=1))]
    if unclean:
        return NotIdentified(
            said("no_clean_year", anticipation=block.anticipation, units=", ".join(unclean)),
            (said("earlier_years"), said("shorter_anticipation"), said("exclude_the_unit")),
        )
    compared = _observed_treatments(block) if after else block
    if compared.treated.all() and (len(compared.cohorts) < 2 or not after):
        return NotIdentified(said("all_treated"), (said("untreated_units"), said("finer_level")))
    return None


def nothing_compared(*also: Statement) -> NotIdentifiedError:
    """Return what an estimator raises that finds no treated cell with anything to compare it with.

    Earlier years help, unless something else is known to.
    """
    possible = (said("untreated_units"), *(also or (said("earlier_years"),)))
    return NotIdentifiedError(NotIdentified(said("not_connected"), possible))


def _observed_treatments(block: Block) -> Block:
    """Return the block less units treated only after the last period: neither treated in it nor clean controls."""
    later = block.treated & (block.first > block.times[-1])
    if not later.any():
        return block
    names = ", ".join(str(block.units[i]) for i in np.flatnonzero(later)[:5])
    kept = block.keep(~later)
    out = said("treated_after_end", n=int(later.sum()), units=names)
    return replace(kept, caveats=(*kept.caveats, out))
