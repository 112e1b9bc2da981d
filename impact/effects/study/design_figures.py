"""Whether a design can be carried out on the figures at hand, seen before any answer is: what it names has to exist.

A misspelt sector, an area that no table has, or a test that does not hold here would otherwise come out years later, as
"no estimate", when the design is frozen and cannot be put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from impact.effects.design.alternatives import require_balanced
from impact.effects.design.blocks import read_panel
from impact.effects.design.identification import not_identified
from impact.effects.estimators import named
from impact.effects.inference.remedies import checked
from impact.effects.registered.design_file import DesignFile, Outcome, Test, Treated
from impact.effects.registered.figures import Tables, study_figures
from impact.effects.registered.region_names import FiguresError, level_of_names
from impact.effects.registered.series import Series, Size, SizeMatch
from impact.effects.registered.study_panel import StudyPanels, series_figures
from impact.errors import InputError, Problem, suggestion
from impact.regions import codes as region_codes

COLUMNS = ("region", "year", "value", "status")


def usable_design(where: str | Path | DesignFile, tables: Tables | None = None) -> DesignFile:
    """Return the design in a file, or the shipped one of that name, that can be carried out on the figures at hand.

    Parameters
    ----------
    where
        A design file, the name of a shipped one, or a loaded design.
    tables
        Returns a table of figures by name; the snapshot if None.

    Raises
    ------
    InputError
        What `DesignFile.load` raises; and tables, columns, sectors, areas or years that do not exist, outcomes without
        anyone to compare with, tests that do not hold on these figures.
    """
    study = DesignFile.load(where)
    usable_panels(study, tables)
    return study


def usable_panels(study: DesignFile, tables: Tables | None = None) -> StudyPanels:
    """Return the panels of a loaded design that can be carried out on the figures at hand.

    Parameters
    ----------
    study, tables
        As for `usable_design`, which says what is raised.
    """
    figures = study_figures(study, tables)
    panels = StudyPanels(study, figures)
    require_figures(study, figures, panels)
    return panels


def require_figures(study: DesignFile, figures: Tables, panels: StudyPanels) -> None:
    """Raise when a loaded design cannot be carried out on these figures; see `usable_design`."""
    file = study.asked
    problems = [p for i, o in enumerate(study.outcomes) for p in _outcome(file, f"outcomes.{i}", o, figures)]
    problems = problems or [*_areas(file, study, figures)]
    problems = problems or [*_tests(file, study, panels)]
    if problems:
        raise InputError(dict.fromkeys(problems))


def _outcome(file: str, field: str, outcome: Outcome, figures: Tables) -> Iterator[Problem]:
    parts = {
        "numerator": outcome.numerator,
        "denominator": outcome.denominator,
        "against": outcome.against,
        "size": outcome.size,
        "size_match": outcome.size_match,
    }
    for name, part in parts.items():
        if part is not None:
            try:
                yield from _part(file, f"{field}.{name}", part, outcome.years, figures)
            except FiguresError as error:
                at = f"{field}.{name}"
                yield from (replace(problem, file=file, field=f"{at}.{problem.field}") for problem in error.problems)


def _part(
    file: str, field: str, part: Series | SizeMatch, years: tuple[int, int], figures: Tables
) -> Iterator[Problem]:
    """Yield what a part of an outcome names that its table does not have; raise where its figures cannot be used."""
    table = figures(part.key)
    sums = part.sum if isinstance(part, Series) else {}
    named = {**({"sector": ".sum"} if sums else {}), **dict.fromkeys(part.where, ".where")}
    for column, place in named.items():
        if column not in table.columns:
            known = suggestion(column, list(table.columns))
            yield Problem(file, f"{field}{place}", f"column {column!r}", f"a column of {part.name}", known)
    if set(named) <= set(table.columns):
        faults = [*_values(file, field, part, sums, table), *_years(file, field, part, years[0], table)]
        yield from faults
        if not faults:
            series_figures(part, figures, None if isinstance(part, Size | SizeMatch) else years)


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
            expected = f"a {column} of {part.name}"
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
        others = [column for column in table.columns if column not in COLUMNS]
        todo = f"Choose among {', '.join(others)} in where or sum." if others else "Keep one of these rows."
        yield Problem(file, field, f"several figures for {region} {year}", "one figure an area and year", todo)


def _years(file: str, field: str, part: Series | SizeMatch, start: int, table: pd.DataFrame) -> Iterator[Problem]:
    """Yield years before the first figure, or of a size without any; years of figures to come may be asked for."""
    first, last = int(table["year"].min()), int(table["year"].max())
    if isinstance(part, Size | SizeMatch):
        if part.year not in set(table["year"]):
            expected = f"a year of {part.name}"
            yield Problem(file, f"{field}.year", str(part.year), expected, f"It has {first} to {last}.")
    elif not first <= start <= last:
        outcome, _, _ = field.rpartition(".")
        expected = f"years from {first} on, where {part.name} begins"
        yield Problem(file, f"{outcome}.years", f"from {start}", expected, f"It has {first} to {last}.")


def _areas(file: str, study: DesignFile, figures: Tables) -> Iterator[Problem]:
    """Yield areas that no table has; a pattern may match nothing, as a guard against what a later table may hold."""
    regions = {o.name: sorted(map(str, figures(o.numerator.key)["region"].unique())) for o in study.outcomes}
    for test in study.tests:
        for treated in map(study.treatment, test.treated):
            for outcome in map(study.outcome, test.outcomes):
                known, field = regions[outcome.name], f"treated.{treated.name}.first"
                for unit in treated.first:
                    code = outcome.codes.get(unit, unit)
                    if code not in known:
                        expected = f"an area of {outcome.numerator.name}"
                        yield Problem(file, field, repr(code), expected, _area_advice(code, known, outcome))
    yield from _code_problems(file, study, regions)
    every = {*(name for names in regions.values() for name in names), *(c for o in study.outcomes for c in o.codes)}
    for field, units in _groups(study):
        for unit in units:
            if not set(unit) & set("*?[") and unit not in every:
                todo = suggestion(unit, sorted(every))
                yield Problem(file, field, repr(unit), "an area of one of the tables", todo)


def _area_advice(code: str, known: list[str], outcome: Outcome) -> str:
    """Return what area may be meant, or that a file has names in the place of codes."""
    part = outcome.numerator
    level = level_of_names(known) if part.file and not part.regions else ""
    return f'State regions = "{level}": its areas go by name or number.' if level else suggestion(code, known)


def _code_problems(file: str, study: DesignFile, areas: dict[str, list[str]]) -> Iterator[Problem]:
    """Yield codes of areas that nothing in the design goes by, and those that stand for no area of the table."""
    named = {*named_units(study), *(name for names in areas.values() for name in names)}
    if study.contiguous:
        named |= set(region_codes(study.contiguous))
    for i, outcome in enumerate(study.outcomes):
        for own, code in outcome.codes.items():
            field = f"outcomes.{i}.codes"
            if own not in named:
                yield Problem(file, field, repr(own), "an area of this design", suggestion(own, sorted(named)))
            if code not in areas.get(outcome.name, [code]):
                expected, todo = f"an area of {outcome.numerator.name}", suggestion(code, areas[outcome.name])
                yield Problem(file, f"{field}.{own}", repr(code), expected, todo)


def named_units(study: DesignFile) -> set[str]:
    """Return the areas that a design names, treated or otherwise."""
    return {*(u for t in study.treated for u in t.first), *(u for _, units in _groups(study) for u in units)}


def known_units(study: DesignFile, figures: Tables) -> set[str]:
    """Return the areas that a design names, or that its tables have."""
    tables = {str(region) for o in study.outcomes for region in figures(o.numerator.key)["region"].unique()}
    return {*named_units(study), *tables, *(own for o in study.outcomes for own in o.codes)}


def _groups(study: DesignFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield where a design names areas besides the treated, and which."""
    yield from ((f"exclude.{i}.units", entry.units) for i, entry in enumerate(study.exclude))
    yield from ((f"rings.{ring.name}", ring.units) for ring in study.rings)
    yield from ((f"pools.{pool.name}", (*pool.units, *pool.without)) for pool in study.pools)
    yield from ((f"breaks.{i}.units", entry.units) for i, entry in enumerate(study.breaks))


def _tests(file: str, study: DesignFile, panels: StudyPanels) -> Iterator[Problem]:
    for i, test in enumerate(study.tests):
        for outcome in map(study.outcome, test.outcomes):
            for treated in map(study.treatment, test.treated):
                try:
                    yield from _test(file, study, outcome, treated, test, panels)
                except InputError as error:
                    at = f"tests.{i} ({outcome.name}, {treated.name})"
                    yield from (replace(p, file=file, field=f"{at}: {p.field}") for p in error.problems)


def _test(
    file: str, study: DesignFile, outcome: Outcome, treated: Treated, test: Test, panels: StudyPanels
) -> Iterator[Problem]:
    """Go the way of an estimate up to the estimate itself."""
    data = panels.triple(outcome, treated) if test.triple else panels.of(outcome, treated)
    units = set(data.panel["unit"])
    if not units - set(data.design.first_treated):
        expected = f"areas of {outcome.numerator.name} to compare {treated.name} with, every year seen"
        todo = "Widen the donors, or exclude fewer."
        yield Problem(file, f"outcomes.{outcome.name}.donors", ", ".join(outcome.donors), expected, todo)
        return
    if data.lost:  # their figures are suppressed or to come: the answer is that there is no estimate
        return
    block, estimator = read_panel(data.panel, data.design), named(test.estimator)
    if estimator.refuses:
        estimator.refuses(block)
    none = not_identified(block)
    if none is None or none.reason.code == "no_year_after":
        checked(block, estimator, test.inference)
    elif estimator.balanced:
        require_balanced(block, test.estimator)
    many = [count for count in study.power.curve_treated if count >= len(units)]
    if many and estimator.foreseeable:
        todo = "Leave some areas to compare with."
        yield Problem(file, "power.curve_treated", str(many), f"fewer than the {len(units)} areas", todo)
