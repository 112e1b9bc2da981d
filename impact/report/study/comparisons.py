"""What a study compared with what, a line a finding: with a verdict or without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact.effects.study.comparison import compared, largest_weights

if TYPE_CHECKING:
    from impact.effects import Finding
    from impact.report.study.telling import Account

MOST = 5  # areas that are named
LEAST = 0.005  # a weight that is shown, of one


def comparisons(account: Account) -> list[str]:
    """Return a line a comparison, weighted or without a verdict: the gap, how it fits, the areas that weigh most."""
    lines = ((finding, list(_compared(account, finding))) for finding in account.evaluation.findings)
    return [f"{account.outcome(f)}. {account.series(f)}: {'; '.join(told)}." for f, told in lines if told]


def _compared(account: Account, finding: Finding) -> Iterator[str]:
    for statement in compared(finding.result):
        yield account.said(statement, finding)
    weights, words = largest_weights(finding.result, MOST), account.words
    shown = [
        words("comparison.weight", area=account.place(str(unit)), weight=words.number(100 * weight, 0))
        for unit, weight in weights.items()
        if abs(weight) >= LEAST
    ]
    if shown:
        yield words("comparison.weights", areas=words.listed(shown))
