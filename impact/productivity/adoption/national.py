"""What is published of the use of AI, and a curve for each population that has a point."""

from __future__ import annotations

import io

import pandas as pd

from impact import datapackage
from impact.errors import InputError, Problem, suggestion
from impact.productivity.adoption.logistic import logistic_adoption
from impact.productivity.adoption.results import Adoption

ALL_FIRMS = "firms with 10 or more workers"
"""The population that the national series speaks of; smaller firms are outside it."""


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
