"""The publication on the record of a region: productivity, jobs, innovation, earlier studies, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from impact.productivity import read_studies, shipped_studies
from impact.productivity.record.regional_record import Part
from impact.report.pages.descriptions import OnRecord
from impact.report.pages.manuscript import Manuscript
from impact.report.record import facts, figures, outcomes, study_figures, tables
from impact.report.record.telling import Account

if TYPE_CHECKING:
    from impact.productivity import RegionalRecord, Studies
    from impact.report.pages.publications import Publication
    from impact.report.record.outcomes import Outcome

SECTIONS = {
    "productivity": (Part.PRODUCTIVITY, Part.REAL_GROWTH),
    "by_sector": (Part.GAP_BY_SECTOR,),
    "jobs": (Part.JOB_GROWTH,),
    "firms": (Part.BIRTHS, Part.BIRTH_RATE, Part.ESTABLISHMENTS),
    "research": (Part.RESEARCH,),
}
"""What has to be known of which figures stands where."""


def manuscript(record: RegionalRecord, publication: Publication, lang: str) -> Manuscript:
    """Return what a publication says of a record in one language."""
    told, words = publication.about, publication.words(lang)
    assert isinstance(told, OnRecord)
    account = Account(record, _studies(publication, told), words)
    quoted = facts.facts(account, words.date(told.date))
    found = outcomes.outcomes(account)
    of_studies = tuple(study_figures.illustrations(found))
    return Manuscript(
        words=words,
        author=told.author,
        date=told.date,
        quoted=quoted,
        choices=facts.choices(account),
        illustrated=lambda: (*figures.illustrations(account, quoted), *of_studies),
        content=_content(account, found, [drawn.name for drawn in of_studies]),
    )


def made_from(record: RegionalRecord) -> dict[str, Any]:
    """Return what `report.json` says of the record."""
    return {"area": record.area.name, "tables": {name: table.sha256 for name, table in record.tables.items()}}


def _studies(publication: Publication, told: OnRecord) -> Studies:
    """Return the studies beside the description, or those that travel with the package."""
    return read_studies(publication.folder / told.studies) if told.studies else shipped_studies()


def _content(account: Account, found: list[Outcome], drawn: list[str]) -> dict[str, Any]:
    frames = account.record.frames
    of_studies = {"studies": outcomes.found_table(found), "usable": outcomes.usable_table(found)}
    return {
        "tables": tables.tables(account) | of_studies,
        "cautions": {
            name: account.cautions(*(part for part in parts if part in frames)) for name, parts in SECTIONS.items()
        }
        | {"studies": outcomes.cautions(account, found)},
        "study_figures": drawn,
    }
