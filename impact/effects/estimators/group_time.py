"""Group-time average treatment effects (Callaway and Sant'Anna 2021) and the influence of every unit on them.

ATT(g,t) compares the change since the base period of the units first treated in g with that of units not treated by
t, by outcome regression, inverse probability weighting, or both (Sant'Anna and Zhao 2020, panel estimators).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from scipy.special import expit

from impact.effects.design.blocks import Block
from impact.effects.design.identification import nothing_compared
from impact.effects.design.options import Control, Method
from impact.effects.design.results import Bools, Floats, Ints
from impact.errors import InputError, Problem, suggestion
from impact.words.statements import Statement, said

COLLINEAR = 1e-9  # of the largest singular value: below it a column is no more than rounding


@dataclass(frozen=True, eq=False)
class GroupTime:
    """ATT(g,t) and their influence functions.

    `cohort`, `time`, `estimate` (P,); `influence` (N, P), so that the covariance is influence' influence / N^2;
    `cells` (P, N, T) sparse as (control mask, base, time) for the weights of the linear case.
    """

    cohort: Floats
    time: Ints
    base: Ints
    estimate: Floats
    influence: Floats
    controls: Bools
    skipped: tuple[Statement, ...]

    @property
    def covariance(self) -> Floats:
        """Covariance of the estimates (P, P), units independent."""
        return np.asarray(self.influence.T @ self.influence / len(self.influence) ** 2)


def group_time_effects(
    block: Block, *, method: Method = "dr", control: Control = "never", universal: bool = False
) -> GroupTime:
    """Return every ATT(g,t) that has controls and a base period.

    Parameters
    ----------
    block
        May have missing cells: a comparison uses the units seen in both of its periods.
    method
        "reg", "ipw" or "dr"; without covariates they are the same.
    control
        "never" treated units, or all "not_yet" treated by the later of the two periods.
    universal
        Compare pre-periods with the last clean one too, instead of with the period before them.

    Raises
    ------
    NotIdentifiedError
        When no comparison has both treated units and controls.
    InputError
        For covariates that are collinear, or that separate treated from controls.
    ValueError
        For another method or control group.
    """
    for name, value, choices in (("method", method, Method), ("control_group", control, Control)):
        if value not in get_args(choices):
            raise ValueError(f"{name} is {value!r}. {suggestion(value, get_args(choices))}")
    found: list[tuple[float, int, int, float, Floats, Bools]] = []
    skipped = []
    for cohort in block.cohorts:
        clean = int(np.searchsorted(block.times, cohort - block.anticipation)) - 1
        for t in range(0 if universal else 1, len(block.times)):
            base = clean if universal or t > clean else t - 1
            if t == base:
                continue
            controls = _controls(block, cohort, t, base, control)
            effect = _two_by_two(block, cohort, t, base, controls, method)
            if effect is None:
                skipped.append(said("no_comparison", cohort=int(cohort), time=int(block.times[t])))
                continue
            found.append((cohort, t, base, *effect, controls))
    if not found:
        later = block.treated.all() and control == "never" and len(block.cohorts) > 1
        raise nothing_compared(*([said("later_treated")] if later else []))
    return GroupTime(
        cohort=np.array([f[0] for f in found]),
        time=block.times[[f[1] for f in found]],
        base=block.times[[f[2] for f in found]],
        estimate=np.array([f[3] for f in found]),
        influence=np.column_stack([f[4] for f in found]),
        controls=np.stack([f[5] for f in found]),
        skipped=tuple(skipped),
    )


def _controls(block: Block, cohort: float, t: int, base: int, control: Control) -> Bools:
    if control == "never":
        return ~block.treated
    latest = max(block.times[t], block.times[base]) + block.anticipation
    return np.asarray((block.first > latest) & (block.first != cohort))


def _two_by_two(
    block: Block, cohort: float, t: int, base: int, controls: Bools, method: Method
) -> tuple[float, Floats] | None:
    change = block.outcome[:, t] - block.outcome[:, base]
    covariates = block.covariates[:, base]
    seen = np.isfinite(change)
    if covariates.shape[1]:
        seen &= np.isfinite(covariates).all(axis=1)
    treated = (block.first == cohort) & seen
    used = treated | (controls & seen)
    if not treated.any() or treated.sum() == used.sum():
        return None
    w = block.weights[used] / block.weights[used].mean()
    D = treated[used].astype(float)
    if covariates.shape[1] == 0:
        estimate, influence = _difference(change[used], D, w)
    else:
        estimate, influence = _PANEL[method](change[used], D, _regressors(covariates[used]), w)
    full = np.zeros(len(change))
    full[used] = influence * len(change) / used.sum()
    return estimate, full


def _regressors(covariates: Floats) -> Floats:
    """Return a constant and covariates (n, K + 1) as columns at right angles, of length one a unit.

    They span what the covariates span, in whatever unit these are; what is singular is singular in itself.
    """
    sd = covariates.std(axis=0)
    centred = (covariates - covariates.mean(axis=0)) / np.where(sd > 0, sd, 1.0)
    X = np.column_stack([np.ones(len(centred)), centred])
    _require_rank(X, "the units of a comparison")
    return np.asarray(np.linalg.qr(X)[0] * np.sqrt(len(X)))


def _require_rank(X: Floats, among: str) -> None:
    """Raise when some column is a sum of the others."""
    size = np.linalg.svd(X, compute_uv=False)
    if len(X) < X.shape[1] or size[-1] <= COLLINEAR * size[0]:
        found = f"covariates that are collinear, or constant, among {among}"
        raise InputError(Problem("design", "covariates", found, "each with something of its own", "Leave one out."))


def _difference(dy: Floats, D: Floats, w: Floats) -> tuple[float, Floats]:
    """Return what all three methods are without covariates."""
    wt, wc = w * D, w * (1 - D)
    mean_t, mean_c = wt @ dy / wt.sum(), wc @ dy / wc.sum()
    return float(mean_t - mean_c), wt * (dy - mean_t) / wt.mean() - wc * (dy - mean_c) / wc.mean()


def _regression(dy: Floats, D: Floats, X: Floats, w: Floats) -> tuple[float, Floats]:
    predicted, lead = _outcome_model(dy, D, X, w)
    wt = w * D
    mean_t, mean_c = wt @ dy / wt.sum(), wt @ predicted / wt.sum()
    influence = wt * (dy - mean_t) - wt * (predicted - mean_c) - lead @ (wt @ X / len(w))
    return float(mean_t - mean_c), influence / wt.mean()


def _weighting(dy: Floats, D: Floats, X: Floats, w: Floats) -> tuple[float, Floats]:
    odds, lead = _propensity(D, X, w)
    wt, wc = w * D, w * (1 - D) * odds
    mean_t, mean_c = wt @ dy / wt.sum(), wc @ dy / wc.sum()
    control = wc * (dy - mean_c) + lead @ ((wc * (dy - mean_c)) @ X / len(w))
    return float(mean_t - mean_c), wt * (dy - mean_t) / wt.mean() - control / wc.mean()


def _doubly_robust(dy: Floats, D: Floats, X: Floats, w: Floats) -> tuple[float, Floats]:
    predicted, lead_outcome = _outcome_model(dy, D, X, w)
    odds, lead_score = _propensity(D, X, w)
    wt, wc, gap = w * D, w * (1 - D) * odds, dy - predicted
    mean_t, mean_c = wt @ gap / wt.sum(), wc @ gap / wc.sum()
    n = len(w)
    treated = wt * (gap - mean_t) - lead_outcome @ (wt @ X / n)
    control = wc * (gap - mean_c) + lead_score @ ((wc * (gap - mean_c)) @ X / n) - lead_outcome @ (wc @ X / n)
    return float(mean_t - mean_c), treated / wt.mean() - control / wc.mean()


_PANEL = {"reg": _regression, "ipw": _weighting, "dr": _doubly_robust}


def _outcome_model(dy: Floats, D: Floats, X: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Return what the controls' regression predicts for all (n,), and its asymptotic linear form (n, K)."""
    wc = w * (1 - D)
    _require_rank(X[wc > 0], "the controls of a comparison")
    gram = X.T @ (wc[:, None] * X)
    predicted = X @ np.linalg.solve(gram, X.T @ (wc * dy))
    return predicted, (wc * (dy - predicted))[:, None] * X @ np.linalg.inv(gram / len(dy))


def _propensity(D: Floats, X: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Return the odds of treatment by logit (n,), and the asymptotic linear form of its coefficients (n, K)."""
    beta = np.zeros(X.shape[1])
    for _ in range(50):
        p = expit(X @ beta)
        hessian = X.T @ ((w * p * (1 - p))[:, None] * X)
        if np.linalg.cond(hessian) > 1 / COLLINEAR:
            raise _separated()
        step = np.linalg.solve(hessian, X.T @ (w * (D - p)))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        raise _separated()
    p = np.minimum(expit(X @ beta), 1 - 1e-6)
    hessian = X.T @ ((w * p * (1 - p))[:, None] * X)
    odds = np.where((D == 0) & (p >= 0.995), 0.0, p / (1 - p))
    return odds, (w * (D - p))[:, None] * X @ np.linalg.inv(hessian / len(D))


def _separated() -> InputError:
    found = "covariates that tell treated units from controls without fail: no propensity score converges"
    todo = "Leave one out, or use method='reg'."
    return InputError(Problem("design", "covariates", found, "treated and controls that overlap", todo))
