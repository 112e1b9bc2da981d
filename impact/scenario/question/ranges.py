"""Ranges: what a scenario says of a quantity that it does not know, and what can be drawn of it."""

from __future__ import annotations

from math import inf
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from impact.draws.limited import Cut, OrNothing
from impact.draws.shapes import SHAPES, Distribution, ShapeName, Triangle
from impact.inputs import StrictTable

Finite = Annotated[float, Field(allow_inf_nan=False)]

Limits = tuple[float, float]
Unit = Literal["share", "exponent", "spread", "per year", "years"]
POSSIBLE: dict[Unit, Limits] = {
    "share": (0.0, 1.0),
    "exponent": (0.0, 0.99),
    "spread": (0.0, 0.5),
    "per year": (-0.05, 0.15),
    "years": (-2.0, 5.0),
}
"""What an assumption in a unit can be at all."""

Means = Literal["bounds", "p10-p90"]
"""What low and high are: the ends of what is possible, or the tenth and ninetieth percentile of what is expected."""

_ROUNDING = 1e-9  # of the width: what decimals leave of a middle
_UNSAID: dict[str, object] = {"shape": "triangular", "nothing": 0.0}


class Range(StrictTable):
    """Three values of one quantity: low and high as `means` says, central is the most likely value.

    `shape` is that of the distribution. `nothing` is the chance that the value is 0 instead; low, central and high then
    say what it is otherwise. `possible` is what a value of this kind can be at all: draws outside low and high stay
    within it.
    """

    written = "a number, or { low = ..., central = ..., high = ... }"

    low: Finite
    central: Finite
    high: Finite
    means: Means = "bounds"
    shape: ShapeName = "triangular"
    nothing: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.0

    @model_validator(mode="before")
    @classmethod
    def _single_number_has_no_range(cls, given: Any) -> Any:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return {"low": given, "central": given, "high": given}
        return given

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"low <= central <= high|{self.low:g}, {self.central:g}, {self.high:g}")
        return self

    @model_validator(mode="after")
    def _of_its_shape(self) -> Self:
        shape, middle = SHAPES[self.shape], (self.low + self.high) / 2
        if shape.between is None and self.means == "bounds" and self.low < self.high:
            expected = f"means = 'p10-p90' beside shape = '{self.shape}', which has no ends"
            raise ValueError(f"{expected}|means = 'bounds'")
        if shape.symmetric and abs(self.central - middle) > _ROUNDING * (self.high - self.low):
            raise ValueError(f"central in the middle of a {self.shape} range, {middle:.10g}|{self.central:g}")
        return self

    @model_validator(mode="after")
    def _nothing_is_possible(self) -> Self:
        least, most = self.possible
        if self.nothing > 0 and not least <= 0 <= most:
            raise ValueError(f"no chance of nothing: values are from {least:g} to {most:g}|nothing = {self.nothing:g}")
        return self

    @model_serializer(mode="wrap")
    def _without_what_is_usual(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        found: dict[str, Any] = written(self)
        return {key: value for key, value in found.items() if key not in _UNSAID or value != _UNSAID[key]}

    @property
    def possible(self) -> Limits:
        """The least and the most that a value of this kind can be."""
        return -inf, inf

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high and (self.nothing == 0 or self.low == 0)

    @property
    def lowest(self) -> float:
        """The low that is stated, or nothing where there may be nothing."""
        return min(self.low, 0.0) if self.nothing > 0 else self.low

    @property
    def distribution(self) -> Distribution:
        """What is drawn from: what cannot be is put at the nearest value that can."""
        found = self._otherwise
        return OrNothing(found, self.nothing) if self.nothing > 0 else found

    @property
    def _otherwise(self) -> Distribution:
        """What is drawn from where there is something."""
        shape = SHAPES[self.shape]
        if self.low == self.high:
            return Triangle(self.low, self.central, self.high)
        if self.means == "bounds" and shape.between is not None:
            return shape.between(self.low, self.central, self.high)
        return Cut(shape.through(self.low, self.central, self.high), *self.possible)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value that can be drawn."""
        found = self.distribution
        return found.low, found.high


class Amount(Range):
    """A range of money or people, never negative."""

    @property
    def possible(self) -> Limits:
        """Nothing, or more."""
        return 0.0, inf

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if self.low < 0:
            raise ValueError(f"an amount of 0 or more|{self.low:g}")
        return self


class Share(Range):
    """A range of shares between 0 and 1."""

    @property
    def possible(self) -> Limits:
        """Nothing to all."""
        return POSSIBLE["share"]

    @model_validator(mode="after")
    def _between_0_and_1(self) -> Self:
        if self.low < 0 or self.high > 1:
            raise ValueError(f"shares between 0 and 1|{self.low:g} to {self.high:g}")
        return self
