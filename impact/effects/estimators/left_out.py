"""How a weighted comparison does in years that it was not fitted to, and how far it reaches outside its donors.

A close fit before treatment says little where donors are many and years few. Leaving one year before out at a time,
and predicting it from a fit to the others, shows what the comparison is worth; weights below zero show that it is no
mixture of the donors any more.
"""

from __future__ import annotations

import numpy as np

from impact.effects.design.results import Floats
from impact.effects.estimators.simplex import distance_from_simplex
from impact.effects.estimators.synthetic import Solver, Synthetic

# Root mean square gap before; the same in years left out of the fit; the weights below zero, added up; how far the
# weights lie from the nearest mixture of donors.
FIT, LEFT_OUT, BELOW_ZERO, OUTSIDE = "pre_rmspe", "left_out_rmspe", "negative_weights", "distance_from_simplex"
NEGLIGIBLE = 1e-6  # a weight this small is none: solvers leave some dust


def left_out_gaps(donors: Floats, target: Floats, before: int, solver: Solver) -> Floats:
    """Return the gap in every year before treatment when the comparison is fitted to the others (T0,).

    It is what the estimate would be if that year were the only one under treatment.

    Parameters
    ----------
    donors, target : outcomes of the donors (N0, T) and of the treated (T,).
    before : T0, the number of years before treatment, which come first; two or more.
    solver : fits the comparison.
    """
    orders = np.array([np.append(np.delete(np.arange(before), t), t) for t in range(before)])
    without = solver.each(donors[:, orders].swapaxes(0, 1), target[orders], before - 1)
    return np.array([fit.estimate for fit in without])


def comparison_details(ours: Synthetic, left_out: Floats) -> dict[str, float]:
    """Return the fit of a comparison, that in years left out (T0,), and how far it reaches outside its donors."""
    return {
        FIT: ours.pre_rmspe,
        LEFT_OUT: float(np.sqrt(np.mean(left_out**2))),
        BELOW_ZERO: float(-np.minimum(ours.unit_weights, 0.0).sum()),
        OUTSIDE: distance_from_simplex(ours.unit_weights),
    }
