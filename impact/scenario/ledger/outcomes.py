"""Frozen forecasts against what was published: the scores of each figure, and of the naive ones of the same day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.scenario.ledger.draws import midpoints
from impact.scenario.ledger.entries import Entry
from impact.scenario.ledger.figures import Figures, figures, members
from impact.scenario.ledger.forecasts import KEYS, LEVELS
from impact.scenario.ledger.methods import Array, Predictive
from impact.scenario.ledger.scoring import crps, inside, pinball, rank
from impact.scenario.ledger.targets import target

SCORED, NOT_PUBLISHED, BREAK, NO_SERIES = "scored", "not_published", "break", "no_series"
MEASURES = ["p50", "crps", "pinball", "in50", "in90", "rank"]
COLUMNS = ["entry", "scenario", *KEYS, "origin", "method", "status", "value", "vintage", *MEASURES]
Outcome = tuple[float, str, str]  # the figure, the status, the vintage it is of


def scores(
    entries: Iterable[Entry],
    *,
    data: str | Path = "snapshot",
    published: pd.DataFrame | None = None,
    file: str = "ledger",
) -> pd.DataFrame:
    """Return one row a figure and method, the scores empty where there is no figure to score against.

    Parameters
    ----------
    entries : iterable
        Frozen forecasts.
    data : "snapshot", "live" or path
        Where the figures are.
    published : DataFrame, optional
        Figures that take precedence: target, region, sector, year, value.
    file : str
        Where the entries come from, for what is refused.

    Returns
    -------
    DataFrame
        `COLUMNS`. Status: `scored`, `not_published`, `break` (the figure stands on another footing than the one that
        was forecast), `no_series` (the panel has none: hand it over). Scores in the unit of the figure, as in
        `impact.scenario.ledger.scoring`; `in50` and `in90` are 1 or 0; `rank` is the share of draws below the figure.
        `value` is the figure. Kept and handed over as `published` next time, it stays the first print after revisions.

    Raises
    ------
    InputError
        An entry that says its figures ended earlier than their vintage does.
    """
    given, frozen = _given(published), list(entries)
    read = cache(lambda name: figures(target(name), data))
    if problems := [problem for entry in frozen for problem in _already_there(file, entry, read)]:
        raise InputError(problems)
    found = [_of_entry(entry, lambda *key: _outcome(read, given, *key)) for entry in frozen]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def scored(draws: Array, outcomes: Array, steps: Array) -> pd.DataFrame:
    """Return `MEASURES` of draws (forecasts, draws) against outcomes (forecasts,) that are printed in steps."""
    quantiles = np.quantile(draws, LEVELS, axis=1, method="hazen").T
    return pd.DataFrame(
        {
            "p50": quantiles[:, len(LEVELS) // 2],
            "crps": crps(draws, outcomes),
            "pinball": pinball(quantiles, outcomes, LEVELS),
            "in50": inside(draws, outcomes, 0.5, steps / 2),
            "in90": inside(draws, outcomes, 0.9, steps / 2),
            "rank": rank(draws, outcomes),
        }
    )


def _already_there(file: str, entry: Entry, read: Callable[[str], Figures]) -> Iterator[Problem]:
    """Yield figures that an entry says to end earlier than their vintage does: it may have been dated back."""
    for one in entry.data:
        if not target(one.target).variable:
            continue
        found = read(one.target)
        if set(found.frame["vintage"]) == {one.vintage} and found.last_year != one.last_year:
            expected, todo = f"{found.last_year}, to which vintage {one.vintage} goes", "Do not use this entry."
            where = f"entry {entry.entry}: data.{one.target}.last_year"
            yield Problem(file, where, str(one.last_year), expected, todo)


def _of_entry(entry: Entry, outcome: Callable[[str, str, str, int, int], Outcome]) -> pd.DataFrame:
    cells = entry.forecasts
    known = [outcome(one.target, one.region, one.sector, one.year, one.origin) for one in cells]
    base = pd.DataFrame(
        [[getattr(one, name) for name in (*KEYS, "origin")] for one in cells], columns=[*KEYS, "origin"]
    )
    base[["value", "status", "vintage"]] = known
    steps = np.array([target(one.target).step for one in cells])
    draws = {entry.method: np.array([one.draws for one in cells])} | _benchmarks(entry)
    parts = [base.assign(method=name, **_scored_where(base, found, steps)) for name, found in draws.items()]
    whole = pd.concat(parts, ignore_index=True).assign(entry=entry.entry, scenario=entry.scenario_name)
    return whole[COLUMNS]


def _benchmarks(entry: Entry) -> dict[str, Array]:
    """Return the draws of the naive forecasts that were frozen beside an entry, as many as its own."""
    levels = midpoints(len(entry.forecasts[0].draws))
    names = [name for name in entry.forecasts[0].benchmarks if entry.scenario_name != "none" or name != entry.method]
    found = {}
    for name in names:
        centre, scale, freedom = np.array([one.benchmarks[name] for one in entry.forecasts]).T
        found[name] = Predictive(centre[:, None], scale[:, None], freedom).quantiles(levels)[:, 0]
    return found


def _scored_where(base: pd.DataFrame, draws: Array, steps: Array) -> Mapping[str, Array]:
    at = base["status"].eq(SCORED).to_numpy()
    found = scored(draws[at], base["value"].to_numpy(dtype=float)[at], steps[at]) if at.any() else None
    empty = {name: np.full(len(base), np.nan) for name in MEASURES}
    if found is not None:
        for name in MEASURES:
            empty[name][at] = found[name]
    return empty


def _outcome(
    read: Callable[[str], Figures],
    given: Mapping[tuple[str, str, str, int], float],
    name: str,
    region: str,
    sector: str,
    year: int,
    origin: int,
) -> Outcome:
    if (name, region, sector, year) in given:
        return given[name, region, sector, year], SCORED, "given"
    if not target(name).variable:
        return np.nan, NO_SERIES, ""
    found = read(name)
    vintage = str(found.frame["vintage"].iloc[0])
    if found.footing(members(region), sector, origin)[1] <= year:
        return np.nan, BREAK, vintage
    value = found.value(members(region), sector, year)
    return value, SCORED if np.isfinite(value) else NOT_PUBLISHED, vintage


def _given(published: pd.DataFrame | None) -> dict[tuple[str, str, str, int], float]:
    """Return figures that were handed over; refuses a frame without the columns."""
    if published is None:
        return {}
    wanted = [*KEYS, "value"]
    if absent := [name for name in wanted if name not in published]:
        todo = "Name the columns so."
        found = f"no {', '.join(absent)}"
        raise InputError(Problem("published", "columns", found, ", ".join(wanted), todo))
    rows = published[wanted].itertuples(index=False, name=None)
    return {(str(t), str(r), str(s), int(y)): float(v) for t, r, s, y, v in rows}
