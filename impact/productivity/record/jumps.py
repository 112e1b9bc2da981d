"""Sectors that are counted in another way since some year: what is said of their figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from impact.panel import Break, breaks
from impact.words.statements import Statement, said


def jumps(frame: pd.DataFrame, before: int, after: int) -> Mapping[str, tuple[Statement, ...]]:
    """Return what is said of each sector of a panel whose definition changes between two years; no other is in it."""
    found = [one for one in breaks() if one.kind == "definition" and one.lies_between(before, after)]
    crossing = [one for one in found if one.is_in(frame)]
    sectors = dict.fromkeys(sector for one in crossing for sector in one.sectors)
    return {code: tuple(_said(one, code) for one in crossing if code in one.sectors) for code in sectors}


def _said(one: Break, sector: str) -> Statement:
    return said("not_comparable", who=sector, year=one.year, why=one.reason)
