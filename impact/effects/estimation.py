"""One call from a panel and a design to an effect, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy.special import ndtri

from impact.effects.design.announcement import without_reaction
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, event_path
from impact.effects.design.identification import identified
from impact.effects.design.options import Aggregate, Bands, Constraint, Control, Method, Options
from impact.effects.design.phases import what_is_seen
from impact.effects.design.procedures import AUTO, CONFORMAL, FEW, OVER_TIME, PLACEBO, Procedure, usual_level
from impact.effects.design.results import Effect, Floats, NotIdentified, NotIdentifiedError
from impact.effects.estimators import passed_over, synthetic
from impact.effects.estimators.left_out import BELOW_ZERO, NEGLIGIBLE, OUTSIDE, comparison_details, left_out_gaps
from impact.effects.inference.choice import RefusedInferenceError, choose, few_draws, known
from impact.effects.inference.dated_placebos import dated_placebo
from impact.effects.inference.over_time import gap_from_before, over_time
from impact.effects.inference.phases import phase_effects
from impact.effects.inference.remedies import checked
from impact.effects.inference.significance import (
    Inference,
    PlaceboResult,
    infer,
    largest,
    placebo,
    reassigned_path,
    uniform_critical_value,
)
from impact.errors import InputError, Problem
from impact.words.statements import Statement, said

OF_A_TEST = ("rmspe_ratio", "rmspe_rank_p")  # of the details, what weighs a comparison against its placebos
OF_THE_TEST = ("std_error", "lower", "upper", "p_value")  # columns of a path that its test makes


def estimate(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str,
    inference: str = AUTO,
    aggregate: str | None = None,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
    control_group: Control = "never",
    method: Method = "dr",
    universal_base: bool = False,
    detrend: bool = False,
    bands: Bands = "pointwise",
    constraint: Constraint = "simplex",
) -> Effect | NotIdentified:
    """Return the effect on the treated, or why there is none.

    Parameters
    ----------
    panel
        Tidy panel, one row a unit and period, with the columns the design names.
    design
        Who was treated when, and who may stand for what would have happened.
    estimator
        By name, such as "did", "callaway_santanna" or "synthetic_did"; `effects.estimators.ESTIMATORS` has them all,
        and docs/effects.md says what each is for.
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
    constraint
        synthetic_control_by_unit alone: weights on a "simplex", or as in "lasso" or "ridge".

    Raises
    ------
    InputError
        For a panel that cannot be used, an option that does not exist or that the estimator would not look at, or an
        inference that would not hold its size.
    """
    options = Options(
        cast("Aggregate | None", aggregate), control_group, method, universal_base, detrend, bands, constraint
    )
    record = known(estimator, inference)
    if problems := [*_out_of_range(level, draws), *options.unknown(), *passed_over(record, options, file="estimate")]:
        raise InputError(problems)
    try:
        effect = _estimated(identified(panel, design), record, inference, options, level, draws, seed)
    except NotIdentifiedError as error:
        return error.result
    return _cannot_reject(effect) if effect.smallest_p > 1 - level + 1e-12 else effect


def _out_of_range(level: float, draws: int) -> Iterator[Problem]:
    if not 0.5 <= level < 1:
        yield Problem("estimate", "level", str(level), "a coverage such as 0.95", "Give the coverage of the interval.")
    yield from few_draws(draws)


def _estimated(
    block: Block, estimator: Estimator, inference: str, options: Options, level: float, draws: int, seed: int
) -> Effect:
    """Return the effect with the inference that was asked for, or that holds here."""
    procedure, caveats = checked(block, estimator, inference)
    block = adjusted(block, estimator, options)
    try:
        effect = _effect(block, estimator, procedure, options, level=level, draws=draws, seed=seed)
    except RefusedInferenceError:  # seen only once it is fitted
        if inference != AUTO or PLACEBO not in estimator.inferences:
            raise
        procedure, caveats = choose(block, estimator, PLACEBO.name)
        effect = _effect(block, estimator, procedure, options, level=level, draws=draws, seed=seed)
    if block.phases:
        effect = _with_phases(effect, block, estimator, procedure, draws=draws, seed=seed)
    return replace(effect, caveats=(*block.caveats, *_standing_caveats(block), *caveats, *effect.caveats))


def _with_phases(
    effect: Effect, block: Block, estimator: Estimator, procedure: Procedure, *, draws: int, seed: int
) -> Effect:
    table = phase_effects(block, estimator, procedure, level=effect.level, draws=draws, seed=seed)
    return replace(effect, phases=table, caveats=(*effect.caveats, *what_is_seen(block)))


def adjusted(block: Block, estimator: Estimator, options: Options) -> Block:
    """Return the block that is estimated: without the years of announcement, or as options ask."""
    if estimator.without_reaction:
        block = without_reaction(block)
    return block if estimator.adjust is None else estimator.adjust(block, options)


def _cannot_reject(effect: Effect) -> NotIdentified:
    """Return the comparison without a verdict, and the level at which there could be one."""
    over_years = effect.inference in {procedure.name for procedure in OVER_TIME}
    possible = [said("finer_level"), said("more_donors")]
    if over_years:
        possible = [said("earlier_years")] if effect.inference == CONFORMAL.name else [said("more_draws")]
    level = usual_level(effect.smallest_p)
    if level is not None:
        possible.insert(1, said("lower_level", level=level))
    smallest = {"smallest_p": effect.smallest_p, "level": 1 - effect.level}
    units = {"treated": effect.n_treated, "total": effect.n_treated + effect.n_control}
    return NotIdentified(
        said("too_few_years", **smallest) if over_years else said("cannot_reject", **units, **smallest),
        tuple(possible),
        testable_level=level,
        path=effect.path[[c for c in effect.path.columns if c not in OF_THE_TEST]],
        unit_weights=effect.unit_weights,
        time_weights=effect.time_weights,
        fitted=effect.fitted,
        details={name: value for name, value in effect.details.items() if name not in OF_A_TEST},
    )


def _standing_caveats(block: Block) -> tuple[Statement, ...]:
    treated = int(block.treated.sum())
    if treated >= FEW:
        return (said("parallel"),)
    return said("parallel"), said("one_treated") if treated == 1 else said("few_treated", n=treated)


def _effect(
    block: Block, estimator: Estimator, procedure: Procedure, options: Options, *, level: float, draws: int, seed: int
) -> Effect:
    if estimator.fit is None and len(block.cohorts) > 1:
        return _dated_effect(block, estimator, procedure, options.bands, level, draws, seed)
    if estimator.fit is None:
        return _synthetic_effect(block, estimator, procedure, options, level, draws, seed)
    fit = estimator.fit(block, options)
    if procedure.over_time:
        found = over_time(block, estimator, options, procedure, level=level, draws=draws, seed=seed)
        path = found.on(gap_from_before(block) if estimator.two_way else fit.path)
        return _result(block, estimator, fit, found.test, path, level)
    test = infer(block, fit, procedure, level=level, draws=draws, seed=seed)
    if procedure.reassigned:
        fit = reassigned_path(block, fit, procedure, draws=draws, seed=seed)
    path = banded(fit, level, options.bands, seed=seed)
    if options.bands == "pointwise":
        path = one_interval(path, fit.estimate, test.interval)
    return _result(block, estimator, fit, test, path, level)


def _result(block: Block, estimator: Estimator, fit: Fit, test: Inference, path: pd.DataFrame, level: float) -> Effect:
    return Effect(
        estimate=fit.estimate,
        std_error=test.std_error,
        p_value=test.p_value,
        interval=test.interval,
        level=level,
        path=path,
        n_treated=int(block.treated.sum()),
        n_control=int((~block.treated).sum()),
        estimator=estimator.name,
        inference=test.name,
        sms_level=3,
        caveats=(*fit.caveats, *test.caveats),
        smallest_p=test.smallest_p,
        path_covariance=fit.path_covariance,
        distribution=test.distribution,
        details=fit.details,
        response=fit.response if fit.response is None else bounded(fit.response, level),
    )


def banded(fit: Fit, level: float, bands: str, *, seed: int) -> pd.DataFrame:
    """Return the path with standard errors and bands; uniform ones cover the whole path at once."""
    if fit.path_covariance is None or fit.path.empty:
        return fit.path.assign(std_error=np.nan, lower=np.nan, upper=np.nan)
    std_error = np.sqrt(np.diag(fit.path_covariance))
    reach = _usual(level)
    if bands == "uniform":
        reach = uniform_critical_value(fit.path_covariance, level, seed=seed)
    estimates = fit.path["estimate"].to_numpy()
    columns: dict[str, Any] = {str(name): fit.path[name].to_numpy() for name in fit.path}  # one frame, made once
    columns |= {"std_error": std_error, "lower": estimates - reach * std_error, "upper": estimates + reach * std_error}
    return pd.DataFrame(columns, index=fit.path.index)


def _usual(level: float) -> float:
    """Return how many standard errors of a normal hold so much of it."""
    return float(ndtri((1 + level) / 2))


def bounded(frame: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return estimates with the bounds of a normal."""
    wide = _usual(level) * frame["std_error"]
    return frame.assign(lower=frame["estimate"] - wide, upper=frame["estimate"] + wide)


def one_interval(path: pd.DataFrame, estimate: float, interval: tuple[float, float]) -> pd.DataFrame:
    """Return the path with the interval of the estimate where it is that number, as with one period after treatment."""
    same = (path["period"].to_numpy() >= 0) & (np.abs(path["estimate"].to_numpy() - estimate) <= 1e-9 * abs(estimate))
    if same.sum() != 1:
        return path
    low, high = interval
    return path.assign(lower=path["lower"].where(~same, low), upper=path["upper"].where(~same, high))


def _synthetic_effect(
    block: Block, estimator: Estimator, procedure: Procedure, options: Options, level: float, draws: int, seed: int
) -> Effect:
    assert estimator.solver is not None  # it has no fit
    block = synthetic.prepared(block, estimator)
    solver = estimator.solver(block)
    if procedure.over_time:
        ours = synthetic.fit(block, solver)
        found = over_time(block, estimator, options, procedure, level=level, draws=draws, seed=seed)
        test, path = found.test, found.on(_path_of(block, ours))
        details = {}
    else:
        result = placebo(block, solver, procedure.name, level=level, draws=draws, seed=seed)
        ours, test, path = result.ours, result.test, _placebo_path(block, result, level, options.bands)
        details = {"rmspe_rank_p": result.rank_p}
    effect = _result(block, estimator, Fit(ours.estimate, path), test, path, level)
    return _weighted(effect, block, estimator, ours, details)


def _path_of(block: Block, ours: synthetic.Synthetic) -> pd.DataFrame:
    return event_path((block.times - block.cohorts[0]).astype(float), ours.path)


def _placebo_path(block: Block, result: PlaceboResult, level: float, bands: Bands) -> pd.DataFrame:
    """Return the path with bars as wide as those of the placebos, on the scale of the treated."""
    spread = result.paths.std(axis=0)
    widest = _usual(level) if bands == "pointwise" else result.uniform_critical_value(level)
    reach, estimates = widest * spread, result.ours.path
    path = _path_of(block, result.ours).assign(std_error=spread, lower=estimates - reach, upper=estimates + reach)
    return one_interval(path, result.ours.estimate, result.test.interval) if bands == "pointwise" else path


def _weighted(
    effect: Effect, block: Block, estimator: Estimator, ours: synthetic.Synthetic, details: dict[str, float]
) -> Effect:
    """Return the effect with the weights and both paths of its comparison."""
    donors = [u for u, treated in zip(block.units, block.treated, strict=True) if not treated]
    treated_mean: Floats = block.outcome[block.treated].mean(axis=0)
    told, caveats = _told(block, estimator, ours)
    return replace(
        effect,
        caveats=(*effect.caveats, *caveats),
        unit_weights=pd.Series(ours.unit_weights, index=pd.Index(donors, name="unit"), name="weight"),
        time_weights=pd.Series(
            ours.time_weights, index=pd.Index(block.times[: len(ours.time_weights)], name="time"), name="weight"
        ),
        fitted=pd.DataFrame({"time": block.times, "treated": treated_mean, "synthetic": treated_mean - ours.path}),
        details={**told, "rmspe_ratio": ours.rmspe_ratio, **details},
    )


def _dated_effect(
    block: Block, estimator: Estimator, procedure: Procedure, bands: Bands, level: float, draws: int, seed: int
) -> Effect:
    """Return a synthetic comparison with several dates: cohort by cohort, summed up."""
    result = dated_placebo(block, estimator, procedure, level=level, draws=draws, seed=seed)
    ours, spread = result.ours, result.paths.std(axis=0)
    widest = _usual(level) if bands == "pointwise" else largest(result.paths, level)
    path = event_path(result.event.astype(float), ours.path)
    path = path.assign(std_error=spread, lower=ours.path - widest * spread, upper=ours.path + widest * spread)
    if bands == "pointwise":
        path = one_interval(path, ours.estimate, result.test.interval)
    effect = _result(block, estimator, Fit(ours.estimate, path), result.test, path, level)
    donors = pd.Index([u for u, mine in zip(block.units, block.treated, strict=True) if not mine], name="unit")
    return replace(
        effect,
        unit_weights=pd.Series(ours.unit_weights, index=donors, name="weight"),
        details={"pre_rmspe": ours.pre_rmspe},
        cohorts=ours.table(),
    )


def _told(
    block: Block, estimator: Estimator, ours: synthetic.Synthetic
) -> tuple[dict[str, float], tuple[Statement, ...]]:
    """Return the fit and the reach of a weighted comparison, and what has to be said of it."""
    assert estimator.solver is not None
    details = comparison_details(ours, left_out_gaps(*synthetic.parts(block), estimator.solver(block)))
    below = details[BELOW_ZERO]
    outside = (said("weights_below_zero", below=below, distance=details[OUTSIDE]),) if below > NEGLIGIBLE else ()
    own, caveats = ({}, ()) if estimator.remarks is None else estimator.remarks(block, ours)
    return {**details, **own}, (*caveats, *outside)
