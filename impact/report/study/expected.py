"""What a scenario expects of use beside what the study could find: how far below it lies, and what could see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from impact.report.study import units as study_units
from impact.words.units import Unit
from impact.words.units import unit as unit_of

if TYPE_CHECKING:
    from impact.effects import Finding
    from impact.effects.study.expectations import Expectation, Expectations
    from impact.report.pages.source_table import Row
    from impact.report.study.telling import Account

FAR = 5  # times the high end of an expectation goes into what could be found, for it to lie far below
_EXTREMES = ("least", "most", "least_high")
_QUOTED = ("chance", "firm", "firm_low", "firm_high", "of_area", *_EXTREMES)


def expected(account: Account) -> list[dict[str, Any]]:
    """Return a group a definition of the treated: what is expected, with its range, beside what could be found."""
    asked = account.evaluation.expectations
    groups: dict[str, list[Expectation]] = {}
    for row in asked.rows if asked else ():
        groups.setdefault(row.treated, []).append(row)
    return [
        {"caption": _caption(account, name), "rows": [_row(account, row) for row in of]} for name, of in groups.items()
    ]


def _caption(account: Account, name: str) -> str:
    ask, words = account.evaluation.study.power, account.words
    power = words.number(100 * ask.power, 0)
    title = account.design.treated(name)
    return words("expected.caption", treated=title, power=power, years=ask.post_periods)


def _row(account: Account, row: Expectation) -> Row:
    words, found = account.words, finding_of(account, row)
    title = account.outcome(found) if found else words(f"expected.{row.measure}")
    return [
        words("expected.in_year", what=title, unit=_unit(account, row).after.spoken(words.lang), year=row.year),
        _written(account, row.mean, row.unit),
        words("expected.span", low=_written(account, row.low, row.unit), high=_written(account, row.high, row.unit)),
        words("expected.no_series") if found is None else _found_from(account, found),
        words("document.nothing") if (times := _times(found, row, row.mean)) is None else _rounded(account, times),
    ]


def finding_of(account: Account, row: Expectation) -> Finding | None:
    """Return the finding that says what could be found of an expectation; None where no outcome shows it."""
    for finding in account.detectable:
        if (finding.outcome.name, finding.treated.name) == (row.outcome, row.treated):
            return finding
    return None


def _unit(account: Account, row: Expectation) -> Unit:
    """Return the unit of an expectation as people read it; money in the prices of its year."""
    unit, asked = unit_of(study_units.shown_unit(row.unit)), account.evaluation.expectations
    return unit.in_prices(asked.price_year) if asked and unit.prices else unit


def _written(account: Account, value: float, unit: str) -> str:
    """Return an effect without its unit, two digits of it; nothing at all is 0."""
    number = study_units.shown(value, unit)
    return account.words.number(number, study_units.decimals(number) if number else 0)


def _found_from(account: Account, finding: Finding) -> str:
    power = finding.detectable
    if power is None or not np.isfinite(power.for_treated):
        return account.words("detectable.nothing")
    return _written(account, power.for_treated, finding.outcome.unit)


def _times(finding: Finding | None, row: Expectation, value: float) -> float | None:
    """Return how many times a value goes into the smallest change that could be found; None where it is not known."""
    power = finding.detectable if finding else None
    if power is None or not np.isfinite(power.for_treated) or value <= 0:
        return None
    return study_units.shown(power.for_treated, row.unit) / study_units.shown(value, row.unit)


def _rounded(account: Account, times: float) -> str:
    """Return a number of times in two digits: more would claim a false precision."""
    return account.words.number(float(f"{times:.2g}"), 0 if times >= 10 else 1)


def conclusion(account: Account) -> str:
    """Return which sentence says where the expectations lie, by name; empty where nothing is expected of use."""
    times = _all_times(account)
    if not times:
        return ""
    return "expected.below" if min(high for _, high in times) >= FAR else "expected.not_all_below"


def quoted(account: Account) -> dict[str, str]:
    """Return what the sentences around the table quote: empty texts where nothing is expected of use."""
    asked, words = account.evaluation.expectations, account.words
    if asked is None:
        return dict.fromkeys(_QUOTED, "")
    percent = unit_of(study_units.PERCENT)
    low, firm, high = (percent.beside(_written(account, end, study_units.LOG), words.lang) for end in asked.firm)
    told = {"chance": words.number(100 * asked.chance_of_nothing, 0), "firm": firm, "firm_low": low, "firm_high": high}
    return {**told, "of_area": _of_area(account, asked), **_extremes(account)}


def _of_area(account: Account, asked: Expectations) -> str:
    """Return what is left of the effect on a firm in the area put first; empty where it is not known."""
    of_area = [row for row in asked.rows if row.measure == "productivity"]
    if not of_area:
        return ""
    first = of_area[0]
    return _unit(account, first).beside(_written(account, first.mean, first.unit), account.words.lang)


def _extremes(account: Account) -> dict[str, str]:
    times = _all_times(account)
    if not times:
        return dict.fromkeys(_EXTREMES, "")
    means = [mean for mean, _ in times]
    ends = (min(means), max(means), min(high for _, high in times))
    return {name: _rounded(account, value) for name, value in zip(_EXTREMES, ends, strict=True)}


def _all_times(account: Account) -> list[tuple[float, float]]:
    """Return how many times the mean and the high end of each expectation go into what could be found."""
    asked = account.evaluation.expectations
    found = [(finding_of(account, row), row) for row in (asked.rows if asked else ())]
    both = [(_times(finding, row, row.mean), _times(finding, row, row.high)) for finding, row in found]
    return [(mean, high) for mean, high in both if mean is not None and high is not None]
