"""The words and figures of a study's pages: a file beside the design, so that a frozen design stays as it is.

Beside `my-design.toml` may stand `my-design.pages.toml`: author and date, the Dutch words of the design, and which
figures to show. Without it the design speaks in the language it was written in, and the figures are those of its first
outcome.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from impact.effects.estimators import DEFAULT
from impact.effects.registered.design_file import DesignFile
from impact.effects.registered.figures import study_figures
from impact.effects.registered.region_names import FiguresError
from impact.effects.registered.roles import POOLS
from impact.effects.study.design_figures import known_units
from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml
from impact.words.texts import Lang

SUFFIX = ".pages.toml"
Kind = Literal["event_study", "synthetic", "weights", "permutation", "power"]


class Shown(StrictTable):
    """One figure: a kind of chart of one finding of the study."""

    kind: Kind
    outcome: str
    treated: str
    estimator: str = DEFAULT


class Caution(StrictTable):
    """What a reader must bear in mind with the outcome, in both languages."""

    nl: str
    en: str


class OutcomeWords(StrictTable):
    """An outcome in Dutch."""

    title: str
    note: str = ""


class DutchWords(StrictTable):
    """What a design says, in Dutch: lists in the order of the design, tables by its names."""

    title: str
    question: str
    reference: str
    limits: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rings: dict[str, str] = Field(default_factory=dict)
    pools: dict[str, str] = Field(default_factory=dict)
    treated: dict[str, str]
    outcomes: dict[str, OutcomeWords]


class StudyPages(StrictTable):
    """What a design's pages say beyond the design: who and when, figures, names of places, cautions, Dutch words.

    `scenario` is the one whose expectations stand beside what could be found.
    """

    author: str = ""
    date: datetime.date | None = None
    scenario: str = ""
    figures: tuple[Shown, ...] = ()
    places: dict[str, str] = Field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    nl: DutchWords | None = None

    @classmethod
    def of(cls, design: str | Path | DesignFile) -> StudyPages:
        """Return the pages of a design, loaded or not; raises what `DesignFile.load` and `beside` do."""
        study = DesignFile.load(design)
        return cls.beside(study.file or Path(), study)

    @classmethod
    def beside(cls, file: Path, study: DesignFile) -> StudyPages:
        """Return the pages beside a design file, read once for a loaded design; empty ones when there are none.

        Raises
        ------
        InputError
            For pages that cannot be used, or that do not fit the design.
        """
        if not file.name:  # a design that was not loaded from one
            return cls()
        path = file.with_suffix(SUFFIX)
        found: StudyPages = study.once(str(path), lambda: cls._read(path, study))
        return found

    @classmethod
    def _read(cls, path: Path, study: DesignFile) -> StudyPages:
        if not path.is_file():
            return cls()
        try:
            pages = cls.model_validate(read_toml(path))
        except ValidationError as error:
            raise InputError(list(model_problems(str(path), "", cls, error))) from error
        misspelt = _unknown_places(str(path), pages, study)
        if problems := [*_misfits(str(path), pages, study), *misspelt]:
            raise InputError(problems)
        return pages


def _misfits(file: str, pages: StudyPages, study: DesignFile) -> Iterator[Problem]:
    outcomes, treated = [o.name for o in study.outcomes], [t.name for t in study.treated]
    tested = {(o, t, test.estimator) for test in study.tests for o in test.outcomes for t in test.treated}
    for at, figure in enumerate(pages.figures):
        if (figure.outcome, figure.treated, figure.estimator) not in tested:
            found = f"{figure.outcome}, {figure.treated}, {figure.estimator}"
            expected = "outcome, treated and estimator of a test of the design"
            todo = suggestion(figure.outcome, outcomes) if figure.outcome not in outcomes else "See [[tests]] there."
            yield Problem(file, f"figures.{at}", found, expected, todo)
    if pages.nl is None:
        return
    for field, have, want in (("treated", pages.nl.treated, treated), ("outcomes", pages.nl.outcomes, outcomes)):
        if set(have) != set(want):
            found = f"{sorted(have)}"
            yield Problem(file, f"nl.{field}", found, f"words for {sorted(want)}", "Give each its Dutch words.")
    for field, have, want in (
        ("rings", pages.nl.rings, [ring.name for ring in study.rings]),
        ("pools", pages.nl.pools, [*(pool.name for pool in study.pools), *POOLS]),
    ):
        for name in set(have) - set(want):
            yield Problem(file, f"nl.{field}", repr(name), f"one of the {field} of the design", suggestion(name, want))
    for field in ("limits", "exclude"):
        translated, original = len(getattr(pages.nl, field)), len(getattr(study, field))
        if translated != original:
            expected = f"{original}, in the order of the design"
            yield Problem(file, f"nl.{field}", f"{translated} texts", expected, "Translate each of them.")


def _unknown_places(file: str, pages: StudyPages, study: DesignFile) -> Iterator[Problem]:
    """Yield names of places that the study does not have, where its figures can be read from here."""
    if not pages.places:
        return
    try:
        known = sorted(known_units(study, study_figures(study)))
    except FiguresError:  # tables that are handed over: their areas are not seen here
        return
    for place in pages.places:
        if place not in known:
            yield Problem(file, "places", repr(place), "an area of the design or its tables", suggestion(place, known))


class StudyWords:
    """What a design says, in one language; in the language of the design where its pages have no other."""

    def __init__(self, study: DesignFile, pages: StudyPages, lang: Lang) -> None:
        self._study = study
        self._nl = pages.nl if lang == "nl" else None
        self.translated = lang == "en" or pages.nl is not None

    @property
    def title(self) -> str:
        """The title of the study."""
        return self._nl.title if self._nl else self._study.title

    @property
    def question(self) -> str:
        """The question of the study."""
        return self._nl.question if self._nl else self._study.question

    @property
    def reference(self) -> str:
        """What the design refers to."""
        return self._nl.reference if self._nl else self._study.reference

    @property
    def limits(self) -> tuple[str, ...]:
        """What the study says that it cannot show."""
        return self._nl.limits if self._nl else self._study.limits

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why units are left out, in the order of the design."""
        return self._nl.exclude if self._nl else tuple(entry.reason for entry in self._study.exclude)

    def outcome(self, name: str) -> str:
        """Return the title of an outcome."""
        return self._nl.outcomes[name].title if self._nl else self._study.outcome(name).title

    def note(self, name: str) -> str:
        """Return what has to be known of an outcome; empty when there is nothing."""
        return self._nl.outcomes[name].note if self._nl else self._study.outcome(name).note

    def treated(self, name: str) -> str:
        """Return the title of a definition of the treated."""
        return self._nl.treated[name] if self._nl else self._study.treatment(name).title

    def ring(self, name: str) -> str:
        """Return the name of a ring of areas."""
        return self._nl.rings.get(name, name) if self._nl else name

    def pool(self, name: str) -> str:
        """Return the name of a donor pool."""
        return self._nl.pools.get(name, name) if self._nl else name
