"""Which publications there are: every folder with a `publication.toml`, those in `reports/` and those of users.

A publication is made of one kind of thing: the result of a scenario, the evaluation of a registered study, the record
of a region, what is followed of it by municipality, the state of a programme on a date, or what an outcome rests on.
The kind has a folder of its own in `reports/` with a template and the sentences that hold for every publication of it;
the folder of a publication holds what it is about, and the sentences and, where it wants another order, the template
that it has instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from impact import bundle, regions
from impact.effects.registered.design_file import is_design, shipped_designs
from impact.errors import InputError, Problem, suggestion
from impact.report.pages.descriptions import (
    DIFFERENCES,
    SCENARIO,
    STUDY,
    Description,
    OnArea,
    OnComparison,
    OnStudy,
    description,
)
from impact.report.pages.own_texts import own_texts
from impact.words.texts import Words, words

if TYPE_CHECKING:
    from impact.scenario import Scenario

DESCRIPTION, TEMPLATE, TEXTS = "publication.toml", "template.typ", "texts.toml"


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
        return (own_texts(file) if file.is_file() else {}) | title

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
    found = Publication(folder.resolve().name, folder, description(folder / DESCRIPTION))
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
