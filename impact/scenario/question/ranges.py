"""Ranges: what a scenario says of a quantity that it does not know, and what can be drawn of it."""

from __future__ import annotations

from math import inf
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from impact.inputs import StrictTable
from impact.scenario.question.triangles import Triangle, through_percentiles

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


class Range(StrictTable):
    """Three values of one quantity: low and high as `means` says, central is the most likely value.

    `possible` is what a value of this kind can be at all: draws outside low and high stay within it.
    """

    written = "a number, or { low = ..., central = ..., high = ... }"

    low: Finite
    central: Finite
    high: Finite
    means: Means = "bounds"

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

    @property
    def possible(self) -> Limits:
        """The least and the most that a value of this kind can be."""
        return -inf, inf

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high

    @property
    def triangle(self) -> Triangle:
        """The distribution that is drawn from, before what is impossible is cut off."""
        if self.means == "bounds":
            return Triangle(self.low, self.central, self.high)
        return through_percentiles(self.low, self.central, self.high)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value that can be drawn."""
        least, most = self.possible
        return max(least, self.triangle.low), min(most, self.triangle.high)


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
