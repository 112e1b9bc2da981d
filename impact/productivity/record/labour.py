"""Labour productivity of places: value added outside mining, energy and water per employed person.

Level, index, growth on the year before, and gap to the nation. In current prices growth holds the rise of prices too;
in prices of one year it is growth of what a person makes. The gap is the same in either, since prices are national.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import pandas as pd

from impact.errors import InputError, Problem
from impact.panel import panel
from impact.panel.schema import spanned
from impact.productivity.record.counts import dividing, sums, weakest
from impact.productivity.record.coverage import OUTSIDE_MINING_ENERGY_WATER, Coverage, Term, coverage_of
from impact.productivity.record.deflators import CURRENT, USUAL, Deflator, deflator_of, price_ratios
from impact.productivity.record.measures import COLUMNS, Setting, measured
from impact.productivity.record.places import Area, Place, nation, places

Rows = Mapping[Term, pd.DataFrame]
Years = tuple[int, int]


def labour_productivity(
    level: str = "corop",
    years: Years | None = None,
    *,
    prices: Literal["current"] | int,
    area: Area | None = None,
    coverage: str = OUTSIDE_MINING_ENERGY_WATER.name,
    deflator: str | pd.Series[float] | None = None,
    base: int | None = None,
) -> pd.DataFrame:
    """Return value added per employed person by place and year: level, index, growth and gap to the nation.

    Parameters
    ----------
    level : {"corop", "provincie", "area", "land"}
        "area" is the study area as a whole; provinces and the Netherlands are sums of COROP areas.
    years : (int, int), optional
        First and last year; all that there are if not given: 2000-2023 in current prices, else those of the deflator.
    prices : "current" or int
        Current prices, or those of a year.
    area : str, list or StudyArea, optional
        Only the places that a study area is made of; the place itself for level "area".
    coverage : {"outside-mining-energy-water", "outside-industry"}
        The first leaves B, D and E out of value added only (caution `denominator_wider`); the second leaves B to E out
        of persons as well.
    deflator : {"value-added", "consumer"} or Series, optional
        For prices of a year: of national value added of the same sectors (2015-2021; if not given), of consumers
        (2018-2024), or price levels by year of your own.
    base : int, optional
        The year in which the index is 100; the first if not given.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a place, year and `Measure`. Level in thousand euros per employed person; the price year and
        "current prices" stand in the unit. Growth and index across a break have no value and the status "break"; growth
        of the first year there is has the status "not collected". `cautions` is a tuple of statements: `in_language` of
        `impact.words.statements` gives their sentences.

    Raises
    ------
    InputError
        Unknown names; years, a base or a price year for which there are no figures; an area that holds a part of a
        COROP area.
    """
    chosen, wanted = coverage_of(coverage), places(level, area)
    index = _index(prices, deflator, chosen)
    rows = _figures(chosen)
    held = _held(rows, index)
    first, last = _asked(years, held)
    all_places = [*dict.fromkeys([*wanted, nation()])]
    levels = _levels(chosen, rows, all_places, (held[0], held[-1]))
    if index is not None:
        levels["value"] *= levels["year"].map(price_ratios(index, held, _price_year(prices)))
    divided = pd.concat([dividing(found, all_places) for found in rows.values()])
    setting = Setting(chosen, index, str(prices), _base(base, first, held), divided)
    found = measured(levels, setting)
    asked = found["region"].isin([place.code for place in wanted]) & found["year"].between(first, last)
    return found.loc[asked, COLUMNS].sort_values(["region", "measure", "year"], ignore_index=True)


@cache  # a record asks for several places and prices
def _figures(coverage: Coverage) -> Rows:
    """Return the rows of the panel of every term; nobody changes them."""
    return {term: panel(term.variable, sectors=term.sector) for term in coverage.terms}


def _index(prices: str | int, deflator: str | pd.Series[float] | None, coverage: Coverage) -> Deflator | None:
    """Return what current prices are taken to those of a year by; None for current prices."""
    if prices != CURRENT:
        return deflator_of(USUAL if deflator is None else deflator, coverage)
    if deflator is not None:
        todo = "Take prices of a year, such as prices=2021, or leave the deflator out."
        raise InputError(Problem("labour productivity", "deflator", "one for current prices", "none", todo))
    return None


def _held(rows: Rows, index: Deflator | None) -> list[int]:
    """Return the years in which every term has figures, and prices are known where they are needed."""
    found = [set(one.loc[one["value"].notna(), "year"]) for one in rows.values()]
    return sorted(set.intersection(*found) & (set(index.levels.index) if index else found[0]))


def _asked(years: Years | None, held: Sequence[int]) -> Years:
    """Return the first and last year asked for, where all years between are there."""
    if not held:
        found, expected = "price levels of none of the years", "price levels of years that have figures"
        todo = "Give price levels of years in 2000-2023."
        raise InputError(Problem("labour productivity", "deflator", found, expected, todo))
    first, last = spanned(years) or (held[0], held[-1])
    if first > last or not {*range(first, last + 1)} <= {*held}:
        found, expected = f"{first}-{last}", f"a first and a last year of {held[0]}-{held[-1]}"
        todo = "Take years of these; in current prices there are most."
        raise InputError(Problem("labour productivity", "years", found, expected, todo))
    return first, last


def _price_year(prices: str | int) -> int:
    if isinstance(prices, str):
        expected, todo = "'current' or a year", "Say which prices: current ones, or those of a year."
        raise InputError(Problem("labour productivity", "prices", repr(prices), expected, todo))
    return int(prices)


def _base(base: int | None, first: int, held: Sequence[int]) -> int:
    if base is not None and base not in held:
        todo = "Take one of these years as the base."
        raise InputError(Problem("labour productivity", "base", str(base), f"a year of {held[0]}-{held[-1]}", todo))
    return first if base is None else base


def _levels(coverage: Coverage, rows: Rows, wanted: Sequence[Place], years: Years) -> pd.DataFrame:
    """Return the level of each place in current prices: region, year, value, status, source, vintage."""
    above, below = (_total(terms, rows, wanted) for terms in (coverage.numerator, coverage.denominator))
    both = above.merge(below, on=["region", "year"], suffixes=("", "_below")).reset_index()
    both["status"] = [weakest(pair) for pair in zip(both["status"], both["status_below"], strict=True)]
    both["value"] = both["value"] / both["value_below"]
    both["source"] = both["source"] + "; " + both["source_below"]
    return both[both["year"].between(*years)].reset_index(drop=True)


def _total(terms: Sequence[Term], rows: Rows, wanted: Sequence[Place]) -> pd.DataFrame:
    """Return the terms added up with their signs, by place and year: value, status, source, vintage."""
    each = [sums(rows[term], wanted).set_index(["region", "year"]) for term in terms]
    value = pd.concat([one["value"] * term.sign for one, term in zip(each, terms, strict=True)], axis=1)
    status = pd.concat([one["status"] for one in each], axis=1).fillna("not collected")
    total = value.sum(axis=1, skipna=False).rename("value").to_frame()
    return total.assign(
        status=status.agg(weakest, axis=1), source=each[0]["source"].iloc[0], vintage=each[0]["vintage"].iloc[0]
    )
