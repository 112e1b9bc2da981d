"""The chart of forecasts that were scored: how many figures fell inside their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.errors import InputError, Problem
from impact.report.charts import calibration as drawn
from impact.report.charts.values import Values
from impact.report.gallery.named import Asked, Shown
from impact.report.gallery.needs import RECORD
from impact.report.pages.descriptions import OnRecord
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import publication
from impact.scenario.ledger.reliability import calibration
from impact.words.texts import chart_words

if TYPE_CHECKING:
    from impact.words.texts import Words

_AVERAGE = "average"  # the method that forecasts are registered with
_SHARES = {50: "coverage_50", 90: "coverage_90"}


def calibration_chart(scores: pd.DataFrame, asked: Asked) -> Shown:
    """Return how many figures fell inside the intervals of 50 and 90 per cent, by what was forecast and method.

    Parameters
    ----------
    scores
        Of a ledger or of the backtest.
    asked
        The language.

    Raises
    ------
    InputError
        No figure is there yet.
    """
    words = chart_words(asked.lang)
    found = calibration(scores, ["target"])
    if found.empty:
        todo = "Score it when figures are published, or leave --of out for the backtest."
        raise InputError(Problem("ledger", "figures", "no forecast that could be scored", "one at least", todo))
    named = found.assign(
        target=[words.known(f"ledger_target.{name}") or name for name in found["target"]],
        method=[words.known(f"ledger_method.{name}") or name for name in found["method"]],
    )
    rows = pd.concat([named.assign(level=level, share=100 * named[column]) for level, column in _SHARES.items()])
    rows = rows.sort_values("target", key=lambda names: names.map(list(named["target"]).index), kind="stable")
    title = _title(named, words)
    source = words("calibration.source", n=words.number(float(found["figures"].max()), 0))
    chart = drawn.coverage(
        rows[["target", "method", "level", "share"]].reset_index(drop=True), lang=words.lang, title=title, source=source
    )
    table = _values(named, words)
    said = words("calibration.alt", figures="; ".join(f"{row[0]}, {row[1]}: {row[4]}" for row in table.rows))
    figure = Illustration("ledger-calibration", chart, said, words("calibration.caption"), table)
    date = publication(RECORD).about
    assert isinstance(date, OnRecord)
    return Shown(figure, date.date)


def _title(named: pd.DataFrame, words: Words) -> str:
    """Return the lowest and the highest share, by the method that forecasts are registered with where it is there."""
    method = words(f"ledger_method.{_AVERAGE}")
    own = named[named["method"].eq(method)]
    shares = 100 * (own if len(own) else named)["coverage_90"]
    low, high = (words.number(value, 0) for value in (shares.min(), shares.max()))
    title = words("calibration.title_one" if low == high else "calibration.title", low=low, high=high)
    return words("calibration.of_method", title=title, method=method) if 0 < len(own) < len(named) else title


def _values(named: pd.DataFrame, words: Words) -> Values:
    head = tuple(words(f"column.{name}") for name in ("target", "method", "scored", "inside_50", "inside_90"))
    rows = [
        (target, method, words.number(n, 0), *(f"{words.number(100 * share, 0)}%" for share in (half, most)))
        for target, method, n, half, most in named[
            ["target", "method", "figures", "coverage_50", "coverage_90"]
        ].itertuples(index=False, name=None)
    ]
    return Values(head, tuple(rows))
