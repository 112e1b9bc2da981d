"""The quarterly letter: progress, financing and expectations on a date, and what changed since the letter before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from impact.errors import InputError, Problem
from impact.report.letter import facts, telling
from impact.report.letter.issue import Letter, read_letter
from impact.report.letter.telling import Account
from impact.report.pages.descriptions import OnLetter
from impact.report.pages.manuscript import Manuscript

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult


@dataclass(frozen=True, eq=False)
class Told:
    """What a letter is made of: its file with the one before, and the outcome that its expectations come from."""

    letter: Letter
    result: ScenarioResult


def gathered(publication: Publication, result: ScenarioResult | None) -> Told:
    """Return what a letter is made of.

    Raises
    ------
    InputError
        No outcome of a scenario, or a file of the letter that cannot be used.
    """
    assert isinstance(publication.about, OnLetter)
    if result is None:
        todo = "Name a scenario in publication.toml."
        raise InputError(Problem("report", "scenario", "none", "one that expectations come from", todo))
    return Told(read_letter(publication.folder / publication.about.issue, publication.about), result)


def manuscript(made_of: Told, publication: Publication, lang: str) -> Manuscript:
    """Return what a letter says in one language."""
    told, words = publication.about, publication.words(lang)
    assert isinstance(told, OnLetter)
    account = Account(made_of.letter, told, words)
    issue = made_of.letter.issue
    return Manuscript(
        words=words,
        author=issue.author,
        date=issue.date,
        quoted=facts.facts(account, made_of.result),
        choices=facts.choices(account, made_of.result),
        illustrated=tuple,
        content={
            "progress": telling.progress(account),
            "changes": telling.changes(account),
            "tables": {
                "progress": telling.progress_table(account),
                "financing": telling.financing_table(account),
            },
            "left_out": [words.choose(text) for text in made_of.result.left_out],
        },
    )


def made_from(made_of: Told) -> dict[str, Any]:
    """Return what `report.json` says of the letter; `expected` is what its file may keep for the next one."""
    issue = made_of.letter.issue
    return {
        "quarter": issue.quarter,
        "previous": issue.previous,
        "scenario": made_of.result.scenario.name,
        "expected": facts.expected(made_of.result).model_dump(),
    }
