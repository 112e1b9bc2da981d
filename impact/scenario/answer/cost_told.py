"""What the cost of a scenario is, in words: what a labour year costs, the present value, and that it is no welfare."""

from __future__ import annotations

from math import isinf
from typing import Any

from impact.scenario.answer.cost import OTHER_RATES, STANDARD_RATE, Cost, CostOfWork, Sum, what_welfare_needs
from impact.scenario.answer.result import ScenarioResult
from impact.words.numbers import stable
from impact.words.statements import Statement, said

_THOUSANDS = 1_000.0  # of euros in a MEUR
_WHOLE = 100.0


def cost_in_words(result: ScenarioResult) -> list[Statement]:
    """Return what the cost of a result is; nothing where its totals of every draw were not kept."""
    cost = result.cost
    if cost is None:
        return []
    spent, standard = _amount(cost.spent, result.ranged), _standard(cost, result.ranged)
    return [
        said("cost_of_labour_years", spent=spent, year=cost.price_year, **_of_both(cost, result.ranged)),
        said("present_value", year=cost.price_year, rate=_WHOLE * STANDARD_RATE, value=standard, **_other_rates(cost)),
        what_welfare_needs(),
    ]


def cost_in_brief(result: ScenarioResult) -> list[Statement]:
    """Return the cost of a result in one sentence, and that welfare is another account; nothing where it is unknown."""
    cost = result.cost
    if cost is None:
        return []
    known: dict[str, Any] = {
        "year": cost.price_year,
        "rate": _WHOLE * STANDARD_RATE,
        "value": _standard(cost, result.ranged),
    }
    known |= _other_rates(cost)
    return [said("cost_in_brief", **known, **_of_both(cost, result.ranged)), what_welfare_needs()]


def _other_rates(cost: Cost) -> dict[str, float]:
    """Return the present value at the rates beside the standard one, for a sentence."""
    lower, higher = OTHER_RATES
    return {
        "lower_rate": _WHOLE * lower,
        "lower_value": cost.present[lower].mean,
        "higher_rate": _WHOLE * higher,
        "higher_value": cost.present[higher].mean,
    }


def _standard(cost: Cost, ranged: bool) -> Statement:
    return _amount(cost.present[STANDARD_RATE], ranged)


def _of_both(cost: Cost, ranged: bool) -> dict[str, Statement]:
    named = {"gross": "gross", "net": "net_regional"}
    return {name: _of_work(cost.of_work[concept], ranged) for name, concept in named.items()}


def _amount(of: Sum, ranged: bool) -> Statement:
    if not ranged or of.low == of.high:
        return said("amount_alone", mean=of.mean)
    low, mean, high = (stable(*figure) for figure in zip((of.low, of.mean, of.high), of.errors, strict=True))
    return said("amount_with_band", mean=mean, low=low, high=high)


def _of_work(cost: CostOfWork, ranged: bool) -> Statement:
    percent = _WHOLE * cost.undefined
    ends = zip((cost.low, cost.median, cost.high), cost.errors, strict=True)
    low, median, high = (stable(_THOUSANDS * end, _THOUSANDS * error) for end, error in ends)
    if isinf(median):
        return said("cost_not_defined", percent=percent)
    if not ranged:
        return said("cost_alone", median=median)
    if isinf(high):
        return said("cost_without_end", median=median, low=low, percent=percent)
    if percent > 0:
        return said("cost_not_always", median=median, low=low, high=high, percent=percent)
    return said("cost_with_band", median=median, low=low, high=high)
