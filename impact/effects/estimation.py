"""One call from a panel and a design to an effect, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

import numpy as np
import pandas as pd
from scipy import stats

from impact.effects.design.alternatives import FEW, require_balanced, require_no_covariates
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.identification import identified
from impact.effects.design.results import Effect, Floats, NotIdentified, NotIdentifiedError
from impact.effects.estimators import synthetic
from impact.effects.estimators.aggregation import Aggregate, aggregate_effects, cell_weights
from impact.effects.estimators.callaway_santanna import Control, Method, group_time_effects
from impact.effects.estimators.did import two_way_fixed_effects, without_reaction
from impact.effects.estimators.event_study import event_study
from impact.effects.estimators.imputation import imputation
from impact.effects.estimators.lee_wooldridge import detrended, lee_wooldridge
from impact.effects.estimators.sun_abraham import sun_abraham
from impact.effects.inference.choice import RefusedInferenceError, choose, few_draws, require_known
from impact.effects.inference.significance import (
    REASSIGNED,
    Inference,
    infer,
    placebo,
    reassigned_path,
    uniform_critical_value,
)
from impact.errors import InputError, Problem, suggestion
from impact.words.statements import Statement, said

SYNTHETIC = ("synthetic_did", "synthetic_control")
BALANCED = ("did", "event_study", *SYNTHETIC, "lee_wooldridge")
LEVELS = (0.95, 0.9, 0.8, 0.7, 0.6)  # that are usual, for a test that cannot reach the one asked for
Bands = Literal["pointwise", "uniform"]

_CHOICES = {"aggregate": Aggregate, "control_group": Control, "method": Method, "bands": Bands}
_CONCERNS = {
    "aggregate": ("callaway_santanna", "imputation"),
    "control_group": ("callaway_santanna",),
    "method": ("callaway_santanna",),
    "universal_base": ("callaway_santanna",),
    "detrend": ("lee_wooldridge",),
}


@dataclass(frozen=True)
class Options:
    """How an estimator is to work."""

    aggregate: Aggregate | None = None
    control_group: Control = "never"
    method: Method = "dr"
    universal_base: bool = False
    detrend: bool = False
    bands: Bands = "pointwise"

    def problems(self, estimator: str) -> Iterator[Problem]:
        """Yield what does not exist, and what an estimator would not look at."""
        for name, choices in _CHOICES.items():
            value, known = getattr(self, name), get_args(choices)
            if value is not None and value not in known:
                yield Problem("estimate", name, repr(value), " or ".join(known), suggestion(str(value), known))
        for name, of in _CONCERNS.items():
            value = getattr(self, name)
            if estimator not in of and value != getattr(Options, name):
                todo = f"Leave it out, or use {' or '.join(of)}."
                yield Problem("estimate", name, repr(value), f"none with {estimator}", todo)


def estimate(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str,
    inference: str = "auto",
    aggregate: str | None = None,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
    control_group: Control = "never",
    method: Method = "dr",
    universal_base: bool = False,
    detrend: bool = False,
    bands: Bands = "pointwise",
) -> Effect | NotIdentified:
    """Return the effect on the treated, or why there is none.

    Parameters
    ----------
    panel
        Tidy panel, one row a unit and period, with the columns the design names.
    design
        Who was treated when, and who may stand for what would have happened.
    estimator
        "did", "event_study", "callaway_santanna", "sun_abraham", "imputation", "synthetic_did", "synthetic_control",
        "lee_wooldridge".
    inference
        "auto" (scaled permutation with fewer than twenty treated units), or by name.
    aggregate
        "simple", "group", "dynamic", "calendar" (callaway_santanna, imputation); None gives the simple mean beside
        the finest path.
    level
        Coverage of intervals and bands.
    draws, seed
        Number of random draws where not everything is enumerated, and where they start.
    control_group, method, universal_base
        Callaway-Sant'Anna alone: "never" or "not_yet"; "reg", "ipw" or "dr"; base period before treatment.
    detrend
        Lee-Wooldridge alone: take out each unit's own linear trend.
    bands
        "pointwise" or "uniform" bands of the path.

    Raises
    ------
    InputError
        For a panel that cannot be used, an option that does not exist or that the estimator would not look at, or an
        inference that would not hold its size.
    """
    options = Options(cast("Aggregate | None", aggregate), control_group, method, universal_base, detrend, bands)
    require_known(estimator, inference)
    if problems := [*_out_of_range(level, draws), *options.problems(estimator)]:
        raise InputError(problems)
    try:
        effect = _estimated(identified(panel, design), estimator, inference, options, level, draws, seed)
    except NotIdentifiedError as error:
        return error.result
    return _cannot_reject(effect) if effect.smallest_p > 1 - level + 1e-12 else effect


def _out_of_range(level: float, draws: int) -> Iterator[Problem]:
    if not 0.5 <= level < 1:
        yield Problem("estimate", "level", str(level), "a coverage such as 0.95", "Give the coverage of the interval.")
    yield from few_draws(draws)


def _estimated(
    block: Block, estimator: str, inference: str, options: Options, level: float, draws: int, seed: int
) -> Effect:
    """Return the effect with the inference that was asked for, or that holds here."""
    if estimator in SYNTHETIC:
        synthetic.require_usable(block, estimator)
    elif estimator in BALANCED:
        require_balanced(block, estimator)
    if estimator != "callaway_santanna":
        require_no_covariates(block, estimator)
    linear = block.covariates.shape[2] == 0
    name, caveats = choose(block, estimator, inference, linear=linear)
    if estimator in ("did", "lee_wooldridge"):
        block = without_reaction(block)
    try:
        effect = _effect(block, estimator, name, options, level=level, draws=draws, seed=seed)
    except RefusedInferenceError:  # seen only once it is fitted
        if inference != "auto":
            raise
        name, caveats = choose(block, estimator, "placebo")
        effect = _effect(block, estimator, name, options, level=level, draws=draws, seed=seed)
    return replace(effect, caveats=(*block.caveats, *_standing_caveats(block), *caveats, *effect.caveats))


def _cannot_reject(effect: Effect) -> NotIdentified:
    """Return the comparison without a verdict, and the level at which there could be one."""
    possible = [said("finer_level"), said("more_donors")]
    level = next((usual for usual in LEVELS if effect.smallest_p <= 1 - usual + 1e-12), None)
    if level is not None:
        possible.insert(1, said("lower_level", level=level))
    return NotIdentified(
        said(
            "cannot_reject",
            treated=effect.n_treated,
            total=effect.n_treated + effect.n_control,
            smallest_p=effect.smallest_p,
            level=1 - effect.level,
        ),
        tuple(possible),
        testable_level=level,
        path=effect.path.drop(columns=["std_error", "lower", "upper"]),
        unit_weights=effect.unit_weights,
        time_weights=effect.time_weights,
        fitted=effect.fitted,
    )


def _standing_caveats(block: Block) -> tuple[Statement, ...]:
    treated = int(block.treated.sum())
    if treated >= FEW:
        return (said("parallel"),)
    return said("parallel"), said("one_treated") if treated == 1 else said("few_treated", n=treated)


def _effect(
    block: Block, estimator: str, inference: str, options: Options, *, level: float, draws: int, seed: int
) -> Effect:
    if estimator in SYNTHETIC:
        return _synthetic_effect(block, estimator, inference, options.bands, level, draws, seed)
    if options.detrend and estimator == "lee_wooldridge":
        block = detrended(block)
    fit = fitted(block, estimator, options)
    test = infer(block, fit, inference, level=level, draws=draws, seed=seed)
    if estimator == "did" and len(block.cohorts) == 1:
        around = event_study(block)
        fit = replace(fit, path=around.path, path_covariance=around.path_covariance, path_weights=around.path_weights)
    if inference in REASSIGNED:
        fit = reassigned_path(block, fit, inference, draws=draws, seed=seed)
    path = banded(fit, level, options.bands, seed=seed)
    if options.bands == "pointwise":
        path = one_interval(path, fit.estimate, test.interval)
    return _result(block, estimator, fit, test, path, level)


def _result(block: Block, estimator: str, fit: Fit, test: Inference, path: pd.DataFrame, level: float) -> Effect:
    return Effect(
        estimate=fit.estimate,
        std_error=test.std_error,
        p_value=test.p_value,
        interval=test.interval,
        level=level,
        path=path,
        n_treated=int(block.treated.sum()),
        n_control=int((~block.treated).sum()),
        estimator=estimator,
        inference=test.name,
        sms_level=3,
        caveats=(*fit.caveats, *test.caveats),
        smallest_p=test.smallest_p,
        path_covariance=fit.path_covariance,
        distribution=test.distribution,
    )


def fitted(block: Block, estimator: str, options: Options) -> Fit:
    """Return an estimate before inference; synthetic methods are not among these."""
    if estimator == "did":
        return two_way_fixed_effects(block)
    if estimator == "event_study":
        return event_study(block)
    if estimator == "lee_wooldridge":
        return lee_wooldridge(block)
    if estimator == "imputation":
        return imputation(block, options.aggregate or "simple")
    if estimator == "sun_abraham":
        return sun_abraham(block)
    return group_time_fit(block, options)


def group_time_fit(block: Block, options: Options) -> Fit:
    """Return the Callaway-Sant'Anna estimate as asked; without an aggregate the path holds every ATT(g,t)."""
    effects = group_time_effects(
        block, method=options.method, control=options.control_group, universal=options.universal_base
    )
    summed = aggregate_effects(effects, block, options.aggregate or "simple")
    path = event_path(summed.period, summed.estimate)
    if options.aggregate in (None, "simple"):
        path = path.assign(cohort=effects.cohort.astype(int), time=effects.time)
    plain = block.balanced and block.covariates.shape[2] == 0 and not block.weighted
    return Fit(
        summed.overall,
        path,
        weights=cell_weights(effects, block, summed.weights) if plain else None,
        std_error=summed.std_error,
        path_covariance=summed.covariance,
        path_weights=(lambda: (cell_weights(effects, block, w) for w in summed.part_weights)) if plain else None,
        caveats=effects.skipped,
    )


def banded(fit: Fit, level: float, bands: str, *, seed: int) -> pd.DataFrame:
    """Return the path with standard errors and bands; uniform ones cover the whole path at once."""
    if fit.path_covariance is None or fit.path.empty:
        return fit.path.assign(std_error=np.nan, lower=np.nan, upper=np.nan)
    std_error = np.sqrt(np.diag(fit.path_covariance))
    reach = float(stats.norm.ppf((1 + level) / 2))
    if bands == "uniform":
        reach = uniform_critical_value(fit.path_covariance, level, seed=seed)
    return fit.path.assign(
        std_error=std_error,
        lower=fit.path["estimate"] - reach * std_error,
        upper=fit.path["estimate"] + reach * std_error,
    )


def one_interval(path: pd.DataFrame, estimate: float, interval: tuple[float, float]) -> pd.DataFrame:
    """Return the path with the interval of the estimate where it is that number, as with one period after treatment."""
    same = (path["period"] >= 0) & np.isclose(path["estimate"], estimate, rtol=1e-9, atol=0.0)
    if same.sum() != 1:
        return path
    low, high = interval
    return path.assign(lower=path["lower"].where(~same, low), upper=path["upper"].where(~same, high))


def _synthetic_effect(
    block: Block, estimator: str, inference: str, bands: str, level: float, draws: int, seed: int
) -> Effect:
    block = synthetic.prepared(block, estimator)
    solver = synthetic.sdid_solver(block) if estimator == "synthetic_did" else synthetic.control_solver(block)
    result = placebo(block, solver, inference, level=level, draws=draws, seed=seed)
    ours, spread = result.ours, result.paths.std(axis=0)
    widest = float(stats.norm.ppf((1 + level) / 2)) if bands == "pointwise" else result.uniform_critical_value(level)
    reach = widest * spread
    path = event_path((block.times - block.cohorts[0]).astype(float), ours.path)
    path = path.assign(std_error=spread, lower=ours.path - reach, upper=ours.path + reach)
    if bands == "pointwise":
        path = one_interval(path, ours.estimate, result.test.interval)
    effect = _result(block, estimator, Fit(ours.estimate, path), result.test, path, level)
    donors = [u for u, treated in zip(block.units, block.treated, strict=True) if not treated]
    treated_mean: Floats = block.outcome[block.treated].mean(axis=0)
    return replace(
        effect,
        unit_weights=pd.Series(ours.unit_weights, index=pd.Index(donors, name="unit"), name="weight"),
        time_weights=pd.Series(
            ours.time_weights, index=pd.Index(block.times[: len(ours.time_weights)], name="time"), name="weight"
        ),
        fitted=pd.DataFrame({"time": block.times, "treated": treated_mean, "synthetic": treated_mean - ours.path}),
        details={"pre_rmspe": ours.pre_rmspe, "rmspe_ratio": ours.rmspe_ratio, "rmspe_rank_p": result.rank_p},
    )
