"""Which publications there are: every folder with a `publication.toml`, those in `reports/` and those of users.

A publication is made of one kind of thing: the result of a scenario, the evaluation of a registered study, the record
of a region, what is followed of it by municipality, the state of a programme on a date, or what an outcome rests on.
The kind has a folder of its own in `reports/` with a template and the sentences that hold for every publication of it;
the folder of a publication holds what it is about, and the sentences and, where it wants another order, the template
that it has instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError, ValidationInfo, field_validator

from impact import bundle, regions, sectors
from impact.effects.registered.design_file import is_design, shipped_designs
from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml
from impact.scenario.question.definition import Text
from impact.words.texts import LANGUAGES, Words, words

if TYPE_CHECKING:
    from impact.scenario import Scenario

SCENARIO, STUDY, RECORD = "scenario", "study", "record"  # what a publication can be made of
DIFFERENCES, BACKCAST = "differences", "backcast"
MONITOR, LETTER, ANNEX = BESIDE_SCENARIO = ("monitor", "letter", "annex")  # with the outcome of one among other things
DESCRIPTION, TEMPLATE, TEXTS = "publication.toml", "template.typ", "texts.toml"


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
_KINDS: Mapping[str, type[Description]] = {
    SCENARIO: OnScenario,
    STUDY: OnStudy,
    RECORD: OnRecord,
    DIFFERENCES: OnComparison,
    BACKCAST: OnBackcast,
    MONITOR: OnMonitor,
    LETTER: OnLetter,
    ANNEX: OnAnnex,
}


@dataclass(frozen=True)
class Publication:
    """A folder that can be published.

    Attributes
    ----------
    name : of the folder.
    folder : with the description, and the texts and the template of its own, if any.
    about : what it is made of.
    """

    name: str
    folder: Path
    about: Description

    @property
    def kind(self) -> str:
        """What it is made of: a key of the table of kinds, such as a scenario, a study or a record."""
        return self.about.made_of

    @property
    def template(self) -> Path:
        """The order of the document: its own, or that of its kind."""
        own = self.folder / TEMPLATE
        return own if own.is_file() else bundle.reports(self.kind, TEMPLATE)

    @property
    def source(self) -> str:
        """What it is made of when nothing else is named: a file beside it, a shipped name, or the name of an area."""
        if isinstance(self.about, OnArea):
            return regions.study_area(self.about.area).name
        if isinstance(self.about, OnComparison):
            return ""
        named = self.about.design if isinstance(self.about, OnStudy) else self.about.scenario
        beside = self.folder / named
        return str(beside) if named and beside.is_file() else named

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """What it says otherwise than its kind, by dotted name and language; its title among it."""
        title = {"document.title": self.about.title.model_dump()}
        file = self.folder / TEXTS
        return (_texts(file) if file.is_file() else {}) | title

    def words(self, lang: str) -> Words:
        """Return everything it says in a language, its own texts over those of its kind.

        Raises
        ------
        InputError
            An unknown language.
        """
        below = words(self.kind, lang)
        return replace(below, texts={**below.texts, **self.texts})


def publications() -> list[str]:
    """Return the names of the publications that travel with the package."""
    return sorted(path.parent.name for path in bundle.reports().glob(f"*/{DESCRIPTION}"))


def publication(where: str | Path) -> Publication:
    """Return a publication by its name, or that in a folder.

    Raises
    ------
    InputError
        There is none of that name or in that folder, or its description or its texts cannot be used.
    """
    folder = Path(where)
    if not (folder / DESCRIPTION).is_file():
        if str(where) not in publications():
            raise InputError(_none(where, publications(), "the name of a publication"))
        folder = bundle.reports(str(where))
    found = Publication(folder.resolve().name, folder, _description(folder / DESCRIPTION))
    found.texts  # noqa: B018  read now, so that nothing is drawn before what is wrong with them is said
    return found


def asked_for(name: str) -> tuple[Publication, str]:
    """Return a publication and what it is made of, by its name or folder or by the design whose pages it makes.

    Raises
    ------
    InputError
        There is no such publication or design, or it is made of a design and does not say of which.
    """
    if is_design(name):
        return publication(STUDY), name
    if not (Path(name) / DESCRIPTION).is_file() and name not in publications():
        raise InputError(_none(name, everything(), "a publication, or the name or file of a design"))
    found = publication(name)
    if found.kind == DIFFERENCES:
        todo = "impact compare A B --page FOLDER writes it."
        raise InputError(Problem("report", "name", repr(name), "a publication on one scenario, study or record", todo))
    if not found.source:
        todo = f"Name one instead: {', '.join(shipped_designs())}, or a design file."
        raise InputError(Problem("report", "name", repr(name), "the design of a study", todo))
    return found, found.source


def everything() -> list[str]:
    """Return what can be asked for by name: publications that say what they are made of, and every shipped study."""
    return [*(name for name in publications() if publication(name).source), *shipped_designs()]


def on_scenario(scenario: Scenario, *, otherwise: str) -> Publication:
    """Return the publication on a scenario, or on the one that it extends; else on the one named `otherwise`."""
    base = [scenario.extension.base] if scenario.extension else []
    found = {one.source: one for one in map(publication, publications()) if one.kind == SCENARIO}
    return next(found[name] for name in (scenario.name, *base, otherwise) if name in found)


def _none(where: str | Path, known: Sequence[str], expected: str) -> Problem:
    found = f"a folder without {DESCRIPTION}" if Path(where).is_dir() else repr(str(where))
    return Problem(
        "report", "name", found, f"{expected}, or a folder with a {DESCRIPTION}", suggestion(str(where), known)
    )


def _description(file: Path) -> Description:
    told = read_toml(file)
    kind = _KINDS.get(str(told.get("made_of")))
    if kind is None:
        found = repr(told["made_of"]) if "made_of" in told else "nothing"
        todo = suggestion(str(told.get("made_of", "")), list(_KINDS))
        raise InputError(Problem(str(file), "made_of", found, f"one of {', '.join(_KINDS)}", todo))
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        raise InputError(model_problems(str(file), "", kind, error)) from error


def _texts(file: Path) -> dict[str, dict[str, str]]:
    """Return texts by dotted name and language; a text that lacks a language is refused."""
    found = dict(_leaves(read_toml(file)))
    problems = [
        Problem(str(file), name, _seen(text), f"a text in {' and '.join(LANGUAGES)}", "Give it in both languages.")
        for name, text in found.items()
        if not isinstance(text, dict) or set(text) != set(LANGUAGES)
    ]
    if problems:
        raise InputError(problems)
    return found


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and value and all(isinstance(inner, dict) for inner in value.values()):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _seen(text: Any) -> str:
    return f"one in {', '.join(map(str, text))}" if isinstance(text, dict) and text else repr(text)
