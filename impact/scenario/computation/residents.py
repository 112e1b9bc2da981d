"""What residents buy inside the study area, industry by industry.

Households are one more buyer with a location quotient of 1: they buy at home what the quotient of the seller allows,
min(k SLQ_i, 1) of what they buy in the country. Flegg's allowance for size was meant for firms' purchases and leaves
shops and cafes far too little; so the level is not taken from it. One number says which part of all that residents buy
from Dutch industries they buy in the area (`household_local_share`), and k is the number that gives exactly that.
"""

from __future__ import annotations

import numpy as np

from impact.errors import InputError, Problem
from impact.scenario.computation.draws import Array
from impact.scenario.question.assumptions import HOUSEHOLD_LOCAL
from impact.scenario.question.scenario import Scenario


def local_shares(quotients: Array, pattern: Array, share: Array) -> Array:
    """Return the part of each industry's sales to residents that is bought in the area, (draws, n), each 0 to 1.

    Parameters
    ----------
    quotients : (n,)
        Simple location quotients of the area; 0 where an industry is absent.
    pattern : (n,)
        What residents buy from each industry of the country.
    share : (draws,)
        The part of all those purchases that is bought in the area; at most `largest_share`.
    """
    # The part bought at home rises with k in straight pieces, with a corner where an industry has no more to give.
    present = np.unique(quotients[quotients > 0])
    corners = np.concatenate([[0.0], 1 / present[::-1]])
    at_corner = np.minimum(corners[:, None] * quotients, 1.0) @ pattern / pattern.sum()
    factor = np.interp(share, at_corner, corners)
    local: Array = np.minimum(factor[:, None] * quotients, 1.0)
    return local


def largest_share(quotients: Array, pattern: Array) -> float:
    """Return the most of their Dutch purchases that residents can make in the area: what its industries sell at all."""
    return float(pattern[quotients > 0].sum() / pattern.sum())


def check_local_share(scenario: Scenario, quotients: Array, pattern: Array) -> None:
    """Refuse a share that the area cannot serve, because it lacks industries from which residents buy.

    Raises
    ------
    InputError
        The highest value of `household_local_share` is above `largest_share`.
    """
    high, most = scenario.assumptions[HOUSEHOLD_LOCAL.name].ends[1], largest_share(quotients, pattern)
    if high > most + 1e-9:
        field = f"assumptions.{HOUSEHOLD_LOCAL.name}.high"
        expected = f"{most:.2f} at most: the area has no {1 - most:.0%} of what residents buy"
        todo = "Lower it, for instance to what the area's own shops and services can sell."
        raise InputError(Problem(scenario.name, field, f"{high:g}", expected, todo))
