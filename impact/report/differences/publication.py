"""The publication on how scenarios differ from the first of them: charts, maps, tables, and what the files say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from impact import regions
from impact.report.charts.comparison import comparison as comparison_chart
from impact.report.charts.values import Values
from impact.report.differences import tables
from impact.report.differences.telling import bands, how, nation
from impact.report.maps.difference import difference_figures
from impact.report.maps.page import slim, values
from impact.report.maps.picture import MapPicture, chart
from impact.report.pages.manuscript import Illustration, Manuscript
from impact.report.pages.source_table import source_rows
from impact.scenario.computation.concepts import HEADLINES
from impact.words.statements import in_language
from impact.words.texts import Words, within_sentence

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.report.pages.publications import Publication
    from impact.scenario import Comparison

_JOBS = "jobs"
_RECORDED = ("draws", "seed", "data", "price_year")


def manuscript(comparison: Comparison, publication: Publication, lang: str) -> Manuscript:
    """Return what the page says of a comparison in one language."""
    words = publication.words(lang)
    youngest = max((result.scenario for result in comparison.results), key=lambda scenario: scenario.date)
    drawn = list(_maps(comparison, words))
    return Manuscript(
        words=words,
        author=comparison.against.scenario.author,
        date=youngest.date,
        quoted=_quoted(comparison, words) | {"date": words.date(youngest.date)},
        choices={"summary.range": "summary.ranged" if comparison.ranged else ""},
        illustrated=lambda: (_overview(comparison, words), *drawn),
        content=_content(comparison, words, [one.name for one in drawn]),
    )


def made_from(comparison: Comparison) -> dict[str, Any]:
    """Return what `report.json` says of the comparison."""
    manifest = comparison.against.manifest
    return {"compared": list(comparison.names), "result": {key: manifest[key] for key in _RECORDED}}


def _quoted(comparison: Comparison, words: Words) -> dict[str, str]:
    return {
        "against": _title(comparison, comparison.names[0], words),
        "others": words.listed([_title(comparison, name, words) for name in comparison.others]),
        "draws": words.number(comparison.count, 0),
        "price_year": str(comparison.against.scenario.price_year),
    }


def _title(comparison: Comparison, name: str, words: Words) -> str:
    """Return the title of a scenario, or its name where two have one title."""
    titles = [words.choose(result.scenario.title.model_dump()) for result in comparison.results]
    own = titles[comparison.names.index(name)]
    return own if titles.count(own) == 1 else name


def _overview(comparison: Comparison, words: Words) -> Illustration:
    rows = [
        (
            _title(comparison, name, words),
            *(tables.ranged(comparison, comparison.over_years(name, concept, _JOBS), words) for concept in HEADLINES),
        )
        for name in comparison.others
    ]
    head = (words("overview.scenario"), *(words(f"concept.{concept}") for concept in HEADLINES))
    quoted = _quoted(comparison, words)
    told = words("overview.alt", **quoted, differences=" ".join(_in_brief(comparison, words)))
    drawn = comparison_chart(comparison, lang=words.lang)
    return Illustration("overview", drawn, told, words("overview.caption", **quoted), Values(head, tuple(rows)))


def _in_brief(comparison: Comparison, words: Words) -> list[str]:
    """Return a sentence a scenario: by how much its work differs, net and gross."""
    return [
        words(
            "summary.nothing" if _same(comparison, name) else "summary.differs",
            scenario=_title(comparison, name, words),
            against=_title(comparison, comparison.names[0], words),
            **{
                concept: tables.ranged(comparison, comparison.over_years(name, concept, _JOBS), words)
                for concept in HEADLINES
            },
        )
        for name in comparison.others
    ]


def _same(comparison: Comparison, name: str) -> bool:
    return all(comparison.over_years(name, concept, _JOBS).nothing for concept in HEADLINES)


def _maps(comparison: Comparison, words: Words) -> Iterator[Illustration]:
    """Yield the maps of each scenario: gross over the country, net where both say it."""
    for number, name in enumerate(comparison.others, 1):
        for concept in HEADLINES:
            figures = difference_figures(comparison, name, concept)
            if figures is None:
                continue
            heading = words(f"map_of.{concept}", scenario=_title(comparison, name, words))
            inside = _shared_area(comparison, name) if concept == "net_regional" else None
            picture = MapPicture(figures, words.lang, area=inside, scheme="natural", heading=heading)
            message = picture.message.replace(heading, within_sentence(heading), 1)
            caption = words("map_of.caption", title=heading)
            place = f"map_{concept}_{number}"
            yield Illustration(place, chart(picture), message, caption, values(picture), slim(picture))


def _shared_area(comparison: Comparison, name: str) -> StudyArea | None:
    """Return the study area of both, where it is the same and made of whole COROP areas: net is known there alone."""
    of, against = comparison.others[name].scenario.study_area, comparison.against.scenario.study_area
    area = regions.study_area(against)
    return area if of == against and area.complete_corops else None


def _content(comparison: Comparison, words: Words, maps: list[str]) -> dict[str, Any]:
    used = {source["table"]: source for source in comparison.against.manifest["sources"]}
    return {
        "brief": _in_brief(comparison, words),
        "compared": [_of(comparison, words, name, number, maps) for number, name in enumerate(comparison.others, 1)],
        "sources": source_rows(used, words, boundaries=bool(maps)),
    }


def _of(comparison: Comparison, words: Words, name: str, number: int, maps: list[str]) -> dict[str, Any]:
    """Return what the page says of one scenario."""
    told = comparison.differences[name]
    return {
        "title": _title(comparison, name, words),
        "how": in_language(how(comparison, name), words.lang),
        "bands": in_language(bands(comparison, name), words.lang),
        "nation": in_language(nation(comparison, name), words.lang),
        "files": [in_language(one, words.lang) for one in told],
        "maps": [place for place in maps if place.endswith(f"_{number}")],
        "headlines": tables.headlines(comparison, name, words),
        "years": tables.years(comparison, name, words),
        "areas": tables.areas(comparison, name, words),
        "use": tables.of_use(comparison, name, words),
    }
