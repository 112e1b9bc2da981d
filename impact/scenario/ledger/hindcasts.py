"""How the forecasts would have done: from the figures up to a year of the past, scored on what followed.

No figure after the origin is used. What is not as it was on the day: the figures are those of one vintage, with
revisions that nobody knew then; and areas between which a border moved later are forecast together, because the figures
of each cannot be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from impact.scenario.ledger.figures import Figures, figures, members
from impact.scenario.ledger.forecasts import KEYS, Forecast, forecast_of
from impact.scenario.ledger.methods import NAMES
from impact.scenario.ledger.outcomes import BREAK, NOT_PUBLISHED, SCORED, scored
from impact.scenario.ledger.reliability import FIGURES
from impact.scenario.ledger.targets import chosen

ORIGINS = (2015, 2019)
PACKAGE, BY_CELL, BY_YEAR = "ledger", "backtest", "backtest-by-year"
SHIPPED = {BY_CELL: ("target", "origin", "region", "sector"), BY_YEAR: ("target", "origin", "year")}
COUNTED = ("in50", "in90")  # kept as numbers of figures
_SCORES = ("crps", "pinball")
_DECIMALS = 3
_DRAWS = 200


def backtest(
    origins: Sequence[int] = ORIGINS,
    targets: str | Sequence[str] = (),
    *,
    methods: Sequence[str] = NAMES,
    data: str | Path = "snapshot",
) -> pd.DataFrame:
    """Return the scores of forecasts of the past, one row a figure and method.

    Parameters
    ----------
    origins : list of int
        Last years that are used; every later year with figures is scored.
    targets : str or list, optional
        As in `forecast`.
    methods : list of str
        As in `forecast`.
    data : "snapshot", "live" or path
        Where the figures are.

    Returns
    -------
    DataFrame
        target, region, sector, year, origin, method, status (as in `impact.scenario.ledger.outcomes`), value (what was
        published), and the scores.
    """
    read = [figures(one, data) for one in chosen(targets)]
    made = ((one, _forecast(one, origin, method)) for one in read for origin in origins for method in methods)
    return pd.concat([_scored(one, of) for one, of in made if len(of.cells)], ignore_index=True)


def left_out(origins: Sequence[int] = ORIGINS, targets: str | Sequence[str] = ()) -> pd.DataFrame:
    """Return what a backtest had to leave out, and why: origin, target, region, sector, reason.

    Parameters
    ----------
    origins, targets
        As in `backtest`.
    """
    made = [(origin, _forecast(figures(one), origin, NAMES[0])) for one in chosen(targets) for origin in origins]
    return pd.concat([one.left_out.assign(origin=origin) for origin, one in made], ignore_index=True)


def shipped_backtest(by: str = BY_CELL) -> pd.DataFrame:
    """Return the result that travels with the package, from its own figures.

    Parameters
    ----------
    by : {"backtest", "backtest-by-year"}
        By target, origin, region and sector; or by target, origin and year.

    Returns
    -------
    DataFrame
        The keys, method, figures, and means over them: crps (and pinball, by year), in50 and in90 as shares.
    """
    import io

    from impact import datapackage

    wide = pd.read_csv(io.BytesIO(datapackage.read(PACKAGE, by)))
    keys = [*SHIPPED[by], FIGURES]
    parts = [wide[keys].assign(method=name, **_of_method(wide, name)) for name in NAMES]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _of_method(wide: pd.DataFrame, method: str) -> dict[str, pd.Series[float]]:
    held = {name: f"{name}_{method}" for name in (*_SCORES, *COUNTED)}
    found = {name: wide[column] for name, column in held.items() if column in wide}
    return found | {name: found[name] / wide[FIGURES] for name in COUNTED}


def summaries(scores: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what is shipped of a backtest: by area and sector, and by year; the means of what is scored, and how much.

    Parameters
    ----------
    scores : DataFrame
        Of `backtest`.

    Returns
    -------
    dict
        By name of the table: its keys, figures, and for each method mean crps and pinball (the latter by year only) and
        how many figures are inside the intervals of 50 and 90 per cent: crps_drift, in50_drift, in90_drift ...
    """
    known = scores[scores["status"].eq(SCORED)]
    return {name: _means(known, keys) for name, keys in SHIPPED.items()}


def _means(known: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    scores = _SCORES if "year" in keys else _SCORES[:1]  # pinball loss goes with the CRPS: half of it
    found = known[known["method"].eq(NAMES[0])].groupby(list(keys), sort=False).size().to_frame(FIGURES)
    for method in NAMES:
        grouped = known[known["method"].eq(method)].groupby(list(keys), sort=False)
        for name in scores:
            found[f"{name}_{method}"] = grouped[name].mean().round(_DECIMALS)
        for name in COUNTED:
            found[f"{name}_{method}"] = grouped[name].sum().astype(int)
    return found.reset_index()


def _forecast(read: Figures, origin: int, method: str) -> Forecast:
    """Return the forecast of every later year; areas that a border divides on the way are one."""
    units = read.joined(int(read.wide.index[0]), read.last_year)
    horizon = read.last_year - origin
    return forecast_of(read, units, origin=origin, horizon=horizon, method=method, draws=_DRAWS, hindsight=True)


def _scored(read: Figures, made: Forecast) -> pd.DataFrame:
    cells = made.cells.assign(method=made.method, value=_outcomes(read, made.cells))
    status = np.where(cells["value"].notna(), SCORED, NOT_PUBLISHED)
    cells["status"] = np.where(_broken(read, cells), BREAK, status)
    at = cells["status"].eq(SCORED).to_numpy()
    steps = np.full(int(at.sum()), read.target.step)
    found = scored(made.draws[at], cells.loc[at, "value"].to_numpy(), steps).set_index(cells.index[at])
    whole = cells.join(found)
    return whole[[*KEYS, "origin", "method", "status", "value", *found.columns]]


def _outcomes(read: Figures, cells: pd.DataFrame) -> list[float]:
    return [read.value(members(r), s, y) for r, s, y in cells[["region", "sector", "year"]].itertuples(index=False)]


def _broken(read: Figures, cells: pd.DataFrame) -> list[bool]:
    keys = cells[["region", "sector", "origin"]].drop_duplicates().itertuples(index=False, name=None)
    until = {(r, s): read.footing(members(r), s, o)[1] for r, s, o in keys}
    return [y >= until[r, s] for r, s, y in cells[["region", "sector", "year"]].itertuples(index=False)]
