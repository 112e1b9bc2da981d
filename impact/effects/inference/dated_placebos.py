"""The placebo test of a synthetic comparison with several dates: donors take the dates of the treated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import Procedure
from impact.effects.design.results import Floats, Ints
from impact.effects.estimators import by_cohort, synthetic
from impact.effects.estimators.by_cohort import Cohort, Summed
from impact.effects.inference.significance import Inference, too_exact


@dataclass(frozen=True, eq=False)
class DatedResult:
    """A comparison summed over its cohorts, with its test and its placebos' paths on its own scale (B, E)."""

    ours: Summed
    test: Inference
    paths: Floats
    event: Ints


def dated_placebo(
    block: Block, estimator: Estimator, procedure: Procedure, *, level: float, draws: int, seed: int
) -> DatedResult:
    """Return a synthetic comparison by cohort among its placebos, each compared on equal donors.

    Raises
    ------
    RefusedInferenceError
        When the scaled test would divide by fits that leave nothing.
    NotIdentifiedError
        With one clean year, or when every unit is treated at some time.
    """
    synthetic.require_fittable(block, estimator)
    assert estimator.solver is not None  # it has no fit
    parts = by_cohort.cohorts(block, estimator.solver)
    ours = by_cohort.fit(parts)
    sets = by_cohort.placebo_dates(block, draws, seed)
    others, beside = zip(*by_cohort.placebos(parts, sets), strict=True)
    if procedure.own_noise:
        _require_misfit(parts, [ours, *others])
    test = summed_test(ours, others, beside, scaled=procedure.own_noise)
    own = test.scale / test.scales
    inference = Inference(
        procedure.name,
        test.std_error,
        test.p_value,
        test.interval(level),
        test.smallest_p,
        test.placebos * own,
    )
    paths = np.stack([other.path for other in others]) * own[:, None]
    return DatedResult(ours, inference, paths, by_cohort.event_times(parts))


def summed_test(
    ours: Summed, others: Sequence[Summed], beside: Sequence[Summed], *, scaled: bool
) -> synthetic.PlaceboTest:
    """Return the test of a comparison summed over cohorts, each sum over its fit before treatment or not."""
    estimates, beside_estimates = (np.array([s.estimate for s in sums]) for sums in (others, beside))
    if not scaled:
        even = np.ones(len(others))
        return synthetic.PlaceboTest(ours.estimate, 1.0, estimates, even, beside_estimates, even)
    scales, beside_scales = (np.array([s.yardstick for s in sums]) for sums in (others, beside))
    return synthetic.PlaceboTest(ours.estimate, ours.yardstick, estimates, scales, beside_estimates, beside_scales)


def _require_misfit(parts: Sequence[Cohort], sums: Sequence[Summed]) -> None:
    """Raise when a test scaled by the fits before treatment would divide by nothing."""
    sd = float(np.sqrt(sum((c.share * c.noise) ** 2 for c in parts)))
    if exact := sum(s.yardstick <= synthetic.EXACT * sd for s in sums):
        raise too_exact(exact)
