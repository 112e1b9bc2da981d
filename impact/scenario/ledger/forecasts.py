"""Forecasts of what will be published, made from the figures up to a year and nothing later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact import regions
from impact.errors import InputError, Problem
from impact.parallel import ahead
from impact.scenario.ledger import methods
from impact.scenario.ledger.draws import in_courses, midpoints
from impact.scenario.ledger.figures import Figures, Unit, figures
from impact.scenario.ledger.histories import histories
from impact.scenario.ledger.methods import AVERAGE, BENCHMARKS, Array
from impact.scenario.ledger.targets import chosen

KEYS = ["target", "region", "sector", "year"]
CELL = [*KEYS, "origin", "unit"]
LEVELS = np.arange(1, 20) / 20  # 5, 10, ... 95 per cent
MOST_DRAWS, MOST_YEARS = 1000, 20


@dataclass(frozen=True)
class Used:
    """Figures that a forecast was made from: the target, its source and vintage, the last year it has, a checksum."""

    target: str
    source: str
    vintage: str
    last_year: int
    sha256: str


@dataclass(frozen=True)
class Forecast:
    """A forecast of published figures.

    Attributes
    ----------
    cells : one row a figure: target, region (areas of a sum joined by "+"), sector, year, origin (the last year used),
        unit.
    draws : (cells, draws), in the unit of the cell; draws of one region and sector belong together over the years.
    benchmarks : centre, scale and degrees of freedom of the naive forecasts, (cells, 3) by method; empty where the
        forecast was given.
    left_out : target, region, sector, year (0 for all), reason (`published`, `short_history`, `no_figure`).
    data : the figures that it was made from.
    origin, horizon : the last year that may be used, and how many years after it are forecast.
    method : how it was made; "given" for draws of the user's own.
    seed : of the order of the draws.
    scenario : name and checksum of the scenario on top, or nothing.
    """

    cells: pd.DataFrame
    draws: Array
    benchmarks: Mapping[str, Array]
    left_out: pd.DataFrame
    data: tuple[Used, ...]
    origin: int
    horizon: int
    method: str
    seed: int
    scenario: Mapping[str, Any] = field(default_factory=dict)

    def quantiles(self, levels: Array = LEVELS) -> Array:
        """Return quantiles of the draws, (cells, levels)."""
        return np.quantile(self.draws, levels, axis=1, method="hazen").T

    def frame(self, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> pd.DataFrame:
        """Return the cells with quantiles beside them, a column for each of the `levels` (p05, p25 ...)."""
        found = self.quantiles(np.asarray(levels))
        return self.cells.assign(**{f"p{round(100 * p):02d}": found[:, i] for i, p in enumerate(levels)})


def forecast(
    targets: str | Sequence[str] = (),
    *,
    origin: int | None = None,
    horizon: int,
    area: str | Sequence[str] | None = None,
    method: str = AVERAGE,
    draws: int = 100,
    seed: int = 0,
    data: str | Path = "snapshot",
) -> Forecast:
    """Return a forecast of published figures from those up to the year of origin.

    Parameters
    ----------
    targets : str or list, optional
        "jobs" (ten groups and their total), "jobs_by_section", "births" (of establishments in J), "value_added"
        (without mining); all four if left out.
    origin : int, optional
        The last year whose figures are used; that of the first target if left out. Where a series ends earlier it is
        forecast from its own end.
    horizon : int
        How many years after the origin are forecast. Years that are published already are left out.
    area : str or list, optional
        A study area of whole COROP areas, or their codes: each area, and their sum. Every COROP area if left out.
    method : {"average", "random_walk", "drift", "shift_share"}
        As in `impact.scenario.ledger.methods`.
    draws : int
        How many draws stand for each distribution.
    seed : int
        Of the order of the draws; their quantiles do not depend on it.
    data : "snapshot", "live" or path
        The embedded figures, or those of a store.

    Raises
    ------
    InputError
        An unknown target or method; an area that is not made of whole COROP areas; an origin or horizon out of range;
        nothing left that can be forecast, with the reason.
    """
    methods.check_method(method)
    asked = chosen(targets)
    with ahead(2 * len(asked)) as line:
        read = [figures(one, data) for one in line.through(asked)]
        last = read[0].last_year if origin is None else origin
        _check_numbers(last, horizon, draws)
        parts = [
            forecast_of(one, units(one, area), origin=last, horizon=horizon, method=method, draws=draws, seed=seed)
            for one in line.through(read)
        ]
    whole = joined(parts)
    _check_anything(whole)
    return whole


def units(read: Figures, area: str | Sequence[str] | None) -> list[Unit]:
    """Return each COROP area of a study area and their sum; every one with figures in `read` where none is named."""
    if area is None:
        return [(one,) for one in read.areas]
    place = regions.study_area(area if isinstance(area, str) else list(area))
    if not place.complete_corops:
        expected = "an area of whole COROP areas, for which figures are published"
        todo = "Use groningen-noord-drenthe or groningen, or name COROP codes."
        raise InputError(Problem("forecast", "area", repr(place.name), expected, todo))
    single: list[Unit] = [(one,) for one in place.corops]
    return [*single, tuple(sorted(place.corops))] if len(single) > 1 else single


def forecast_of(
    read: Figures,
    of: Sequence[Unit],
    *,
    origin: int,
    horizon: int,
    method: str = AVERAGE,
    draws: int = 100,
    seed: int = 0,
    hindsight: bool = False,
) -> Forecast:
    """Return the forecast of one target for units of areas; no figure after the origin is looked at.

    Parameters
    ----------
    read : Figures
        The figures of a target.
    of : list of tuples
        The units: codes of COROP areas that are summed.
    origin, horizon, method, draws, seed
        As in `forecast`.
    hindsight : bool
        Forecast years that are published already too, to see how it would have done.
    """
    start = min(origin, read.last_year)
    history, reasons = histories(read, of, start)
    years = np.arange(origin + 1, origin + horizon + 1)
    ahead = np.broadcast_to((years - start).astype(float), (history.nation.shape[1], len(years)))
    columns = [column for column in reasons if not reasons[column]]
    open_years = years if hindsight else years[years > read.last_year]
    at = np.isin(years, open_years)
    left = [(read.target.name, *column, 0, reason) for column, reason in reasons.items() if reason]
    left += [(read.target.name, "*", "*", int(year), "published") for year in years[~at]]
    made = methods.quantiles(method, history, ahead, midpoints(draws))
    ordered = np.round(made, read.target.decimals)
    courses = [
        in_courses(one, "|".join((read.target.name, *c)), seed)[at] for one, c in zip(ordered, columns, strict=True)
    ]
    naive = {name: _parameters(methods.METHODS[name](history, ahead), at) for name in BENCHMARKS}
    rows = [(read.target.name, *c, int(year), start, read.target.unit) for c in columns for year in open_years]
    return Forecast(
        cells=pd.DataFrame(rows, columns=CELL),
        draws=np.concatenate([*courses, np.empty((0, draws))]),
        benchmarks=naive,
        left_out=pd.DataFrame(left, columns=[*KEYS, "reason"]),
        data=(_used(read, start),),
        origin=origin,
        horizon=horizon,
        method=method,
        seed=seed,
    )


def joined(parts: Iterable[Forecast]) -> Forecast:
    """Return forecasts of several targets, `parts`, as one."""
    first, *rest = parts = list(parts)
    return replace(
        first,
        cells=pd.concat([p.cells for p in parts], ignore_index=True),
        draws=np.concatenate([p.draws for p in parts]),
        benchmarks={name: np.concatenate([p.benchmarks[name] for p in parts]) for name in first.benchmarks},
        left_out=pd.concat([p.left_out for p in parts], ignore_index=True),
        data=tuple(used for p in parts for used in p.data),
    )


def kept(made: Forecast, rows: Array | pd.Series[bool]) -> Forecast:
    """Return the cells of the forecast `made` that a mask, `rows`, marks."""
    mask = np.asarray(rows, dtype=bool)
    return replace(
        made,
        cells=made.cells[mask].reset_index(drop=True),
        draws=made.draws[mask],
        benchmarks={name: found[mask] for name, found in made.benchmarks.items()},
    )


def _parameters(made: methods.Predictive, at: npt.NDArray[np.bool_]) -> Array:
    centre, scale = made.centre[:, at], made.scale[:, at]
    freedom = np.broadcast_to(made.freedom[:, None], centre.shape)
    found = np.stack([centre, scale, freedom], axis=-1).reshape(-1, 3)
    return np.array([[float(f"{x:.6g}") for x in row] for row in found]).reshape(-1, 3)


def _used(read: Figures, until: int) -> Used:
    source, vintage = (" and ".join(sorted(set(read.frame[column]))) for column in ("source", "vintage"))
    return Used(read.target.name, source, vintage, read.last_year, read.checksum(until))


def _check_numbers(origin: int, horizon: int, draws: int) -> None:
    """Refuse numbers that no forecast is made with."""
    asked = (("origin", origin, 1950, 2100), ("horizon", horizon, 1, MOST_YEARS), ("draws", draws, 20, MOST_DRAWS))
    problems = [
        Problem("forecast", name, str(value), f"{low} to {high}", "Choose a number within it.")
        for name, value, low, high in asked
        if not low <= value <= high
    ]
    if problems:
        raise InputError(problems)


def _check_anything(made: Forecast) -> None:
    """Refuse a forecast of nothing, and say why nothing is left."""
    if made.cells.empty:
        reasons = ", ".join(sorted(set(made.left_out["reason"])))
        last = ", ".join(f"{used.target} to {used.last_year}" for used in made.data)
        found = f"nothing to forecast from {made.origin} ({reasons})"
        todo = f"The figures have {last}: choose an origin from which years follow that are not published yet."
        raise InputError(Problem("forecast", "origin", found, "a figure that is not published yet", todo))
