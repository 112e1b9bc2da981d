"""What comes back: an effect, the reason why there is none, or what could be detected."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.words.statements import Statement

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Effect:
    """An estimated effect on the treated, in units of the outcome, with the inference that belongs to it.

    `path` has one row a period (columns period, estimate, std_error, lower, upper; Callaway-Sant'Anna's ATT(g,t) rows
    also cohort and time); `path_covariance` is its covariance: under the reassignments where the test reassigns, else
    by the method's own errors where it has them. `smallest_p` is the smallest p-value the test could have given.
    `distribution` holds the reassigned or placebo statistics on the scale of the estimate, the actual one left out;
    `unit_weights` and `time_weights` are those of synthetic methods, `fitted` (time, treated, synthetic) the two paths,
    less the constant gap where the method allows one. `cohorts` has a row a date of synthetic methods with several
    (cohort, treated, years_before, years_after, weight, estimate, pre_rmspe): the estimate is their weighted mean.
    `phases` has, of a design with phases, the effect in the years of each (`added` False), and what each adds to those
    before it (True), which the column `assumes` makes possible: "stays", the effect of the phases before would have
    stayed at the mean of their years, or "goes_on", it would have gone on along their line.
    `details` say how they fit before (`pre_rmspe`), in years left out of the fit (`left_out_rmspe`), and how far they
    reach outside the donors (`negative_weights`, the sum of them; `distance_from_simplex`).
    `response` is the effect by `dose`, or what is left of it by `distance` (columns estimate, std_error, lower, upper
    beside it).

    """

    estimate: float
    std_error: float
    p_value: float
    interval: tuple[float, float]
    level: float
    path: pd.DataFrame
    n_treated: int
    n_control: int
    estimator: str
    inference: str
    sms_level: int
    caveats: tuple[Statement, ...]
    smallest_p: float = 0.0
    path_covariance: Floats | None = None
    distribution: Floats | None = None
    unit_weights: pd.Series | None = None
    time_weights: pd.Series | None = None
    fitted: pd.DataFrame | None = None
    details: dict[str, float] = field(default_factory=dict)
    cohorts: pd.DataFrame | None = None
    phases: pd.DataFrame | None = None
    response: pd.DataFrame | None = None

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{self.estimate:.4g} [{low:.4g}, {high:.4g}] ({self.level:.0%}), p = {self.p_value:.3g} "
            f"(smallest possible {self.smallest_p:.3g}); {self.estimator}, {self.inference}; "
            f"{self.n_treated} treated, {self.n_control} controls; Maryland level {self.sms_level} at best"
        )


@dataclass(frozen=True)
class NotIdentified:
    """There is no estimate: the reason, and what can be done instead.

    Where the test alone is what fails, with too few units to tell any effect from chance, the comparison itself stands
    here without a verdict: `path` (period, estimate), and of synthetic methods `unit_weights`, `time_weights`, `fitted`
    and `details`, as in `Effect`. `testable_level` is then the highest usual level that the test could reach; asked for
    in advance it gives the estimate.
    """

    reason: Statement
    what_is_possible: tuple[Statement, ...]
    testable_level: float | None = None
    path: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    unit_weights: pd.Series | None = field(default=None, compare=False, repr=False)
    time_weights: pd.Series | None = field(default=None, compare=False, repr=False)
    fitted: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    details: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return f"No estimate: {self.reason} Possible: {'; '.join(self.what_is_possible)}."


class NotIdentifiedError(ValueError):
    """An estimator finds that nothing is identified; `result` says why."""

    def __init__(self, result: NotIdentified) -> None:
        super().__init__(result.reason)
        self.result = result

    def __reduce__(self) -> tuple[type[NotIdentifiedError], tuple[NotIdentified]]:
        return NotIdentifiedError, (self.result,)


@dataclass(frozen=True, eq=False)
class MinimumDetectableEffect:
    """The smallest constant effect the registered test would find, in units of the outcome.

    `value` averages over all units and dates that play the treated: what would be found in a unit drawn at random.
    `for_treated` is that of the treated itself, when every unit has an effect as large against its own noise: smaller
    in a calm area, larger in a noisy one. Both are infinite when the test cannot reach its level at all. `closed_form`
    is the normal approximation to `value`. `curve` has one row for each number of post periods and treated units;
    `for_treated` is NaN there for other numbers than the design's own.
    """

    value: float
    closed_form: float
    smallest_p: float
    power: float
    level: float
    post_periods: int
    n_treated: int
    n_control: int
    curve: pd.DataFrame
    caveats: tuple[Statement, ...]
    for_treated: float = float("nan")
