"""A figure with its range, as the page shows it."""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

import numpy as np

from impact.scenario.computation.draws import Array


class Band(NamedTuple):
    """One figure: nine in ten draws lie between low and high, which are NaN where the draws are too few to know."""

    low: float
    mean: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is a range."""
        return not isnan(self.low)

    @property
    def negative(self) -> Band:
        """The same with the other sign."""
        return Band(-self.high, -self.mean, -self.low)


def band_of(draws: Array) -> Band:
    """Return the mean of draws and the ends between which nine in ten lie.

    Parameters
    ----------
    draws
        Shape (draws,).
    """
    low, high = np.quantile(draws, [0.05, 0.95])
    return Band(float(low), float(draws.mean()), float(high))
