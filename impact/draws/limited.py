"""Distributions of which a part lies on one point: what cannot be on the nearest value that can, nothing on 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from impact.draws.shapes import Distribution

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cut:
    """A distribution with what is impossible put at the nearest possible value, so that its percentiles stay."""

    whole: Distribution
    least: float
    most: float

    @property
    def low(self) -> float:
        """The least that can be drawn."""
        return max(self.least, self.whole.low)

    @property
    def high(self) -> float:
        """The most that can be drawn."""
        return min(self.most, self.whole.high)

    @property
    def mean(self) -> float:
        """The mean before anything was cut."""
        return self.whole.mean

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        import numpy as np

        return np.asarray(np.clip(self.whole.quantiles(uniform), self.least, self.most))


@dataclass(frozen=True)
class OrNothing:
    """A chance of exactly 0, and otherwise another distribution."""

    otherwise: Distribution
    chance: float

    @property
    def low(self) -> float:
        """The least that can be drawn."""
        return min(0.0, self.otherwise.low)

    @property
    def high(self) -> float:
        """The most that can be drawn."""
        return max(0.0, self.otherwise.high)

    @property
    def mean(self) -> float:
        """The mean."""
        return (1 - self.chance) * self.otherwise.mean

    def quantiles(self, uniform: Array) -> Array:
        """Return the quantiles: they rise from what is below 0, stay on 0 for the chance of nothing, and rise on.

        Parameters
        ----------
        uniform
            Numbers from 0 to 1, of any shape.
        """
        import numpy as np

        under = (1 - self.chance) * chance_below(self.otherwise, 0.0)
        nothing = (uniform >= under) & is_nothing(uniform - under, self.chance)
        left = np.where(uniform < under, uniform, uniform - self.chance) / (1 - self.chance)
        return np.where(nothing, 0.0, self.otherwise.quantiles(np.clip(left, 0.0, 1.0)))


def is_nothing(uniform: Array, chance: float | Array) -> Bools:
    """Return in which draws there is nothing: where the number lies below the chance of it.

    Parameters
    ----------
    uniform
        Numbers from 0 to 1, of any shape.
    chance
        One, or one for each number.
    """
    import numpy as np

    return np.asarray((uniform < chance) | (np.asarray(chance) >= 1))


def chance_below(of: Distribution, value: float) -> float:
    """Return the chance of less than a value, found by halving: quantiles never fall.

    Parameters
    ----------
    of
        The distribution.
    value
        Any number.
    """
    import numpy as np

    if value <= of.low:
        return 0.0
    least, most = 0.0, 1.0
    while least < (middle := (least + most) / 2) < most:
        least, most = (middle, most) if of.quantiles(np.array([middle]))[0] < value else (least, middle)
    return most
