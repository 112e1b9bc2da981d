"""Charts of a registered study, by name: of all its tests, or of one that the user chooses."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from impact.effects import Effect
from impact.errors import InputError, Problem, suggestion
from impact.report.gallery.named import ESTIMATOR, OUTCOME, TREATED, Asked, Shown
from impact.report.pages.descriptions import STUDY
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import publication
from impact.report.study import effect_charts, figures
from impact.report.study.details import detail
from impact.report.study.pages import Kind, StudyPages
from impact.report.study.pages import Shown as Place
from impact.report.study.telling import Account

if TYPE_CHECKING:
    from impact.effects import Evaluation, Finding
    from impact.report.study.effect_charts import EffectChart


def _account(evaluation: Evaluation, asked: Asked) -> Account:
    pages = StudyPages.beside(evaluation.file, evaluation.study)
    return Account(evaluation, pages, publication(STUDY).words(asked.lang))


def _shown(account: Account, figure: Illustration) -> Shown:
    """Return a figure with the date of its pages; else with the end of its last year, so that it does not change."""
    last = max(outcome.years[1] for outcome in account.evaluation.study.outcomes)
    return Shown(figure, account.pages.date or datetime.date(last, 12, 31))


def estimates(evaluation: Evaluation, asked: Asked) -> Shown:
    """Return all estimates of a study.

    Parameters
    ----------
    evaluation
        The study, carried out.
    asked
        The language.
    """
    account = _account(evaluation, asked)
    if not account.estimated:
        raise _nothing(evaluation, "an estimate", "Draw `detectable`: what the study could find.")
    return _shown(account, figures.estimates(account))


def detectable(evaluation: Evaluation, asked: Asked) -> Shown:
    """Return what a study could find.

    Parameters
    ----------
    evaluation, asked
        As for `estimates`.
    """
    account = _account(evaluation, asked)
    if not (found := figures.in_per_cent(account)):
        raise _nothing(evaluation, "anything that could be found in per cent", "Draw `estimates`.")
    return _shown(account, figures.detectable(account, found))


def compared(evaluation: Evaluation, asked: Asked) -> Shown:
    """Return the map of who is compared with whom.

    Parameters
    ----------
    evaluation, asked
        As for `estimates`.
    """
    account = _account(evaluation, asked)
    if not account.roles:
        raise _nothing(evaluation, "COROP areas", "Draw `estimates`: its areas are not on the map of the Netherlands.")
    return _shown(account, figures.areas(account, account.roles))


def _of_test(evaluation: Evaluation, asked: Asked, *, kind: Kind) -> Shown:
    """Return a figure of one test as the pages of the study draw it."""
    account = _account(evaluation, asked)
    finding = _chosen(account, asked, _CAN[kind], kind)
    key = {OUTCOME: finding.outcome.name, TREATED: finding.treated.name, ESTIMATOR: finding.test.estimator}
    return _shown(account, detail(account, Place(kind=kind, **key)))


event_plot = partial(_of_test, kind="event_study")
synthetic = partial(_of_test, kind="synthetic")
permutation = partial(_of_test, kind="permutation")
power = partial(_of_test, kind="power")


def _of_effect(evaluation: Evaluation, asked: Asked, *, kind: str, draw: Callable[..., EffectChart]) -> Shown:
    """Return a chart of one effect that the pages of a study do not have."""
    account = _account(evaluation, asked)
    finding = _chosen(account, asked, _CAN[kind], kind)
    words = account.words
    title = words(f"figure.{kind}", outcome=account.outcome(finding))
    drawn = draw(finding, lang=words.lang, title=title, source=account.foot(finding))
    caption = f"{title}; {account.series(finding)}"
    return _shown(account, Illustration(kind, drawn.chart, drawn.alt, caption, drawn.figures))


gap_path = partial(_of_effect, kind="gap", draw=effect_charts.gap_path)
weights = partial(_of_effect, kind="weights", draw=effect_charts.donor_weights)
response = partial(_of_effect, kind="response", draw=effect_charts.response_plot)


def _has_path(finding: Finding) -> bool:
    path = finding.result.path
    return path is not None and len(path) > 1 and "cohort" not in path


def _could_be_found(finding: Finding) -> bool:
    return finding.detectable is not None and bool(np.isfinite(finding.detectable.curve["value"]).any())


_CAN: dict[str, Callable[[Finding], bool]] = {
    "event_study": lambda finding: isinstance(finding.result, Effect) and _has_path(finding),
    "synthetic": lambda finding: finding.result.fitted is not None and finding.result.path is not None,
    "gap": _has_path,
    "weights": lambda finding: finding.result.unit_weights is not None,
    "permutation": lambda finding: isinstance(finding.result, Effect) and finding.result.distribution is not None,
    "power": _could_be_found,
    "response": lambda finding: isinstance(finding.result, Effect) and finding.result.response is not None,
}


def _chosen(account: Account, asked: Asked, can: Callable[[Finding], bool], kind: str) -> Finding:
    """Return the test that is asked for, or the first that has such a chart: those that the design puts first go first.

    Raises
    ------
    InputError
        There is no such test, or none of those asked for has such a chart.
    """
    findings = [*account.primary, *(f for f in account.evaluation.findings if f not in account.primary)]
    of: dict[str, Callable[[Finding], Any]] = {
        OUTCOME: lambda f: f.outcome.name,
        TREATED: lambda f: f.treated.name,
        ESTIMATOR: lambda f: f.test.estimator,
    }
    held = findings
    for name, read in of.items():
        if chosen := asked.choice(name):
            known = list(dict.fromkeys(str(read(finding)) for finding in held))
            held = [finding for finding in held if read(finding) == chosen]
            if not held:
                expected = f"one of {', '.join(known)}"
                raise InputError(Problem("option", f"--{name}", repr(chosen), expected, suggestion(chosen, known)))
    found = next(filter(can, held), None)
    if found is None:
        raise _nothing(account.evaluation, f"a test with a chart of this kind ({kind})", _others(findings, can))
    return found


def _others(findings: list[Finding], can: Callable[[Finding], bool]) -> str:
    """Return which tests do have such a chart."""
    able = [f"{f.outcome.name}, {f.treated.name}, {f.test.estimator}" for f in findings if can(f)]
    return (
        f"Of these tests it can be drawn: {'; '.join(able[:5])}." if able else "Draw another chart, or another design."
    )


def _nothing(evaluation: Evaluation, what: str, todo: str) -> InputError:
    title = evaluation.study.title
    return InputError(
        Problem(str(evaluation.file), "design", f"{title}: nothing of the kind", f"a study with {what}", todo)
    )
