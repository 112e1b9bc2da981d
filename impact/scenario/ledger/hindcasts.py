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
from impact.scenario.ledger.targets import chosen

ORIGINS = (2015, 2019)
PACKAGE, BY_CELL, BY_YEAR = "ledger", "backtest", "backtest-by-year"
SHIPPED = {BY_CELL: ("target", "origin", "region", "sector"), BY_YEAR: ("target", "origin", "year")}
_SHOWN = {"crps": 3, "pinball": 3, "in50": 3, "in90": 3}  # decimals
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
    """Return what a backtest had to leave out, and why: origin, target, region, sector, reason."""
    made = [(origin, _forecast(figures(one), origin, NAMES[0])) for one in chosen(targets) for origin in origins]
    return pd.concat([one.left_out.assign(origin=origin) for origin, one in made], ignore_index=True)


def shipped_backtest(by: str = BY_CELL) -> pd.DataFrame:
    """Return the result that travels with the package, from its own figures.

    Parameters
    ----------
    by : {"backtest", "backtest-by-year"}
        By target, origin, region and sector; or by target, origin and year.
    """
    import io

    from impact import datapackage

    return pd.read_csv(io.BytesIO(datapackage.read(PACKAGE, by)))


def summaries(scores: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what is shipped of a backtest: by area and sector, and by year; the means of what is scored, and how much.

    Parameters
    ----------
    scores : DataFrame
        Of `backtest`.

    Returns
    -------
    dict
        By name of the table: its keys, method, figures, and the means of crps, pinball (by year only), in50 and in90.
    """
    known = scores[scores["status"].eq(SCORED)]
    return {name: _means(known, keys) for name, keys in SHIPPED.items()}


def _means(known: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    grouped = known.groupby([*keys, "method"], sort=False)
    measures = [name for name in _SHOWN if name != "pinball" or "year" in keys]  # it goes with the CRPS: half of it
    found = grouped[measures].mean().round(_SHOWN)
    return found.assign(figures=grouped.size()).reset_index()[[*keys, "method", "figures", *measures]]


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
