"""The figures of a study's pages, each with its alternative text and caption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from impact import regions
from impact.effects import Effect
from impact.report import effects_charts, study_charts, study_units
from impact.report.manuscript import Illustration
from impact.report.study_pages import Kind, Shown

if TYPE_CHECKING:
    from impact.effects import Finding
    from impact.report.study_account import Account

TOLD = 12  # figures that an alternative text still reads out
NAMED_WEIGHTS = 5


def illustrations(account: Account) -> Iterator[Illustration]:
    """Return the figures in the order of the pages: who is compared, what could be found, what was found, details."""
    if roles := account.roles:
        yield _areas(account, roles)
    in_per_cent = [f for f in account.detectable if study_units.shown_unit(f.outcome.unit) == study_units.PERCENT]
    if in_per_cent and not account.estimated:
        yield _detectable(account, in_per_cent)
    if account.estimated:
        yield _estimates(account)
    for shown in account.pages.figures or _default(account):
        yield _detail(account, shown)


def name(shown: Shown) -> str:
    """Return the name of the place of a figure."""
    return f"{shown.kind}-{shown.outcome}-{shown.treated}-{shown.estimator}"


def shown_figures(account: Account) -> list[str]:
    """Return the places of the figures that show one finding, in order."""
    return [name(shown) for shown in account.pages.figures or _default(account)]


def _default(account: Account) -> tuple[Shown, ...]:
    """Return the figures of the first finding that the design puts first, when its pages do not say which to show."""
    finding = account.primary[0]
    kinds: list[Kind] = []
    if isinstance(finding.result, Effect):
        kinds += ["event_study"] if len(finding.result.path) > 1 and "cohort" not in finding.result.path else []
        kinds += ["synthetic"] if finding.result.fitted is not None else []
        kinds += ["permutation"] if finding.result.distribution is not None else []
    elif finding.detectable is not None and np.isfinite(finding.detectable.value):
        kinds += ["power"]
    key = {"outcome": finding.outcome.name, "treated": finding.treated.name, "estimator": finding.test.estimator}
    return tuple(Shown(kind=kind, **key) for kind in kinds)


def _areas(account: Account, roles: dict[str, str]) -> Illustration:
    words = account.words
    of = {role: [c for c in regions.codes("corop") if roles.get(c, "left_out") == role] for role in study_charts.ROLES}
    listed = {
        role: account.places(of[role]) if of[role] else words("design.nobody")
        for role in ("treated", "ring", "left_out")
    }
    alternative = words(
        "design.map_alt",
        treated=listed["treated"],
        rings=listed["ring"],
        left_out=listed["left_out"],
        donors=len(of["donor"]),
    )
    chart = study_charts.compared_areas(
        roles, lang=words.lang, title=words("design.map_title"), subtitle=words("design.map_subtitle")
    )
    return Illustration("areas", chart, alternative, words("design.map_caption"))


def _detectable(account: Account, findings: list[Finding]) -> Illustration:
    words = account.words
    rows = pd.DataFrame(
        {
            "outcome": account.outcome(f),
            "series": account.design.treated(f.treated.name),
            "detectable": study_units.shown(f.detectable.for_treated, f.outcome.unit) if f.detectable else np.nan,
            "expected": study_units.shown(account.expected(f), f.outcome.unit),
        }
        for f in findings
    )
    chart = study_charts.detectable_beside_expected(
        rows[np.isfinite(rows["detectable"])],
        lang=words.lang,
        title=words("detectable.chart_title"),
        unit=words("axis_unit.%"),
        source=account.source(findings),
    )
    items = [_detectable_item(account, finding) for finding in findings]
    alternative = words("detectable.chart_alt", items="; ".join(items))
    return Illustration("detectable", chart, alternative, words("detectable.chart_caption", **account.years(findings)))


def _detectable_item(account: Account, finding: Finding) -> str:
    assert finding.detectable is not None
    told = {
        "outcome": account.outcome(finding),
        "treated": account.design.treated(finding.treated.name),
        "amount": account.amount(finding.detectable.for_treated, finding, signed=False),
    }
    expected = account.expected(finding)
    if np.isnan(expected):
        return account.words("detectable.chart_item", **told)
    return account.words("detectable.chart_item_expected", **told, expected=account.amount(expected, finding))


def _estimates(account: Account) -> Illustration:
    words, findings = account.words, _of_one_unit(account.estimated)
    unit = findings[0].outcome.unit
    rows = pd.DataFrame(
        {
            "outcome": account.outcome(f),
            "series": account.series(f),
            **{k: study_units.shown(v, unit) for k, v in _figures(f).items()},
        }
        for f in findings
    )
    chart = study_charts.estimates(
        rows,
        lang=words.lang,
        title=words("findings.chart_title"),
        unit=study_units.unit_name(unit, words),
        source=account.source(findings),
    )
    items = [
        words(
            "findings.chart_item",
            outcome=account.outcome(f),
            series=account.series(f),
            amount=account.amount(_figures(f)["estimate"], f),
            low=account.amount(_figures(f)["lower"], f),
            high=account.amount(_figures(f)["upper"], f),
        )
        for f in findings[:TOLD]
    ]
    alternative = words("findings.chart_alt", items="; ".join(items))
    return Illustration("estimates", chart, alternative, words("findings.chart_caption", **account.years(findings)))


def _of_one_unit(findings: list[Finding]) -> list[Finding]:
    """Return the findings in the unit of the first: two units do not go on one axis."""
    return [f for f in findings if f.outcome.unit == findings[0].outcome.unit]


def _figures(finding: Finding) -> dict[str, float]:
    effect = finding.result
    assert isinstance(effect, Effect)
    low, high = effect.interval
    return {"estimate": effect.estimate, "lower": low, "upper": high}


def _detail(account: Account, shown: Shown) -> Illustration:
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
    chart, alternative = _DETAILS[shown.kind](account, finding, words(f"figure.{shown.kind}", **told))
    return Illustration(name(shown), chart, alternative, words(f"figure.{shown.kind}_caption", **told))


Drawn = tuple[alt.VConcatChart, str]


def _event_study(account: Account, finding: Finding, title: str) -> Drawn:
    effect = _shown(finding)
    unit = study_units.unit_name(finding.outcome.unit, account.words)
    chart = effects_charts.event_study(
        effect, lang=account.words.lang, title=title, unit=unit, source=account.source([finding])
    )
    rows = effect.path[["period", "estimate"]].tail(TOLD)
    items = [
        account.words("figure.at", period=int(period), amount=account.words.number(estimate, 1))
        for period, estimate in rows.itertuples(index=False, name=None)
    ]
    return chart, account.words("figure.event_study_alt", unit=unit, items="; ".join(items))


def _synthetic(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = _shown(finding), account.words
    assert effect.fitted is not None
    years = effect.fitted.set_index("time")
    first, last = years.index[0], years.index[-1]
    before = int((effect.path["period"] < 0).sum()) - 1
    unit = words("axis_unit.index", first=first)
    chart = effects_charts.treated_against_synthetic(
        effect, lang=words.lang, title=title, unit=unit, source=account.source([finding])
    )
    told = {
        f"{which}_{when}": words.number(row[which], 1)
        for when, row in (("last", years.loc[last]), ("before", years.iloc[before]))
        for which in ("treated", "synthetic")
    }
    return chart, words("figure.synthetic_alt", first=first, last=last, before=years.index[before], **told)


def _weights(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = _shown(finding), account.words
    assert effect.unit_weights is not None
    first, last = finding.outcome.years
    chart = effects_charts.weights_map(
        effect, lang=words.lang, title=title, year=f"{first}\N{EN DASH}{last}", source=account.source([finding])
    )
    largest = effect.unit_weights.nlargest(NAMED_WEIGHTS)
    items = [f"{account.place(str(unit))} {words.number(100 * weight, 1)}%" for unit, weight in largest.items()]
    return chart, words("figure.weights_alt", items="; ".join(items))


def _permutation(account: Account, finding: Finding, title: str) -> Drawn:
    effect, words = _shown(finding), account.words
    assert effect.distribution is not None
    unit = study_units.unit_name(finding.outcome.unit, words)
    chart = effects_charts.permutation_distribution(
        effect, lang=words.lang, title=title, unit=unit, source=account.source([finding])
    )
    return chart, words(
        "figure.permutation_alt",
        count=words.number(len(effect.distribution), 0),
        lowest=words.number(effect.distribution.min(), 1),
        highest=words.number(effect.distribution.max(), 1),
        amount=account.amount(_figures(finding)["estimate"], finding),
        p=account.words.p_is(effect.p_value),
    )


def _power(account: Account, finding: Finding, title: str) -> Drawn:
    words = account.words
    if finding.detectable is None:
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: it is not known what could be found.")
    power = study_units.power_shown(finding.detectable, finding.outcome.unit)
    unit = study_units.unit_name(finding.outcome.unit, words)
    chart = effects_charts.power_curve(power, lang=words.lang, title=title, unit=unit, source=account.source([finding]))
    curve = finding.detectable.curve
    items = [
        words("figure.power_item", n=row["n_treated"], years=row["post_periods"], amount=account.amount(value, finding))
        for row, value in zip(curve.head(TOLD).to_dict("records"), curve["for_treated"], strict=False)
        if np.isfinite(value)
    ]
    return chart, words("figure.power_alt", items="; ".join(items))


def _shown(finding: Finding) -> Effect:
    if not isinstance(finding.result, Effect):
        raise ValueError(f"{finding.outcome.name}, {finding.treated.name}: there is no estimate to draw.")
    return study_units.effect_shown(finding.result, finding.outcome.unit)


_DETAILS = {
    "event_study": _event_study,
    "synthetic": _synthetic,
    "weights": _weights,
    "permutation": _permutation,
    "power": _power,
}
