"""The triangular distribution of a range: where it ends, from what low and high mean.

Low and high are the ends themselves, or the tenth and the ninetieth percentile of what is thought possible. People who
are asked for a lowest and a highest value tend to give values that are exceeded more often than they think, so the
two readings give bands of very different width.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

OUTSIDE = 0.10
"""The chance below the tenth percentile, and above the ninetieth."""
_HALVINGS = 200  # far more than a floating-point number has digits


@dataclass(frozen=True)
class Triangle:
    """A triangular distribution from `low` to `high` with its top at `mode`."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + self.mode + self.high) / 3


def through_percentiles(low: float, mode: float, high: float) -> Triangle:
    """Return the triangle of which `low` is the tenth percentile, `mode` the top and `high` the ninetieth percentile.

    With p the part of the width left of the top, the distribution function gives (top - low) / width = p - sqrt(p / 10)
    and (high - top) / width = q - sqrt(q / 10), q = 1 - p. Left against both together rises from 0 at p = 0.1 to 1 at
    p = 0.9, so for any low <= mode <= high there is one such triangle; p is found by halving.
    """
    if low == high:
        return Triangle(low, mode, high)
    wanted = (mode - low) / (high - low)
    least, most = OUTSIDE, 1 - OUTSIDE
    for _ in range(_HALVINGS):
        p = (least + most) / 2
        left, right = _inside(p), _inside(1 - p)
        least, most = (p, most) if left < wanted * (left + right) else (least, p)
    width = (high - low) / (_inside(p) + _inside(1 - p))
    return Triangle(mode - p * width, mode, mode + (1 - p) * width)


def _inside(part: float) -> float:
    """Return what of the width lies between the top and the percentile on the side that has `part` of the width."""
    return part - sqrt(OUTSIDE * part)
