"""What a letter says: a sentence an item and a funder, and what changed since the letter before, from the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.report.letter.issue import MONEY, Financing, Letter, Progress
from impact.report.letter.periods import in_words, moved
from impact.report.pages.source_table import Cell, Row
from impact.words.texts import Words, within_sentence

if TYPE_CHECKING:
    from impact.report.pages.descriptions import OnLetter


ENDED = ("finished", "stopped")


@dataclass(frozen=True)
class Account:
    """One letter in one language.

    Attributes
    ----------
    letter : what was public, and what was at the letter before.
    about : the description of the publication.
    words : its texts.
    """

    letter: Letter
    about: OnLetter
    words: Words

    def item(self, name: str) -> str:
        """Return what an item is called."""
        return self.words.choose(self.about.items[name].model_dump())

    def funder(self, name: str) -> str:
        """Return what a funder is called, as it stands in a sentence."""
        return self.words.choose(self.about.funders[name].model_dump())

    def amount(self, value: float | None) -> str:
        """Return an amount in MEUR with one decimal, or that it is not published."""
        return self.words("money.unknown") if value is None else self.words.number(value, 1)

    def planned(self, one: Progress) -> str:
        """Return when an item is planned, or that it is not published; nothing for one that came to its end."""
        if one.span is None and one.state in ENDED:
            return self.words("document.nothing")
        return self.words("plan.unknown") if one.span is None else in_words(one.span, self.words)


def progress(account: Account) -> list[str]:
    """Return a sentence an item: what was public of it on the date of the letter."""
    return [_state(account, name, one) for name, one in account.letter.issue.progress.items()]


def _state(account: Account, name: str, one: Progress) -> str:
    item = account.item(name)
    if one.state in ENDED:
        return account.words(f"state_told.{one.state}", item=item)
    if one.span is None:
        return account.words(f"state_told.{one.state}_undated", item=item)
    late = "_past" if one.span.is_over(account.letter.issue.date) else ""
    return account.words(f"state_told.{one.state}{late}", item=item, planned=account.planned(one))


def changes(account: Account) -> list[str]:
    """Return what changed since the letter before: a sentence a change; nothing for the first letter."""
    before = account.letter.before
    if before is None:
        return []
    told = [*_changes_of_items(account), *_changes_of_money(account)]
    same = [
        account.item(name)
        for name, one in account.letter.issue.progress.items()
        if name in before.progress and not list(_of_item(account, name, before.progress[name], one))
    ]
    names = account.words.listed([within_sentence(name) for name in same])
    return [*told, *([account.words("change.nothing", items=names)] if same else [])]


def _changes_of_items(account: Account) -> Iterator[str]:
    before = account.letter.before
    assert before is not None
    for name, one in account.letter.issue.progress.items():
        if name not in before.progress:
            yield account.words("change.new", item=account.item(name))
        else:
            yield from _of_item(account, name, before.progress[name], one)


def _of_item(account: Account, name: str, before: Progress, after: Progress) -> Iterator[str]:
    words, item = account.words, account.item(name)
    if before.state != after.state:
        states = {"before": words(f"state.{before.state}"), "after": words(f"state.{after.state}")}
        yield words("change.state", item=item, **{key: within_sentence(text) for key, text in states.items()})
    if before.span != after.span:
        plans = {"before": account.planned(before), "after": account.planned(after)}
        yield words("change.plan", item=item, **plans, moved=_moved(account, before, after))
    if before.amount != after.amount:
        amounts = {"before": account.amount(before.amount), "after": account.amount(after.amount)}
        yield words("change.amount", item=item, **amounts)


def _moved(account: Account, before: Progress, after: Progress) -> str:
    """Return by how many months a plan moved, in brackets; nothing where one of the two has no time."""
    if before.span is None or after.span is None:
        return ""
    start, end = moved(before.span, after.span)
    low, high = sorted((abs(start), abs(end)))
    if start * end < 0 or high == 0:
        return ""
    months = str(low) if low == high else account.words("change.range", low=low, high=high)
    return account.words("change.later" if start + end > 0 else "change.earlier", months=months)


def _changes_of_money(account: Account) -> Iterator[str]:
    before = account.letter.before
    assert before is not None
    for name, one in account.letter.issue.financing.items():
        held = before.financing.get(name)
        for what in MONEY:
            yield from _of_money(account, name, what, held, one)


def _of_money(account: Account, name: str, what: str, held: Financing | None, one: Financing) -> Iterator[str]:
    was, now = (None if table is None else getattr(table, what) for table in (held, one))
    if was == now:
        return
    words, who = account.words, account.funder(name)
    if was is None:
        yield words(f"change.{what}_first", who=who, amount=account.amount(now))
    else:
        yield words(f"change.{what}", who=who, before=account.amount(was), after=account.amount(now))


def progress_table(account: Account) -> list[Row]:
    """Return a row an item: when it is planned, how far it is, what it costs, where that was published."""
    return [
        [
            _with_source(account, account.item(name), one),
            account.planned(one),
            account.words(f"state.{one.state}"),
            account.words("document.nothing") if one.amount is None else account.amount(one.amount),
        ]
        for name, one in account.letter.issue.progress.items()
    ]


def financing_table(account: Account) -> list[Row]:
    """Return a row a funder: what is promised, granted and paid, and the sum of what is published."""
    issue = account.letter.issue
    rows: list[Row] = [
        [
            _with_source(account, _heading(account.funder(name)), one),
            *(account.amount(getattr(one, what)) for what in MONEY),
        ]
        for name, one in issue.financing.items()
    ]
    sums = [account.amount(issue.total(what)) for what in MONEY]
    return [*rows, [account.words("document.total"), *sums]]


def _with_source(account: Account, text: str, one: Progress | Financing) -> Cell:
    """Return a name with where it was published under it."""
    return {"text": text, "under": account.words.choose(one.source.model_dump()), "lang": account.words.lang}


def _heading(name: str) -> str:
    return name[:1].upper() + name[1:]
