"""The technical annex: what the outcome of a scenario rests on, for those who want to check or repeat it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from impact.errors import InputError, Problem
from impact.report.annex import drivers
from impact.report.annex import tables as own
from impact.report.pages.descriptions import SCENARIO, OnAnnex
from impact.report.pages.manuscript import Manuscript
from impact.report.scenario import tables
from impact.report.scenario.publication import made_from as made_from_scenario
from impact.scenario.drivers.of_result import drivers_of
from impact.words import texts
from impact.words.statements import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult
    from impact.scenario.drivers.of_result import Driven
    from impact.words.texts import Words

_NOT_FROZEN = said("not_frozen")


def gathered(publication: Publication, result: ScenarioResult | None) -> ScenarioResult:
    """Return what an annex is made of.

    Raises
    ------
    InputError
        No outcome of a scenario.
    """
    if result is None:
        todo = "Name a scenario in publication.toml."
        raise InputError(Problem("report", "scenario", "none", f"one that {publication.name} is on", todo))
    return result


def manuscript(result: ScenarioResult, publication: Publication, lang: str) -> Manuscript:
    """Return what an annex says of a result in one language."""
    assert isinstance(publication.about, OnAnnex)
    words = _with_scenario(publication.words(lang))
    driven = drivers_of(result)
    content = _content(result, driven, words)
    return Manuscript(
        words=words,
        author=result.scenario.author,
        date=result.scenario.date,
        quoted=_quoted(result, driven, content, words),
        choices={
            **tables.choices(content),
            "summary.driver": f"summary.drivers_{'known' if drivers.first(driven, words)[0] else 'unknown'}",
            "checks.result": "checks.all" if not result.failed_checks else "checks.some",
        },
        illustrated=tuple,
        content=content,
    )


def made_from(result: ScenarioResult) -> dict[str, Any]:
    """Return what `report.json` says of the result."""
    return made_from_scenario(result)


def _with_scenario(words: Words) -> Words:
    """Return the texts of an annex over those of publications on a scenario, whose tables it shows."""
    below = texts.words(SCENARIO, words.lang)
    return replace(below, texts={**below.texts, **words.texts})


def _content(result: ScenarioResult, driven: Sequence[Driven], words: Words) -> dict[str, Any]:
    return {
        "tables": {
            "funding": tables.funding(result, words),
            "spending": tables.spending(result, words),
            "checks": tables.checks(result, words),
            "designs": own.designs(words),
            "forecasts": own.forecasts(words),
            "sources": tables.sources(result, words),
        },
        "assumptions": tables.assumptions(result, words),
        "drivers": drivers.table(driven, result, words),
        "heaviest": drivers.heaviest(driven, words),
        "left_out": [words.choose(text) for text in result.left_out],
        **tables.references(result, words),
    }


def _quoted(result: ScenarioResult, driven: Sequence[Driven], content: dict[str, Any], words: Words) -> dict[str, str]:
    scenario, manifest = result.scenario, result.manifest
    bases = result.assumptions["basis"]
    driver, share = drivers.first(driven, words)
    latest = max(
        (row for row in content["tables"]["forecasts"] if row[0] == words("target.jobs")), key=lambda row: row[1]
    )
    frozen = [row for row in content["tables"]["designs"] if row[3] != words.said(_NOT_FROZEN)]
    return {
        "scenario_title": words.choose(scenario.title.model_dump()),
        "scenario": scenario.name,
        "date": words.date(scenario.date),
        "first": str(scenario.years[0]),
        "last": str(scenario.years[-1]),
        "budget": words.number(scenario.budget, 0),
        "draws": words.number(manifest["draws"], 0),
        "seed": str(manifest["seed"]),
        "table_year": str(scenario.table_year),
        "price_year": str(scenario.price_year),
        "assumptions": str(len(bases)),
        "guessed": str(int(bases.eq("assumption").sum())),
        "checks": str(len(result.checks)),
        "held": str(len(result.checks) - len(result.failed_checks)),
        "failed": str(len(result.failed_checks)),
        "designs": str(len(content["tables"]["designs"])),
        "frozen": str(len(frozen)),
        "driver": driver,
        "driver_share": share,
        "origin": latest[1],
        "ninety": latest[4],
    }
