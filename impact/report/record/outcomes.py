"""What earlier studies found, by outcome: as they print it, whether it may count here, and what may be used."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from impact.errors import InputError
from impact.productivity import SmallStudyTest, elicited_range, regional_prior
from impact.words.numbers import exact

if TYPE_CHECKING:
    from impact.productivity import ElicitedRange, Prior, Studies, Synthesis
    from impact.report.pages.source_table import Cell, Row
    from impact.report.record.telling import Account
    from impact.words.statements import Statement
    from impact.words.texts import Words

SMALLEST_POOL = 2  # studies with their errors
ELICITED = "elicited_range"  # the code of what is said of a range that was not computed


@dataclass(frozen=True, eq=False)
class Outcome:
    """What studies found of one outcome.

    Attributes
    ----------
    name : of the outcome, in the table of studies.
    studies : those about it.
    words : the texts of the publication.
    """

    name: str
    studies: Studies
    words: Words

    @cached_property
    def title(self) -> str:
        """What is measured."""
        return self.words.known(f"outcome.{self.name}") or self.name

    @cached_property
    def unit(self) -> str:
        """In what."""
        return self.words.known(f"effect_unit.{self.name}") or str(self.studies.table["unit"].iloc[0])

    @cached_property
    def shown(self) -> Studies:
        """The studies under the names that readers of the language know them by."""
        names = self.studies.table["study"].map(lambda study: self.words.known(f"study_name.{study}") or study)
        return replace(self.studies, table=self.studies.table.assign(study=names))

    @cached_property
    def synthesis(self) -> Synthesis | None:
        """All studies with an error pooled; None where fewer than two have one."""
        held = self.shown.with_std_error()
        return held.synthesis() if len(held.table) >= SMALLEST_POOL else None

    @cached_property
    def elicited(self) -> ElicitedRange | None:
        """The elicited range, where there is one and its studies may stand in it."""
        with suppress(InputError):
            return elicited_range(self.name)
        return None

    @cached_property
    def prior(self) -> Prior | None:
        """What the studies that may count give for a region, or the elicited range; None where none of them may."""
        with suppress(InputError):
            return regional_prior(self.name, self.studies.admissible())
        return None

    @cached_property
    def rows(self) -> list[tuple[str, str, str]]:
        """A row a study: its name, what it found as it prints it, and whether that may count for this region."""
        columns = ["study", "estimate", "lower", "upper", "regional_prior"]
        return [
            (study, self._found(estimate, low, high), self.words(f"may.{may or 'unsaid'}"))
            for study, estimate, low, high, may in self.shown.table[columns].itertuples(index=False, name=None)
        ]

    def _found(self, estimate: float, low: float, high: float) -> str:
        """Return a number, or the range that a study gives in its place."""
        if not math.isnan(estimate):
            return exact(estimate, self.words.lang)
        return self.words("number.span", low=exact(low, self.words.lang), high=exact(high, self.words.lang))


def outcomes(account: Account) -> list[Outcome]:
    """Return the outcomes of the studies, in their order."""
    return [Outcome(name, account.studies.of(name), account.words) for name in account.studies.outcomes]


def found_table(told: list[Outcome]) -> list[Row]:
    """Return a row a study and outcome: what it found, and whether that may count for this region."""
    rows: list[Row] = []
    for outcome in told:
        first: Cell = {"text": f"{outcome.title} ({outcome.unit})", "rows": len(outcome.rows)}
        rows.append([first, *outcome.rows[0]])
        rows.extend(list(row) for row in outcome.rows[1:])
    return rows


def usable_table(told: list[Outcome]) -> list[Row]:
    """Return a row an outcome: low, central and high of what may be used for a region, and by what it was made."""
    return [_usable(outcome) for outcome in told]


def _usable(outcome: Outcome) -> Row:
    words, name = outcome.words, f"{outcome.title} ({outcome.unit})"
    of = outcome.prior or outcome.elicited
    if of is None:
        return [name, *[words("document.nothing")] * 3, words("evidence.none")]
    ends = [exact(value, words.lang) for value in (of.low, of.central, of.high)]
    return [name, *ends, words(f"evidence.by_{outcome.prior.by if outcome.prior else 'elicited'}")]


def cautions(account: Account, told: list[Outcome]) -> list[str]:
    """Return what has to be known of studies that were pooled, and of ranges that were not: each thing once."""
    return account.said(statement for outcome in told for statement in _said_of(outcome))


def _said_of(outcome: Outcome) -> Iterator[Statement]:
    if outcome.synthesis is not None:
        yield from outcome.synthesis.cautions
        test = outcome.synthesis.small_study_test()
        yield from test.cautions if isinstance(test, SmallStudyTest) else (test,)
    if outcome.prior is not None:
        yield from (statement for statement in outcome.prior.cautions if statement.code == ELICITED)
