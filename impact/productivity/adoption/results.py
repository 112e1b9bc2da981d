"""A fitted curve of adoption: frozen, with what it rests on and what a reader has to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact.productivity.adoption.faults import floats, raise_all, year_problems
from impact.words.statements import Statement

Floats = NDArray[np.float64]


class Curve(StrEnum):
    """The form of a curve."""

    LOGISTIC = "logistic"
    BASS = "bass"


class How(StrEnum):
    """How the parameters of a curve were found."""

    RATE_GIVEN = "rate_given"  # one point, and a rate from elsewhere
    EXACT = "exact"  # as many unknowns as points
    LEAST_SQUARES_OF_LOG_ODDS = "least_squares_of_log_odds"
    NONLINEAR_LEAST_SQUARES = "nonlinear_least_squares"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a curve, its unit, and its standard error where there is one."""

    name: str
    value: float
    std_error: float | None
    unit: str


@dataclass(frozen=True)
class Adoption:
    """A curve of adoption fitted to a series.

    Attributes
    ----------
    curve : the form.
    ceiling : the level that adoption goes to: a share of the population, or a number of adopters.
    parameters : every parameter of the curve, by name in `parameter`.
    fit : frame of year, observed, fitted and residual, in the unit of the series.
    how : how the parameters were found.
    residual_variance : the variance left over, in the scale that was fitted; None where nothing is left over.
    cautions : what a reader has to know.
    """

    curve: Curve
    ceiling: float
    parameters: tuple[Parameter, ...]
    fit: pd.DataFrame
    how: How
    residual_variance: float | None
    cautions: tuple[Statement, ...]
    _at: Callable[[Floats], Floats] = field(repr=False, compare=False)

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by its name."""
        return {parameter.name: parameter for parameter in self.parameters}[name]

    def path(self, years: ArrayLike) -> pd.Series[float]:
        """Return the level of adoption by year, in the unit of the ceiling.

        Parameters
        ----------
        years
            Years from the first of the evidence on.

        Raises
        ------
        InputError
            A year before the evidence.
        """
        asked = floats("Adoption.path", "years", years).reshape(-1)
        raise_all(year_problems("Adoption.path", asked, float(self.fit["year"].min())))
        return pd.Series(self._at(asked), index=pd.Index(asked, name="year"), name="adoption")
