"""Charts of what the figures say of an area, by name: those of the publication on its record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.productivity import regional_record, shipped_studies
from impact.productivity.record.regional_record import Part
from impact.report.gallery.named import Asked, Shown
from impact.report.gallery.needs import RECORD
from impact.report.pages.descriptions import OnRecord
from impact.report.pages.publications import publication
from impact.report.record import facts
from impact.report.record.figures import FIGURES
from impact.report.record.telling import Account

if TYPE_CHECKING:
    from impact.regions import StudyArea

_NEEDS = {"births": Part.BIRTHS, "birth_rate": Part.BIRTH_RATE, "research": Part.RESEARCH}


def _of_publication(area: StudyArea, asked: Asked, *, place: str) -> Shown:
    found = publication(RECORD)
    assert isinstance(found.about, OnRecord)
    account = Account(regional_record(area), shipped_studies(), found.words(asked.lang))
    if place in _NEEDS and _NEEDS[place] not in account.record.frames:
        expected = "an area of which this is known"
        raise InputError(Problem("option", "--of", area.name, expected, "Take whole COROP areas in one province."))
    quoted = facts.facts(account, account.words.date(found.about.date))
    return Shown(FIGURES[place](account, quoted), found.about.date)


level = partial(_of_publication, place="level")
gap = partial(_of_publication, place="gap")
growth = partial(_of_publication, place="growth")
jobs = partial(_of_publication, place="jobs")
births = partial(_of_publication, place="births")
birth_rate = partial(_of_publication, place="birth_rate")
research = partial(_of_publication, place="research")
