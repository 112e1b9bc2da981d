"""The figures of a study's pages, each with its alternative text and caption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact import regions
from impact.effects import Effect
from impact.report.charts import study as study_charts
from impact.report.pages.manuscript import Illustration
from impact.report.study import units as study_units
from impact.report.study.details import detail, name
from impact.report.study.effect_charts import rows_of, values
from impact.report.study.pages import Kind, Shown
from impact.words.texts import words as texts_of

if TYPE_CHECKING:
    from impact.effects import Finding
    from impact.report.study.telling import Account

_ESTIMATE = ("estimate", "lower", "upper")


def illustrations(account: Account) -> Iterator[Illustration]:
    """Return the figures in the order of the pages: who is compared, what could be found, what was found, details."""
    if roles := account.roles:
        yield areas(account, roles)
    if (found := in_per_cent(account)) and not account.estimated:
        yield detectable(account, found)
    if account.estimated:
        yield estimates(account)
    for shown in account.pages.figures or _default(account):
        yield detail(account, shown)


def in_per_cent(account: Account) -> list[Finding]:
    """Return the findings of which it is known what could be found, in per cent."""
    return [f for f in account.detectable if study_units.shown_unit(f.outcome.unit) == study_units.PERCENT]


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
    elif finding.result.fitted is not None:
        kinds += ["synthetic"]
    elif finding.detectable is not None and np.isfinite(finding.detectable.value):
        kinds += ["power"]
    key = {"outcome": finding.outcome.name, "treated": finding.treated.name, "estimator": finding.test.estimator}
    return tuple(Shown(kind=kind, **key) for kind in kinds)


def areas(account: Account, roles: dict[str, str]) -> Illustration:
    """Return the map of who is compared with whom.

    Parameters
    ----------
    account
        The evaluation in one language.
    roles
        What each COROP area is (`Account.roles`).
    """
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
        roles,
        lang=words.lang,
        title=words("design.map_title"),
        subtitle=words("design.map_subtitle", study=account.design.title),
    )
    spoken = texts_of(study_charts.TEXTS, words.lang)
    told = [(account.place(code), spoken(f"role.{role}")) for role, codes in of.items() for code in codes]
    table = values(words, ("area", "role"), told)
    return Illustration("areas", chart, alternative, words("design.map_caption"), table)


def detectable(account: Account, findings: list[Finding]) -> Illustration:
    """Return what could be found of each outcome beside what is expected.

    Parameters
    ----------
    account
        The evaluation in one language.
    findings
        Those of which it is known what could be found, in per cent.
    """
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
        title=words(
            f"detectable.{'chart_title' if rows['expected'].notna().any() else 'alone'}", study=account.design.title
        ),
        unit=study_units.unit_name(study_units.PERCENT, words),
        source=account.source(findings),
    )
    known = [f for f in findings if f.detectable is not None and np.isfinite(f.detectable.for_treated)]
    alternative = words("detectable.chart_alt", n=len(findings), spread=_spread(account, known))
    caption = words("detectable.chart_caption", **account.years(findings))
    figures = rows_of(rows.replace([np.inf], np.nan), ("detectable", "expected"), words)
    told = [
        (*of, *found) for of, found in zip(rows[["outcome", "series"]].itertuples(index=False), figures, strict=True)
    ]
    table = values(words, ("outcome", "series", "detectable", "expected"), told)
    return Illustration("detectable", chart, alternative, caption, table)


def _spread(account: Account, findings: list[Finding]) -> str:
    """Return the smallest and the largest change that could be found, and of which outcome; that nothing could be."""
    found = [(f.detectable.for_treated, f) for f in findings if f.detectable is not None]
    if not found:
        return account.words("detectable.chart_nothing")
    low, high = min(found, key=lambda one: one[0]), max(found, key=lambda one: one[0])
    return account.words(
        "detectable.chart_spread",
        low=account.amount(*low, signed=False),
        low_of=account.outcome(low[1]),
        high=account.amount(*high, signed=False),
        high_of=account.outcome(high[1]),
    )


def estimates(account: Account) -> Illustration:
    """Return all estimates in the unit of the first, with their intervals.

    Parameters
    ----------
    account
        The evaluation in one language, with an estimate.
    """
    words, findings = account.words, _of_one_unit(account.estimated)
    unit = findings[0].outcome.unit
    rows = pd.DataFrame(
        {
            "outcome": account.outcome(f),
            "series": account.series(f),
            **{k: study_units.shown(v, unit) if np.isfinite(v) else v for k, v in _figures(f).items()},
        }
        for f in findings
    )
    every, rows = rows.replace([np.inf, -np.inf], np.nan), to_the_edge(rows)
    chart = study_charts.estimates(
        rows,
        lang=words.lang,
        title=words("findings.chart_title", study=account.design.title),
        unit=study_units.unit_name(unit, words),
        source=account.source(findings),
    )
    ends = sorted(findings, key=lambda f: _figures(f)["estimate"])
    told = {end: account.amount(_figures(f)["estimate"], f) for end, f in (("lowest", ends[0]), ("highest", ends[-1]))}
    apart = sum(_figures(f)["lower"] > 0 or _figures(f)["upper"] < 0 for f in findings)
    alternative = words("findings.chart_alt", n=len(findings), apart=apart, **told)
    caption = words("findings.chart_caption", **account.years(findings))
    cells = [
        (*of, *found)
        for of, found in zip(
            every[["outcome", "series"]].itertuples(index=False), rows_of(every, _ESTIMATE, words), strict=True
        )
    ]
    table = values(words, ("outcome", "series", *_ESTIMATE), cells)
    return Illustration("estimates", chart, alternative, caption, table)


def to_the_edge(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in which an interval without end runs as far as anything that is drawn, and a little further."""
    drawn = rows[["estimate", "lower", "upper"]].replace([np.inf, -np.inf], np.nan)
    low, high = float(drawn.min().min()), float(drawn.max().max())
    beyond = 0.05 * (high - low)
    return rows.assign(
        lower=rows["lower"].replace(-np.inf, low - beyond), upper=rows["upper"].replace(np.inf, high + beyond)
    )


def _of_one_unit(findings: list[Finding]) -> list[Finding]:
    """Return the findings in the unit of the first: two units do not go on one axis."""
    return [f for f in findings if f.outcome.unit == findings[0].outcome.unit]


def _figures(finding: Finding) -> dict[str, float]:
    effect = finding.result
    assert isinstance(effect, Effect)
    low, high = effect.interval
    return {"estimate": effect.estimate, "lower": low, "upper": high}
