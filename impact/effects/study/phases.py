"""What the phases of a treatment did, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from impact.effects.design.phases import STAYS
from impact.words.statements import Statement, said


def told_by_phase(table: pd.DataFrame, phases: Mapping[str, int]) -> Statement:
    """Return what a table of phases says of the last phase seen and of those before it.

    Parameters
    ----------
    table
        As `Effect.phases`.
    phases
        First years of the phases of the design, by name.
    """
    together = table[~table["added"]].reset_index(drop=True)
    seen = together["phase"].tolist()
    last = together.iloc[-1]
    if len(seen) == 1:
        later = ", ".join(name for name in phases if name not in seen)
        return said("phase_effect", phase=seen[0], later=later, **_of(last, "first", "end", "alone"))
    added = table[table["added"] & (table["assumes"] == STAYS)].iloc[-1]
    return said(
        "phase_effects",
        earlier=" + ".join(seen[:-1]),
        later=seen[-1],
        added=float(added["estimate"]),
        added_p=float(added["p_value"]),
        **_of(together.iloc[-2], "first", "before", "alone"),
        **_of(last, "start", "end", "both"),
    )


def _of(row: pd.Series, first: str, last: str, effect: str) -> dict[str, object]:
    years = {first: int(row["first"]), last: int(row["last"])}
    return {**years, effect: float(row["estimate"]), f"{effect}_p": float(row["p_value"])}
