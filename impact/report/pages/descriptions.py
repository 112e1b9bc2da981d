"""What a publication says of itself in its `publication.toml`: a record for each thing that it can be made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, ValidationInfo, field_validator

from impact import regions, sectors
from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml
from impact.scenario.question.definition import Text

SCENARIO, STUDY, RECORD = "scenario", "study", "record"  # what a publication can be made of
DIFFERENCES, BACKCAST = "differences", "backcast"
MONITOR, LETTER, ANNEX = BESIDE_SCENARIO = ("monitor", "letter", "annex")  # with the outcome of one among other things


class Facility(StrictTable):
    """What a publication is about, as it stands inside a sentence: "the AI-fabriek", "without the AI-fabriek"."""

    name: Text
    without: Text


class Issued(StrictTable):
    """A publication as it is brought out; `contact` is where a reader can turn to, for the colophon."""

    contact: str = ""


class OnScenario(Issued):
    """A publication on the result of a scenario.

    Attributes
    ----------
    title : of the document; `{area}` and the like are filled in.
    scenario : the one that is run when no other is named: a shipped one, or a file beside the description.
    sector : the group of sectors (of `a10`) that the facility belongs to.
    facility : what it is called in a sentence.
    """

    made_of: Literal["scenario"]
    title: Text
    scenario: str
    sector: str
    facility: Facility

    @field_validator("sector")
    @classmethod
    def _known(cls, sector: str) -> str:
        known = sectors.codes("a10")
        if sector not in known:
            raise ValueError(f"one of {', '.join(known)}|{sector!r}")
        return sector


class OnStudy(Issued):
    """A publication on a registered study; `design` is the one that is carried out when no other is named."""

    made_of: Literal["study"]
    title: Text
    design: str = ""


class OnArea(Issued):
    """A publication on what the figures say of a region.

    Attributes
    ----------
    title : of the document.
    area : a study area by name, or the codes that it is made of: whole COROP areas.
    author, date : for the title page; the date is that of the figures, not that of the building.
    """

    title: Text
    area: str | tuple[str, ...]
    author: str = ""
    date: datetime.date

    @field_validator("area")
    @classmethod
    def _whole(cls, area: str | tuple[str, ...]) -> str | tuple[str, ...]:
        try:
            regions.study_area(area).regions("corop")
        except InputError as error:
            found = error.problems[0]
            raise ValueError(f"{found.expected}|{found.found}") from error
        return area


class OnRecord(OnArea):
    """A publication on the record of a region: productivity, jobs, innovation and what studies found.

    `studies` is a file of earlier studies beside the description; those that travel with the package when "".
    """

    made_of: Literal["record"]
    studies: str = ""


class OnMonitor(OnArea):
    """A publication that follows a region by municipality; `scenario` is one whose outcome stands beside it, or ""."""

    made_of: Literal["monitor"]
    scenario: str = ""


class OnLetter(Issued):
    """A publication on the state of a programme on a date.

    Attributes
    ----------
    title : of the document.
    issue : the file of the letter, beside the description.
    scenario : the one that its expectations come from.
    items : what is followed, by the name that the files of letters give it.
    funders : who pays, likewise.
    """

    made_of: Literal["letter"]
    title: Text
    issue: str
    scenario: str
    items: dict[str, Text]
    funders: dict[str, Text]


class OnAnnex(Issued):
    """A publication on what the outcome of a scenario rests on: assumptions, checks, designs, forecasts.

    Attributes
    ----------
    title : of the document.
    scenario : the one whose outcome it is.
    """

    made_of: Literal["annex"]
    title: Text
    scenario: str


class OnComparison(Issued):
    """A publication on how scenarios differ, those that `impact compare` is asked for."""

    made_of: Literal["differences"]
    title: Text


class Claim(StrictTable):
    """A figure that was published of a facility, and by whom."""

    value: float
    source: str
    source_nl: str | None = None


class FindingAsked(StrictTable):
    """A finding of a study, by the names in its design."""

    outcome: str
    treated: str
    estimator: str


class OnBackcast(Issued):
    """A publication that sets the claim of a facility beside this model and beside a study of it.

    Attributes
    ----------
    scenario : with what was published then: a shipped one, or a file beside the description.
    design : the study of what followed.
    building : the first and the last year of the claim.
    operation : a year in which the facility runs.
    claims : `investment` (MEUR), `jobs` (a year), `value_added` (MEUR, all years of building) and `people`.
    findings : `building`, `operation`, `second` (another estimator), `people` and `value_added`.
    """

    made_of: Literal["backcast"]
    title: Text
    scenario: str
    design: str
    building: tuple[int, int]
    operation: int
    claims: dict[Literal["investment", "jobs", "value_added", "people"], Claim]
    findings: dict[Literal["building", "operation", "second", "people", "value_added"], FindingAsked]

    @field_validator("claims", "findings")
    @classmethod
    def _whole(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        asked = {"claims": CLAIMS, "findings": FINDINGS}[str(info.field_name)]
        if lacking := [name for name in asked if name not in given]:
            raise ValueError(f"{', '.join(asked)}|no {', '.join(lacking)}")
        return given


CLAIMS = ("investment", "jobs", "value_added", "people")
FINDINGS = ("building", "operation", "second", "people", "value_added")
Description = OnScenario | OnStudy | OnRecord | OnComparison | OnBackcast | OnMonitor | OnLetter | OnAnnex
KINDS: Mapping[str, type[Description]] = {
    SCENARIO: OnScenario,
    STUDY: OnStudy,
    RECORD: OnRecord,
    DIFFERENCES: OnComparison,
    BACKCAST: OnBackcast,
    MONITOR: OnMonitor,
    LETTER: OnLetter,
    ANNEX: OnAnnex,
}


def description(file: Path) -> Description:
    """Return what a file says of a publication.

    Raises
    ------
    InputError
        It names no kind that there is, or lacks or misuses a field of it.
    """
    told = read_toml(file)
    kind = KINDS.get(str(told.get("made_of")))
    if kind is None:
        found = repr(told["made_of"]) if "made_of" in told else "nothing"
        todo = suggestion(str(told.get("made_of", "")), list(KINDS))
        raise InputError(Problem(str(file), "made_of", found, f"one of {', '.join(KINDS)}", todo))
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        raise InputError(model_problems(str(file), "", kind, error)) from error
