"""What an estimator hands to the inference: the number, how it was weighted, and its own errors where it has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.effects.design.results import Floats
from impact.words.statements import Statement


@dataclass(frozen=True, eq=False)
class Fit:
    """An estimate before inference.

    `weights` (N, T) when the estimate is the sum of weights times outcome and the weights depend on who is treated
    when, not on the outcome: such an estimate can be reassigned at the price of a sum. `path` has columns period and
    estimate (cohort, time where they apply); `path_weights` returns the weights (N, T) of each of its rows, where
    there are such; `path_covariance` is its covariance by the method's own errors; `std_error` the method's own,
    normal unless there are `degrees` of freedom for a t distribution.
    """

    estimate: float
    path: pd.DataFrame
    weights: Floats | None = None
    std_error: float | None = None
    path_covariance: Floats | None = None
    path_weights: Callable[[], Iterable[Floats]] | None = None
    degrees: float | None = None
    caveats: tuple[Statement, ...] = ()


def event_path(periods: Floats, estimates: Floats, **others: NDArray[Any]) -> pd.DataFrame:
    """Return a path frame with one row an event time, and columns of other things known of each."""
    return pd.DataFrame({"period": np.asarray(periods, dtype=np.int64), "estimate": estimates, **others})
