"""Inference for few treated units from the residuals of many controls.

Conley and Taber (2011): the treated unit's noise is drawn from the controls' residuals, taken to be alike.
Ferman and Pinto (2019): it is drawn after dividing by a standard deviation that falls with the size of the unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from impact.effects.design.assignments import TIE, assignments, count_assignments, random_sets
from impact.effects.design.blocks import Block
from impact.effects.design.results import Floats
from impact.effects.estimators.did import within
from impact.errors import InputError, Problem


@dataclass(frozen=True, eq=False)
class ResidualTest:
    """Draws of the estimation error of a two-way fixed effects estimate (B,), and the test they give."""

    estimate: float
    draws: Floats

    @property
    def smallest_p(self) -> float:
        """The smallest p-value with this many draws."""
        return 1.0 / (1 + len(self.draws))

    @property
    def p_value(self) -> float:
        """Share of draws at least as far from zero as the estimate, the estimate counted among them.

        Without itself a single treated unit beside twenty controls would be rejected at rank two of twenty-one.
        """
        further = (np.abs(self.draws) >= abs(self.estimate) * (1 - TIE)).sum()
        return float((1 + further) / (1 + len(self.draws)))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the effects that the test of `p_value` does not reject, infinite where it can reject none.

        Quantiles of the two tails would be another test: with skewed errors it says "zero is out" beside p = 0.3.
        """
        fewer = int(np.floor((1 - level) * (1 + len(self.draws)) + 1e-9))
        if fewer < 1:
            return -np.inf, np.inf
        reach = float(np.sort(np.abs(self.draws))[-fewer]) / (1 - TIE)
        return self.estimate - reach, self.estimate + reach


def conley_taber(block: Block, estimate: float, *, draws: int, seed: int) -> ResidualTest:
    """Return the Conley-Taber test (2011, equation 9): W_b = sum (d_jt - d_j) e_l(j,b)t / sum (d_jt - d_j)^2."""
    gain = _errors_by_control(block, _residuals(block, estimate))
    return _resample(gain, estimate, draws, seed)


def ferman_pinto(block: Block, estimate: float, *, draws: int, seed: int) -> ResidualTest:
    """Return the Ferman-Pinto test (2019): errors studentised and rescaled by a variance a + b / size, a and b >= 0.

    `block.size` holds the number behind each unit's figure.
    """
    if block.size is None:
        raise ValueError("ferman_pinto needs the size of every unit; name the column in Design(size=...).")
    gain = _errors_by_control(block, _residuals(block, estimate))  # (treated, controls)
    sizes = block.size / block.size.mean()
    control, treated = sizes[~block.treated], sizes[block.treated]
    rescaled = np.empty_like(gain)
    for j, errors in enumerate(gain):
        a, b = nnls(np.column_stack([np.ones_like(control), 1 / control]), errors**2)[0]
        rescaled[j] = errors * np.sqrt((a + b / treated[j]) / (a + b / control))
    return _resample(rescaled, estimate, draws, seed)


def _residuals(block: Block, estimate: float) -> Floats:
    return within(block.outcome - estimate * block.exposed, block.weights)


def _errors_by_control(block: Block, residuals: Floats) -> Floats:
    """Return what each treated unit's error in the estimate would be with each control's residuals (n1, n0)."""
    exposed = block.exposed[block.treated].astype(float)
    centred = exposed - exposed.mean(axis=1, keepdims=True)
    return np.asarray(centred @ residuals[~block.treated].T / (centred**2).sum())


def _resample(gain: Floats, estimate: float, draws: int, seed: int) -> ResidualTest:
    """Return the test from every selection of a control for each treated unit, or from `draws` random ones.

    Treated units with the same errors (same date, and same size where that counts) are alike: to exchange their
    controls is no other selection.

    Raises
    ------
    InputError
        When there are fewer controls than treated units.
    """
    n1, n0 = gain.shape
    if n1 > n0:
        found, expected = (
            f"{n0} controls cannot each stand in for one of {n1} treated units",
            "as many controls or more",
        )
        raise InputError(Problem("design", "donors", found, expected, "Add controls."))
    kinds, member = np.unique(gain, axis=0, return_inverse=True)
    sizes = np.bincount(member.reshape(-1), minlength=len(kinds)).tolist()
    possible = count_assignments(n0, sizes)
    if possible <= draws:
        chosen, row = np.array(list(assignments(range(n0), sizes))), np.repeat(np.arange(len(kinds)), sizes)
        return ResidualTest(estimate, kinds[row, chosen].sum(axis=1))
    chosen = random_sets(n0, n1, draws, seed)
    return ResidualTest(estimate, gain[np.arange(n1), chosen].sum(axis=1))
