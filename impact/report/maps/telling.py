"""What stands around a map in words: title, unit, what a reader must know, sources, the message for the blind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions, sectors
from impact.panel.breaks import AND
from impact.panel.cautions import breaks_in, refused
from impact.regions.codes import names
from impact.report.charts.sources import boundaries_line, source_line
from impact.report.maps.figures import MapFigures
from impact.words.names import called
from impact.words.texts import Words

if TYPE_CHECKING:
    from impact.regions import StudyArea

_CODE = re.compile(r"\b(?:GM[0-9]{4}|CR[0-9]{2}|PV[0-9]{2})\b")
_JOINED = re.compile(r"\b((?:CR|PV|GM)[0-9]+)\+")
_FEW = 5  # regions that are named; more are counted


def title(figures: MapFigures, words: Words) -> str:
    """Return what is measured, of which sector."""
    what = figures.subject.spoken(words.lang)
    if figures.kind in ("change", "index"):
        what = words(f"map.title_{figures.kind}", what=what)
    if not figures.sector:
        return words("map.title", what=what)
    return words("map.title_sector", what=what, sector=sectors.title(figures.sector, words.lang))


def when(figures: MapFigures, words: Words) -> str:
    """Return the years, and the year that is compared with."""
    if figures.period is not None:
        return figures.period.spoken(words.lang)
    years = words.listed([str(year) for year in figures.years])
    return words("map.since", first=figures.base, last=years) if figures.kind == "change" else years


def subtitle(figures: MapFigures, area: StudyArea | None, words: Words) -> str:
    """Return the unit, the years and the area."""
    said = words("map.subtitle", unit=figures.unit.spoken(words.lang), year=when(figures, words))
    if figures.mining and not any(one["sector"].str.contains("without").any() for one in figures.panels):
        said = words("map.with_mining", said=said)
    return said if area is None else words("map.of_area", said=said, area=area.title(words.lang))


def nation(figures: MapFigures, words: Words) -> list[str]:
    """Return the figure of the country for the key, where it is known and one year is drawn."""
    if len(figures.years) > 1 or figures.years[0] not in figures.nation:
        return []
    value = words.number(figures.nation[figures.years[0]], figures.decimals)
    return [words("map.nation_total" if figures.kind == "level" else "map.nation", value=value)]


def remarks(figures: MapFigures, shown: pd.DataFrame, area: StudyArea | None, words: Words) -> list[str]:
    """Return what a reader must know: the area, figures that are not there, breaks, what tables say of themselves.

    Parameters
    ----------
    figures : MapFigures
        What is drawn.
    shown : DataFrame
        The rows of `figures.frame` that are in the picture.
    area : StudyArea, optional
        The area that is shown.
    words : Words
        Texts of charts.
    """
    found = [] if area is None else [words("map.area", definition=area.definition(words.lang))]
    found += [note.spoken(words.lang) for note in figures.notes]
    found += [*_without(figures, shown, words), *_unsure(figures, shown, words)]
    found += map(with_names, _of_breaks(figures, shown, words))
    texts = dict.fromkeys(text for record in figures.records for text in record.cautions)
    said = " ".join(with_names(words.known(f"caution.{text}") or text) for text in texts)
    return [*found, *([words("map.caution", cautions=said)] if said else [])]


def with_names(text: str) -> str:
    """Return a text with the names of regions in the place of their codes."""
    spaced = _JOINED.sub(r"\1 + ", text)
    return _CODE.sub(lambda found: names().get(found.group(), found.group()), spaced)


def sources(figures: MapFigures, words: Words) -> str:
    """Return the line of sources: of the figures, each with its edition, and of the boundaries."""
    own = figures.own.spoken(words.lang) if figures.own else ""
    return " ".join(filter(None, [source_line(figures.records, words, after=own), boundaries_line(words)]))


def message(figures: MapFigures, shown: pd.DataFrame, heading: str, words: Words) -> str:
    """Return the message of a map for who cannot see it: the highest and the lowest figure, and that of the country."""
    told = shown[shown["value"].notna()].sort_values(["value", "region"])
    ends = {"lowest": told.iloc[0], "highest": told.iloc[-1]}
    said = words(
        "map.alt",
        level=words(f"map_level.{figures.level}"),
        title=heading,
        unit=figures.unit.spoken(words.lang),
        year=when(figures, words),
        **{end: _described(row, figures, words) for end, row in ends.items()},
    )
    return " ".join([said, *(f"{text}." for text in nation(figures, words))])


def _described(row: pd.Series, figures: MapFigures, words: Words) -> str:
    value = words.number(row["value"], figures.decimals)
    where = regions.name(row["region"])
    return words("map.described", region=f"{where}, {row['year']}" if len(figures.years) > 1 else where, value=value)


def _without(figures: MapFigures, shown: pd.DataFrame, words: Words) -> Iterator[str]:
    """Yield, for each year, the regions without a figure and why; one that was refused is told with its break."""
    told = {row for one in figures.changes for row in one.loc[one["status"].eq("break"), "region"]}
    empty = shown[shown["value"].isna() & ~(shown["region"].isin(told) & shown["status"].eq("break"))]
    every = shown["region"].nunique()
    for year, rows in empty.groupby("year"):
        which = [
            words("map.with_status", regions=_named(held, figures, every, words), why=_meaning(str(status), words))
            for status, held in rows.groupby("status")
        ]
        text = "map.without" if len(figures.years) == 1 else "map.without_in"
        yield words(text, year=year, which=words.listed(which))


def _unsure(figures: MapFigures, shown: pd.DataFrame, words: Words) -> Iterator[str]:
    every = shown["region"].nunique()
    for status in ("provisional", "estimated"):
        rows = shown[shown["status"].eq(status) & shown["value"].notna()]
        if len(rows):
            years = sorted({str(year) for year in rows["year"]})
            of_years = f"{words.listed(years)}: " if len(figures.years) > 1 else ""
            yield words(f"map.{status}", regions=of_years + _named(rows, figures, every, words))


def _named(rows: pd.DataFrame, figures: MapFigures, every: int, words: Words) -> str:
    """Return regions by name, or how many of all that are in the picture."""
    held = list(dict.fromkeys(rows["region"]))
    if len(held) <= _FEW:
        return words.listed([regions.name(code) for code in held])
    return words("map.some", n=len(held), all=every, level=words(f"map_levels.{figures.level}"))


def _meaning(status: str, words: Words) -> str:
    return called("status_meaning", status).spoken(words.lang)


def _of_breaks(figures: MapFigures, shown: pd.DataFrame, words: Words) -> list[str]:
    """Return the breaks that the map crosses, of the regions in the picture, and the sums that can be compared."""
    inside = set(shown["region"])
    if not figures.changes:
        panels = [part[part["region"].isin(inside) & part["year"].isin(figures.years)] for part in figures.panels]
        told = (text for part in panels if len(figures.years) > 1 for text in breaks_in(part, words.lang))
        return list(dict.fromkeys(told))
    seen = [one[[bool(inside & set(code.split(AND))) for code in one["region"]]] for one in figures.changes]
    return list(dict.fromkeys(text for one in seen for text in refused(one, words.lang)))
