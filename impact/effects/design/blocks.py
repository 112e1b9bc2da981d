"""The door of the room: a tidy panel goes in, checked matrices come out, and every fault is named at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from impact.effects.design.designs import Design, less_the_other_group, relative_to_controls
from impact.effects.design.doses import Dose
from impact.effects.design.exposures import Exposure
from impact.effects.design.faults import SHOWN, cell_problems, column_problems, shape_problems
from impact.effects.design.results import Bools, Floats, Ints
from impact.errors import InputError, Problem
from impact.words.statements import Statement, said


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
    _stop(column_problems(panel, design))
    _stop(cell_problems(panel, design))
    frame = panel[~panel[design.unit].isin(list(design.exclude))] if len(design.exclude) else panel
    if design.donors:
        frame = frame[frame[design.unit].isin([*design.donors, *design.first_treated])]
    frame = relative_to_controls(less_the_other_group(frame, design), design)
    _stop(shape_problems(frame, design))
    return _matrices(frame, design)


def _stop(problems: Sequence[Problem] | Iterator[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(found)


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
