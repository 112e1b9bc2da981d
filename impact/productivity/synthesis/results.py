"""What a synthesis is: the pooled effect with everything that belongs to it, and the frames that its charts need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.words.statements import Statement

if TYPE_CHECKING:
    from impact.productivity.synthesis.heterogeneity import Method
    from impact.productivity.synthesis.pooling import Interval
    from impact.productivity.synthesis.small_study import Regression, SmallStudyTest

Ends = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Synthesis:
    """A pooled effect, in the unit of the studies, with the variants by which each part was made.

    `std_error` belongs to `interval`; `wald_std_error` is that of the model. `prediction` holds the effect in another
    population like these, or is None with a caution that says why. `tau2` is the variance between studies (unit
    squared), `tau2_interval` the profile of Q whatever the method. `q` is Cochran's Q with `k` - 1 degrees of freedom.
    `i2` (0 to 1) is the share of heterogeneity in the variance of a typical study, by `tau2`, or by DerSimonian and
    Laird's where one common effect is assumed; `i2_interval` follows `tau2_interval`. `weights` add up to one.
    `effects`, `std_errors` and `weights` have the names of the studies.
    """

    mean: float
    std_error: float
    interval: Ends
    prediction: Ends | None
    tau2: float
    tau2_interval: Ends
    q: float
    q_p_value: float
    i2: float
    i2_interval: Ends
    k: int
    weights: pd.Series
    effects: pd.Series
    std_errors: pd.Series
    wald_std_error: float
    level: float
    method: Method
    interval_kind: Interval
    interval_variant: str
    prediction_variant: str
    tau2_interval_variant: str
    cautions: tuple[Statement, ...]

    def __str__(self) -> str:
        def ends(pair: Ends) -> str:
            return f"[{pair[0]:.4g}, {pair[1]:.4g}]"

        predicted = f"; prediction {ends(self.prediction)}, {self.prediction_variant}" if self.prediction else ""
        said = f"; {', '.join(caution.code for caution in self.cautions)}" if self.cautions else ""
        return (
            f"{self.mean:.4g} {ends(self.interval)} ({self.level:.0%}), {self.interval_variant}{predicted}; "
            f"tau2 {self.tau2:.4g} {ends(self.tau2_interval)}, I2 {self.i2:.0%}; k = {self.k}, {self.method}{said}"
        )

    def says(self, code: str) -> bool:
        """Return whether a caution of that code comes with the result.

        Parameters
        ----------
        code
            The code of a statement, such as `few_studies`.
        """
        return any(caution.code == code for caution in self.cautions)

    def leave_one_out(self) -> pd.DataFrame:
        """Return the synthesis without each study in turn.

        Returns
        -------
        DataFrame
            Index: the study left out. Columns mean, std_error, lower, upper, prediction_lower, prediction_upper (NaN
            where there is no prediction), tau2, i2, q; by the same method, interval and level.

        Raises
        ------
        InputError
            There are two studies: without one of them nothing is left to pool.
        """
        from impact.productivity.synthesis.frames import without_each

        return without_each(self)

    def small_study_test(self, model: Regression = "egger") -> SmallStudyTest | Statement:
        """Return the test for small-study effects, or the caution that says why there is none.

        Parameters
        ----------
        model
            "egger": weighted least squares with the dispersion estimated, Student's t with k - 2 degrees of freedom;
            Egger et al. (1997), BMJ 315:629-634. "random_effects": meta-regression with the variance between studies by
            restricted likelihood, normal; Sterne and Egger (2005), in Publication Bias in Meta-Analysis, chapter 6.

        Raises
        ------
        InputError
            Another model.
        """
        from impact.productivity.synthesis.small_study import small_study_test

        return small_study_test(self.effects, self.std_errors, model)

    def forest(self) -> pd.DataFrame:
        """Return the rows of a forest plot: the studies in their order, the pooled effect, the prediction if any.

        Returns
        -------
        DataFrame
            Columns row ("study", "pooled", "prediction"), study (empty for the last two), estimate, lower, upper,
            weight (NaN for the last two). Intervals of studies are normal, at the level of the synthesis.
        """
        from impact.productivity.synthesis.frames import forest

        return forest(self)

    def funnel(self) -> pd.DataFrame:
        """Return the points of a funnel plot with the sides of the funnel at each.

        Returns
        -------
        DataFrame
            Columns study, estimate, std_error, lower, upper: the last two are mean -/+ z times the standard error,
            where a study lies with the probability of the level if studies differ by chance alone.
        """
        from impact.productivity.synthesis.frames import funnel

        return funnel(self)
