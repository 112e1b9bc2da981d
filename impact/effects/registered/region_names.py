"""Regions by name or number in the place of codes: "Groningen", 14 and "GM0014" are one municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from impact.effects.registered.series import Layout
from impact.effects.registered.written_figures import quoted
from impact.errors import InputError, Problem, suggestion
from impact.regions.codes import names

PREFIX: Mapping[str, str] = {"gemeente": "GM", "corop": "CR", "provincie": "PV"}
OF_LEVEL = re.compile(r"\s*\((gemeente|CR|PV|corop|provincie)\)$", re.IGNORECASE)  # how CBS tells two of a name apart
SHOWN = 20  # names that are named


class FiguresError(InputError):
    """A table or file of figures is there but cannot be used."""


def with_codes(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return codes without the blanks around them; names and numbers of a level as its codes, where that is stated."""
    written = frame["region"].map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    if not layout.regions:
        return frame.assign(region=written)
    known = codes_by_name(layout.regions)
    found = {name: known.get(_plain(name, layout.regions)) for name in written.dropna().unique()}
    if strange := sorted(str(name) for name, code in found.items() if code is None):
        rows = quoted((*layout.skip, *strange[:SHOWN]))
        raise FiguresError(
            Problem(
                layout.file,
                "region",
                f"{name!r} in column {layout.columns.region!r}",
                f"a {layout.regions} by name, number or code",
                f"{suggestion(name, sorted(known))} If these rows are no {layout.regions}, state skip = {rows}.",
            )
            for name in strange[:SHOWN]
        )
    return frame.assign(region=written.map(found))


def level_of_names(written: Sequence[str]) -> str:
    """Return the level whose names most of these regions have; "" where they are no names."""
    for level in PREFIX:
        known = codes_by_name(level)
        named = [text for text in written if not text.startswith(PREFIX[level]) and _plain(text, level) in known]
        if 2 * len(named) > len(written):
            return level
    return ""


@cache
def codes_by_name(level: str) -> Mapping[str, str]:
    """Return the codes of a level by name, number and code, in small letters, those that have gone included."""
    found: dict[str, str] = {}
    for code, name in names().items():
        if code.startswith(PREFIX[level]):
            found |= {code.casefold(): code, str(int(code[2:])): code, name.casefold(): code}
    return found


def _plain(text: str, level: str) -> str:
    """Return a name, number or code as it is looked for: small letters, no level behind it, no zeros before it."""
    plain = OF_LEVEL.sub("", str(text)).strip().casefold()
    number = plain.removesuffix(".0")
    return str(int(number)) if number.isdigit() else plain
