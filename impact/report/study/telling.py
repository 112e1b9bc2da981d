"""An evaluation with the words in which it is told: what every part of a study's pages needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from impact import regions
from impact.effects import Effect
from impact.effects.estimators import named
from impact.regions.codes import names
from impact.report.charts.sources import source_line
from impact.report.study import units as study_units
from impact.report.study.pages import StudyPages, StudyWords
from impact.words.texts import Words

if TYPE_CHECKING:
    from impact.effects import Evaluation, Finding, Statement


NOTABLE = 0.05  # the p-value under which an estimate may not go unsaid
# Fields of statements that are effects, in the unit of their outcome.
_EFFECTS = (
    "added",
    "after",
    "alone",
    "bias",
    "both",
    "difference",
    "highest",
    "lowest",
    "other",
    "plausible",
    "slope",
    "triple",
)
_SIZES = ("fitted", "left_out")  # and such without a sign


_WILDCARDS = re.compile(r"[?*]+")  # of a pattern in a design file


@dataclass(frozen=True)
class Account:
    """One evaluation in one language.

    Attributes
    ----------
    evaluation : what was found.
    pages : what stands beside the design: who, when, which figures.
    words : the texts of the publication.
    """

    evaluation: Evaluation
    pages: StudyPages
    words: Words

    @cached_property
    def design(self) -> StudyWords:
        """The words of the design itself."""
        return StudyWords(self.evaluation.study, self.pages, self.words.lang)

    @cached_property
    def estimated(self) -> list[Finding]:
        """The findings with an estimate."""
        return [f for f in self.evaluation.findings if isinstance(f.result, Effect)]

    @cached_property
    def detectable(self) -> list[Finding]:
        """The findings of which it is known what could be found."""
        return [f for f in self.evaluation.findings if f.detectable is not None]

    @cached_property
    def primary(self) -> list[Finding]:
        """The findings that the design put first: primary test, outcome and treated; else the first one."""
        first = [f for f in self.evaluation.findings if f.test.primary and f.outcome.primary and f.treated.primary]
        return first or list(self.evaluation.findings[:1])

    @cached_property
    def foremost(self) -> list[Finding]:
        """The findings that the design puts first, and every other whose p-value is under 0.05."""
        small = [f for f in self.estimated if isinstance(f.result, Effect) and f.result.p_value < NOTABLE]
        return [f for f in self.evaluation.findings if f in self.primary or f in small]

    @cached_property
    def roles(self) -> dict[str, str]:
        """What each COROP area is in the first finding: treated, donor or ring; empty for a study of other regions."""
        finding = self.primary[0]
        if not set(finding.treated.first) <= set(regions.codes("corop")):
            return {}
        roles = dict.fromkeys(finding.controls, "donor")
        roles |= {code: "ring" for ring in self.evaluation.study.rings for code in ring.units}
        return roles | dict.fromkeys(finding.treated.first, "treated")

    def series(self, finding: Finding) -> str:
        """Return whose estimate it is and how it was made."""
        return f"{self.design.treated(finding.treated.name)} ({self.method(finding)})"

    def foot(self, finding: Finding) -> str:
        """Return what stands under a chart of one finding: whose it is, how it was made, and the sources."""
        return f"{self.series(finding)}.\n{self.source([finding])}"

    def method(self, finding: Finding) -> str:
        """Return the name of the estimator."""
        name = self.words.known(f"estimator.{finding.test.estimator}") or finding.test.estimator
        dose = finding.treated.dose if named(finding.test.estimator).per_dose else None
        return name if dose is None else f"{name}, {dose.unit}"

    def outcome(self, finding: Finding) -> str:
        """Return the title of the outcome."""
        return self.design.outcome(finding.outcome.name)

    def amount(self, value: float, finding: Finding, *, signed: bool = True) -> str:
        """Return an effect in the unit that people read."""
        return study_units.amount(value, finding.outcome.unit, self.words, signed=signed)

    def years(self, findings: Iterable[Finding]) -> dict[str, str]:
        """Return the first and the last year of the figures of some findings, for a caption."""
        spans = [f.outcome.years for f in findings]
        return {"first": str(min(a for a, _ in spans)), "last": str(max(b for _, b in spans))}

    def places(self, units: Iterable[str]) -> str:
        """Return the names of areas as a list in words, each once."""
        return self.words.listed(list(dict.fromkeys(self.place(unit) for unit in units)))

    def place(self, unit: str) -> str:
        """Return the name of an area with its code; of one without a name here, the code; of a pattern, which codes."""
        name = self.pages.places.get(unit) or names().get(unit, "")
        return f"{name} ({unit})" if name else self._codes(unit)

    def _codes(self, pattern: str) -> str:
        """Return which codes a pattern of a design file stands for; a code stands as it is."""
        code = _WILDCARDS.sub("", pattern)
        if code == pattern:
            return code
        if pattern.startswith(("?", "*")):
            return self.words("place.ends", code=code)
        if pattern.endswith("*"):
            return self.words("place.begins", code=code)
        return self.words("place.sized", code=code, n=len(pattern))

    def expected(self, finding: Finding) -> float:
        """Return what a scenario expects of an outcome, in its own unit; NaN where none was asked."""
        return self.evaluation.expected(finding)

    def source(self, findings: Iterable[Finding]) -> str:
        """Return the line that stands under a chart of some findings."""
        tables = {name for finding in findings for name in finding.outcome.every_table}
        read = [record for record in self.evaluation.sources() if record.table in tables]
        return source_line(read, self.words, after=self.words("sources.own"))

    def said(self, statement: Statement, finding: Finding) -> str:
        """Return what was said of a finding, effects in the unit that people read."""
        effects = {
            key: self.amount(value, finding, signed=key in _EFFECTS)
            for key, value in statement.fields.items()
            if key in (*_EFFECTS, *_SIZES) and isinstance(value, float)
        }
        return self.words.said(statement, **effects)
