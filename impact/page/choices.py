"""What a map can be asked for: what there are figures of, so that no choice on the form leads to a refusal."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from impact import regions, sectors
from impact.errors import InputError
from impact.page.maps.origin import BUNDLED, Origin, figures_from
from impact.panel.names import label
from impact.panel.series import there
from impact.panel.variables import variable, variables
from impact.report.maps import rows, style
from impact.report.maps.figures import MapFigures, map_figures
from impact.report.maps.question import MapQuestion

if TYPE_CHECKING:
    from impact.regions import Level
    from impact.words.texts import Lang

_TOTALS = (sectors.TOTAL, "sum_groups")
_BELOW = ("population", "jobs", "employed", "establishments")  # what people divide by


@cache
def levels(origin: Origin = BUNDLED) -> tuple[Level, ...]:
    """Return the kinds of region of which there are figures."""
    return tuple(level for level in style.LEVELS if of_level(level, origin))


@cache
def of_level(level: Level, origin: Origin = BUNDLED) -> tuple[str, ...]:
    """Return the variables of which there are figures at a level."""
    source = figures_from(origin)
    held = (name for name, one in variables().items() if there(one, level, source))
    return tuple(name for name in held if _drawn(name, level, origin))


def _drawn(name: str, level: Level, origin: Origin) -> bool:
    """Return whether a map of all sectors together, or of the first one that there is, can be drawn."""
    try:
        asked = MapQuestion(name, level, sector=first_sector(name, level, origin))
        rows.rows_of_question(asked, figures_from(origin))
    except InputError:
        return False
    return True


@cache
def sectors_of(name: str, level: Level, origin: Origin = BUNDLED) -> tuple[str, ...]:
    """Return the codes of the sectors of a variable; "" first where there is a figure of all together."""
    source = figures_from(origin)
    tables = source.tables(variable(name), level)
    chosen = [[table] for table in tables] or [[]]
    held = {code for tables in chosen for code in source.series(name, level, tables=tables)["sector"]}
    parts = sorted(held - {*_TOTALS})
    if len(held) == 1:
        return ("",)
    return ("", *parts) if held & {*_TOTALS} else tuple(parts)


def first_sector(name: str, level: Level, origin: Origin = BUNDLED) -> str:
    """Return what is shown of a variable before a sector is chosen."""
    return sectors_of(name, level, origin)[0]


@cache
def divisors(name: str, level: Level, origin: Origin = BUNDLED) -> tuple[str, ...]:
    """Return the variables that a variable can be divided by: counts of the same level that have a year in common."""
    if variable(name).kind != "count":
        return ()
    found = [one for one in counts(level, origin) if one != name or len(sectors_of(name, level, origin)) > 1]
    first = first_sector(name, level, origin)
    return tuple(one for one in found if years(name, level, first, one, origin))


def counts(level: Level, origin: Origin = BUNDLED) -> tuple[str, ...]:
    """Return what people divide by at a level."""
    return tuple(name for name in _BELOW if name in of_level(level, origin))


@cache
def years(name: str, level: Level, sector: str, per: str, origin: Origin = BUNDLED) -> tuple[int, ...]:
    """Return the years of which there are figures of regions, the last one first; none where nothing fits."""
    asked = MapQuestion(name, level, sector=sector, per=per)
    try:
        found = rows.rows_of_question(asked, figures_from(origin))
    except InputError:
        return ()
    return tuple(sorted(rows.years_there(found), reverse=True))


@lru_cache(maxsize=32)
def figures(asked: MapQuestion, origin: Origin = BUNDLED) -> MapFigures:
    """Return the figures of a map; of a question that was asked before, those that were found then."""
    return map_figures(replace(asked, data=figures_from(origin)))


def called(name: str, lang: Lang) -> str:
    """Return how a variable is called."""
    return label(variable(name)).spoken(lang)


@cache
def sector_called(code: str, lang: Lang) -> str:
    """Return how a sector is called, with its code."""
    return f"{code} {sectors.title(code, lang)}"


def level_of(text: str) -> Level | None:
    """Return the level of a name, or None."""
    return cast("Level", text) if text in regions.LEVELS else None


def areas(level: Level) -> tuple[str, ...]:
    """Return the study areas that are made of whole regions of a level."""
    return tuple(name for name in regions.study_areas() if _whole(name, level))


@cache
def _whole(name: str, level: Level) -> bool:
    try:
        regions.study_area(name).regions(level)
    except InputError:
        return False
    return True
