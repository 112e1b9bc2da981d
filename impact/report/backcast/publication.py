"""The publication that looks back at a facility: one table of three columns, and what they count otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from impact.report.backcast.rows import quoted, rows
from impact.report.pages.descriptions import OnBackcast
from impact.report.pages.manuscript import Manuscript

if TYPE_CHECKING:
    from impact.report.backcast.account import Backcast
    from impact.report.pages.publications import Publication

_RECORDED = ("study_area", "draws", "seed", "data", "table_year", "price_year")


def manuscript(backcast: Backcast, publication: Publication, lang: str) -> Manuscript:
    """Return what a publication says of a facility in one language."""
    told, words = publication.about, publication.words(lang)
    assert isinstance(told, OnBackcast)
    found = quoted(backcast, told, words)
    scenario = backcast.result.scenario
    return Manuscript(
        words=words,
        author=scenario.author,
        date=scenario.date,
        quoted=found,
        illustrated=tuple,
        content={"rows": rows(words, found)},
    )


def made_from(backcast: Backcast) -> dict[str, Any]:
    """Return what `report.json` says of the result and the study."""
    manifest = backcast.result.manifest
    return {
        "scenario": backcast.result.scenario.name,
        "result": {key: manifest[key] for key in _RECORDED},
        "design": backcast.evaluation.checksum,
    }
