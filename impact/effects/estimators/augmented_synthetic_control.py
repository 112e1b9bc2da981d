"""Ridge-augmented synthetic control (Ben-Michael, Feller and Rothstein 2021).

What synthetic control leaves unmatched before treatment is taken out as a ridge regression of the donors predicts it.
The weights still sum to one, but may lie below zero: the comparison reaches outside its donors, the further the smaller
the penalty. The penalty is chosen by leaving out one year before at a time: the largest whose error is within one
standard error of the smallest, which is the rule of the authors' package. The penalty of the smallest error is often
next to nothing where donors are more than years: it meets every year before, by weights of any size. The scaled test
divides by what is missed in years left out, as the years that are fitted may be met exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import PLACEBO, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.simplex import closest_mixture
from impact.effects.estimators.synthetic import Solver, Synthetic, noise, parts
from impact.words.statements import Statement, said

TRIFLE = 1e-6  # of the noise of a year: a penalty that makes the mixture one and moves no figure
STEPS, SMALLEST = 20, 1e-8  # penalties that are tried: from just above the largest squared singular value, and its part
FEWEST = 2  # years before, to leave one of them out


@dataclass(frozen=True, eq=False)
class Penalties:
    """Ridge penalties (K,), the largest first, each with the error that it makes in years left out of the fit.

    `error` (K,) is the mean of the squared error, `std_error` (K,) that of the mean.
    """

    penalty: Floats
    error: Floats
    std_error: Floats

    @property
    def least(self) -> float:
        """The penalty with the smallest error."""
        return float(self.penalty[self.error.argmin()])

    @property
    def within_one_error(self) -> float:
        """The largest penalty whose error is within one standard error of the smallest."""
        return float(self.penalty[self._chosen])

    @property
    def left_out(self) -> float:
        """The root mean square of what that penalty misses in years left out."""
        return float(np.sqrt(self.error[self._chosen]))

    @property
    def _chosen(self) -> int:
        best = self.error.argmin()
        return int(np.flatnonzero(self.error <= self.error[best] + self.std_error[best])[0])


def solver(block: Block) -> Solver:
    """Return the augmented solver, which chooses its penalty anew in every fit: a placebo by its own years."""
    return Solver(partial(_augmented, zeta=TRIFLE * noise(block)))


def _augmented(donors: Floats, target: Floats, before: int, *, zeta: float) -> Synthetic:
    pre, goal = _centred(donors[:, :before], target[:before])
    omega = closest_mixture(pre, goal, zeta)
    tried = penalties(pre, goal, zeta)
    weights = ridge_weights(pre, goal, omega, tried.within_one_error)
    return _comparison(donors, target, before, weights, tried.left_out)


def _comparison(
    donors: Floats, target: Floats, before: int, weights: Floats, left_out: float | None = None
) -> Synthetic:
    gap, years = target - weights @ donors, np.zeros(before)
    return Synthetic(float(gap[before:].mean()), gap, weights, years, intercept=False, left_out=left_out)


def _centred(pre: Floats, goal: Floats) -> tuple[Floats, Floats]:
    """Return donors (N0, T0) and goal (T0,) less the mean of the donors in each year."""
    mean = pre.mean(axis=0)
    return pre - mean, goal - mean


def ridge_weights(pre: Floats, goal: Floats, omega: Floats, penalty: float) -> Floats:
    """Return a mixture with what it leaves unmatched taken out by ridge regression (Ben-Michael et al., equation 12).

    Parameters
    ----------
    pre, goal : donors (N0, T0) and treated (T0,) before treatment, less the mean of the donors in each year.
    omega : the weights of the mixture (N0,).
    penalty : on the squares of what is added to them; without end nothing is added.
    """
    gram = pre.T @ pre + penalty * np.eye(len(goal))
    return np.asarray(omega + pre @ np.linalg.solve(gram, goal - omega @ pre))


def penalties(pre: Floats, goal: Floats, zeta: float) -> Penalties:
    """Return the penalties that are tried, each with its error in every year before left out in turn (section 5.3).

    Parameters
    ----------
    pre, goal : donors (N0, T0) and treated (T0,) before treatment, less the mean of the donors in each year.
    zeta : the penalty on the mixture.
    """
    largest = max(float(np.linalg.norm(pre, ord=2)) ** 2, SMALLEST**4)
    tried = largest * SMALLEST ** ((np.arange(STEPS + 1) - 1) / STEPS)
    if len(goal) < FEWEST:
        return Penalties(tried[:1], np.zeros(1), np.zeros(1))
    errors = np.stack([_left_out(pre, goal, t, tried, zeta) for t in range(len(goal))]) ** 2  # (T0, K)
    return Penalties(tried, errors.mean(axis=0), errors.std(axis=0, ddof=1) / np.sqrt(len(errors)))


def _left_out(pre: Floats, goal: Floats, t: int, penalty: Floats, zeta: float) -> Floats:
    """Return what each penalty misses of a year that was not fitted (K,)."""
    fitted, seen = np.delete(pre, t, axis=1), np.delete(goal, t)
    omega = closest_mixture(fitted, seen, zeta)  # from the start: near those of all years it would miss nothing
    values, vectors = np.linalg.eigh(fitted.T @ fitted)
    unmatched, carried = (seen - omega @ fitted) @ vectors, pre[:, t] @ fitted @ vectors
    taken_out = (unmatched * carried) @ (1 / (np.maximum(values, 0.0)[:, None] + penalty))
    return np.asarray(goal[t] - omega @ pre[:, t] - taken_out)


def _remarks(block: Block, ours: Synthetic) -> tuple[dict[str, float], tuple[Statement, ...]]:
    """Return the penalty and what another rule, or none, would have given."""
    donors, target, before = parts(block)
    pre, goal = _centred(donors[:, :before], target[:before])
    zeta = TRIFLE * noise(block)
    omega = closest_mixture(pre, goal, zeta)
    tried = penalties(pre, goal, zeta)
    plain = _comparison(donors, target, before, omega)
    least = _comparison(donors, target, before, ridge_weights(pre, goal, omega, tried.least))
    found = {
        "penalty": tried.within_one_error,
        "penalty_of_least_error": tried.least,
        "estimate_of_least_error": least.estimate,
        "estimate_without_augmentation": plain.estimate,
        "pre_rmspe_without_augmentation": plain.pre_rmspe,
    }
    rule = said("penalty_within_one_error", penalty=tried.within_one_error, least=tried.least, otherwise=least.estimate)
    return found, (rule,)


ESTIMATOR = Estimator(
    "augmented_synthetic_control",
    solver=solver,
    remarks=_remarks,
    inferences=(SCALED_PERMUTATION, PLACEBO),
    balanced=True,
    one_date=True,
    unweighted=True,
)
