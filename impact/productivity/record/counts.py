"""Counts of the panel added up over places, with the weakest status of their parts and the breaks they do not mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from impact.panel import Break, breaks
from impact.productivity.record.places import Place
from impact.statuses import MISSING, OBSERVED

BREAK = "break"  # a comparison across a break has this status and no value; a level has both
KEYS = ["region", "sector", "variable", "year"]
_WEAKEST_FIRST = (*MISSING, *reversed(OBSERVED))


def weakest(statuses: Iterable[str]) -> str:
    """Return the status that says least for a figure; a break is no matter of how sure a figure is."""
    return min(("" if status == BREAK else status for status in statuses), key=_WEAKEST_FIRST.index)


def sums(frame: pd.DataFrame, places: Sequence[Place]) -> pd.DataFrame:
    """Return a panel of counts by place: the same columns, `region` the code of the place.

    A sum has a value where every part has one, and the weakest status of its parts. Where a part has no row, the sum is
    "not collected". Breaks are not marked: `dividing` has them.
    """
    members = pd.DataFrame([(p.code, part) for p in places for part in p.parts], columns=["place", "region"])
    rank = {status: n for n, status in enumerate(_WEAKEST_FIRST)}
    found = members.merge(frame, on="region").drop(columns="region").rename(columns={"place": "region"})
    found["rank"] = found["status"].replace(BREAK, "").map(rank)
    groups = found.groupby(KEYS, sort=False)
    summed = groups.agg(value=("value", "sum"), there=("value", "count"), rows=("value", "size"), rank=("rank", "min"))
    for column in ("unit", "source", "vintage"):
        summed[column] = groups[column].first()
    summed = summed.reset_index()
    needed = summed["region"].map({place.code: len(place.parts) for place in places})
    status = summed["rank"].map(dict(enumerate(_WEAKEST_FIRST)))
    summed["status"] = status.mask(summed["rows"] < needed, "not collected")
    summed["value"] = summed["value"].where(summed["there"] == needed)
    return summed[[*KEYS, "value", "unit", "status", "source", "vintage"]]


def dividing(frame: pd.DataFrame, places: Sequence[Place]) -> pd.DataFrame:
    """Return the breaks that divide the series of each place: region, sector, variable, year (the first after), name.

    A border between areas that are all in a place divides nothing of it.
    """
    series = frame[["region", "sector", "variable", "source", "vintage"]].drop_duplicates()
    between = [one for one in breaks() if one.lies_between(frame["year"].min(), frame["year"].max())]
    found = [row for one in between for row in _of(one, series[one.concerns(series)], places)]
    return pd.DataFrame(found, columns=[*KEYS, "name"])


def crosses(divided: pd.DataFrame, regions: Iterable[str], before: Iterable[int], after: Iterable[int]) -> list[bool]:
    """Return, for each place and pair of years in whatever order, whether a break of the place lies between them."""
    years: dict[str, set[int]] = {str(code): set(rows) for code, rows in divided.groupby("region")["year"]}
    pairs = zip(regions, before, after, strict=True)
    return [any(min(a, b) < year <= max(a, b) for year in years.get(code, ())) for code, a, b in pairs]


def _of(one: Break, series: pd.DataFrame, places: Sequence[Place]) -> Iterator[tuple[str, str, str, int, str]]:
    of_region: dict[str, dict[tuple[str, str], None]] = {}
    for region, sector, name in series[["region", "sector", "variable"]].itertuples(index=False, name=None):
        of_region.setdefault(region, {})[sector, name] = None
    for place in places:
        if not mended(one, place):
            for sector, name in dict.fromkeys(pair for part in place.parts for pair in of_region.get(part, ())):
                yield place.code, sector, name, one.year, one.name


def mended(one: Break, place: Place) -> bool:
    """Return whether a place holds all areas on either side of a border that moved."""
    levels = {part[:2] for part in place.parts}
    return one.kind == "boundary" and {code for code in one.regions if code[:2] in levels} <= set(place.parts)
