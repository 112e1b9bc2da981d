"""Industries after SBI 2008: the 81 of the national accounts and the coarser groups they nest in.

Five levels: `cbs81` within `a64` within `a38` within `section` within `a10`. A code means the same industries at every
level that has it, so a set of codes says by itself which level it is, or that it has a gap or an overlap.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, overload

from impact import datapackage
from impact.errors import InputError, Problem, suggestion

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LEVELS",
    "TOTAL",
    "Level",
    "aggregate",
    "codes",
    "grouping",
    "industries_within",
    "labels",
    "names_within",
    "title",
]

Level = Literal["cbs81", "a64", "a38", "section", "a10"]
LEVELS: tuple[Level, ...] = ("cbs81", "a64", "a38", "section", "a10")
TOTAL = "A-U"
_SBI = re.compile(r"[A-U](-[A-U])?|\d\d(-\d\d)?")
_DIVISIONS = re.compile(r"\d\d")


def grouping(level: Level) -> pd.Series[str]:
    """Return the group of each of the 81 industries, indexed by industry in the order of the national accounts.

    X, goods and services n.e.c., belongs to none of the ten groups and is left out of `a10`.
    """
    import pandas as pd

    _check_level(level)
    groups = {industry: row[level] for industry, row in _industries().items() if row[level]}
    return pd.Series(groups, name=level, dtype="str").rename_axis("sector")


def labels(level: Level, lang: Literal["en", "nl"] = "en") -> pd.Series[str]:
    """Return the short name of each code of a level, in English or Dutch."""
    import pandas as pd

    if lang not in ("en", "nl"):
        raise InputError(Problem("sectors", "language", repr(lang), "'en' or 'nl'", "Choose one of the two."))
    named = {row["code"]: row[f"label_{lang}"] for row in _rows(level)}
    return pd.Series(named, name="label", dtype="str").rename_axis("sector")


def codes(level: Level) -> list[str]:
    """Return the codes of a level in the order of the national accounts."""
    _check_level(level)
    return list(dict.fromkeys(row[level] for row in _industries().values() if row[level]))


def industries_within(code: str) -> tuple[str, ...]:
    """Return the industries that a code or range of SBI 2008 covers ("62", "37-39", "D-E", "A+O-Q"), in order.

    Empty where it cuts an industry in two ("13" cuts C13-15), and for what is no code of SBI.
    """
    parts = code.split("+")
    if not all(map(_SBI.fullmatch, parts)):
        return ()
    reach = {i: [_reach(i, row["section"], *_bounds(part)) for part in parts] for i, row in _industries().items()}
    cut = any(0 < share < 1 for shares in reach.values() for share in shares)
    return () if cut else tuple(industry for industry, shares in reach.items() if any(shares))


def title(code: str, lang: Literal["en", "nl"] = "en") -> str:
    """Return the short name of an SBI code or range with the code, "Construction (F)"; else the code alone."""
    within = industries_within(code)
    names = (labels(level, lang).items() for level in LEVELS)
    found = [label for level in names for known, label in level if _meaning().get(str(known)) == within]
    return f"{found[0]} ({code})" if found else code


def names_within(code: str, lang: Literal["en", "nl"] = "en") -> tuple[str, ...]:
    """Return the short names of the groups that an SBI code or range is made of, of the coarsest level that fits.

    Empty for what `industries_within` does not know.
    """
    within = industries_within(code)
    for level in reversed(LEVELS):
        inside = [group for group in codes(level) if set(_meaning()[group]) <= set(within)]
        if within and {industry for group in inside for industry in _meaning()[group]} == set(within):
            return tuple(labels(level, lang)[inside])
    return ()


@overload
def aggregate(data: pd.Series[float], to: Level) -> pd.Series[float]: ...
@overload
def aggregate(data: pd.DataFrame, to: Level) -> pd.DataFrame: ...
def aggregate(data: pd.Series[float] | pd.DataFrame, to: Level) -> pd.Series[float] | pd.DataFrame:
    """Return sums over the industries of each group; a missing value makes its group missing.

    `data` is indexed by codes of any finer level, or of several that fit together. A frame whose columns are its index
    (transactions) is summed both ways, any other over its rows.

    Raises
    ------
    InputError
        The index leaves industries out, holds some twice (a total beside its parts), has an unknown code, or is coarser
        than the level asked for.
    """
    import pandas as pd

    if isinstance(data, pd.Series):
        summed = _sum(data.to_frame(), to).iloc[:, 0]
        summed.name = data.name
        return summed
    rows = _sum(data, to)
    return _sum(rows.T, to).T if data.columns.equals(data.index) else rows


def _bounds(part: str) -> tuple[str, str]:
    first, _, last = part.partition("-")
    return first, last or first


def _reach(industry: str, section: str, first: str, last: str) -> float:
    """Return which share of the divisions of an industry lies between two sections or two divisions."""
    if first.isalpha():
        return float(first <= section <= last)
    numbers = _DIVISIONS.findall(industry)
    if not numbers:
        return 0.0
    divisions = range(int(numbers[0]), int(numbers[-1]) + 1)
    return sum(int(first) <= division <= int(last) for division in divisions) / len(divisions)


def _sum(frame: pd.DataFrame, to: Level) -> pd.DataFrame:
    import pandas as pd

    groups = pd.Series(_groups([str(c) for c in frame.index], to), index=frame.index)
    summed = frame.groupby(groups, sort=False).sum(skipna=False).reindex(codes(to))
    summed.index.name = frame.index.name
    return summed


def _groups(index: Sequence[str], to: Level) -> list[str]:
    _check_level(to)
    target = {industry: row[to] for industry, row in _industries().items()}
    parts = _members(index)
    _check_overlap(parts, index)
    held = {industry for members in parts.values() for industry in members}
    gap = [industry for industry, group in target.items() if group and industry not in held]
    homeless = [code for code, members in parts.items() if not any(target[m] for m in members)]
    coarse = [code for code, members in parts.items() if len({target[m] for m in members}) > 1]
    problems = [
        _problem(gap, f"no figure for {_listed(gap)}", "figures for all industries", "Add them, or state their zeros."),
        _problem(
            homeless, f"{_listed(homeless)}, in none of the groups", f"industries that {to} covers", "Leave it out."
        ),
        _problem(
            coarse, f"{_listed(coarse)}, coarser than {to}", f"codes within one group of {to}", "Take finer figures."
        ),
    ]
    if found := [p for p in problems if p]:
        raise InputError(found)
    return [target[parts[code][0]] for code in index]


def _check_overlap(parts: dict[str, tuple[str, ...]], index: Sequence[str]) -> None:
    owners: dict[str, list[str]] = {}
    for code in index:
        for industry in parts[code]:
            owners.setdefault(industry, []).append(code)
    clashes = sorted({" and ".join(codes) for codes in owners.values() if len(codes) > 1})
    if clashes:
        expected = "each industry once"
        todo = "Keep either the group or its parts; leave totals out."
        raise InputError(Problem("sectors", "sector", f"{_listed(clashes)}, which overlap", expected, todo))


def _members(index: Sequence[str]) -> dict[str, tuple[str, ...]]:
    known = _meaning()
    unknown = [code for code in index if code not in known]
    if unknown:
        expected = "codes of cbs81, a64, a38, section or a10"
        near = [suggestion(code, list(known)) for code in unknown]
        todos = [n if len(n) < 200 else "See `impact.sectors.codes`." for n in near]
        raise InputError(
            [Problem("sectors", "sector", repr(c), expected, t) for c, t in zip(unknown, todos, strict=True)]
        )
    return {code: known[code] for code in index}


def _problem(codes: list[str], found: str, expected: str, todo: str) -> Problem | None:
    return Problem("sectors", "sector", found, expected, todo) if codes else None


def _listed(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:8])
    return f"{shown} and {len(codes) - 8} more" if len(codes) > 8 else shown


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise InputError(Problem("sectors", "level", repr(level), "a level of industries", suggestion(level, LEVELS)))


@cache
def _meaning() -> dict[str, tuple[str, ...]]:
    rows = _industries()
    groups = {(level, row[level]) for level in LEVELS for row in rows.values() if row[level]}
    held = {group: tuple(i for i, row in rows.items() if row[level] == group) for level, group in sorted(groups)}
    return {TOTAL: tuple(rows), **held}


def _rows(level: Level) -> list[dict[str, str]]:
    _check_level(level)
    return _read("sectors") if level == "cbs81" else [r for r in _read("sector-groups") if r["level"] == level]


@cache
def _industries() -> dict[str, dict[str, str]]:
    return {row["code"]: {**row, "cbs81": row["code"]} for row in _read("sectors")}


def _read(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(datapackage.read("concordances", table).decode("utf-8").splitlines()))
