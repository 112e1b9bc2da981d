"""Regions by name or number in the place of codes: "Groningen", 14 and "GM0014" are one municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from impact.effects.registered.series import Layout
from impact.effects.registered.written_figures import even, quoted
from impact.errors import InputError, Problem, suggestion
from impact.regions.codes import names

PREFIX: Mapping[str, str] = {"gemeente": "GM", "corop": "CR", "provincie": "PV"}
CALLED: Mapping[str, str] = {  # how an area of a level is told from others of its name: Groningen (gem.), (PV)
    "gemeente": r"gemeente|gem\.?|gm",
    "corop": r"corop|coropgebied|cr",
    "provincie": r"provincie|prov\.?|pv",
}
IN_SPEECH: Mapping[str, str] = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}
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
        codes = set(known.values())
        named = [text for text in written if text not in codes and _plain(text, level) in known]
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
    """Return a name, number or code as it is looked for: small letters, no level beside it, no zeros before it.

    Of "GM0014 Groningen", "Groningen (GM14)" and "0014 Groningen" the number.
    """
    plain = even(str(text)).replace("\u2019", "'").casefold().removesuffix(".0")
    code = re.search(rf"\b{PREFIX[level].casefold()}(\d{{1,4}})\b", plain) or re.match(r"(\d{1,4})(?:\s+\D|$)", plain)
    if code:
        return str(int(code[1]))
    plain = re.sub(rf"\s*\((?:{CALLED[level]})\)$|^(?:{CALLED[level]})\s+", "", plain)
    return IN_SPEECH.get(plain, plain)
