"""Every figure that the sentences of a letter quote, by name, as it is written in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.report.letter.issue import MONEY, Expectations, Expected
from impact.report.letter.periods import Span, in_words
from impact.report.letter.telling import Account, changes
from impact.scenario.answer import outlook
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import within_sentence

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

JOBS = "jobs"


def facts(account: Account, result: ScenarioResult) -> dict[str, str]:
    """Return the text of every `{name}` in the table of texts.

    Parameters
    ----------
    account
        The letter in one language.
    result
        What the scenario leads to that expectations come from.
    """
    issue, words = account.letter.issue, account.words
    scenario = result.scenario
    return {
        "quarter": in_words(Span(issue.when, issue.when), words),
        "date": words.date(issue.date),
        "items": str(len(issue.progress)),
        "finished": str(sum(one.state == "finished" for one in issue.progress.values())),
        "late": str(len(late(account))),
        "late_items": words.listed([within_sentence(account.item(name)) for name in late(account)]),
        "changes": str(len(changes(account))),
        "scenario_title": words.choose(scenario.title.model_dump()),
        "first": str(scenario.years[0]),
        "last": str(scenario.years[-1]),
        "draws": words.number(result.manifest["draws"], 0),
        **_money(account),
        **_before(account),
        **_expected(account, result),
    }


def choices(account: Account, result: ScenarioResult) -> dict[str, str]:
    """Return which sentences hold: place in the template -> name of the text, empty for none."""
    issue, before = account.letter.issue, account.letter.before
    direction = outlook.over_years(result, "net_regional", JOBS).direction
    printed = before is not None and before.expected is not None
    granted, paid = ("none" if issue.total(what) is None else "known" for what in MONEY[1:])
    return {
        "summary.changes": "summary.first" if before is None else "summary.changed",
        "summary.late": "summary.late_some" if late(account) else "",
        "financing.granted": f"financing.granted_{granted}",
        "financing.paid": f"financing.paid_{paid}",
        "changes.text": "changes.first" if before is None else "changes.since",
        "expected.net": f"expected.net_{direction}",
        "expected.change": "expected.changed" if printed else "expected.unprinted",
        "expected.range": "expected.range_few" if result.few_draws else "expected.range_known",
    }


def late(account: Account) -> list[str]:
    """Return the items of which the planned time has passed and nothing says that they are finished."""
    issue = account.letter.issue
    return [
        name
        for name, one in issue.progress.items()
        if one.state in ("planned", "started") and one.span is not None and one.span.is_over(issue.date)
    ]


def expected(result: ScenarioResult) -> Expectations:
    """Return the labour years that a letter prints, all years together."""
    found = {concept: outlook.over_years(result, concept, JOBS) for concept in HEADLINES}
    return Expectations(
        **{concept: Expected(low=one.low, mean=one.mean, high=one.high) for concept, one in found.items()}
    )


def _money(account: Account) -> dict[str, str]:
    issue, words = account.letter.issue, account.words
    totals = {what: issue.total(what) for what in MONEY}
    promised = totals["promised"] or 0.0
    told = [
        words("money.by_funder", amount=words.number(one.promised, 1), who=account.funder(name))
        for name, one in issue.financing.items()
    ]
    shares = {what: value and promised and 100 * value / promised for what, value in totals.items()}
    return {
        **{what: account.amount(value) for what, value in totals.items()},
        **{f"{what}_share": words.number(shares[what] or 0.0, 0) for what in ("granted", "paid")},
        "by_funder": words.listed(told),
    }


def _before(account: Account) -> dict[str, str]:
    before, words = account.letter.before, account.words
    if before is None:
        return {"before_quarter": "", "before_date": ""}
    return {
        "before_quarter": in_words(Span(before.when, before.when), words),
        "before_date": words.date(before.date),
    }


def _expected(account: Account, result: ScenarioResult) -> dict[str, str]:
    words, before = account.words, account.letter.before
    found: dict[str, str] = {}
    for concept in HEADLINES:
        now = outlook.over_years(result, concept, JOBS)
        ends = words.span(now.low, now.high, error=now.end_error)
        found |= {concept: words.number(now.mean, error=now.error), f"{concept}_range": ends}
    if before is not None and before.expected is not None:
        for concept in HEADLINES:
            was: Expected = getattr(before.expected, concept)
            found |= {f"{concept}_was": words.number(was.mean), f"{concept}_range_was": words.span(was.low, was.high)}
    return found
