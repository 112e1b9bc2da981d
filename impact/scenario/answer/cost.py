"""What a labour year costs, and what the spending is worth in the price year: draw by draw, from the totals kept.

The cost of a labour year is everything that is paid, the part abroad and the money of the EU included, over the work
that it gives, all years together and both undiscounted. It says what public money buys, not whether that is worth it.
In a draw in which no work is gained on balance there is no such cost, and close to it the ratio has no bounds; so it
has no mean here. Quantiles are those of work per euro turned over: a draw without gain is dearer than any other.

Real discount rates: Werkgroep discontovoet, Rapport Werkgroep discontovoet 2020, in force since 1 January 2021
(rwseconomie.nl/discontovoet): 2.25 % for all costs and benefits, but 1.6 % for costs that are fixed and sunk and 2.9 %
for benefits that vary more than in proportion with use. Payments of a year are brought to the price year as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf
from typing import Any

import numpy as np

from impact.draws.precision import errors_of_band, quantile_error
from impact.scenario.answer.by_draw import SPENDING, TotalsByDraw
from impact.scenario.answer.statistics import STATISTICS, statistics
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.draws import Array
from impact.words.statements import Statement, in_both, said

STANDARD_RATE = 0.0225
OTHER_RATES = (0.016, 0.029)
WORK = "jobs"
_SURE = (0.0, 0.0, 0.0)
_ENDS = {"p95": 0.95, "p50": 0.5, "p05": 0.05}
"""Quantiles of work per euro that are the low, the middle and the high cost."""


@dataclass(frozen=True)
class Sum:
    """An amount, MEUR of the price year: the mean of all draws, and between `low` and `high` nine in ten of them.

    `errors` are standard errors of the three, in their order; 0 where they are not known.
    """

    low: float
    mean: float
    high: float
    errors: tuple[float, float, float] = _SURE


@dataclass(frozen=True)
class CostOfWork:
    """What a labour year costs, MEUR of the price year.

    Attributes
    ----------
    concept : of which work, gross or net.
    low, median, high : nine in ten draws lie between low and high; infinite where those draws gain no work.
    undefined : the share of draws that gain no work, for which there is no such cost.
    errors : standard errors of low, median and high; 0 where they are not known.
    """

    concept: str
    low: float
    median: float
    high: float
    undefined: float
    errors: tuple[float, float, float] = _SURE

    def as_row(self) -> dict[str, Any]:
        """Return the cost as plain values, for a file; None for an end that there is not."""
        ends = {"p05": self.low, "p50": self.median, "p95": self.high}
        known = {name: None if isinf(value) else value for name, value in ends.items()}
        unit = "MEUR per labour year"
        return {"concept": self.concept, **known, "share_of_draws_without": self.undefined, "unit": unit}


@dataclass(frozen=True)
class Cost:
    """What the spending is, and what a labour year costs.

    Attributes
    ----------
    price_year : of the euros, and the year that present values are of.
    spent : everything that is paid, all years together, not discounted.
    present : by real discount rate, the value of that in the price year.
    of_work : by concept, the cost of a labour year.
    """

    price_year: int
    spent: Sum
    present: dict[float, Sum]
    of_work: dict[str, CostOfWork]

    def as_row(self) -> dict[str, Any]:
        """Return the cost as plain values, for a file."""
        return {
            "unit": "MEUR",
            "price_year": self.price_year,
            "spent": _plain(self.spent),
            "present_value": [{"rate": rate, **_plain(value)} for rate, value in self.present.items()],
            "per_labour_year": [cost.as_row() for cost in self.of_work.values()],
            "welfare": {"computed": False, **in_both(what_welfare_needs())},
        }


def what_welfare_needs() -> Statement:
    """Return that welfare is another account, which is not computed, and what it would need."""
    return said("welfare_not_computed")


def cost_of(totals: TotalsByDraw, price_year: int) -> Cost:
    """Return what the spending of a result is, and what a labour year costs.

    Parameters
    ----------
    totals
        Of every draw, see `ScenarioResult.by_draw`.
    price_year
        Of the result.
    """
    spent = totals.of(SPENDING, SPENDING)
    rates = (STANDARD_RATE, *OTHER_RATES)
    return Cost(
        price_year=price_year,
        spent=_sum(spent),
        present={rate: _sum(present_value(totals, rate, price_year)) for rate in rates},
        of_work={concept: cost_of_work(concept, spent, totals.of(concept, WORK)) for concept in HEADLINES},
    )


def present_value(totals: TotalsByDraw, rate: float, base: int) -> Array:
    """Return the present value of the spending in every draw, (draws,), in the same euros.

    Parameters
    ----------
    totals
        Of every draw.
    rate
        Real discount rate a year, 0.0225 for 2.25 %.
    base
        The year of which the value is; what is paid t years later counts (1 + rate) to the power of minus t.
    """
    found = np.zeros(totals.count)
    for year in totals.years:
        found += totals.of(SPENDING, SPENDING, year) * (1 + rate) ** (base - year)
    return found


def cost_of_work(concept: str, spent: Array, work: Array) -> CostOfWork:
    """Return the cost of a labour year.

    Parameters
    ----------
    concept
        Of which work.
    spent : (draws,)
        MEUR.
    work : (draws,)
        Labour years.
    """
    bought = np.divide(work, spent, out=np.zeros_like(spent), where=spent > 0)
    found = dict(zip(STATISTICS, statistics(bought), strict=True))
    low, median, high = (_turned(float(found[at])) for at in _ENDS)
    of_low, of_median, of_high = (_error(bought, found[at], probability) for at, probability in _ENDS.items())
    return CostOfWork(concept, low, median, high, float((bought <= 0).mean()), (of_low, of_median, of_high))


def _error(bought: Array, at: float, probability: float) -> float:
    """Return the standard error of one over a quantile: that of the quantile, times the slope there."""
    return quantile_error(bought, probability) / float(at) ** 2 if at > 0 else 0.0


def _turned(bought: float) -> float:
    return round(1 / bought, 9) if bought > 0 else inf


def _sum(draws: Array) -> Sum:
    found = dict(zip(STATISTICS, statistics(draws), strict=True))
    low, mean, high = (round(float(found[at]), 6) for at in ("p05", "mean", "p95"))
    of_mean, of_end = errors_of_band(low, high, len(draws))
    return Sum(low, mean, high, (of_end, of_mean, of_end))


def _plain(found: Sum) -> dict[str, float]:
    return {"mean": found.mean, "p05": found.low, "p95": found.high}
