"""The publication on a registered study: what it asks, what was found or could be, and what it cannot show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from impact.effects import Effect, NotIdentified
from impact.report.pages.manuscript import Manuscript
from impact.report.study import expected as study_expected
from impact.report.study import figures as study_figures
from impact.report.study import tables as study_tables
from impact.report.study import units as study_units
from impact.report.study.comparisons import comparisons
from impact.report.study.pages import StudyPages
from impact.report.study.telling import NOTABLE, Account
from impact.words.numbers import month as month_name
from impact.words.texts import Words

if TYPE_CHECKING:
    from impact.effects import Evaluation, Finding
    from impact.report.pages.publications import Publication


def manuscript(evaluation: Evaluation, publication: Publication, lang: str) -> Manuscript:
    """Return what the pages say of an evaluation in one language."""
    words = publication.words(lang)
    account = Account(evaluation, StudyPages.beside(evaluation.file, evaluation.study), words)
    date = account.pages.date or _today(evaluation)
    quoted = _quoted(account, date)
    return Manuscript(
        words=words,
        author=account.pages.author,
        date=date,
        quoted=quoted,
        choices=_choices(account),
        illustrated=lambda: study_figures.illustrations(account),
        content=_content(account),
    )


def made_from(evaluation: Evaluation) -> dict[str, Any]:
    """Return what `report.json` says of the evaluation."""
    study = evaluation.study
    return {
        "study": study.title,
        "design": {"checksum": evaluation.checksum, "frozen": str(evaluation.frozen)},
        "predicted_by": evaluation.predicted_by,
    }


def _today(evaluation: Evaluation) -> datetime.date:
    """Return the date on which the design was frozen; of one that is not, today."""
    frozen = evaluation.frozen.fields.get("date")
    return datetime.date.fromisoformat(str(frozen)) if frozen else datetime.date.today()


def _content(account: Account) -> dict[str, Any]:
    return {
        "summary": list(_summary(account)),
        "treated": study_tables.treated(account),
        "rings": study_tables.rings(account),
        "excluded": study_tables.excluded(account),
        "left_out": study_tables.left_out(account),
        "detectable": [] if account.estimated else study_tables.detectable(account),
        "expected": [] if account.estimated else study_expected.expected(account),
        "findings": study_tables.findings(account),
        "comparisons": comparisons(account),
        "none": study_tables.without_estimate(account),
        "shown": study_figures.shown_figures(account),
        "cautions": [account.words.choose(caution.model_dump()) for caution in account.pages.cautions],
        "unchecked": study_tables.unchecked(account),
        "limits": list(account.design.limits),
        "caveats": study_tables.caveats(account),
        "methods": study_tables.methods(account),
        "tables": {
            "outcomes": study_tables.outcomes(account),
            "checks": study_tables.checks(account),
            "sources": study_tables.sources(account),
        },
    }


def _quoted(account: Account, date: datetime.date) -> dict[str, str]:
    evaluation, words = account.evaluation, account.words
    study = evaluation.study
    return {
        "title": account.design.title,
        "question": account.design.question,
        "date": words.date(date),
        "frozen": words.said(evaluation.frozen),
        "checksum": evaluation.checksum[:12],
        "month": _month(study.announced, words),
        "reference": account.design.reference,
        "scenario": evaluation.predicted_by,
        "list": words.listed(study_tables.possible(account) or [""]),
        "power": words.number(100 * study.power.power, 0),
        "years": str(study.power.post_periods),
        **account.years(evaluation.findings),
        **study_expected.quoted(account),
    }


def _choices(account: Account) -> dict[str, str]:
    """Return which sentences hold: place in the template -> name of the text, empty for none."""
    adjusted = any(finding.p_adjusted is not None for finding in account.evaluation.findings)
    return {
        "summary.when": f"summary.{_when(account)}",
        "design.announced_line": "design.announced" if account.evaluation.study.announced else "",
        "design.english_line": "" if account.design.translated else "design.english",
        "detectable.expected_line": "detectable.expected_text" if account.evaluation.predicted else "",
        "expected.conclusion_line": study_expected.conclusion(account),
        "expected.firm_line": "expected.firm" if study_expected.of_area(account) else "",
        "findings.adjusted_line": "findings.adjusted" if adjusted else "",
        "none.possible_line": "none.possible" if study_tables.possible(account) else "",
    }


def _when(account: Account) -> str:
    """Return which sentence says whether the design was there before the figures.

    A year has its figures only when it is over: a design frozen in the year of the start saw none of a year after it.
    """
    frozen = account.evaluation.frozen
    if frozen.code == "not_frozen":
        return "not_frozen" if account.estimated else "not_frozen_yet"
    if frozen.code != "as_frozen":
        return frozen.code
    year = datetime.date.fromisoformat(str(frozen.fields["date"])).year
    start = min(date for treated in account.evaluation.study.treated for date in treated.first.values())
    return "frozen" if year < start else "frozen_at_start" if year == start else "frozen_after"


def _summary(account: Account) -> Iterator[str | dict[str, Any]]:
    """Return what a reader must know first; a number only where there is an estimate."""
    for finding in account.primary:
        yield from _answer(account, finding)
    words = account.words
    if account.estimated:
        effects = [f.result for f in account.estimated if isinstance(f.result, Effect)]
        if len(effects) > 1:
            found = sum(effect.p_value < NOTABLE for effect in effects)
            chance = words.number(NOTABLE * len(effects), 1)
            yield words("summary.many", tests=len(effects), chance=chance, found=found)
            yield from _remarkable(account)
        yield words("summary.level", level=max(effect.sms_level for effect in effects))
    else:
        yield words("summary.nothing")


def _answer(account: Account, finding: Finding) -> Iterator[str]:
    words, result, outcome = account.words, finding.result, account.outcome(finding)
    if isinstance(result, NotIdentified):
        yield words("summary.none", outcome=outcome, reason=words.said(result.reason))
        yield from _could_be(account, finding)
        return
    low, high = (account.amount(end, finding) for end in result.interval)
    amount, p = account.amount(result.estimate, finding), account.words.p_is(result.p_value)
    place = "summary.chance" if result.p_value >= 1 - result.level else "summary.found"
    who = f"{outcome}. {account.series(finding)}"
    yield words(place, outcome=who, amount=amount, low=low, high=high, p=p) + _beyond(account, finding)


def _beyond(account: Account, finding: Finding) -> str:
    """Return that an estimate is more than the measure could do by its own size, where it is; else nothing."""
    caveats = finding.result.caveats if isinstance(finding.result, Effect) else ()
    said = [account.said(statement, finding) for statement in caveats if statement.code == study_tables.BEYOND]
    return "".join(f" {account.words('summary.beyond', what=what)}" for what in said)


def _remarkable(account: Account) -> Iterator[dict[str, Any]]:
    """Return the estimates under 0.05 that the design did not put first: they may not go unsaid.

    They are a list under the sentence that announces them.
    """
    words = account.words
    others = [f for f in account.foremost if f not in account.primary]
    items = [
        words(
            "summary.item",
            outcome=account.outcome(f),
            series=account.series(f),
            amount=account.amount(f.result.estimate, f),
            p=words.p_is(f.result.p_value),
            smallest=words.p_value(f.result.smallest_p),
        )
        + _beyond(account, f)
        for f in others
        if isinstance(f.result, Effect)
    ]
    if items:
        yield {"text": words("summary.remarkable"), "items": items}


def _month(announced: str, words: Words) -> str:
    """Return `2025-05` in words: May 2025."""
    year, _, month = announced.partition("-")
    return f"{month_name(int(month), words.lang)} {year}" if month else year


def _could_be(account: Account, finding: Finding) -> Iterator[str]:
    """Return how large a change would stand out, and how that compares with what is expected."""
    power, expected, words = finding.detectable, account.expected(finding), account.words
    if power is None or not np.isfinite(power.value):
        return
    yield words(
        "summary.detectable",
        amount=account.amount(power.for_treated, finding, signed=False),
        average=account.amount(power.value, finding, signed=False),
        power=words.number(100 * power.power, 0),
        years=power.post_periods,
    )
    if np.isnan(expected):
        return
    amount = account.amount(expected, finding)
    shown = study_units.shown
    times = shown(power.for_treated, finding.outcome.unit) / max(abs(shown(expected, finding.outcome.unit)), 1e-12)
    if times <= 1:
        yield words("summary.expected_seen", amount=amount)
    else:
        about = words.number(float(f"{times:.2g}"), 0 if times >= 10 else 1)
        yield words("summary.expected", amount=amount, times=about)
