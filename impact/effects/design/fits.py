"""What an estimator hands to the inference: the number, how it was weighted, and its own errors where it has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.effects.design.results import Bools, Floats, Ints
from impact.words.statements import Statement

Placed = Callable[[Ints], Floats]  # who is treated, a row an assignment (B, n1): what every unit counts for (B, N)


@dataclass(frozen=True, eq=False)
class Places:
    """What every unit counts for in an estimate when others stand in the place of the treated.

    `of` gives it of each assignment, `adds` what one unit of the effect adds to every unit under each. `kinds` (n1,)
    says which of the treated are alike. `beside` is what is estimated of the treated beside the effect, and taken out
    of them before a test: what every unit counts for in it; None where nothing is. `possible` says of assignments
    (B, n1) which could have been made; None where all could.
    """

    of: Placed
    adds: Placed
    kinds: Ints
    beside: Placed | None = None
    possible: Callable[[Ints], Bools] | None = None


@dataclass(frozen=True, eq=False)
class Placement:
    """How an estimate is made anew with other units in the place of the treated.

    `places` says what units count for, `responses` what they count for in each row of the table of responses;
    `over_time` (T,) is what every period counts for, `periods` (E, T) in each row of the path, `fitted` (N, T) all that
    was estimated.
    """

    places: Places
    over_time: Floats
    periods: Floats
    fitted: Floats
    responses: tuple[Placed, ...] = ()


@dataclass(frozen=True, eq=False)
class Fit:
    """An estimate before inference.

    `weights` (N, T) when the estimate is the sum of weights times outcome and the weights depend on who is treated
    when, not on the outcome: such an estimate can be reassigned at the price of a sum. `path` has columns period and
    estimate (cohort, time where they apply); `path_weights` returns the weights (N, T) of each of its rows, where
    there are such; `path_covariance` is its covariance by the method's own errors; `std_error` the method's own,
    normal unless there are `degrees` of freedom for a t distribution. `placement` stands in the place of weights where
    other treated units change what every unit counts for; `response` is the effect by dose or by distance, `details`
    are figures beside the estimate.
    """

    estimate: float
    path: pd.DataFrame
    weights: Floats | None = None
    std_error: float | None = None
    path_covariance: Floats | None = None
    path_weights: Callable[[], Iterable[Floats]] | None = None
    degrees: float | None = None
    caveats: tuple[Statement, ...] = ()
    placement: Placement | None = None
    response: pd.DataFrame | None = None
    details: dict[str, float] = field(default_factory=dict)


def event_path(periods: Floats, estimates: Floats, **others: NDArray[Any]) -> pd.DataFrame:
    """Return a path frame with one row an event time, and columns of other things known of each."""
    return pd.DataFrame({"period": np.asarray(periods, dtype=np.int64), "estimate": estimates, **others})
