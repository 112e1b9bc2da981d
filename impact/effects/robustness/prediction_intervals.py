"""Prediction intervals of synthetic controls, one by one and averaged, for units treated at dates of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from impact.effects.design.alternatives import require_usable
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.identification import identified
from impact.effects.design.options import Constraint, Options
from impact.effects.design.procedures import PREDICTION
from impact.effects.design.results import Floats
from impact.effects.estimators.controls import controls_by_unit
from impact.effects.estimators.synthetic_control_by_unit import ESTIMATOR
from impact.effects.inference import prediction
from impact.effects.inference.choice import choose, few_draws
from impact.effects.inference.over_time import require_noise
from impact.effects.inference.prediction import Averages, OutOfSample
from impact.errors import InputError, Problem, suggestion


@dataclass(frozen=True, eq=False)
class PredictionIntervals:
    """Effects with prediction intervals, in units of the outcome: every treated unit and period, and three averages.

    All frames have columns effect, lower, upper (both parts of the uncertainty), in_sample_lower, in_sample_upper (that
    of the weights alone, with half of the error allowed) and p_value. `by_unit_and_time` has index unit and time and a
    column period, the periods since treatment; `by_unit` averages over the periods of each unit, `by_period` over the
    units seen as long after their own start, and `overall`, of one row, over all. `weights` has a row a donor and a
    column a treated unit.
    """

    by_unit_and_time: pd.DataFrame
    by_unit: pd.DataFrame
    by_period: pd.DataFrame
    overall: pd.DataFrame
    weights: pd.DataFrame
    level: float
    constraint: Constraint
    out_of_sample: OutOfSample


def prediction_intervals(
    panel: pd.DataFrame,
    design: Design,
    *,
    constraint: Constraint = "simplex",
    out_of_sample: OutOfSample = prediction.DEFAULT,
    level: float = 0.95,
    draws: int = 999,
    seed: int = 0,
) -> PredictionIntervals:
    """Return what treated units would have been without treatment, as prediction intervals of the effects.

    Cattaneo, Feng and Titiunik (2021), and with Palomba (2025) for several units with their own dates.

    Parameters
    ----------
    panel, design
        As for `estimate`; donors are the units that are never treated.
    constraint
        What the weights may be: on a "simplex", of absolute sum one at most ("lasso"), of bounded squares ("ridge").
    out_of_sample
        How far a period to come may be off: "location_scale" (t quantiles), "subgaussian" or "quantile".
    level
        Coverage of each interval; half of what is left goes to the weights, half to the period itself.
    draws, seed
        Draws of the noise before treatment, at most 999, and where they start.

    Raises
    ------
    InputError
        For a panel or an option that cannot be used, fewer than five clean periods, or an exact fit.
    NotIdentifiedError
        When the panel identifies no effect.
    """
    if problems := [*Options(constraint=constraint).unknown(), *_unknown(out_of_sample, level), *few_draws(draws)]:
        raise InputError(problems)
    block = identified(panel, design)
    require_usable(block, ESTIMATOR)
    choose(block, ESTIMATOR, PREDICTION.name)
    controls = controls_by_unit(block, constraint)
    series = tuple(prediction.predicted(c, draws=draws, seed=(seed, i)) for i, c in enumerate(controls))
    for one in series:
        require_noise(block, ESTIMATOR, PREDICTION, one.errors)
    return _tables(block, series, constraint, out_of_sample, level)


def _unknown(out_of_sample: str, level: float) -> Iterator[Problem]:
    known = get_args(OutOfSample)
    if out_of_sample not in known:
        todo = suggestion(out_of_sample, known)
        yield Problem("prediction_intervals", "out_of_sample", repr(out_of_sample), " or ".join(known), todo)
    if not 0.5 <= level < 1:
        todo = "Give the coverage of the interval."
        yield Problem("prediction_intervals", "level", str(level), "a coverage such as 0.95", todo)


def _tables(
    block: Block,
    series: tuple[prediction.Predicted, ...],
    constraint: Constraint,
    out_of_sample: OutOfSample,
    level: float,
) -> PredictionIntervals:
    units = [s.control.unit for s in series]
    after = [(s.control.unit, int(t)) for s in series for t in s.control.times[s.control.after]]
    since = np.concatenate([s.control.times[s.control.after] - s.control.date for s in series])
    periods, by_period = prediction.by_period(series)

    def table(weights: Floats, index: pd.Index) -> pd.DataFrame:
        return _table(Averages(series, weights, out_of_sample), index, level)

    every = table(prediction.by_unit_and_time(series), pd.MultiIndex.from_tuples(after, names=["unit", "time"]))
    donors = [unit for unit, treated in zip(block.units, block.treated, strict=True) if not treated]
    return PredictionIntervals(
        by_unit_and_time=every.assign(period=since),
        by_unit=table(prediction.by_unit(series), pd.Index(units, name="unit")),
        by_period=table(by_period, pd.Index(periods, name="period")),
        overall=table(prediction.overall(series), pd.Index(["overall"])),
        weights=pd.DataFrame({s.control.unit: s.control.fit.weights for s in series}, index=pd.Index(donors)),
        level=level,
        constraint=constraint,
        out_of_sample=out_of_sample,
    )


def _table(averages: Averages, index: pd.Index, level: float) -> pd.DataFrame:
    (lower, upper), (in_lower, in_upper) = averages.interval(level), averages.in_sample(level)
    found = {"effect": averages.effect, "lower": lower, "upper": upper}
    inside = {"in_sample_lower": in_lower, "in_sample_upper": in_upper, "p_value": averages.p_value()}
    return pd.DataFrame({**found, **inside}, index=index)
