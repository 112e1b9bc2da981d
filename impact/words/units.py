"""Units: one record each, which knows how it is written in both languages, after a number and on an axis."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from impact.words.languages import Lang
from impact.words.names import Name


@dataclass(frozen=True)
class Unit:
    """A unit of measurement.

    Attributes
    ----------
    name : in frames and files.
    after : what stands after a number.
    axis : what stands on an axis or above a column.
    column : what stands beside values in a column of their own, times `scale`.
    prices : what stands after an amount in the prices of a year, which it names by `{year}`; None for what is no money.
    scale : what values are multiplied by in such a column: 100 for shares, which people read in hundredths.
    single : what is counted, one by one: `jobs` of `thousand jobs`; None where the unit counts nothing.
    times : how many of these are in one of the unit.
    """

    name: str
    after: Name
    axis: Name
    column: Name
    prices: Name | None = None
    scale: float = 1.0
    single: Name | None = None
    times: float = 1.0

    def in_prices(self, year: int) -> Unit:
        """Return the unit of amounts in the prices of a year.

        Raises
        ------
        ValueError
            When the unit is no money.
        """
        if self.prices is None:
            raise ValueError(f"{self.name} has no prices: ask it of a unit of money.")
        named = Name(*(text.format(year=year) for text in self.prices))
        return replace(self, after=named, axis=named, prices=None)

    def beside(self, written: str, lang: Lang) -> str:
        """Return a number that was written already, with its unit: `4.3%`, `1.2 thousand jobs`."""
        named = self.after.spoken(lang)
        return f"{written}{'' if named.startswith('%') else ' '}{named}"


def unit(name: str) -> Unit:
    """Return a unit by its name; one that a user thought of stands as it is written, in either language."""
    own = Name(en=name, nl=name)
    return units().get(name) or Unit(name, after=own, axis=own, column=own)


@cache
def units() -> Mapping[str, Unit]:
    """Return every unit that has words, by name."""
    table = tomllib.loads(Path(__file__).with_name("units.toml").read_text(encoding="utf-8"))
    return {name: _read(name, **entry) for name, entry in table.items()}


def _read(name: str, after: dict[str, str], scale: float = 1.0, times: float = 1.0, **other: dict[str, str]) -> Unit:
    known = {form: Name(**pair) for form, pair in other.items()}
    said = Name(**after)
    axis, column = known.get("axis", said), known.get("column", said)
    return Unit(name, said, axis, column, known.get("prices"), scale, known.get("single"), times)
