"""The file of a letter: what was public on a date on progress and financing, and the letter before it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError, field_validator

from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml
from impact.report.letter.periods import Period, Span, period
from impact.report.pages.descriptions import OnLetter
from impact.scenario.question.definition import Text

Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Sum = Literal["promised", "granted", "paid"]
MONEY: tuple[Sum, ...] = get_args(Sum)  # what is told of the money of a funder: each a part of the one before


class Progress(StrictTable):
    """What was public on one item.

    Attributes
    ----------
    state : planned, started, finished or stopped.
    planned : when it is to be finished, or the first and the last time that is named; nothing where none is published.
    amount : what it costs, MEUR; nothing where none is published.
    source : where this was published, with the date.
    """

    state: Literal["planned", "started", "finished", "stopped"]
    planned: str | tuple[str, str] | None = None
    amount: Money | None = None
    source: Text

    @field_validator("planned")
    @classmethod
    def _a_time(cls, planned: str | tuple[str, str] | None) -> str | tuple[str, str] | None:
        if planned is not None:
            start, end = (planned, planned) if isinstance(planned, str) else planned
            if period(end).last < period(start).first:
                raise ValueError(f"the first time before the last|{start!r} to {end!r}")
        return planned

    @property
    def span(self) -> Span | None:
        """When it is to be finished, None where that is not published."""
        if self.planned is None:
            return None
        start, end = (self.planned, self.planned) if isinstance(self.planned, str) else self.planned
        return Span(period(start), period(end))


class Financing(StrictTable):
    """What was public on the money of one funder, MEUR: promised, granted of that, paid of that; nothing if unknown."""

    promised: Money
    granted: Money | None = None
    paid: Money | None = None
    source: Text


class Expected(StrictTable):
    """A figure of the expectations as an earlier letter printed it: between `low` and `high` lie nine in ten draws."""

    low: float
    mean: float
    high: float


class Expectations(StrictTable):
    """Labour years that a letter printed, all years together."""

    gross: Expected
    net_regional: Expected


class Issue(StrictTable):
    """One letter as its file has it.

    Attributes
    ----------
    quarter : such as 2026-Q4.
    date : on which everything in it was public.
    author : who draws it up.
    previous : the file of the letter before it, beside this one; nothing for the first.
    progress : by the name of the item in the description of the publication.
    financing : by the name of the funder there.
    expected : what the letter printed of the expectations, added when it had gone out.
    """

    quarter: str
    date: datetime.date
    author: str
    previous: str = ""
    progress: dict[str, Progress]
    financing: dict[str, Financing]
    expected: Expectations | None = None

    @field_validator("quarter")
    @classmethod
    def _a_quarter(cls, quarter: str) -> str:
        if "-Q" not in quarter:
            raise ValueError(f"a quarter such as 2026-Q4|{quarter!r}")
        period(quarter)
        return quarter

    @property
    def when(self) -> Period:
        """The months of the quarter."""
        return period(self.quarter)

    def total(self, what: Sum) -> float | None:
        """Return what all funders together promised, granted or paid; None where nothing of it is published."""
        known = [value for one in self.financing.values() if (value := getattr(one, what)) is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class Letter:
    """A letter with the one before it, None for the first."""

    issue: Issue
    before: Issue | None


def read_letter(file: Path, about: OnLetter) -> Letter:
    """Return a letter and the one before it.

    Parameters
    ----------
    file : path
        Of the letter.
    about : OnLetter
        The description of the publication: which items and funders there are.

    Raises
    ------
    InputError
        With everything that is wrong: a file, field, date or amount that cannot be, an unknown item or funder, an item
        or funder of the letter before that is left out, a letter before that is not there or not before.
    """
    issue = _read(file)
    problems = list(_of_one(str(file), issue, about))
    before = None
    if issue.previous:
        beside = file.with_name(issue.previous)
        if beside.is_file():
            before = _read(beside)
            problems += [*_of_one(str(beside), before, about), *_of_both(str(file), issue, before)]
        else:
            there = sorted(path.name for path in file.parent.glob("20*.toml") if path.name != file.name)
            todo = suggestion(issue.previous, there) if there else "Leave it out: this is then the first letter."
            problems.append(Problem(str(file), "previous", repr(issue.previous), f"a file beside {file.name}", todo))
    if problems:
        raise InputError(problems)
    return Letter(issue, before)


def _read(file: Path) -> Issue:
    tables = read_toml(file)
    try:
        return Issue.model_validate(tables)
    except ValidationError as error:
        raise InputError(model_problems(str(file), "", Issue, error)) from error


def _of_one(file: str, issue: Issue, about: OnLetter) -> Iterator[Problem]:
    """Yield what is wrong with a letter by itself."""
    month = issue.date.year * 12 + issue.date.month - 1
    if not issue.when.first <= month <= issue.when.last:
        todo = "Correct the quarter or the date: a letter says what was public in its quarter."
        yield Problem(file, "date", issue.date.isoformat(), f"a day in {issue.quarter}", todo)
    known: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        ("progress", issue.progress, about.items),
        ("financing", issue.financing, about.funders),
    )
    for table, told, names in known:
        for name in told:
            if name not in names:
                todo = suggestion(name, [*names])
                yield Problem(file, f"{table}.{name}", repr(name), "a name in publication.toml", todo)
    yield from _sums(file, issue)


def _sums(file: str, issue: Issue) -> Iterator[Problem]:
    """Yield amounts that are more than what they are a part of."""
    for name, one in issue.financing.items():
        for part, whole in (("granted", "promised"), ("paid", "granted")):
            of, limit = getattr(one, part), getattr(one, whole)
            if of is None:
                continue
            if limit is None:
                todo = f"Give {whole} too, or leave {part} out."
                yield Problem(file, f"financing.{name}.{part}", f"{of:g} without {whole}", "a part of it", todo)
            elif of > limit:
                todo = f"Correct one of the two: {part} is a part of {whole}."
                yield Problem(file, f"financing.{name}.{part}", f"{of:g}", f"at most {limit:g}, {whole}", todo)
    spent = sum(one.amount or 0.0 for one in issue.progress.values())
    promised = issue.total("promised") or 0.0
    if spent > promised:
        todo = "Correct an amount, or add the funder that pays the rest."
        yield Problem(file, "progress", f"amounts of {spent:g} together", f"at most {promised:g}, all promised", todo)


def _of_both(file: str, issue: Issue, before: Issue) -> Iterator[Problem]:
    """Yield what does not follow on the letter before."""
    if before.when.last >= issue.when.first:
        todo = "Name a letter of an earlier quarter, or leave previous out."
        yield Problem(file, "previous", f"{issue.previous} of {before.quarter}", f"one before {issue.quarter}", todo)
    for table in ("progress", "financing"):
        for name in getattr(before, table):
            if name not in getattr(issue, table):
                how = 'state = "stopped"' if table == "progress" else "promised = 0"
                todo = f"Add it; {how} says that it came to an end."
                yield Problem(file, f"{table}.{name}", "nothing", f"what {issue.previous} follows", todo)
