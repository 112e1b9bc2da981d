"""The columns of a comparison that hold figures: statistics of differences, and the means that they lie between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from impact.scenario.answer.statistics import DECIMALS, STATISTICS, statistics
from impact.scenario.computation.draws import Array


def figures(of: Array, against: Array, measures: Sequence[str], units: Sequence[str]) -> dict[str, list[str] | Array]:
    """Return the columns with figures of the differences `of - against`, a row a figure.

    Parameters
    ----------
    of, against : (draws, figures)
        The draws of the scenario, and of the one that it is compared with.
    measures, units : (figures,)
        What is counted, and in what.
    """
    differences = of - against
    found = _written(statistics(differences))
    return {
        "measure": list(measures),
        **{statistic: found[:, at] for at, statistic in enumerate(STATISTICS)},
        "same_sign": np.array([same_sign(column) for column in differences.T]),
        "mean_scenario": _written(of.mean(axis=0)),
        "mean_against": _written(against.mean(axis=0)),
        "unit": list(units),
    }


def same_sign(draws: Array) -> float:
    """Return the share of draws with the sign of their mean; of draws without a difference where the mean is 0."""
    return float((np.sign(draws) == np.sign(draws.mean())).mean())


def _written(values: Array) -> Array:
    found: Array = np.round(values, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
    return found
