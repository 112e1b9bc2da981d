"""The figures of one finding: its message in a sentence, and every figure that is drawn in the table under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from impact.effects import Effect
from impact.effects.estimators import named
from impact.effects.estimators.left_out import NEGLIGIBLE
from impact.report.charts import effects as effects_charts
from impact.report.charts.values import Values
from impact.report.pages.manuscript import Illustration
from impact.report.study import units as study_units
from impact.report.study.effect_charts import path_told, permutation_told, rows_of, values

if TYPE_CHECKING:
    from impact.effects import Finding, MinimumDetectableEffect
    from impact.report.study.pages import Kind, Shown
    from impact.report.study.telling import Account
    from impact.words.texts import Words


@dataclass(frozen=True)
class Drawn:
    """A chart of one finding with what it says and the figures in it."""

    chart: alt.VConcatChart
    alt: str
    values: Values


def name(shown: Shown) -> str:
    """Return the name of the place of a figure."""
    return f"{shown.kind}-{shown.outcome}-{shown.treated}-{shown.estimator}"


def detail(account: Account, shown: Shown) -> Illustration:
    """Return the figure of one finding that the pages ask for."""
    finding = next(
        f
        for f in account.evaluation.findings
        if (f.outcome.name, f.treated.name, f.test.estimator) == (shown.outcome, shown.treated, shown.estimator)
    )
    words = account.words
    told = {
        "outcome": account.outcome(finding),
        "treated": account.design.treated(finding.treated.name),
        "method": account.method(finding),
        **account.years([finding]),
    }
    drawn = _DETAILS[shown.kind](account, finding, words(f"figure.{shown.kind}", **told))
    caption = words(f"figure.{shown.kind}_caption", **told)
    if shown.kind == "synthetic" and named(finding.test.estimator).constant_gap:
        caption += words("figure.synthetic_shifted")
    return Illustration(name(shown), drawn.chart, drawn.alt, caption, drawn.values)


def _event_study(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = _shown(finding), account.words
    unit = study_units.unit_name(finding.outcome.unit, words)
    source = account.foot(finding)
    chart = effects_charts.event_study(effect, lang=words.lang, title=title, unit=unit, source=source)
    return Drawn(chart, *path_told(effect.path, words, unit))


def _synthetic(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = study_units.comparison_shown(finding.result, finding.outcome.unit), account.words
    if effect.fitted is None or effect.path is None:
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: there is no weighted comparison to draw.")
    years = effect.fitted.set_index("time")
    first, last = years.index[0], years.index[-1]
    before = int((effect.path["period"] < 0).sum()) - 1
    unit = _height(finding, str(first), words)
    chart = effects_charts.treated_against_synthetic(
        effect, lang=words.lang, title=title, unit=unit, source=account.foot(finding)
    )
    told = {
        f"{which}_{when}": words.number(row[which], 1)
        for when, row in (("last", years.loc[last]), ("before", years.iloc[before]))
        for which in ("treated", "synthetic")
    }
    said = words("figure.synthetic_alt", unit=unit, first=first, last=last, before=years.index[before], **told)
    lines = ("treated", "synthetic")
    rows = ((str(at), *row) for at, row in zip(years.index, rows_of(years, lines, words), strict=True))
    return Drawn(chart, said, values(words, ("year", *lines), rows))


def _height(finding: Finding, first: str, words: Words) -> str:
    """Return what the two lines measure: an index where the outcome is a logarithm, else the unit of the outcome."""
    if finding.outcome.unit != study_units.LOG:
        return study_units.unit_name(finding.outcome.unit, words)
    return words("axis_unit.shifted" if named(finding.test.estimator).constant_gap else "axis_unit.index", first=first)


def _weights(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = finding.result, account.words
    if effect.unit_weights is None:
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: there are no weights to draw.")
    first, last = finding.outcome.years
    chart = effects_charts.weights_map(
        effect, lang=words.lang, title=title, year=f"{first}\N{EN DASH}{last}", source=account.foot(finding)
    )
    weights = effect.unit_weights[effect.unit_weights.abs() > NEGLIGIBLE].sort_values(ascending=False, kind="stable")
    rows = [(account.place(str(unit)), f"{words.number(100 * weight, 1)}%") for unit, weight in weights.items()]
    said = words("figure.weights_alt", n=len(rows), largest=rows[0][0], weight=rows[0][1])
    return Drawn(chart, said, values(words, ("area", "weight"), rows))


def _permutation(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = _shown(finding), account.words
    assert effect.distribution is not None
    unit = study_units.unit_name(finding.outcome.unit, words)
    chart = effects_charts.permutation_distribution(
        effect, lang=words.lang, title=title, unit=unit, source=account.foot(finding)
    )
    return Drawn(chart, *permutation_told(effect, words, unit))


def _power(account: Account, finding: Finding, title: str) -> Drawn:
    words = account.words
    if finding.detectable is None:
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: it is not known what could be found.")
    power = study_units.power_shown(finding.detectable, finding.outcome.unit)
    unit = study_units.unit_name(finding.outcome.unit, words)
    chart = effects_charts.power_curve(power, lang=words.lang, title=title, unit=unit, source=account.foot(finding))
    return Drawn(chart, _lines(account, finding, finding.detectable), _could_be_found(account, finding))


def _lines(account: Account, finding: Finding, power: MinimumDetectableEffect) -> str:
    """Return what the two lines say of the fewest and of the most years after the start."""
    curve = power.curve[power.curve["n_treated"] == power.curve["n_treated"].min()].sort_values("post_periods")
    told = {
        f"{line}_{end}": _from(account, finding, row[column])
        for end, row in (("first", curve.iloc[0]), ("last", curve.iloc[-1]))
        for line, column in (("own", "for_treated"), ("average", "value"))
    }
    years = {"first": int(curve["post_periods"].iloc[0]), "last": int(curve["post_periods"].iloc[-1])}
    return account.words("figure.power_alt", **years, **told)


def _could_be_found(account: Account, finding: Finding) -> Values:
    """Return a row a number of years: the area itself, and the average for each number of treated."""
    words = account.words
    found = finding.detectable
    assert found is not None
    wide = found.curve.pivot_table(index="post_periods", columns="n_treated", values="value", dropna=False)
    own = found.curve.groupby("post_periods")["for_treated"].first()
    head = [words("values.post_years"), words("values.own"), *(words("values.average", n=n) for n in wide.columns)]
    rows = [
        (str(years), *(_from(account, finding, value) for value in (own[years], *row)))
        for years, *row in wide.itertuples(name=None)
    ]
    return Values(tuple(head), tuple(rows))


def _from(account: Account, finding: Finding, value: float) -> str:
    """Return the smallest change that would be found, or that no change would."""
    if not np.isfinite(value):
        return account.words("detectable.nothing")
    return account.amount(value, finding, signed=False)


def _shown(finding: Finding) -> Effect:
    if not isinstance(finding.result, Effect):
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: there is no estimate to draw.")
    return study_units.effect_shown(finding.result, finding.outcome.unit)


_DETAILS: dict[Kind, Callable[[Account, Finding, str], Drawn]] = {
    "event_study": _event_study,
    "synthetic": _synthetic,
    "weights": _weights,
    "permutation": _permutation,
    "power": _power,
}
