"""Whether a design can be carried out on the figures at hand, seen before any answer is: what it names has to exist.

A misspelt sector, an area that no table has, or a test that does not hold here would otherwise come out years later, as
"no estimate", when the design is frozen and cannot be put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from impact.effects.alternatives import require_balanced
from impact.effects.design_file import DesignFile, Outcome, Series, Size, SizeMatch, Test, Treated
from impact.effects.did import without_reaction
from impact.effects.estimation import BALANCED
from impact.effects.identification import not_identified
from impact.effects.inference import choose
from impact.effects.panels import read_panel
from impact.effects.study_panel import Tables, study_panel
from impact.errors import InputError, Problem, suggestion
from impact.sources import snapshot

COLUMNS = ("region", "year", "value", "status")


def usable_design(where: str | Path, tables: Tables | None = None) -> DesignFile:
    """Return the design in a file, or the shipped one of that name, that can be carried out on the figures at hand.

    Parameters
    ----------
    where
        A design file, or the name of a shipped one.
    tables
        Returns a table of figures by name; the embedded snapshot if None.

    Raises
    ------
    InputError
        What `DesignFile.load` raises; and tables, columns, sectors, areas or years that do not exist, outcomes without
        anyone to compare with, tests that do not hold on these figures.
    """
    study = DesignFile.load(where)
    read = tables or cache(snapshot.table)
    problems = [p for i, o in enumerate(study.outcomes) for p in _outcome(str(where), f"outcomes.{i}", o, read)]
    problems = problems or [*_areas(str(where), study, read)]
    problems = problems or [*_tests(str(where), study, read)]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return study


def _outcome(file: str, field: str, outcome: Outcome, tables: Tables) -> Iterator[Problem]:
    parts = {
        "numerator": outcome.numerator,
        "denominator": outcome.denominator,
        "size": outcome.size,
        "size_match": outcome.size_match,
    }
    for name, part in parts.items():
        if part is not None:
            yield from _part(file, f"{field}.{name}", part, outcome.years[0], tables)


def _part(file: str, field: str, part: Series | SizeMatch, start: int, tables: Tables) -> Iterator[Problem]:
    """Yield what a part of an outcome names that its table does not have."""
    try:
        table = tables(part.table)
    except (InputError, KeyError):
        known = suggestion(part.table, snapshot.names())
        yield Problem(file, f"{field}.table", repr(part.table), "a table of figures", known)
        return
    sums = part.sum if isinstance(part, Series) else {}
    columns = {
        **dict.fromkeys(COLUMNS, ""),
        **({"sector": ".sum"} if sums else {}),
        **dict.fromkeys(part.where, ".where"),
    }
    for column, place in columns.items():
        if column not in table.columns:
            known = suggestion(column, list(table.columns))
            yield Problem(file, f"{field}{place}", f"column {column!r}", f"a column of {part.table}", known)
    if set(columns) <= set(table.columns):
        yield from _values(file, field, part, sums, table)
        yield from _years(file, field, part, start, table)


def _values(
    file: str, field: str, part: Series | SizeMatch, sums: dict[str, float], table: pd.DataFrame
) -> Iterator[Problem]:
    """Yield values that a column does not hold, and a selection that leaves an area several figures a year."""
    wanted = [(f"where.{c}", c, v) for c, v in part.where.items()] + [("sum", "sector", s) for s in sums]
    missing = False
    for place, column, value in wanted:
        known = table[column].astype(str).unique()
        if value not in known:
            missing = True
            expected = f"a {column} of {part.table}"
            yield Problem(file, f"{field}.{place}", repr(value), expected, suggestion(value, sorted(known)))
    if missing:
        return
    for column, value in part.where.items():
        table = table[table[column].astype(str) == value]
    if sums:
        table = table[table["sector"].isin(list(sums))]
    twice = table.duplicated(["region", "year", *(["sector"] if sums else [])])
    if twice.any():
        region, year = table.loc[twice, ["region", "year"]].iloc[0]
        todo = f"Choose among {', '.join(c for c in table.columns if c not in COLUMNS)} in where or sum."
        yield Problem(file, field, f"several figures for {region} {year}", "one figure an area and year", todo)


def _years(file: str, field: str, part: Series | SizeMatch, start: int, table: pd.DataFrame) -> Iterator[Problem]:
    """Yield years before the first figure, or of a size without any; years of figures to come may be asked for."""
    first, last = int(table["year"].min()), int(table["year"].max())
    if isinstance(part, Size | SizeMatch):
        if part.year not in set(table["year"]):
            expected = f"a year of {part.table}"
            yield Problem(file, f"{field}.year", str(part.year), expected, f"It has {first} to {last}.")
    elif not first <= start <= last:
        outcome, _, _ = field.rpartition(".")
        expected = f"years from {first} on, where {part.table} begins"
        yield Problem(file, f"{outcome}.years", f"from {start}", expected, f"It has {first} to {last}.")


def _areas(file: str, study: DesignFile, tables: Tables) -> Iterator[Problem]:
    """Yield areas that no table has; a pattern may match nothing, as a guard against what a later table may hold."""
    regions = {o.name: sorted(map(str, tables(o.numerator.table)["region"].unique())) for o in study.outcomes}
    for test in study.tests:
        for treated in map(study.treatment, test.treated):
            for outcome in map(study.outcome, test.outcomes):
                known, field = regions[outcome.name], f"treated.{treated.name}.first"
                for unit in treated.first:
                    code = outcome.codes.get(unit, unit)
                    if code not in known:
                        expected = f"an area of {outcome.numerator.table}"
                        yield Problem(file, field, repr(code), expected, suggestion(code, known))
    every = {*(name for names in regions.values() for name in names), *(c for o in study.outcomes for c in o.codes)}
    for field, units in _groups(study):
        for unit in units:
            if not set(unit) & set("*?[") and unit not in every:
                todo = suggestion(unit, sorted(every))
                yield Problem(file, field, repr(unit), "an area of one of the tables", todo)


def _groups(study: DesignFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield where a design names areas besides the treated, and which."""
    yield from ((f"exclude.{i}.units", entry.units) for i, entry in enumerate(study.exclude))
    yield from ((f"rings.{ring.name}", ring.units) for ring in study.rings)
    yield from ((f"pools.{pool.name}", (*pool.units, *pool.without)) for pool in study.pools)
    yield from ((f"breaks.{i}.units", entry.units) for i, entry in enumerate(study.breaks))


def _tests(file: str, study: DesignFile, tables: Tables) -> Iterator[Problem]:
    for i, test in enumerate(study.tests):
        for outcome in map(study.outcome, test.outcomes):
            for treated in map(study.treatment, test.treated):
                try:
                    yield from _test(file, study, outcome, treated, test, tables)
                except InputError as error:
                    at = f"tests.{i} ({outcome.name}, {treated.name})"
                    yield from (replace(p, file=file, field=f"{at}: {p.field}") for p in error.problems)


def _test(
    file: str, study: DesignFile, outcome: Outcome, treated: Treated, test: Test, tables: Tables
) -> Iterator[Problem]:
    """Go the way of an estimate up to the estimate itself."""
    data = study_panel(study, outcome, treated, tables)
    units = set(data.panel["unit"])
    if not units - set(data.design.first_treated):
        expected = f"areas of {outcome.numerator.table} to compare {treated.name} with, every year seen"
        todo = "Widen the donors, or exclude fewer."
        yield Problem(file, f"outcomes.{outcome.name}.donors", ", ".join(outcome.donors), expected, todo)
        return
    if data.lost:  # their figures are suppressed or to come: the answer is that there is no estimate
        return
    block = read_panel(data.panel, data.design)
    if test.estimator in BALANCED:
        require_balanced(block, test.estimator)
    if test.estimator in ("did", "lee_wooldridge"):
        without_reaction(block)
    none = not_identified(block)
    if none is None or none.reason.code == "no_year_after":
        choose(block, test.estimator, test.inference, linear=block.covariates.shape[2] == 0)
    many = [count for count in study.power.curve_treated if count >= len(units)]
    if many and test.estimator == "did":
        todo = "Leave some areas to compare with."
        yield Problem(file, "power.curve_treated", str(many), f"fewer than the {len(units)} areas", todo)
