"""Euros of one year in the prices of another, by the consumer price index of CBS."""

from __future__ import annotations

import csv
from functools import cache

from impact import datapackage

TABLE = "consumer-prices"


@cache
def _changes() -> dict[int, float]:
    # Six rows: read without the data frame library, so that checking a scenario takes no second of imports.
    rows = csv.DictReader(datapackage.read(datapackage.SNAPSHOT, TABLE).decode("utf-8").splitlines())
    return {int(row["year"]): float(row["value"]) / 100 for row in rows}


def years() -> list[int]:
    """Return the years whose price level is known: those with a change since the year before, in order."""
    return sorted(_changes())


def price_ratio(from_year: int, to_year: int) -> float:
    """Return the price level of `to_year` divided by that of `from_year` (1 when they are the same year).

    Source: CBS, consumer price index, change on the year before in per cent (snapshot table `consumer-prices`).

    Raises
    ------
    ValueError
        When a year between the two has no price index.
    """
    if from_year > to_year:
        return 1 / price_ratio(to_year, from_year)
    changes = _changes()
    missing = [year for year in {from_year, to_year, *range(from_year + 1, to_year + 1)} if year not in changes]
    if missing:
        raise ValueError(f"no price index for {sorted(missing)}; there is one for {years()[0]} to {years()[-1]}")
    ratio = 1.0
    for year in range(from_year + 1, to_year + 1):
        ratio *= 1 + changes[year]
    return ratio
