"""The publication on the outcome of a scenario: its charts, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from impact.report.charts.scenario import illustrations
from impact.report.pages.descriptions import OnScenario
from impact.report.pages.manuscript import Illustration, Manuscript
from impact.report.scenario import drivers, facts, tables, use, where, where_maps
from impact.scenario.answer import use_outlook
from impact.scenario.drivers.of_result import drivers_of

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult
    from impact.words.texts import Words

_RECORDED = ("study_area", "draws", "seed", "data", "table_year", "price_year")


def manuscript(result: ScenarioResult, publication: Publication, lang: str) -> Manuscript:
    """Return what a publication says of a result in one language."""
    told, words = _about(publication), publication.words(lang)
    quoted = _quoted(result, words, told)
    driven = drivers_of(result)
    content = _content(result, words) | {"drivers": drivers.tables(driven, result.scenario, words)}
    return Manuscript(
        words=words,
        author=result.scenario.author,
        date=result.scenario.date,
        quoted=quoted,
        choices=_choices(result, words) | tables.choices(content) | drivers.choices(driven),
        illustrated=lambda: (
            *_illustrations(result, told.sector, words, quoted),
            *where_maps.illustrations(result, words, quoted),
            *drivers.illustrations(result, driven, words, quoted),
        ),
        content=content,
    )


def illustration(result: ScenarioResult, publication: Publication, lang: str, place: str) -> Illustration | None:
    """Return the figure in one place of a publication; None where the result has nothing to draw there.

    Parameters
    ----------
    result
        What a scenario leads to.
    publication
        One on a scenario.
    lang
        `nl` or `en`.
    place
        Its name in the template.
    """
    told, words = _about(publication), publication.words(lang)
    quoted = _quoted(result, words, told)
    if place == drivers.PLACE:
        return next(drivers.illustrations(result, drivers_of(result), words, quoted), None)
    return next(_illustrations(result, told.sector, words, quoted, (place,)), None)


def _about(publication: Publication) -> OnScenario:
    assert isinstance(publication.about, OnScenario)
    return publication.about


def _quoted(result: ScenarioResult, words: Words, told: OnScenario) -> dict[str, str]:
    return facts.facts(result, words, told) | use.facts(result, words) | where.facts(result, words)


def _choices(result: ScenarioResult, words: Words) -> dict[str, str]:
    return facts.choices(result) | facts.unsaid(words) | use.choices(result, words) | where.choices(result)


def _illustrations(
    result: ScenarioResult, sector: str, words: Words, quoted: Mapping[str, str], places: tuple[str, ...] = ()
) -> Iterator[Illustration]:
    for one in illustrations(sector, use=use_outlook.is_known(result)):
        if places and one.name not in places:
            continue
        yield Illustration(
            name=one.name,
            chart=one.draw(result, lang=words.lang),
            alt=words(f"{one.name}.alt", **quoted),
            caption=words(f"{one.name}.caption", **quoted),
            table=one.values(result, words),
        )


def _content(result: ScenarioResult, words: Words) -> dict[str, Any]:
    return {
        "tables": tables.tables(result, words)
        | {
            "use": use.rests_on(result, words),
            "where": where.areas(result, words),
            "municipalities": where.municipalities(result, words),
        },
        "assumptions": tables.assumptions(result, words),
        "left_out": [words.choose(text) for text in result.left_out],
        "notes": [words.choose(text) for text in result.notes if not where.says(result, text)],
        **tables.references(result, words),
    }


def made_from(result: ScenarioResult) -> dict[str, Any]:
    """Return what `report.json` says of the result."""
    return {"scenario": result.scenario.name, "result": {key: result.manifest[key] for key in _RECORDED}}
