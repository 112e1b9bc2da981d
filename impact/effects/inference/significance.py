"""The test of an estimate: its p-value, interval and error by the inference that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats

from impact.effects.design import procedures
from impact.effects.design.alternatives import require_balanced, require_no_covariates
from impact.effects.design.announcement import without_reaction
from impact.effects.design.assignments import TIE
from impact.effects.design.blocks import Block
from impact.effects.design.fits import Fit
from impact.effects.design.results import Floats
from impact.effects.estimators import did, synthetic
from impact.effects.inference import cluster, control_residuals, permutation, placements, wild
from impact.effects.inference.choice import RefusedInferenceError, choose, refused
from impact.effects.inference.cluster_test import ClusterTest
from impact.errors import InputError, Problem
from impact.words.statements import Statement, said

_Test = Callable[[Block, Fit, str, float, int, int], "Inference"]  # of a name, level, draws and seed


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


def infer(block: Block, fit: Fit, procedure: procedures.Procedure, *, level: float, draws: int, seed: int) -> Inference:
    """Return the test of a linear or regression estimate."""
    return TESTS[procedure](block, fit, procedure.name, level, draws, seed)


def _reassigned(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
    require_balanced(block, name)
    sd = own_noise(block) if name == procedures.SCALED_PERMUTATION.name else None
    if fit.weights is not None:
        test = permutation.reassign(block, fit.weights, sd, draws=draws, seed=seed)
    elif fit.placement is not None:
        test = placements.reassign(block, fit.placement, sd, draws=draws, seed=seed)
    else:
        raise ValueError(f"{name} needs an estimate that is a weighted sum of outcomes.")
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


def _clustered(errors: Callable[[Block], ClusterTest]) -> _Test:
    """Return the test by errors clustered by unit."""

    def tested(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
        test = errors(block)
        return Inference(name, test.std_error, test.p_value, test.interval(level))

    return tested


def _bootstrapped(signs: str) -> _Test:
    """Return the wild cluster bootstrap with these signs."""

    def tested(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
        test = wild.wild_cluster(block, draws=draws, seed=seed, signs=signs)
        return Inference(name, test.std_error, test.p_value(), test.interval(level), test.smallest_p)

    return tested


def _resampled(resample: Callable[..., control_residuals.ResidualTest]) -> _Test:
    """Return the test that draws the noise of the treated from what happened to the controls."""

    def tested(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
        test = resample(block, fit.estimate, draws=draws, seed=seed)
        spread = float(np.std(test.draws))
        return Inference(name, spread, test.p_value, test.interval(level), test.smallest_p, test.draws)

    return tested


def _equal_placebos(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
    return placebo(block, synthetic.did_solver(), name, level=level, draws=draws, seed=seed).test


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
    choose(block, did.ESTIMATOR, procedures.SCALED_PERMUTATION.name)
    block = without_reaction(block)
    weights = did.two_way_weights(block.exposed.astype(float), block.weights)
    return permutation.reassign(block, weights, own_noise(block), draws=draws, seed=seed)


def reassigned_path(block: Block, fit: Fit, procedure: procedures.Procedure, *, draws: int, seed: int) -> Fit:
    """Return the fit with the covariance that its path has under the reassignments of its test (E, E).

    Errors from the spread inside cohorts are nothing where one unit carries an event time. As in the interval, the
    estimate is taken out of the treated first, so that an effect does not count as noise.
    """
    sd = permutation.pre_period_sd(block) if procedure.own_noise else None
    if fit.placement is not None:
        fit = placements.with_errors(block, fit, fit.placement, sd, draws=draws, seed=seed)
    if fit.path_weights is None or fit.path.empty:
        return fit if fit.placement is not None else replace(fit, path_covariance=None)
    tests = permutation.reassign_each(block, fit.path_weights(), sd, draws=draws, seed=seed)
    noise = np.stack([test.noise(fit.estimate) for test in tests])  # (E, B)
    return replace(fit, path_covariance=noise @ noise.T / noise.shape[1])


def _analytic(block: Block, fit: Fit, name: str, level: float, draws: int, seed: int) -> Inference:
    if fit.std_error is None:
        todo = "Add units, or use 'permutation'."
        raise InputError(Problem("estimate", "inference", "no unit to spare", "an analytic standard error", todo))
    degrees = np.inf if fit.degrees is None else fit.degrees
    reach = float(stats.t.ppf((1 + level) / 2, degrees)) * fit.std_error
    p_value = float(2 * stats.t.sf(abs(fit.estimate) / fit.std_error, degrees))
    caveats = () if fit.degrees is None else (said("exact_if_normal"),)
    interval = (fit.estimate - reach, fit.estimate + reach)
    return Inference(name, fit.std_error, p_value, interval, caveats=caveats)


TESTS: Mapping[procedures.Procedure, _Test] = {
    procedures.SCALED_PERMUTATION: _reassigned,
    procedures.PERMUTATION: _reassigned,
    procedures.CR1: _clustered(cluster.cr1),
    procedures.CR2: _clustered(cluster.cr2),
    procedures.CR3: _clustered(cluster.cr3),
    procedures.WILD_CLUSTER: _bootstrapped("rademacher"),
    procedures.WILD_CLUSTER_WEBB: _bootstrapped("webb"),
    procedures.CONLEY_TABER: _resampled(control_residuals.conley_taber),
    procedures.FERMAN_PINTO: _resampled(control_residuals.ferman_pinto),
    procedures.PLACEBO: _equal_placebos,
    procedures.ANALYTIC: _analytic,
    procedures.EXACT: _analytic,
}


@dataclass(frozen=True, eq=False)
class PlaceboResult:
    """A synthetic comparison with its test, its placebos' paths on its own scale (B, T), and its RMSPE-ratio rank p."""

    ours: synthetic.Synthetic
    test: Inference
    paths: Floats
    rank_p: float

    def uniform_critical_value(self, level: float) -> float:
        """Return how many standard deviations hold the whole path of a placebo in that share of cases."""
        return largest(self.paths, level)


def largest(paths: Floats, level: float) -> float:
    """Return how many standard deviations hold the whole of a path (B, T) in that share of cases."""
    return float(np.quantile(np.abs(paths / paths.std(axis=0)).max(axis=1), level, method="higher"))


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
    scaled = name == procedures.SCALED_PERMUTATION.name
    if scaled:
        require_misfit(block, [ours, *others])
    scales, beside_scales = (np.array([o.yardstick if scaled else 1.0 for o in fits]) for fits in (others, beside))
    own = ours.yardstick if scaled else 1.0
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
        raise too_exact(exact)


def too_exact(exact: int) -> RefusedInferenceError:
    """Return the refusal of a scaled test where so many fits before treatment leave nothing to divide by."""
    found = f"scaled_permutation with {exact} exact fits before treatment"
    todo = "Use 'placebo', or use synthetic_did, or add earlier years."
    return refused(found, procedures.SCALED_PERMUTATION.name, said("needs_misfit"), todo)


def uniform_critical_value(covariance: Floats, level: float, *, draws: int = 9999, seed: int = 0) -> float:
    """Return the sup-t critical value of a path: the quantile of the largest standardised normal deviation."""
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = np.random.default_rng(seed).standard_normal((draws, len(sd))) @ root.T
    return float(np.quantile(np.abs(normal).max(axis=1), level))
