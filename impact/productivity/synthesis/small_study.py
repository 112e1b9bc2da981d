"""Do small studies find other effects than large ones? Regressions of effects on their standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from impact.errors import InputError
from impact.productivity.synthesis.arguments import method_problems
from impact.productivity.synthesis.heterogeneity import Floats
from impact.words.statements import Statement, said

Regression = Literal["egger", "random_effects"]

ENOUGH = 10
"""Studies below which the test finds little (Sterne et al. 2011, BMJ 343:d4002)."""
_EQUAL = 1e-9  # of the largest error: below it the errors do not tell small studies from large ones
_MODELS = ("egger", "random_effects")


@dataclass(frozen=True)
class SmallStudyTest:
    """Whether small studies find other effects than large ones: the regression of effects on their standard errors.

    `slope` is per unit of standard error, with its `std_error`; `limit` is the effect of a study without error.
    `statistic` is slope / std_error, to be held against Student's t with `degrees_of_freedom`, or against the normal
    where that is None. A small p-value says that the funnel is askew, not why.
    """

    slope: float
    std_error: float
    statistic: float
    p_value: float
    limit: float
    degrees_of_freedom: int | None
    k: int
    variant: str
    cautions: tuple[Statement, ...]


@dataclass(frozen=True)
class _Line:
    """A fitted line: intercept, slope, standard error of the slope."""

    limit: float
    slope: float
    std_error: float


def small_study_test(effects: pd.Series, std_errors: pd.Series, model: Regression) -> SmallStudyTest | Statement:
    """Return the test, or the caution that says why there is none; see `Synthesis.small_study_test`."""
    if problems := list(method_problems("small_study_test", model, _MODELS, "model")):
        raise InputError(problems)
    y, se = effects.to_numpy(), std_errors.to_numpy()
    if len(y) < 3:
        return said("no_small_study_test_two_studies")
    if np.ptp(se) <= _EQUAL * se.max():
        return said("no_small_study_test_equal_errors")
    degrees = len(y) - 2 if model == "egger" else None
    line = _egger(y, se) if model == "egger" else _random_effects(y, se)
    statistic = line.slope / line.std_error if line.std_error else float(np.copysign(np.inf, line.slope))
    few = (said("few_for_small_study_test", k=len(y), fewest=ENOUGH),) if len(y) < ENOUGH else ()
    return SmallStudyTest(
        slope=line.slope,
        std_error=line.std_error,
        statistic=statistic,
        p_value=_two_sided(statistic, degrees),
        limit=line.limit,
        degrees_of_freedom=degrees,
        k=len(y),
        variant="egger_wls_t(k-2)" if model == "egger" else "meta_regression_reml_normal",
        cautions=few,
    )


def _two_sided(statistic: float, degrees: int | None) -> float:
    from scipy.stats import norm, t

    return float(2 * (norm.sf(abs(statistic)) if degrees is None else t.sf(abs(statistic), degrees)))


def _design(se: Floats) -> Floats:
    return np.column_stack([np.ones_like(se), se])


def _egger(y: Floats, se: Floats) -> _Line:
    from statsmodels.regression.linear_model import WLS

    fit = WLS(y, _design(se), weights=1 / se**2).fit()
    return _Line(float(fit.params[0]), float(fit.params[1]), float(fit.bse[1]))


def _random_effects(y: Floats, se: Floats) -> _Line:
    """Return the line at the variance between studies that maximises the restricted likelihood."""
    from scipy.optimize import minimize_scalar

    X, typical = _design(se), len(se) / np.sum(1 / se**2)
    last = np.log1p((len(y) * np.ptp(y) ** 2 + np.max(se) ** 2) / typical)
    scale = np.linspace(0.0, last, 200)
    heights = [_restricted(y, se, X, typical * np.expm1(point)) for point in scale]
    best = int(np.argmax(heights))
    bounds = scale[max(best - 1, 0)], scale[min(best + 1, len(scale) - 1)]
    peak = minimize_scalar(
        lambda point: -_restricted(y, se, X, typical * np.expm1(point)), bounds=bounds, options={"xatol": 1e-10}
    )
    point = float(peak.x) if -peak.fun > heights[best] else float(scale[best])
    beta, information, _ = _fitted(y, se, X, typical * float(np.expm1(point)))
    return _Line(float(beta[0]), float(beta[1]), float(np.sqrt(np.linalg.inv(information)[1, 1])))


def _fitted(y: Floats, se: Floats, X: Floats, tau2: float) -> tuple[Floats, Floats, Floats]:
    w = 1 / (se**2 + tau2)
    information = X.T @ (w[:, None] * X)
    beta = np.asarray(np.linalg.solve(information, X.T @ (w * y)), dtype=np.float64)
    return beta, information, w


def _restricted(y: Floats, se: Floats, X: Floats, tau2: float) -> float:
    """Return the restricted log-likelihood of a line, up to a constant."""
    beta, information, w = _fitted(y, se, X, tau2)
    return float(np.log(w).sum() - np.linalg.slogdet(information)[1] - w @ (y - X @ beta) ** 2) / 2
