"""The test of an estimate: its p-value, interval and error by the inference that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats

from impact.effects.design.alternatives import require_balanced, require_no_covariates
from impact.effects.design.assignments import TIE
from impact.effects.design.blocks import Block
from impact.effects.design.fits import Fit
from impact.effects.design.results import Floats
from impact.effects.estimators import synthetic
from impact.effects.estimators.did import two_way_weights, without_reaction
from impact.effects.inference import cluster, control_residuals, permutation, wild
from impact.effects.inference.choice import choose, refused
from impact.errors import InputError, Problem
from impact.words.statements import Statement, said

REASSIGNED = ("scaled_permutation", "permutation")


@dataclass(frozen=True, eq=False)
class Inference:
    """A test and its interval, in units of the outcome."""

    name: str
    std_error: float
    p_value: float
    interval: tuple[float, float]
    smallest_p: float = 0.0
    distribution: Floats | None = None
    caveats: tuple[Statement, ...] = field(default=())


def infer(block: Block, fit: Fit, name: str, *, level: float, draws: int, seed: int) -> Inference:
    """Return the test of a linear or regression estimate."""
    if name in REASSIGNED:
        return _reassigned(block, fit, name, level, draws, seed)
    if name in ("cr1", "cr2", "cr3"):
        test = {"cr1": cluster.cr1, "cr2": cluster.cr2, "cr3": cluster.cr3}[name](block)
        return Inference(name, test.std_error, test.p_value, test.interval(level))
    if name in wild.SIGNS:
        bootstrap = wild.wild_cluster(block, draws=draws, seed=seed, signs=wild.SIGNS[name])
        return Inference(
            name, bootstrap.std_error, bootstrap.p_value(), bootstrap.interval(level), bootstrap.smallest_p
        )
    if name in ("conley_taber", "ferman_pinto"):
        resample = {"conley_taber": control_residuals.conley_taber, "ferman_pinto": control_residuals.ferman_pinto}
        residual = resample[name](block, fit.estimate, draws=draws, seed=seed)
        return Inference(
            name,
            float(np.std(residual.draws)),
            residual.p_value,
            residual.interval(level),
            residual.smallest_p,
            residual.draws,
        )
    if name == "placebo":
        return placebo(block, synthetic.did_solver(), name, level=level, draws=draws, seed=seed).test
    return _analytic(fit, level)


def _reassigned(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
    require_balanced(block, name)
    if fit.weights is None:
        raise ValueError(f"{name} needs an estimate that is a weighted sum of outcomes.")
    sd = own_noise(block) if name == "scaled_permutation" else None
    test = permutation.reassign(block, fit.weights, sd, draws=draws, seed=seed)
    return Inference(
        name,
        permutation.spread(test),
        test.p_value(),
        permutation.invert(test, level),
        test.smallest_p,
        test.noise(),
        ()
        if test.exhaustive
        else (said("random_reassignments", drawn=len(test.contrast) - 1, possible=test.possible),),
    )


def own_noise(block: Block) -> Floats:
    """Return each unit's standard deviation before treatment (N,), to scale its estimates by.

    Raises
    ------
    InputError
        When one does no more than move with the mean of all.
    """
    sd = permutation.pre_period_sd(block)
    if sd.min() <= 1e-12 * np.abs(block.outcome).max():
        found = f"no change at all before treatment in {block.units[int(sd.argmin())]}"
        raise InputError(Problem("estimate", "outcome", found, "some noise", "Exclude the unit."))
    return sd


def two_way_reassignments(block: Block, method: str, *, draws: int, seed: int) -> permutation.Reassignments:
    """Return the two-way estimate under reassigned treatment, scaled by the units' own noise.

    Raises
    ------
    InputError
        Where the scaled permutation test does not hold, or the design names covariates.
    """
    require_no_covariates(block, method)
    choose(block, "did", "scaled_permutation")
    block = without_reaction(block)
    weights = two_way_weights(block.exposed.astype(float), block.weights)
    return permutation.reassign(block, weights, own_noise(block), draws=draws, seed=seed)


def reassigned_path(block: Block, fit: Fit, name: str, *, draws: int, seed: int) -> Fit:
    """Return the fit with the covariance that its path has under the reassignments of its test (E, E).

    Errors from the spread inside cohorts are nothing where one unit carries an event time. As in the interval, the
    estimate is taken out of the treated first, so that an effect does not count as noise.
    """
    if fit.path_weights is None or fit.path.empty:
        return replace(fit, path_covariance=None)
    sd = permutation.pre_period_sd(block) if name == "scaled_permutation" else None
    tests = permutation.reassign_each(block, fit.path_weights(), sd, draws=draws, seed=seed)
    noise = np.stack([test.noise(fit.estimate) for test in tests])  # (E, B)
    return replace(fit, path_covariance=noise @ noise.T / noise.shape[1])


def _analytic(fit: Fit, level: float) -> Inference:
    if fit.std_error is None:
        todo = "Add units, or use 'permutation'."
        raise InputError(Problem("estimate", "inference", "no unit to spare", "an analytic standard error", todo))
    degrees = np.inf if fit.degrees is None else fit.degrees
    reach = float(stats.t.ppf((1 + level) / 2, degrees)) * fit.std_error
    p_value = float(2 * stats.t.sf(abs(fit.estimate) / fit.std_error, degrees))
    caveats = () if fit.degrees is None else (said("exact_if_normal"),)
    interval = (fit.estimate - reach, fit.estimate + reach)
    return Inference("analytic", fit.std_error, p_value, interval, caveats=caveats)


@dataclass(frozen=True, eq=False)
class PlaceboResult:
    """A synthetic comparison with its test, its placebos' paths on its own scale (B, T), and its RMSPE-ratio rank p."""

    ours: synthetic.Synthetic
    test: Inference
    paths: Floats
    rank_p: float

    def uniform_critical_value(self, level: float) -> float:
        """Return how many standard deviations hold the whole path of a placebo in that share of cases."""
        largest = np.abs(self.paths / self.paths.std(axis=0)).max(axis=1)
        return float(np.quantile(largest, level, method="higher"))


def placebo(block: Block, solver: synthetic.Solver, name: str, *, level: float, draws: int, seed: int) -> PlaceboResult:
    """Return a synthetic comparison among its placebos, scaled by the fit before treatment or not.

    Raises
    ------
    RefusedInferenceError
        When the scaled test would divide by fits that leave nothing.
    """
    ours = synthetic.fit(block, solver)
    others = synthetic.placebos(block, solver, draws=draws, seed=seed)
    beside = synthetic.treated_beside(block, solver, draws=draws, seed=seed)
    estimates = np.array([o.estimate for o in others])
    scaled = name == "scaled_permutation"
    if scaled:
        require_misfit(block, [ours, *others])
    scales, beside_scales = (np.array([o.pre_rmspe if scaled else 1.0 for o in fits]) for fits in (others, beside))
    own = ours.pre_rmspe if scaled else 1.0
    beside_estimates = np.array([o.estimate for o in beside])
    test = synthetic.PlaceboTest(ours.estimate, own, estimates, scales, beside_estimates, beside_scales)
    paths = np.stack([o.path for o in others]) / scales[:, None] * own
    ratios, beside_ratios = (np.array([o.rmspe_ratio for o in fits]) for fits in (others, beside))
    more_extreme = (ratios >= beside_ratios * (1 - TIE)).sum()
    return PlaceboResult(
        ours,
        Inference(name, test.std_error, test.p_value, test.interval(level), test.smallest_p, estimates / scales * own),
        paths,
        float((1 + more_extreme) / (1 + len(ratios))),
    )


def require_misfit(block: Block, fits: Sequence[synthetic.Synthetic]) -> None:
    """Raise when a test scaled by the fits before treatment would divide by nothing."""
    if exact := synthetic.exact_fits(fits, synthetic.noise(block)):
        found = f"scaled_permutation with {exact} exact fits before treatment"
        todo = "Use 'placebo', synthetic_did, or more years before."
        raise refused(found, "scaled_permutation", said("needs_misfit"), todo)


def uniform_critical_value(covariance: Floats, level: float, *, draws: int = 9999, seed: int = 0) -> float:
    """Return the sup-t critical value of a path: the quantile of the largest standardised normal deviation."""
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = np.random.default_rng(seed).standard_normal((draws, len(sd))) @ root.T
    return float(np.quantile(np.abs(normal).max(axis=1), level))
