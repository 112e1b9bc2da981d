"""Price levels that current prices are taken to constant prices by, and for which years they are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem, suggestion
from impact.productivity.record.coverage import Coverage
from impact.sources import snapshot
from impact.words.statements import Statement, said

CURRENT = "current"
USUAL = "value-added"
_INPUT_OUTPUT, _CONSUMER = "national-input-output", "consumer-prices"


@dataclass(frozen=True)
class Deflator:
    """Price levels by year, as a multiple of those of one year or other, and what to know of them.

    `unit` is how a price year is written: "prices of {year}".
    """

    name: str
    levels: pd.Series[float]
    unit: str
    source: str
    cautions: tuple[Statement, ...]


def value_added_prices(coverage: Coverage) -> Deflator:
    """Return the price level of national value added of the sectors of a coverage, 2015 = 1.

    Value added of each year in its own prices over that in prices of the year before, chained: CBS input-output
    tables, which deflate output and purchases apart.
    """
    rows = snapshot.table(_INPUT_OUTPUT, row="value_added_basic_prices")
    section = sectors.grouping("section")
    inside = rows[rows["column"].isin(section.index[~section.isin(coverage.left_out)])]
    value = inside.pivot_table(index="year", columns="prices", values="value", aggfunc="sum")
    levels = (value["current"] / value["previous"]).fillna(1.0).cumprod()
    cautions = (said("national_deflator"), said("deflator_of_another_vintage"))
    return Deflator(USUAL, levels, "prices of {year}", snapshot.record(_INPUT_OUTPUT).source, cautions)


def consumer_prices(coverage: Coverage) -> Deflator:
    """Return the consumer price level, that of the year before the first change = 1; the same for every coverage."""
    changes = snapshot.table(_CONSUMER).set_index("year")["value"]
    levels = pd.concat([pd.Series({int(changes.index[0]) - 1: 1.0}), (1 + changes / 100).cumprod()])
    cautions = (said("consumer_prices"), said("national_deflator"))
    return Deflator("consumer", levels, "consumer prices of {year}", snapshot.record(_CONSUMER).source, cautions)


DEFLATORS: dict[str, Callable[[Coverage], Deflator]] = {
    USUAL: value_added_prices,
    "consumer": consumer_prices,
}


def deflator_of(given: str | pd.Series[float], coverage: Coverage) -> Deflator:
    """Return a deflator by its name, or one made of the user's price levels by year.

    Raises
    ------
    InputError
        An unknown name; price levels that are not above zero, or of which a year stands twice.
    """
    if isinstance(given, str):
        if given not in DEFLATORS:
            todo = suggestion(given, list(DEFLATORS))
            raise InputError(Problem("labour productivity", "deflator", repr(given), "a deflator", todo))
        return DEFLATORS[given](coverage)
    wrong = [str(y) for y, level in given.items() if not (np.isfinite(level) and level > 0)]
    twice = [str(y) for y in given.index[given.index.duplicated()]]
    if wrong or twice or given.empty:
        found = f"levels of {', '.join(wrong + twice) or 'no year'} that are not above zero, or stand twice"
        todo = "Give one price level above zero a year, such as 100 in the base year."
        raise InputError(Problem("labour productivity", "deflator", found, "price levels by year", todo))
    source = str(given.name or "own")
    return Deflator("own", given, "own prices of {year}", source, (said("own_deflator", source=source),))


def price_ratios(deflator: Deflator, years: Sequence[int], price_year: int) -> pd.Series[float]:
    """Return what a figure of each year is multiplied by to stand in prices of one year.

    Raises
    ------
    InputError
        A year, or the price year, for which the price level is not known.
    """
    known = sorted(int(year) for year in deflator.levels.index)
    if missing := [year for year in (*years, price_year) if year not in known]:
        found = f"no price level ({deflator.name}) of {', '.join(map(str, dict.fromkeys(missing)))}"
        expected = f"years, and a price year, in {known[0]}-{known[-1]}"
        todo = "Take these years, current prices, or hand over price levels of your own as `deflator`."
        raise InputError(Problem("labour productivity", "prices", found, expected, todo))
    return deflator.levels[price_year] / deflator.levels.reindex(list(years))
