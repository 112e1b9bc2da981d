"""The expectation of a scenario on top of a forecast: what will be published if the project comes.

The forecast from past figures knows nothing of the project. A scenario's net regional jobs are added to it: labour
years, turned back into jobs by the factor that the scenario used, and taken to be independent of what else happens.
Sums of quantiles are no quantiles: only sums that the scenario has itself are added to, which are those of its whole
study area.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.scenario import ScenarioResult
from impact.scenario.ledger.draws import midpoints, stream
from impact.scenario.ledger.entries import checksum
from impact.scenario.ledger.figures import AND
from impact.scenario.ledger.forecasts import KEYS, Forecast, forecast, kept
from impact.scenario.ledger.methods import AVERAGE, Array
from impact.scenario.ledger.targets import JOBS, target

_THOUSAND = 1000.0  # published jobs are in thousands
_AT = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
_ALL = "*"


def scenario_forecast(
    result: ScenarioResult,
    *,
    origin: int | None = None,
    horizon: int,
    method: str = AVERAGE,
    draws: int = 100,
    seed: int = 0,
    data: str | Path = "snapshot",
) -> Forecast:
    """Return a forecast of the jobs of a scenario's study area with its net regional jobs on top.

    Parameters
    ----------
    result : ScenarioResult
        A scenario that was run; its study area is made of whole COROP areas.
    origin, horizon, method, draws, seed, data
        As in `forecast`.

    Returns
    -------
    Forecast
        Of all jobs of the area together, and of the sections that the scenario has; what it says nothing of is left out
        (`no_expectation`).

    Raises
    ------
    InputError
        As `forecast` does; a result with checks that fail.
    """
    _check_usable(result)
    area = result.scenario.study_area
    asked = area if isinstance(area, str) else list(area)
    plain = forecast(JOBS, origin=origin, horizon=horizon, area=asked, method=method, draws=draws, seed=seed, data=data)
    whole = AND.join(sorted(regions.study_area(asked).corops))
    added = [_added(result, str(s), int(y), draws) for s, y in plain.cells[["sector", "year"]].itertuples(index=False)]
    known = plain.cells["region"].eq(whole) & np.array([one is not None for one in added])
    of, name = kept(plain, known), result.scenario.name
    extra = [_shuffled(one, f"{name}|{i}", seed) for i, one in enumerate(added) if one is not None and known[i]]
    sums: Array = np.maximum(of.draws + np.array(extra).reshape(of.draws.shape), 0.0)
    drawn = np.round(sums, target(JOBS[0]).decimals)
    dropped = plain.cells.loc[~known, KEYS].assign(reason="no_expectation")
    left = pd.concat([plain.left_out, dropped], ignore_index=True)
    return replace(of, draws=drawn, left_out=left, scenario=reference(result))


def reference(result: ScenarioResult) -> dict[str, Any]:
    """Return the name of the scenario of a result, and the checksum of its definition, draws and seed."""
    run = {name: result.manifest[name] for name in ("draws", "seed")}
    definition = result.scenario.model_dump(mode="json")
    return {"name": result.scenario.name, "sha256": checksum({"definition": definition, **run})}


def _check_usable(result: ScenarioResult) -> None:
    """Refuse a result with a check that fails: no figure of it can be used."""
    if failed := result.failed_checks:
        expected, todo = "a result whose checks all hold", "Correct the scenario and run it again."
        raise InputError(Problem(result.scenario.name, "checks", ", ".join(failed), expected, todo))


def _added(result: ScenarioResult, sector: str, year: int, draws: int) -> Array | None:
    """Return draws of what a scenario adds in thousand jobs, smallest first; None where it has no such sector."""
    frame, code = (result.totals, _ALL) if sector == sectors.TOTAL else (_by_sector(result), sector)
    if code != _ALL and code not in sectors.codes(result.scenario.sectors):
        return None
    rows = frame[
        frame["concept"].eq("net_regional")
        & frame["measure"].eq("jobs")
        & frame["stage"].eq("total")
        & frame["sector"].eq(code)
        & frame["year"].eq(year).fillna(False)
        & frame["statistic"].isin(list(_AT))
    ]
    if rows.empty:
        return np.zeros(draws)  # a year before or after the project
    at = rows.set_index("statistic")["value"].reindex(list(_AT)).to_numpy(dtype=float)
    per_job = float(result.manifest["labour_years_per_job"]) * _THOUSAND
    return _between(midpoints(draws), np.array([*_AT.values()]), at / per_job)


def _by_sector(result: ScenarioResult) -> pd.DataFrame:
    """Return the rows by sector and year of the study area: of `areas`, or of a result that had it as one region."""
    if result.areas is None:
        return result.impacts
    return result.areas[result.areas["sector"] != _ALL]


def _between(levels: Array, known: Array, values: Array) -> Array:
    """Return quantiles between known ones, and beyond the outer ones as steep as before them."""
    inner = np.interp(levels, known, values)
    low, high = (values[1] - values[0]) / (known[1] - known[0]), (values[-1] - values[-2]) / (known[-1] - known[-2])
    below, above = np.minimum(levels - known[0], 0.0), np.maximum(levels - known[-1], 0.0)
    return np.asarray(inner + low * below + high * above)


def _shuffled(ordered: Array, name: str, seed: int) -> Array:
    return stream(name, seed).permutation(ordered)
