"""What is published of the use of AI, and a curve for each population that has a point."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact import datapackage
from impact.errors import InputError, Problem, suggestion
from impact.productivity.adoption.faults import floats, outside, raise_all
from impact.productivity.adoption.logistic import logistic_adoption
from impact.productivity.adoption.results import Adoption

Floats = NDArray[np.float64]

ALL_FIRMS = "firms with 10 or more workers"
"""The population that the national series speaks of; smaller firms are outside it."""
_ROUNDING = 1e-9


def published_adoption() -> pd.DataFrame:
    """Return the published shares of firms that use AI: region, population, year, share, source, basis, note."""
    return pd.read_csv(io.BytesIO(datapackage.read("evidence", "ai-adoption")), keep_default_na=False)


def national_adoption(ceiling: float, *, region: str = "NL", population: str = ALL_FIRMS) -> Adoption:
    """Return the logistic curve of the published shares of one population.

    A population with one point has the growth of the odds of all firms of its region, which the curve names.

    Parameters
    ----------
    ceiling
        The share that adoption goes to, above the highest published one.
    region
        `NL` or `EU27`.
    population
        As in `published_adoption`: all firms with ten or more workers, a size class, or a section.

    Returns
    -------
    Adoption
        Shares between 0 and 1.

    Raises
    ------
    InputError
        Nothing is published of the region or population, or the ceiling lies at or below today's level.
    """
    series = _series(region, population)
    if len(series) > 1:
        return logistic_adoption(series["year"], series["share"], ceiling=ceiling)
    of_all = national_adoption(ceiling, region=region).parameter("rate").value
    return logistic_adoption(series["year"], series["share"], ceiling=ceiling, rate=of_all)


def _series(region: str, population: str) -> pd.DataFrame:
    published = published_adoption()
    for field, asked in (("region", region), ("population", population)):
        known = list(dict.fromkeys(published[field]))
        if asked not in known:
            todo = suggestion(str(asked), known)
            raise InputError(Problem("national_adoption", field, repr(asked), f"a published {field}", todo))
        published = published[published[field] == asked]
    return published


def remaining_share(total: ArrayLike, others: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the share of the one class that is not published, so that the classes together make the total.

    Parameters
    ----------
    total
        Share of all firms that use AI, one value or shape (draws,).
    others
        Share in each of the other classes, shape (others,).
    weights
        Share of those classes in the number of firms, shape (others,) or (draws, others); with the remaining class 1.

    Returns
    -------
    ndarray
        Share in the remaining class, in the shape of the total or (draws,).

    Raises
    ------
    InputError
        The weights leave nothing over, or the total cannot be made with a share from 0 to 1.
    """
    name = "remaining_share"
    a, known, w = (floats(name, n, v) for n, v in (("total", total), ("others", others), ("weights", weights)))
    left = 1 - w.sum(axis=-1)
    expected = "weights of 0 or more that leave a part for the remaining class"
    raise_all([*outside(name, "weights", w, 0.0, 1.0), *outside(name, "weights", left, 1e-9, 1.0, expected)])
    share = np.asarray((a - (w * known).sum(axis=-1)) / left)
    expected = "a total that the remaining class makes with a share from 0 to 1"
    raise_all(outside(name, "total", share, -_ROUNDING, 1 + _ROUNDING, expected))
    return np.asarray(np.clip(share, 0.0, 1.0))


def regional_adoption(national: ArrayLike, gap: ArrayLike, ceiling: ArrayLike) -> Floats:
    """Return adoption in the region without the facility: the national path plus a gap, within 0 and the ceiling.

    Nobody publishes the use of AI by region, so the gap is an assumption; it is the same in every year.

    Parameters
    ----------
    national
        Shares, shape (years,) or (draws, years).
    gap
        What the region has more (or, below zero, less) than the nation, one value or shape (draws,).
    ceiling
        The share that adoption goes to, one value or shape (draws,).

    Returns
    -------
    ndarray
        Shares, shape (years,) or (draws, years).

    Raises
    ------
    InputError
        A share or ceiling outside 0 to 1, a gap outside -1 to 1.
    """
    name = "regional_adoption"
    path, g, K = (floats(name, n, v) for n, v in (("national", national), ("gap", gap), ("ceiling", ceiling)))
    raise_all(
        [
            *outside(name, "national", path, 0.0, 1.0),
            *outside(name, "gap", g, -1.0, 1.0),
            *outside(name, "ceiling", K, 0.0, 1.0),
        ]
    )
    g, K = (value[..., None] if value.ndim else value for value in (g, K))
    return np.asarray(np.clip(path + g, 0.0, K))
