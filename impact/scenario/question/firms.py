"""How many establishments the areas of a scenario have, whole COROP areas or the part that is inside."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

from impact import datapackage, regions
from impact.errors import InputError, Problem

YEAR = 2025
"""Of the establishments, on 1 January: the last in the snapshot."""
TABLE = "corop-establishments"


def establishments_of(study_area: str | Sequence[str]) -> dict[str, float]:
    """Return the establishments of each COROP area that the study area touches, only those that are inside.

    Parameters
    ----------
    study_area
        A name, or codes of one level.
    """
    return {code: _establishments()[code] * part for code, part in parts_inside(study_area).items()}


def parts_inside(study_area: str | Sequence[str]) -> dict[str, float]:
    """Return the part of each COROP area that lies in the study area, 1 for a whole one: of its establishments.

    Parameters
    ----------
    study_area
        A name, or codes of one level.
    """
    area = regions.study_area(study_area)
    return {code: _part(code, area) if code in area.left_out else 1.0 for code in area.corops}


@cache
def _establishments() -> dict[str, float]:
    # Read without the data frame library, so that checking a scenario takes no second of imports.
    rows = csv.DictReader(datapackage.read(datapackage.SNAPSHOT, TABLE).decode("utf-8").splitlines())
    return {row["region"]: float(row["value"]) for row in rows if row["year"] == str(YEAR) and row["value"]}


def _part(corop: str, area: regions.StudyArea) -> float:
    from impact.productivity.use.figures import municipal_shares

    try:
        shares = municipal_shares(corop, YEAR)
    except InputError as error:
        found = f"a part of {regions.name(corop)} ({corop}), of whose municipalities no establishments are known"
        expected, todo = "whole COROP areas, or municipalities of the north", f'Write study_area = "{corop}".'
        raise InputError(Problem("scenario", "study_area", found, expected, todo)) from error
    return float(shares[[code for code in shares.index if code in area.municipalities]].sum())
