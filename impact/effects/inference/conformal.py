"""Conformal tests over time (Chernozhukov, Wuthrich and Zhu 2021): are periods after treatment unlike those before.

Under a null the treated series is what it would have been, so the comparison is fitted to every period at once, those
after treatment included, and its residuals are shifted around the circle of periods: a share of the shifts has a sum of
absolute residuals over the periods after treatment as large as the one there is. One period after treatment is tested
with the periods before it and no other, as augsynth does; all of them together by the joint test. No other unit's
noise comes in, only stationary residuals are asked for.

The residuals of difference-in-differences and of weights on a simplex are straight lines in the effect of the null,
with bends where a weight comes or goes, and so the set of effects that are not rejected is found exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.effects.design.assignments import TIE
from impact.effects.design.results import Bools, Floats
from impact.effects.estimators.null_fits import Lines, NullFit


@dataclass(frozen=True, eq=False)
class ConformalTest:
    """The test of an effect in the last `length` of T periods, by the residuals under each null."""

    lines: Lines
    length: int

    @property
    def smallest_p(self) -> float:
        """The smallest p-value with as many shifts as periods."""
        return 1.0 / int(self.lines.constant.shape[1])

    def p_values(self, effects: Floats) -> Floats:
        """Return the share of shifts at least as far out as the periods after treatment, for some effects (E,)."""
        sums = _sums(np.abs(self.lines.at(effects)), self.length)
        return np.asarray((sums >= sums[:, -1:] * (1 - TIE)).mean(axis=1))

    def p_value(self) -> float:
        """Return the p-value of no effect."""
        return float(self.p_values(np.zeros(1))[0])

    def interval(self, level: float) -> tuple[float, float]:
        """Return the hull of the constant effects that are not rejected, infinite where the test can reject none.

        The set is closed and ends where some shift is exactly as far out as the periods after treatment.
        """
        alpha = 1 - level
        ties = self._ties()
        beyond = 10 * float(np.abs(ties).max()) + 1
        p = self.p_values(np.concatenate([ties, [-beyond, beyond]]))
        accepted = ties[p[:-2] >= min(alpha + 1e-12, p[:-2].max())]
        low, high = (bool(end > alpha + 1e-12) for end in p[-2:])
        return -np.inf if low else float(accepted.min()), np.inf if high else float(accepted.max())

    def _ties(self) -> Floats:
        """Return the effects at which a shift is as far out as the periods after treatment."""
        edges = np.unique(np.concatenate([self.lines.bends, self._signs()]))
        outer = np.concatenate([[edges[0] - 1], edges, [edges[-1] + 1]])
        inside = (outer[1:] + outer[:-1]) / 2  # one effect in every stretch without a bend or a change of sign
        piece = np.searchsorted(self.lines.bends, inside)
        sign = np.sign(self.lines.at(inside))
        constant, slope = (_sums(sign * part[piece], self.length) for part in (self.lines.constant, self.lines.slope))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = -(constant[:, :-1] - constant[:, -1:]) / (slope[:, :-1] - slope[:, -1:])
        low, high = (np.concatenate(ends)[:, None] for ends in (([-np.inf], edges), (edges, [np.inf])))
        kept = np.isfinite(found) & (found >= low) & (found <= high)
        return np.concatenate([found[kept], edges])

    def _signs(self) -> Floats:
        """Return the effects at which a residual is nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = -self.lines.constant / self.lines.slope
        low, high = (np.concatenate(e)[:, None] for e in (([-np.inf], self.lines.bends), (self.lines.bends, [np.inf])))
        return np.asarray(found[np.isfinite(found) & (found >= low) & (found <= high)])


def _sums(values: Floats, length: int) -> Floats:
    """Return the sums over as many neighbours on the circle of periods (E, T); the last is that of the last periods."""
    around = np.concatenate([values[:, -(length - 1) :] if length > 1 else values[:, :0], values], axis=1)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(around, length, axis=1).sum(axis=2))


def joint(refit: NullFit, donors: Floats, target: Floats, after: Bools) -> ConformalTest:
    """Return the test of the same effect in all periods after treatment.

    Parameters
    ----------
    refit
        How the estimator fits a series to all periods at once.
    donors, target
        By period (T, n) and (T,).
    after
        The periods after treatment (T,), which are the last ones.
    """
    return ConformalTest(refit(donors, target, after.astype(float)), int(after.sum()))


def each_period(refit: NullFit, donors: Floats, target: Floats, after: Bools) -> list[ConformalTest]:
    """Return the test of every period after treatment, with the periods before it and none of the others."""
    before = np.flatnonzero(~after)
    tests = []
    for period in np.flatnonzero(after):
        rows = np.append(before, period)
        tests.append(joint(refit, donors[rows], target[rows], rows == period))
    return tests
