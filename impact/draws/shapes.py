"""The shapes of what is drawn, one record each: from three stated values to a distribution and its quantiles.

Low and high are the ends themselves, or the tenth and the ninetieth percentile of what is thought possible. People who
are asked for a lowest and a highest value tend to give values that are exceeded more often than they think, so the
two readings give bands of very different width.

To add a shape, add its record to `SHAPES`, its name to `ShapeName`, and its words to the groups `shape` of
`impact/words/names.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

OUTSIDE = 0.10
"""The chance below the tenth percentile, and above the ninetieth."""
MIDDLE_WEIGHT = 4.0
"""What the most likely value of a PERT distribution weighs beside each of its ends."""
LEAST_CHANCE = 2.0**-54
"""The least chance at which a distribution without ends is asked: half of what numbers from 0 to 1 are apart."""
_HALVINGS = 200  # far more than a floating-point number has digits
_STANDARD = NormalDist()


class Distribution(Protocol):
    """What can be drawn: `low` and `high` are the ends of what comes out."""

    @property
    def low(self) -> float:
        """The least that can be drawn."""

    @property
    def high(self) -> float:
        """The most that can be drawn."""

    @property
    def mean(self) -> float:
        """The mean."""

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles at numbers from 0 to 1 of any shape."""


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

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles, by the inverse of the distribution function.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        import numpy as np

        if self.low == self.high:
            return np.full_like(uniform, self.mode)
        width = self.high - self.low
        rising = self.low + np.sqrt(uniform * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - uniform) * width * (self.high - self.mode))
        found: Array = np.where(uniform * width < self.mode - self.low, rising, falling)
        return found


@dataclass(frozen=True)
class Pert:
    """A beta distribution from `low` to `high` of which the mean is (low + 4 mode + high) / 6.

    Source: Vose, Risk Analysis (3rd ed. 2008), appendix III; Malcolm, Roseboom, Clark and Fazar, Operations Research 7
    (1959), p. 651: exponents 1 + 4 (mode - low) / width and 1 + 4 (high - mode) / width.
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + MIDDLE_WEIGHT * self.mode + self.high) / (2 + MIDDLE_WEIGHT)

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        width = self.high - self.low
        return self.low + width * _pert((self.mode - self.low) / width, uniform)


@dataclass(frozen=True)
class Uniform:
    """A uniform distribution from `low` to `high`: no value is likelier than another."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + self.high) / 2

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        return self.low + (self.high - self.low) * uniform


@dataclass(frozen=True)
class Normal:
    """A normal distribution. It has no ends; what is ever drawn lies within some eight standard deviations."""

    mean: float
    deviation: float

    @property
    def low(self) -> float:
        """The least that is ever drawn, at `LEAST_CHANCE`."""
        return self.mean + self.deviation * _STANDARD.inv_cdf(LEAST_CHANCE)

    @property
    def high(self) -> float:
        """The most that is ever drawn, at `LEAST_CHANCE`."""
        return self.mean - self.deviation * _STANDARD.inv_cdf(LEAST_CHANCE)

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles, between `low` and `high`.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        import numpy as np
        from scipy.special import ndtri

        found = self.mean + self.deviation * ndtri(uniform)
        return np.asarray(np.clip(found, self.low, self.high))


@dataclass(frozen=True)
class Shape:
    """How three stated values become a distribution.

    Attributes
    ----------
    name : in a file, `shape = "NAME"`.
    between : of low, central and high as ends; None for a shape that has no ends.
    through : of low and high as the tenth and the ninetieth percentile.
    symmetric : whether central must lie in the middle.
    """

    name: str
    between: Callable[[float, float, float], Distribution] | None
    through: Callable[[float, float, float], Distribution]
    symmetric: bool = False


def triangle_through(low: float, mode: float, high: float) -> Triangle:
    """Return the triangle of which `low` is the tenth percentile, `mode` the top and `high` the ninetieth percentile.

    With p the part of the width left of the top, the distribution function gives (top - low) / width = p - sqrt(p / 10)
    and (high - top) / width = q - sqrt(q / 10), q = 1 - p. Left against both together rises from 0 at p = 0.1 to 1 at
    p = 0.9, so for any low <= mode <= high there is one such triangle; p is found by halving.

    Parameters
    ----------
    low, mode, high
        In that order.
    """
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


@lru_cache(maxsize=256)
def pert_through(low: float, mode: float, high: float) -> Pert:
    """Return the PERT distribution of which `low` is the tenth percentile and `high` the ninetieth.

    With p the place of the top in the width, (p - tenth) / (ninetieth - tenth) of the standard distribution rises from
    below 0 to above 1, so for any low <= mode <= high there is one; p is found by halving.

    Parameters
    ----------
    low, mode, high
        In that order.
    """
    wanted = (mode - low) / (high - low)
    least, most = 0.0, 1.0
    while least < (p := (least + most) / 2) < most:
        tenth, ninetieth = _pert_percentiles(p)
        least, most = (p, most) if p - tenth < wanted * (ninetieth - tenth) else (least, p)
    tenth, ninetieth = _pert_percentiles(p)
    width = (high - low) / (ninetieth - tenth)
    return Pert(mode - p * width, mode, mode + (1 - p) * width)


def _pert_percentiles(p: float) -> tuple[float, float]:
    import numpy as np

    tenth, ninetieth = _pert(p, np.array([OUTSIDE, 1 - OUTSIDE]))
    return float(tenth), float(ninetieth)


def _pert(p: float, uniform: Array) -> Array:
    """Return the quantiles of the PERT distribution from 0 to 1 with its top at p."""
    from scipy.special import betaincinv

    found: Array = betaincinv(1 + MIDDLE_WEIGHT * p, 1 + MIDDLE_WEIGHT * (1 - p), uniform)
    return found


def uniform_through(low: float, mode: float, high: float) -> Uniform:
    """Return the uniform distribution of which `low` is the tenth percentile and `high` the ninetieth.

    Parameters
    ----------
    low, high
        In that order.
    mode
        Does not count: no value is likelier than another.
    """
    beyond = (high - low) * OUTSIDE / (1 - 2 * OUTSIDE)
    return Uniform(low - beyond, high + beyond)


def normal_through(low: float, mode: float, high: float) -> Normal:
    """Return the normal distribution of which `low` is the tenth percentile and `high` the ninetieth.

    Parameters
    ----------
    low, high
        In that order.
    mode
        Their middle.
    """
    return Normal((low + high) / 2, (high - low) / (2 * _STANDARD.inv_cdf(1 - OUTSIDE)))


ShapeName = Literal["triangular", "pert", "uniform", "normal"]
SHAPES: Mapping[ShapeName, Shape] = {
    "triangular": Shape("triangular", Triangle, triangle_through),
    "pert": Shape("pert", Pert, pert_through),
    "uniform": Shape("uniform", lambda low, mode, high: Uniform(low, high), uniform_through),
    "normal": Shape("normal", None, normal_through, symmetric=True),
}
"""Every shape by its name."""
