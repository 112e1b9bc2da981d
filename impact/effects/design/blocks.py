"""The door of the room: a tidy panel goes in, checked matrices come out, and every fault is named at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from impact.effects.design.designs import Design, less_the_other_group, relative_to_controls
from impact.effects.design.doses import Dose, dose_problems
from impact.effects.design.exposures import Exposure, place_problems
from impact.effects.design.results import Bools, Floats, Ints
from impact.errors import InputError, Problem, suggestion
from impact.words.statements import Statement, said

SHOWN = 5  # periods that are named, of those missing


@dataclass(frozen=True, eq=False)
class Block:
    """A checked panel as matrices, N units by T periods, in one fixed order whatever order the rows came in.

    `outcome` (N, T) is NaN where a cell is missing; `first` (N,) is the first treated period, infinite for controls;
    `weights` (N,); `size` (N,) or None; `covariates` (N, T, K); `neighbours` holds positions of adjoining units;
    `phases` the phases of the treatment with their first periods, in order; `clusters` (N,) the group of each unit
    whose errors move together, or None where that is the unit itself.
    `dose` and `exposure` are those of the design, by the labels of units.
    """

    outcome: Floats
    units: tuple[Hashable, ...]
    times: Ints
    first: Floats
    anticipation: int
    weights: Floats
    size: Floats | None
    covariates: Floats
    neighbours: dict[int, tuple[int, ...]]
    caveats: tuple[Statement, ...]
    phases: tuple[tuple[str, int], ...] = ()
    clusters: Ints | None = None
    dose: Dose | None = None
    exposure: Exposure | None = None

    @property
    def treated(self) -> Bools:
        """Units that are treated at some time (N,)."""
        return np.isfinite(self.first)

    @property
    def exposed(self) -> Bools:
        """Cells under treatment (N, T)."""
        return np.asarray(self.times[None, :] >= self.first[:, None])

    @property
    def clean(self) -> Bools:
        """Cells before any reaction, announcement included (N, T)."""
        return np.asarray(self.times[None, :] < self.first[:, None] - self.anticipation)

    @property
    def cohorts(self) -> Floats:
        """The distinct first treated periods, ascending."""
        return np.unique(self.first[self.treated])

    @property
    def balanced(self) -> bool:
        """Whether every cell is there."""
        return not np.isnan(self.outcome).any()

    @property
    def weighted(self) -> bool:
        """Whether units carry different weights."""
        return bool(np.ptp(self.weights) > 0)

    def keep(self, units: Bools | Ints, times: Bools | None = None) -> Block:
        """Return the block of some units (and periods)."""
        rows = np.flatnonzero(units) if units.dtype == np.bool_ else units
        columns = slice(None) if times is None else times
        place = {int(old): new for new, old in enumerate(rows)}
        return Block(
            outcome=self.outcome[rows][:, columns],
            units=tuple(self.units[i] for i in rows),
            times=self.times[columns],
            first=self.first[rows],
            anticipation=self.anticipation,
            weights=self.weights[rows],
            size=None if self.size is None else self.size[rows],
            covariates=self.covariates[rows][:, columns],
            neighbours={
                place[i]: tuple(place[j] for j in near if j in place)
                for i, near in self.neighbours.items()
                if i in place
            },
            caveats=self.caveats,
            phases=self.phases,
            clusters=None if self.clusters is None else self.clusters[rows],
            dose=self.dose,
            exposure=self.exposure,
        )


def read_panel(panel: pd.DataFrame, design: Design) -> Block:
    """Return the checked matrices of a panel under a design.

    Raises
    ------
    InputError
        Lists every fault: missing column, duplicate row, text as time, text, infinite or constant outcome, one unit,
        one period, unknown unit, a unit treated in every period, weights that are not positive or change over time, a
        covariate that is missing before treatment.
    NotIdentifiedError
        When the outcome is relative to a group, and a treated unit has no controls in its own.
    """
    _stop(_column_problems(panel, design))
    _stop(_cell_problems(panel, design))
    frame = panel[~panel[design.unit].isin(list(design.exclude))] if len(design.exclude) else panel
    if design.donors:
        frame = frame[frame[design.unit].isin([*design.donors, *design.first_treated])]
    frame = relative_to_controls(less_the_other_group(frame, design), design)
    _stop(_shape_problems(frame, design))
    return _matrices(frame, design)


def _problem(field: str, found: str, expected: str, todo: str) -> Problem:
    return Problem("panel", field, found, expected, todo)


def _stop(problems: Sequence[Problem] | Iterator[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(found)


def _column_problems(panel: pd.DataFrame, design: Design) -> Iterator[Problem]:
    columns = [str(c) for c in panel.columns]
    named = [design.weights, design.size, design.relative_to, design.cluster, design.against]
    wanted = [design.outcome, design.unit, design.time, *design.covariates, *named]
    for name in wanted:
        if name is not None and name not in panel.columns:
            yield _problem(name, "no such column", "a column of the panel", suggestion(name, columns))
    if panel.empty:
        yield _problem("rows", "an empty panel", "one row a unit and period", "Check the selection that made it.")


def _cell_problems(panel: pd.DataFrame, design: Design) -> Iterator[Problem]:
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


def _shape_problems(frame: pd.DataFrame, design: Design) -> Iterator[Problem]:
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


def _matrices(frame: pd.DataFrame, design: Design) -> Block:
    # Sorting by the text of the label gives the same order for 7 and "7", whatever order the rows came in.
    codes, found = pd.factorize(frame[design.unit])
    order = sorted(range(len(found)), key=[str(unit) for unit in found].__getitem__)
    units = tuple(found[order])
    row = np.argsort(order)[codes]
    times, column = np.unique(frame[design.time].to_numpy(dtype=np.int64), return_inverse=True)

    def spread(name: str) -> Floats:
        out = np.full((len(units), len(times)), np.nan)
        out[row, column] = frame[name].to_numpy(dtype=float, na_value=np.nan)
        return out

    def constant(name: str) -> Floats:
        return np.asarray(np.nanmean(spread(name), axis=1))

    covariates = [spread(name) for name in design.covariates]
    place = {u: i for i, u in enumerate(units)} if design.neighbours else {}
    return Block(
        outcome=spread(design.outcome),
        units=units,
        times=times,
        first=np.array([design.first_treated.get(u, np.inf) for u in units], dtype=float),
        anticipation=design.anticipation,
        weights=np.ones(len(units)) if design.weights is None else constant(design.weights),
        size=None if design.size is None else constant(design.size),
        covariates=np.stack(covariates, axis=2) if covariates else np.empty((len(units), len(times), 0)),
        neighbours={
            place[u]: tuple(place[v] for v in near if v in place) for u, near in design.neighbours.items() if u in place
        },
        caveats=(*_flags(frame, design), *_gaps(frame, design), *_of_a_group(design)),
        phases=tuple(design.phases.items()),
        clusters=None if design.cluster is None else _clusters(frame, design.unit, design.cluster, units),
        dose=design.dose,
        exposure=design.exposure,
    )


def _clusters(frame: pd.DataFrame, unit: str, cluster: str, units: tuple[Hashable, ...]) -> Ints:
    """Return the cluster of each unit, counted in the order of their names (N,)."""
    of_unit = frame.groupby(unit, observed=True, sort=False)[cluster].first().reindex(list(units)).astype(str)
    return np.unique(of_unit.to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)


def _flags(frame: pd.DataFrame, design: Design) -> Iterator[Statement]:
    if design.status not in frame.columns:
        return
    status = frame[design.status].fillna("").astype(str)
    for word in sorted(set(status) - {"", "observed"}):
        rows = frame[status == word]
        units = sorted(rows[design.unit].astype(str).unique())
        years = rows[design.time]
        shown = ", ".join(units[:4]) + (" ..." if len(units) > 4 else "")
        yield said("marked_cells", n=len(rows), status=word, units=shown, first=int(years.min()), last=int(years.max()))


def _of_a_group(design: Design) -> Iterator[Statement]:
    """Yield what a triple difference asks for."""
    if design.against is not None:
        yield said("triple_difference", outcome=design.outcome, against=design.against)


def _gaps(frame: pd.DataFrame, design: Design) -> Iterator[Statement]:
    """Yield which periods no unit has a figure of: "five years after" are then not five."""
    seen = np.unique(frame[design.time].to_numpy(dtype=np.int64)[frame[design.outcome].notna().to_numpy()]).tolist()
    if not seen:
        return
    missing = len(range(seen[0], seen[-1])) + 1 - len(seen)
    if missing:
        shown = list(islice((t for t in range(seen[0], seen[-1]) if t not in set(seen)), SHOWN))
        years = ", ".join(map(str, shown)) + (" ..." if missing > SHOWN else "")
        yield said("periods_without", n=missing, years=years, first=seen[0], last=seen[-1])
    for date in design.dates:
        if date not in seen and seen[0] < date < seen[-1]:
            yield said("date_not_seen", date=date, seen=next(t for t in seen if t > date))
