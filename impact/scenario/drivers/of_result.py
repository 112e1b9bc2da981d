"""What drives the headlines of a result, out of its own draws: nothing is run again.

A result keeps its totals of every draw, and what was drawn follows from its scenario and its seed. That gives the share
of the variation that goes with each quantity, and the mean of a headline where the quantity is low and where it is
high, with everything else drawn. Indices with intervals need a design of their own: `impact sensitivity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.scenario.answer.result import ScenarioResult
from impact.scenario.computation.draws import CHANCE, Array, Draws, Name, drawn, drawn_of_use, ranges
from impact.scenario.computation.influence import influence
from impact.scenario.drivers.evaluation import headlines_of_use
from impact.scenario.drivers.headlines import OF_SPENDING, OF_USE, Headline
from impact.scenario.drivers.inputs import Drawn, Input
from impact.scenario.drivers.titles import title_of
from impact.scenario.drivers.tornado import tenths
from impact.scenario.question.use import ranges_of_use
from impact.words.names import Named


@dataclass(frozen=True)
class Driven:
    """What one headline of a result depends on.

    Attributes
    ----------
    headline : the figure.
    mean : of all draws, in its unit.
    titles : what each quantity is called, by name.
    rows : input, share (of the variation: squared rank correlation), low, high (mean of the headline in the draws in
        which the input is in its lowest, and in its highest, tenth); the largest share first, none below the noise.
    """

    headline: Headline
    mean: float
    titles: Mapping[str, Named]
    rows: pd.DataFrame


def drivers_of(result: ScenarioResult) -> tuple[Driven, ...]:
    """Return what each headline of a result depends on.

    Parameters
    ----------
    result
        An answer of `run`, or a loaded one.

    Returns
    -------
    tuple of Driven
        Nothing where there are too few draws to tell, nothing is drawn, or totals of every draw were not kept.
    """
    if not result.ranged or result.by_draw is None:
        return ()
    scenario, found = result.scenario, _drawn(result)
    values = {name: found.spending[name] for name in ranges(scenario)}
    values |= {name: found.use[name] for name in ranges_of_use(scenario)}
    values |= {CHANCE: found.chance} if scenario.use is not None else {}
    kept = {name: one for name, one in values.items() if np.ptp(one) > 0}
    of_use = headlines_of_use(scenario, found)
    outcomes = {headline: result.by_draw.of(headline.account, headline.measure) for headline in OF_SPENDING}
    outcomes |= dict(zip(OF_USE, of_use.T, strict=False))
    titles = {".".join(name): title_of(scenario, Input((name,))) for name in kept}
    return tuple(
        Driven(headline, float(outcome.mean()), titles, _rows(kept, outcome, result.noise))
        for headline, outcome in outcomes.items()
    )


def _drawn(result: ScenarioResult) -> Drawn:
    """Return what a result drew: its streams follow from the seed."""
    scenario, count, seed = result.scenario, result.manifest["draws"], result.manifest["seed"]
    sampling = result.manifest.get("sampling", "random")  # of before there was another way
    use = drawn_of_use(scenario, count, seed, sampling)
    return Drawn(drawn(scenario, count, seed, sampling), use, use[CHANCE])


def _rows(values: Mapping[Name, Array], outcome: Array, noise: float) -> pd.DataFrame:
    columns = ["input", "share", "low", "high"]
    if np.ptp(outcome) == 0:
        return pd.DataFrame(columns=columns)
    shares = influence(_only(values), outcome)
    ends = {name: tenths(one, outcome[:, None]) for name, one in values.items() if shares[name] >= noise}
    rows = [(".".join(name), shares[name], float(end.low[0]), float(end.high[0])) for name, end in ends.items()]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _only(values: Mapping[Name, Array]) -> Draws:
    return Draws(dict(values), len(next(iter(values.values()))))
