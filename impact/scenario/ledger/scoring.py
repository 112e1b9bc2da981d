"""How well forecasts did: continuous ranked probability score, pinball loss, coverage, skill.

Arrays in, arrays out: draws are (forecasts, draws), outcomes (forecasts,). Scores are in the unit of the outcome,
smaller is better (Gneiting and Raftery 2007, Journal of the American Statistical Association 102, 359-378).
"""

from __future__ import annotations

import numpy as np

from impact.scenario.ledger.methods import Array


def crps(draws: Array, outcomes: Array) -> Array:
    r"""Return the continuous ranked probability score of draws for `outcomes`, (forecasts,).

    E|X - y| - E|X - X'| / 2 over the draws, by their order (Gneiting and Raftery 2007, eq. 21):
    2 / m^2 \sum_i (x_(i) - y) (m 1(y < x_(i)) - i + 1/2). Zero for draws that all equal the outcome; for one draw the
    absolute error.
    """
    ordered, count = np.sort(draws, axis=1), draws.shape[1]
    beyond = ordered - outcomes[:, None]
    weights = count * (beyond > 0) - np.arange(1, count + 1) + 0.5
    return np.asarray(2 * (beyond * weights).sum(axis=1) / count**2)


def pinball(quantiles: Array, outcomes: Array, levels: Array) -> Array:
    """Return the mean loss (pinball) over levels, (forecasts,), of quantiles (forecasts, levels) for `outcomes`."""
    beyond = outcomes[:, None] - quantiles
    return np.asarray(np.maximum(levels * beyond, (levels - 1) * beyond).mean(axis=1))


def inside(draws: Array, outcomes: Array, share: float, rounding: Array) -> Array:
    """Return 1.0 where each of the `outcomes` lies in the central interval that holds a share of the draws, else 0.0.

    An outcome is printed rounded: it is inside where what was rounded to it can be, half a step (`rounding`) away.
    """
    tail = (1 - share) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=1, method="hazen")
    return np.asarray((outcomes >= low - rounding) & (outcomes <= high + rounding), dtype=float)


def rank(draws: Array, outcomes: Array) -> Array:
    """Return the share of draws below `outcomes`, those equal to it by half; even over 0 to 1 if all is right."""
    below, equal = (draws < outcomes[:, None]).mean(axis=1), (draws == outcomes[:, None]).mean(axis=1)
    return np.asarray(below + equal / 2)


def skill(score: float, naive: float) -> float:
    """Return what part of the naive score is saved: 1 is perfect, 0 as good as naive, negative worse."""
    return 1 - score / naive if naive > 0 else float("nan")
