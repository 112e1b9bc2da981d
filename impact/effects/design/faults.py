"""What is wrong with a panel under a design: columns, cells, and the rows as a whole."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

from impact.effects.design.designs import Design
from impact.effects.design.doses import dose_problems
from impact.effects.design.exposures import place_problems
from impact.errors import Problem, suggestion

SHOWN = 5
"""Periods or units that are named, of all that are meant."""


def _problem(field: str, found: str, expected: str, todo: str) -> Problem:
    return Problem("panel", field, found, expected, todo)


def column_problems(panel: pd.DataFrame, design: Design) -> Iterator[Problem]:
    """Yield columns that are named and not there, and a panel without rows.

    Parameters
    ----------
    panel
        Any frame.
    design
        Which names the columns.
    """
    columns = [str(c) for c in panel.columns]
    named = [design.weights, design.size, design.relative_to, design.cluster, design.against]
    wanted = [design.outcome, design.unit, design.time, *design.covariates, *named]
    for name in wanted:
        if name is not None and name not in panel.columns:
            yield _problem(name, "no such column", "a column of the panel", suggestion(name, columns))
    if panel.empty:
        yield _problem("rows", "an empty panel", "one row a unit and period", "Check the selection that made it.")


def cell_problems(panel: pd.DataFrame, design: Design) -> Iterator[Problem]:
    """Yield cells that cannot be read, rows that stand twice and units that are named and not there.

    Parameters
    ----------
    panel
        With every column of the design.
    design
        Which names the columns and some units.
    """
    for name in (design.outcome, *design.covariates, design.weights, design.size, design.against):
        if name is not None:
            yield from _number_problems(panel[name], name)
    yield from _time_problems(panel[design.time], design.time)
    if panel[design.unit].isna().any():
        yield _problem(design.unit, "rows without a unit", "a label in every row", "Drop or label these rows.")
    twice = panel.duplicated([design.unit, design.time])
    if twice.any():
        row = panel.loc[twice, [design.unit, design.time]].iloc[0].tolist()
        yield _problem(
            "rows", f"{int(twice.sum())} duplicates, first {row}", "one row a unit and period", "Sum or drop."
        )
    known = dict.fromkeys(panel[design.unit].unique())
    named = {"first_treated": design.first_treated, "exclude": design.exclude, "donors": design.donors}
    for place, units in named.items():
        for unit in units:
            if unit not in known:
                yield _problem(place, f"unit {unit!r}", "a unit of the panel", suggestion(str(unit), list(known)))


def _time_problems(column: pd.Series, name: str) -> Iterator[Problem]:
    if (missing := column.index[column.isna()]).size:
        found = f"no year in {missing.size} rows, first row {missing[0]!r}"
        yield _problem(name, found, "a whole year in every row", "Drop or date these rows.")
    elif not pd.api.types.is_integer_dtype(column) and not _whole_numbers(column):
        found = f"{column.dtype} values, first {column.iloc[0]!r} in row {column.index[0]!r}"
        yield _problem(name, found, "whole years", "Convert the column to integers.")


def _whole_numbers(column: pd.Series) -> bool:
    """Return whether floats are whole, as years are that stood beside a missing one."""
    if not pd.api.types.is_float_dtype(column):
        return False
    values = column.to_numpy(dtype=float)
    return bool((np.isfinite(values) & (values == np.floor(values))).all())


def _number_problems(column: pd.Series, name: str) -> Iterator[Problem]:
    kinds = pd.api.types
    if not kinds.is_numeric_dtype(column) or kinds.is_bool_dtype(column) or kinds.is_complex_dtype(column):
        yield _problem(name, f"{column.dtype} values", "numbers", "Convert the column before estimating.")
    elif np.isinf(column.to_numpy(dtype=float, na_value=np.nan)).any():
        yield _problem(name, "infinite values", "finite numbers", "Did a logarithm or ratio meet a zero?")


def shape_problems(frame: pd.DataFrame, design: Design) -> Iterator[Problem]:
    """Yield what is wrong with the rows that are left, as a whole: nothing to compare, or dates and weights that clash.

    Parameters
    ----------
    frame
        The rows that are used.
    design
        With dates, weights and covariates.
    """
    unit, time = frame[design.unit].to_numpy(), frame[design.time].to_numpy()
    if (unit == unit[0]).all():
        yield _problem(design.unit, "one unit", "treated units and controls", "Add controls.")
    if (time == time[0]).all():
        yield _problem(design.time, "one period", "periods before and after", "Add years.")
    seen = frame[design.outcome].notna()
    values = frame.loc[seen, design.outcome]
    if unseen := [] if seen.all() else _never_seen(frame, design, seen):
        yield _problem(design.outcome, f"no value at all for {unseen[:5]}", "an observed outcome", "Exclude them.")
    if len(values) and values.min() == values.max():
        yield _problem(design.outcome, f"the constant {values.iloc[0]}", "an outcome that varies", "Choose another.")
    yield from _date_problems(design, int(time.min()))
    for name in (design.weights, design.size):
        if name is not None:
            yield from _weight_problems(frame, design, name)
    yield from _cluster_problems(frame, design)
    yield from _covariate_problems(frame, design)
    if design.dose is not None or design.exposure is not None:
        units = list(frame[design.unit].unique())
        yield from dose_problems(design.dose, design.first_treated, units)
        yield from place_problems(design.exposure, units)


def _date_problems(design: Design, start: int) -> Iterator[Problem]:
    """Yield units that are treated in every period, of which `start` is the first."""
    for unit, date in design.first_treated.items():
        if date == 0 and start > 0:
            found = f"0, before the first period {start}"
            todo = "If 0 stands for never, leave the unit out: every unit without a year is a control."
            yield _problem(f"first_treated[{unit}]", found, "the first treated year", todo)
        elif date <= start:
            yield _problem(
                f"first_treated[{unit}]",
                f"{date}, treated in every period from {start}",
                "at least one period before treatment",
                "Exclude the unit, or add earlier years.",
            )


def _cluster_problems(frame: pd.DataFrame, design: Design) -> Iterator[Problem]:
    """Yield units without a cluster, or with several."""
    if design.cluster is None:
        return
    unit, cluster = frame[design.unit], frame[design.cluster]
    if without := sorted(set(unit[cluster.isna()]), key=str):
        found = f"no cluster for {len(without)} units, first {without[:SHOWN]}"
        yield _problem(design.cluster, found, "one in every row", "Name the cluster of these units, or exclude them.")
    several = cluster.groupby(unit, observed=True).nunique()
    if moved := sorted(several.index[several > 1], key=str):
        found = f"several clusters for {len(moved)} units, first {moved[:SHOWN]}"
        yield _problem(design.cluster, found, "one cluster a unit", "Use those of one year.")


def _never_seen(frame: pd.DataFrame, design: Design, seen: pd.Series[bool]) -> list[Hashable]:
    """Return the units that have no outcome in any row."""
    units = frame[design.unit]
    return sorted(set(units.unique()) - set(units[seen].unique()), key=str)


def _covariate_problems(frame: pd.DataFrame, design: Design) -> Iterator[Problem]:
    """Yield covariates that are missing where they may be looked at: a unit without one would drop out unseen."""
    if not design.covariates:
        return
    before = frame[(frame[design.time] < max(design.dates) - design.anticipation) & frame[design.outcome].notna()]
    for name in design.covariates:
        units = sorted(before.loc[before[name].isna(), design.unit].unique(), key=str)
        if units:
            shown = f"no value before treatment for {len(units)} units, first {units[:5]}"
            yield _problem(name, shown, "a value in every year before treatment", "Fill it, or exclude these units.")


def _weight_problems(frame: pd.DataFrame, design: Design, name: str) -> Iterator[Problem]:
    column = frame[name]
    within = frame.groupby(design.unit, observed=True)[name]
    if not (column > 0).all():
        yield _problem(name, "zero, negative or missing values", "a positive number a unit", "Correct or exclude them.")
    elif (within.max() > within.min()).any():
        yield _problem(
            name, "values that change over time", "one value a unit", "Use those of a year before treatment."
        )
