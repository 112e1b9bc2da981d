"""The innovation record of firms: births, closures, and establishments in information and in business services."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel import panel
from impact.panel.schema import spanned
from impact.productivity.record.counts import BREAK, crosses, dividing, sums, weakest
from impact.productivity.record.jumps import jumps
from impact.productivity.record.places import NATION, Area, Place, each_sector, nation, places, study_area
from impact.words.statements import said

if TYPE_CHECKING:
    from impact.sources.store import Store

COLUMNS = ["region", "sector", "year", "indicator", "value", "unit", "status", "source", "vintage", "cautions"]
WATCHED = ("J", "M-N")  # information and communication; specialised and other business services
_ALL_GROUPS = "sum_groups"  # of municipalities: the groups that are published, added up
_EVERY_GROUP_SINCE = 2015  # government, education and care are among the groups since then
_FILE = "innovation record"
Years = tuple[int, int]


def births(
    level: str = "corop",
    years: Years | None = None,
    *,
    area: Area | None = None,
    by: Sequence[str] = WATCHED,
    data: str | Path | Store = "snapshot",
) -> pd.DataFrame:
    """Return births of establishments in a year by place and sector.

    Parameters
    ----------
    level : {"corop", "provincie", "area", "land"}
        Sums of COROP areas; "area" is the study area as a whole.
    years : (int, int), optional
        First and last; all years there are (2007-2025) if not given.
    area : str, list or StudyArea, optional
        Only the places that a study area is made of.
    by : list
        Groups of sectors of 83631NED.
    data : "snapshot", "live", path or Store
        The snapshot or pulled figures.

    Returns
    -------
    DataFrame
        `COLUMNS`, in establishments. The first year after a break has the status "break".

    Raises
    ------
    InputError
        Sectors, years or places for which there are no figures.
    """
    return _counted("births", places(level, area), years, each_sector(by), data)


def closures(
    level: str = "corop",
    years: Years | None = None,
    *,
    area: Area | None = None,
    by: Sequence[str] = WATCHED,
    data: str | Path | Store = "live",
) -> pd.DataFrame:
    """Return closures of establishments in a year by place and sector, from pulled figures (83635NED).

    Parameters
    ----------
    level, years, area, by, data
        As for `births`; the snapshot has no closures.

    Returns
    -------
    DataFrame
        `COLUMNS`, in establishments.

    Raises
    ------
    InputError
        The snapshot is asked, or 83635NED is not pulled; what `births` refuses.
    """
    if data == "snapshot":
        todo = "`impact pull 83635NED` fetches them; then ask with data='live'."
        raise InputError(Problem(_FILE, "closures", "the figures of the snapshot", "pulled closures", todo))
    return _counted("closures", places(level, area), years, each_sector(by), data)


def birth_rate(level: str = "corop", years: Years | None = None, *, area: Area | None = None) -> pd.DataFrame:
    """Return births in a year per 100 establishments on 1 January, all sectors, 2015-2025.

    Parameters
    ----------
    level, years, area
        As for `births`.

    Returns
    -------
    DataFrame
        `COLUMNS`. Births and stock are on the borders of the same year; the rate has the weaker status of the two.

    Raises
    ------
    InputError
        Years or places for which there are no figures.
    """
    wanted, years = places(level, area), spanned(years)
    above = _counted("births", wanted, years, [sectors.TOTAL], "snapshot")
    above = above[above["value"].notna()]
    below = sums(panel("establishments", sectors=sectors.TOTAL), wanted)
    both = above.merge(below, on=["region", "sector", "year"], suffixes=("", "_below"))
    if both.empty:
        found = f"{years[0]}-{years[1]}" if years else "no year"
        raise InputError(Problem(_FILE, "years", found, "years in 2015-2025", "Take years of these."))
    status = [weakest(pair) for pair in zip(both["status"], both["status_below"], strict=True)]
    return both.assign(
        indicator="birth_rate",
        value=100 * both["value"] / both["value_below"],
        unit="births per 100 establishments",
        status=both["status"].where(both["status"].eq(BREAK), status),
        source=both["source"] + "; " + both["source_below"],
    )[COLUMNS]


def establishments(
    level: str = "area", years: Years | None = None, *, area: Area, by: Sequence[str] = WATCHED
) -> pd.DataFrame:
    """Return establishments on 1 January and their share of all, by place and sector, from municipal figures.

    Parameters
    ----------
    level : {"area", "corop", "gemeente"}
        The study area as a whole, its COROP areas, or its municipalities.
    years : (int, int), optional
        First and last; every year since all municipalities of a place are there if not given.
    area : str, list or StudyArea
        An area of the eighteen northern municipalities that have figures in the snapshot; Nij Begun is one.
    by : list
        Groups of sectors of 81575NED.

    Returns
    -------
    DataFrame
        `COLUMNS`, indicators `establishments` and `share` (per cent of the groups that are published, since 2015).

    Raises
    ------
    InputError
        Municipalities without figures; years before a place had its present municipalities; a level that is none.
    """
    wanted, years = _municipal(level, study_area(area)), spanned(years)
    frame = panel("establishments", level="gemeente", sectors=[*dict.fromkeys([*each_sector(by), _ALL_GROUPS])])
    _check_there(frame, wanted)
    summed = sums(frame, wanted)
    summed = _asked(summed[summed["value"].notna()], years, wanted)
    counted = summed.assign(indicator="establishments")
    parts = counted[counted["sector"].isin(each_sector(by))]
    marked = _marked(parts, dividing(frame, wanted))
    shares = _shares(marked, counted[counted["sector"].eq(_ALL_GROUPS)])
    found = pd.concat([marked, shares], ignore_index=True)
    shifted = jumps(frame, found["year"].min(), found["year"].max())
    told = (said("establishment_is_no_job"), said("sum_of_municipalities"), said("rounded_to_five"))
    cautions = [(*told, *shifted.get(sector, ())) for sector in found["sector"]]
    found["cautions"] = pd.Series(cautions, index=found.index, dtype=object)
    return found[COLUMNS].sort_values(["indicator", "region", "sector", "year"], ignore_index=True)


def _counted(
    name: str, wanted: Sequence[Place], years: Years | None, by: Sequence[str], data: str | Path | Store
) -> pd.DataFrame:
    years = spanned(years)
    frame = panel(name, sectors=by, years=years, data=data)
    if years and (absent := sorted({*years} - set(frame["year"]))):
        held = panel(name, sectors=by, data=data)["year"]
        found, expected = ", ".join(map(str, absent)), f"years in {held.min()}-{held.max()}"
        raise InputError(Problem(_FILE, "years", found, expected, "Take years of these."))
    summed = _marked(sums(frame, wanted), dividing(frame, wanted)).assign(indicator=name)
    told = (said("rounded_to_five"), *([said("zero_may_be_blank")] if data == "snapshot" else []))
    shifted = jumps(frame, frame["year"].min(), frame["year"].max())
    whole = (said("nation_of_areas", areas=len(nation().parts)),)
    cautions = [
        (*told, *(whole if region == NATION else ()), *shifted.get(sector, ()))
        for region, sector in summed[["region", "sector"]].itertuples(index=False, name=None)
    ]
    summed["cautions"] = pd.Series(cautions, index=summed.index, dtype=object)
    return summed[COLUMNS].sort_values(["region", "sector", "year"], ignore_index=True)


def _marked(summed: pd.DataFrame, divided: pd.DataFrame) -> pd.DataFrame:
    """Return counts with the status "break" on the first year after one, by sector."""
    first = summed.groupby(["region", "sector"])["year"].transform("min")
    before = (summed["year"] - 1).clip(lower=first)
    keys = divided.assign(region=divided["region"] + " " + divided["sector"])
    across = pd.Series(crosses(keys, summed["region"] + " " + summed["sector"], before, summed["year"]), summed.index)
    return summed.assign(status=summed["status"].mask(across & summed["status"].eq(""), BREAK))


def _shares(parts: pd.DataFrame, all_groups: pd.DataFrame) -> pd.DataFrame:
    since = all_groups[all_groups["year"].ge(_EVERY_GROUP_SINCE)][["region", "year", "value"]]
    both = parts.merge(since, on=["region", "year"], suffixes=("", "_all"))
    value = 100 * both["value"] / both["value_all"]
    return both.assign(indicator="share", value=value, unit="% of all establishments").drop(columns="value_all")


def _municipal(level: str, area: regions.StudyArea) -> list[Place]:
    """Return the places of a level as sums of municipalities."""
    if level == "area":
        return [Place(area.name, area.municipalities)]
    if level == "gemeente":
        return [Place(code, (code,)) for code in area.municipalities]
    if level == "corop":
        return [Place(code, regions.members(code)) for code in area.regions("corop")]
    todo = "`impact pull 81578NED` has others: ask `impact.panel.panel('establishments', data='live')`."
    raise InputError(Problem(_FILE, "level", repr(level), "area, corop or gemeente", todo))


def _check_there(frame: pd.DataFrame, wanted: Sequence[Place]) -> None:
    held = set(frame["region"])
    if absent := [f"{regions.name(code)} ({code})" for one in wanted for code in one.parts if code not in held]:
        found, expected = f"no establishments of {', '.join(absent[:8])}", "municipalities of the north"
        todo = (
            "`impact pull 81575NED` has all: ask `impact.panel.panel('establishments', level='gemeente', data='live')`."
        )
        raise InputError(Problem(_FILE, "area", found, expected, todo))


def _asked(summed: pd.DataFrame, years: Years | None, wanted: Sequence[Place]) -> pd.DataFrame:
    if years is None:
        return summed
    since = {place.code: int(summed.loc[summed["region"].eq(place.code), "year"].min()) for place in wanted}
    last = int(summed["year"].max())
    if years[0] > years[1] or years[0] < max(since.values()) or years[1] > last:
        late = ", ".join(f"{code} {year}" for code, year in since.items() if year > years[0])
        found = f"{years[0]}-{years[1]}" + (f", before the present municipalities ({late})" if late else "")
        expected = f"years in {max(since.values())}-{last}"
        raise InputError(Problem(_FILE, "years", found, expected, "Take years of these, or fewer places."))
    return summed[summed["year"].between(*years)]
