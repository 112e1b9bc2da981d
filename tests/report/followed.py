"""Numbers of finished pages, followed back: which figure each was written of, and whether there is such a figure.

While a publication is built it is kept which figure every number was written of, to its last bit. So a number on a page
is known by its figure, and no other figure happens to be the same: what is found among the cells of the tables that the
publication is made of is that cell.
"""

from __future__ import annotations

import html
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import impact.words.numbers
from impact.words.numbers import MINUS
from impact.words.texts import Words

WRITERS = ("number", "formatted", "exact", "two_digits")  # of impact.words.numbers: nothing else writes a number
ROUNDER = "stable"
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
YEAR = re.compile(r"(?:19|20)\d\d")
NAMED = re.compile(
    r"\b\d{5}(?:NED|ned)\b|\b\d{1,2} (?=[A-Za-z]+ (?:19|20)\d\d\b)"
)  # tables of CBS, and days before their month
CHECKSUM = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12,64}\b")
TIMES = (1.0, 100.0, 1000.0)
DRAWS = ("by_draw", "cells", "area_draws")  # of a result: millions of figures that no page shows one by one
CLOSE = 1e-11  # part of a figure that may be lost where it was added up in another order


@dataclass
class Written:
    """What was written while it was kept.

    Attributes
    ----------
    figures : text -> the figures that it was written of.
    rounded : a figure without the digits that do not stand still -> what it was before.
    """

    figures: dict[str, set[float]] = field(default_factory=lambda: defaultdict(set))
    rounded: dict[float, set[float]] = field(default_factory=lambda: defaultdict(set))
    depth: int = 0


@contextmanager
def kept() -> Iterator[Written]:
    """Keep what every number is written of, wherever in the package that is done."""
    written = Written()
    own = {name: getattr(impact.words.numbers, name) for name in (*WRITERS, ROUNDER)}
    watched = {name: _watched(of, written, rounds=name == ROUNDER) for name, of in own.items()}
    _put({id(own[name]): watched[name] for name in own})
    try:
        yield written
    finally:
        _put({id(watched[name]): own[name] for name in own})


def _put(instead: Mapping[int, Any]) -> None:
    """Put functions in the place of others, wherever a module has those by name."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "impact":
            for called, of in list(vars(module).items()):
                if id(of) in instead:
                    setattr(module, called, instead[id(of)])


def _watched(of: Callable[..., Any], written: Written, *, rounds: bool) -> Callable[..., Any]:
    @wraps(of)
    def watched(value: float, *rest: Any, **named: Any) -> Any:
        written.depth += 1
        try:
            made = of(value, *rest, **named)
        finally:
            written.depth -= 1
        if rounds:
            written.rounded[float(made)].add(float(value))
        elif not written.depth:  # what is written on the way to another text has been rounded for it
            written.figures[made.lstrip(f"+{MINUS}")].add(float(value))
        return made

    return watched


@dataclass
class Cells:
    """The figures and the texts of whatever a publication is made of: tables, results, records, input files."""

    found: list[np.ndarray] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    seen: dict[int, Any] = field(default_factory=dict)

    def of(self, *things: Any) -> Cells:
        """Take in everything that things hold, and return this."""
        for thing in things:
            if id(thing) not in self.seen:
                self.seen[id(thing)] = thing
                self._take(thing)
        return self

    def _take(self, thing: Any) -> None:
        if isinstance(thing, str):
            self.texts.append(thing)
        elif isinstance(thing, int | float | np.number) and not isinstance(thing, bool):
            self.found.append(np.array([float(thing)]))
        elif isinstance(thing, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
            self._table(thing)
        else:
            self.of(*_parts(thing))

    def _table(self, table: Any) -> None:
        if isinstance(table, pd.DataFrame):
            self.of(table.index, list(table.columns), *(column for _, column in table.items()))
        elif isinstance(table, pd.MultiIndex):
            self.of(*table.levels)
        else:
            self._column(pd.Series(table.ravel()) if isinstance(table, np.ndarray) else table)

    def _column(self, column: pd.Series[Any] | pd.Index[Any]) -> None:
        if isinstance(column, pd.Series):
            self.of(column.index)
        if pd.api.types.is_numeric_dtype(column):
            self.found.append(np.asarray(column.to_numpy(dtype=float, na_value=np.nan)).ravel())
        else:
            self.of(*pd.unique(column.dropna()))

    def figures(self) -> np.ndarray:
        """Return the sizes of all figures in order, also as a share in per cent and as thousands."""
        sizes = np.abs(np.concatenate(self.found or [np.empty(0)]))
        sizes = np.unique(sizes[np.isfinite(sizes)])
        return np.unique(np.concatenate([sizes * times for times in TIMES]))


def _parts(thing: Any) -> list[Any]:
    """Return what a thing holds that is no table; nothing for what holds nothing."""
    if isinstance(thing, Mapping):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, list | tuple | set | frozenset):
        return list(thing)
    if hasattr(thing, "model_dump"):
        return [thing.model_dump()]
    if is_dataclass(thing):
        return [getattr(thing, one.name) for one in fields(thing) if one.name not in DRAWS]
    return []


def are_among(sizes: np.ndarray, figures: np.ndarray) -> np.ndarray:
    """Return of each size whether it is one of figures, which are in order."""
    at = np.searchsorted(figures, sizes)
    near = np.stack([figures[np.clip(at - 1, 0, None)], figures[np.clip(at, None, len(figures) - 1)]])
    closeness: np.ndarray = np.abs(near - sizes).min(axis=0) <= CLOSE * np.maximum(sizes, 1e-3)
    return closeness


def of_two(figure: float, figures: np.ndarray) -> bool:
    """Return whether a figure is the difference, the sum, the share or the growth in per cent of two others."""
    size, figures = abs(figure), figures[figures > 0]  # nothing is a share of nothing
    wanted = (figures + size, figures * size / 100, figures * (1 + size / 100), figures * (1 - size / 100))
    return any(are_among(np.abs(one), figures).any() for one in (*wanted, np.abs(figures - size)))


def page_of(path: Path) -> str:
    """Return what a finished page says, with what stands in the place of its drawings."""
    page = re.sub(r"<(style|svg)\b.*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    spoken = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    return html.unescape(f"{re.sub(r'<[^>]+>', ' ', page)} {spoken}")


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, without their signs; years, days, tables and checksums are names."""
    return {one for one in NUMBER.findall(NAMED.sub(" ", CHECKSUM.sub(" ", text))) if not YEAR.fullmatch(one)}


def typed(words: Words) -> set[str]:
    """Return the numbers that somebody typed in texts: test_numbers_in_texts says which may be."""
    return numbers(" ".join(text[words.lang] for text in words.texts.values()))


@dataclass(frozen=True)
class Ledger:
    """What the numbers of a publication can be: cells, what is made of two of some of these, and numbers in texts.

    Attributes
    ----------
    written : what was kept while it was built.
    cells : all figures.
    pairs : those of which differences and shares are told.
    """

    written: Written
    cells: np.ndarray
    pairs: np.ndarray = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, written: Written, cells: Cells, worked_out: Iterable[Any], pairs: np.ndarray | None = None) -> Ledger:
        """Return the ledger of cells and of figures that are worked out of several of these."""
        besides = np.abs(np.concatenate([np.ravel(one) for one in worked_out]))
        figures = np.unique(np.concatenate([cells.figures(), besides[np.isfinite(besides)]]))
        return cls(written, figures, np.empty(0) if pairs is None else pairs)

    def is_founded(self, figure: float) -> bool:
        """Return whether a figure is a cell, or made of two; with all its digits or those that stand still."""
        before = [figure, *self.written.rounded.get(figure, ())]
        if are_among(np.abs(before), self.cells).any():
            return True
        return bool(len(self.pairs)) and any(of_two(one, self.pairs) for one in before)

    def unfounded(self, page: str, said: set[str]) -> dict[str, list[float]]:
        """Return the numbers of a page that are neither typed nor said by a record, with figures that are no cells."""
        found = {}
        for one in sorted(numbers(page)):
            of = self.written.figures.get(one, set())
            if lacking := [figure for figure in of if not self.is_founded(figure)]:
                found[one] = lacking
            elif not of and one not in said and not self._counts(one):
                found[one] = []
        return found

    def _counts(self, number: str) -> bool:
        """Return whether a number is a count that stands in a cell: it is written as it is."""
        return number.isdigit() and self.is_founded(float(number))
