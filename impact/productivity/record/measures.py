"""From levels of productivity to what is read off them: index, growth, gap; with unit, status and cautions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from impact.productivity.record.counts import BREAK, crosses, weakest
from impact.productivity.record.coverage import Coverage
from impact.productivity.record.deflators import Deflator
from impact.productivity.record.places import NATION, nation
from impact.words.statements import Statement, said

COLUMNS = [
    *("region", "sector", "year", "measure", "value", "unit", "status"),
    *("coverage", "prices", "source", "vintage", "cautions"),
]


class Measure(StrEnum):
    """What a row says: productivity itself, against a base year, against the year before, against the nation."""

    LEVEL = "level"
    INDEX = "index"
    GROWTH = "growth"
    GAP = "gap"


@dataclass(frozen=True)
class Setting:
    """How levels were made: coverage, deflator (None: current prices), price year in words, base, breaks of places."""

    coverage: Coverage
    deflator: Deflator | None
    prices: str
    base: int
    divided: pd.DataFrame


def measured(levels: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """Return all measures of levels by region (the nation among them) and year, with `COLUMNS`."""
    return pd.concat([_rows(one, levels, setting) for one in Measure], ignore_index=True)


def _rows(measure: Measure, levels: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    against = _against(measure, levels, setting)
    rows = levels if measure is Measure.LEVEL else _compared(measure, levels, against)
    rows = _cut(measure, rows, against, setting)
    told = {region: tuple(_cautions(measure, region, setting)) for region in rows["region"].unique()}
    cautions = [told[region] for region in rows["region"]]
    prices = "" if setting.deflator is None or measure is Measure.GAP else f"; {setting.deflator.source}"
    return rows.assign(
        sector=setting.coverage.sector,
        measure=measure,
        unit=_unit(measure, setting),
        coverage=setting.coverage.name,
        prices=setting.prices,
        source=rows["source"] + prices,
        cautions=pd.Series(cautions, index=rows.index, dtype=object),
    )


def _against(measure: Measure, levels: pd.DataFrame, setting: Setting) -> pd.Series[int]:
    """Return the year that each row stands against; for a level the one before it, of which it may be divided."""
    if measure is Measure.INDEX:
        return pd.Series(setting.base, levels.index)
    return levels["year"] if measure is Measure.GAP else levels["year"] - 1


def _compared(measure: Measure, levels: pd.DataFrame, against: pd.Series[int]) -> pd.DataFrame:
    """Return levels in per cent of those they stand against, less 100 but for the index."""
    region = pd.Series(NATION, levels.index) if measure is Measure.GAP else levels["region"]
    keys = pd.MultiIndex.from_arrays([region, against])
    other = levels.set_index(["region", "year"])[["value", "status"]].reindex(keys)
    value = 100 * (levels["value"] / other["value"].to_numpy()) - (0 if measure is Measure.INDEX else 100)
    pairs = zip(levels["status"], other["status"].fillna("not collected"), strict=True)
    return levels.assign(value=value, status=[weakest(pair) for pair in pairs])


def _cut(measure: Measure, rows: pd.DataFrame, against: pd.Series[int], setting: Setting) -> pd.DataFrame:
    """Return the rows without comparisons across a break, and with the first level after one marked."""
    since = against.clip(lower=rows["year"].min())
    across = pd.Series(crosses(setting.divided, rows["region"], since, rows["year"]), rows.index)
    if measure is Measure.LEVEL:
        return rows.assign(status=rows["status"].mask(across & rows["status"].eq(""), BREAK))
    return rows.assign(value=rows["value"].mask(across), status=rows["status"].mask(across, BREAK))


def _unit(measure: Measure, setting: Setting) -> str:
    written = "current prices" if setting.deflator is None else setting.deflator.unit.format(year=setting.prices)
    return {
        Measure.LEVEL: f"thousand EUR per employed person, {written}",
        Measure.INDEX: f"{setting.base} = 100, {written}",
        Measure.GROWTH: f"% on the year before, {written}",
        Measure.GAP: "% above the level of the Netherlands",
    }[measure]


def _cautions(measure: Measure, region: str, setting: Setting) -> Iterator[Statement]:
    yield from setting.coverage.cautions
    if measure is Measure.GAP or region == NATION:
        yield said("nation_of_areas", areas=len(nation().parts))
    if measure is Measure.GAP:
        return  # national prices, whichever they are, are the same above and below
    if setting.deflator is None:
        yield said("current_prices")
    else:
        yield from setting.deflator.cautions
