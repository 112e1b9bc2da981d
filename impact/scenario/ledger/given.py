"""Forecasts of the user's own, of series that have no past figures here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.scenario.ledger.forecasts import CELL, KEYS, Forecast, Used
from impact.scenario.ledger.methods import Array
from impact.scenario.ledger.targets import target


def given_forecast(
    name: str, draws: Mapping[int, Sequence[float]], *, region: str = "NL", sector: str = "A-U", origin: int
) -> Forecast:
    """Return a forecast of the user's own: of a series without past figures here, such as the use of AI.

    Parameters
    ----------
    name : str
        The target, such as "ai_use".
    draws : mapping
        Draws of each year that is forecast, as many for each, in the unit of the target.
    region, sector : str
        What the figures are of.
    origin : int
        The last year with a published figure.

    Raises
    ------
    InputError
        Years up to the origin, draws that are not numbers, or not as many in each year.
    """
    one, years = target(name), sorted(draws)
    kept = [np.asarray(draws[year], dtype=float) for year in years]
    _check_given(name, years, kept, origin)
    rows = [(name, region, sector, year, origin, one.unit) for year in years]
    return Forecast(
        cells=pd.DataFrame(rows, columns=CELL),
        draws=np.round(np.vstack(kept), one.decimals),
        benchmarks={},
        left_out=pd.DataFrame([], columns=[*KEYS, "reason"]),
        data=(Used(name, "given", "given", origin, "0" * 64),),
        origin=origin,
        horizon=years[-1] - origin,
        method="given",
        seed=0,
    )


def _check_given(name: str, years: Sequence[int], draws: Sequence[Array], origin: int) -> None:
    todo, problems = "Correct the draws.", []
    if not years or years[0] <= origin:
        found = f"{years[0] if years else 'no year'} from {origin}"
        problems.append(Problem("forecast", f"{name}.year", found, "years after the origin", todo))
    if len({one.shape for one in draws}) > 1 or any(one.ndim != 1 or not np.isfinite(one).all() for one in draws):
        expected = "a list of numbers, as many in each year"
        problems.append(Problem("forecast", f"{name}.draws", "lists that differ or hold no number", expected, todo))
    if problems:
        raise InputError(problems)
