"""Tests that look at the periods before treatment, not at other units: conformal, and by prediction intervals.

Where a dozen donors or fewer leave a test by reassignment nothing to reject with, these have as many chances as there
are years. Each period after treatment has an interval of its own, and a p-value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.effects.design import procedures
from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import event_path
from impact.effects.design.options import Options
from impact.effects.design.results import Floats
from impact.effects.estimators import synthetic
from impact.effects.inference import conformal, prediction
from impact.effects.inference.choice import refused
from impact.effects.inference.significance import Inference
from impact.words.statements import Statement, said

_Test = Callable[[Block, Estimator, Options, float, int, int], "OverTime"]  # with a level, draws and seed


@dataclass(frozen=True, eq=False)
class OverTime:
    """A test of the whole effect, and of every period after: `bars` by event time, lower, upper and p_value."""

    test: Inference
    bars: pd.DataFrame

    def on(self, path: pd.DataFrame) -> pd.DataFrame:
        """Return a path with these intervals; the periods that the comparison was fitted to have none."""
        bars = self.bars.reindex(path["period"])
        found = {name: bars[name].to_numpy() for name in bars.columns}
        return path.assign(std_error=np.nan, **found)


def over_time(
    block: Block,
    estimator: Estimator,
    options: Options,
    procedure: procedures.Procedure,
    *,
    level: float,
    draws: int,
    seed: int,
) -> OverTime:
    """Return the test of an estimate by the periods before treatment.

    Parameters
    ----------
    block
        As it is estimated, without periods of announcement where there is one date.
    estimator, options
        How the comparison is made.
    procedure
        One of those that are `over_time`.
    level
        Coverage of the intervals.
    draws, seed
        How often the noise before treatment is drawn, where it is, and where that starts.

    Raises
    ------
    RefusedInferenceError
        When the comparison leaves nothing before treatment to measure with.
    """
    return TESTS[procedure](block, estimator, options, level, draws, seed)


def gap_from_before(block: Block) -> pd.DataFrame:
    """Return the path of treated less controls, less its mean before: what difference-in-differences averages."""
    gap = block.outcome[block.treated].mean(axis=0) - block.outcome[~block.treated].mean(axis=0)
    before = block.clean[block.treated].all(axis=0)
    return event_path((block.times - block.cohorts[0]).astype(float), gap - gap[before].mean())


def _conformal(block: Block, estimator: Estimator, options: Options, level: float, draws: int, seed: int) -> OverTime:
    assert estimator.null_fit is not None  # declared beside the test
    refit, after = estimator.null_fit(block), block.exposed[int(np.flatnonzero(block.treated)[0])]
    target, donors = block.outcome[block.treated].mean(axis=0), block.outcome[~block.treated].T
    whole = conformal.joint(refit, donors, target, after)
    require_noise(block, estimator, procedures.CONFORMAL, whole.lines.at(np.zeros(1)))
    periods = conformal.each_period(refit, donors, target, after)
    bars = pd.DataFrame(
        [(*test.interval(level), test.p_value()) for test in periods],
        index=pd.Index(block.times[after] - int(block.cohorts[0]), name="period"),
        columns=["lower", "upper", "p_value"],
    )
    test = Inference(
        procedures.CONFORMAL.name,
        np.nan,
        whole.p_value(),
        whole.interval(level),
        whole.smallest_p,
        caveats=(said("like_years"), *_reach_of_periods(periods[0].smallest_p, level)),
    )
    return OverTime(test, bars)


def _reach_of_periods(smallest_p: float, level: float) -> tuple[Statement, ...]:
    """Return what has to be said where single periods cannot be told from chance."""
    return () if smallest_p <= 1 - level + 1e-12 else (said("single_years_untested", smallest_p=smallest_p),)


def _predicted(block: Block, estimator: Estimator, options: Options, level: float, draws: int, seed: int) -> OverTime:
    assert estimator.controls is not None  # declared beside the test
    controls = estimator.controls(block, options)
    series = tuple(prediction.predicted(c, draws=draws, seed=(seed, i)) for i, c in enumerate(controls))
    for one in series:
        require_noise(block, estimator, procedures.PREDICTION, one.errors)
    whole = prediction.Averages(series, prediction.overall(series), prediction.DEFAULT)
    since, weights = prediction.by_period(series)
    periods = prediction.Averages(series, weights, prediction.DEFAULT)
    lower, upper = periods.interval(level)
    bars = pd.DataFrame(
        {"lower": lower, "upper": upper, "p_value": periods.p_value()}, index=pd.Index(since, name="period")
    )
    (low,), (high,) = whole.interval(level)
    test = Inference(
        procedures.PREDICTION.name,
        np.nan,
        float(whole.p_value()[0]),
        (float(low), float(high)),
        whole.smallest_p,
        caveats=(said("past_errors"),),
    )
    return OverTime(test, bars)


def require_noise(block: Block, estimator: Estimator, procedure: procedures.Procedure, errors: Floats) -> None:
    """Raise when a comparison is exact before treatment: any difference after it would then be beyond chance."""
    if np.sqrt(np.mean(errors**2)) > synthetic.EXACT * synthetic.noise(block):
        return
    others = [p.name for p in (procedures.PLACEBO,) if p in estimator.inferences]
    todo = "".join(f"Use '{name}', or a" for name in others) or "A"
    found = f"{procedure.name} with an exact fit before treatment"
    raise refused(found, procedure.name, said("needs_misfit"), f"{todo}dd earlier years.")


TESTS: Mapping[procedures.Procedure, _Test] = {
    procedures.CONFORMAL: _conformal,
    procedures.PREDICTION: _predicted,
}
