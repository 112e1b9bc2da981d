"""The bars of a tornado: each headline where one input is low and where it is high, the others central or drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from impact.scenario.computation.draws import CHANCE, Array, Name
from impact.scenario.drivers.designs import Design
from impact.scenario.drivers.evaluation import Model
from impact.scenario.drivers.headlines import Headline, headlines_of
from impact.scenario.drivers.indices import Answers
from impact.scenario.drivers.inputs import Drawn, Input, Space, central, drawn_at, moved
from impact.scenario.drivers.result import CENTRAL, DRAWN, written
from impact.scenario.drivers.tornado import TENTH, Ends, paired_tenths, tenths
from impact.scenario.question.scenario import Scenario


def bars_alone(model: Model, space: Space) -> pd.DataFrame:
    """Return the bars with everything else at its central value: each input at its 10th and its 90th percentile.

    Errors of own supply are zero, and use does change something.

    Parameters
    ----------
    model
        The scenario.
    space
        Its inputs; those that are several quantities have no low and high end, and no bar.

    Returns
    -------
    DataFrame
        Rows of `Sensitivity.tornado`.
    """
    headlines = headlines_of(model.scenario)
    single = [one for one in space.inputs if one.alone]
    levels = [(one, moved(model.scenario, one, at)) for one in single for at in (TENTH, 1 - TENTH)]
    drawn = central(model.scenario, 1 + len(levels))
    for row, (one, value) in enumerate(levels, start=1):
        _of(drawn, one.members[0])[row] = value
    outcome = model.headlines(drawn)
    low, high = outcome[1::2], outcome[2::2]
    values = np.array([value for _, value in levels]).reshape(-1, 2)
    unknown = np.full_like(low, np.nan)
    ends = {"low": low, "high": high, "low_error": unknown, "high_error": unknown}
    return _bars(CENTRAL, single, values, outcome[0], ends, headlines)


def bars_amid(scenario: Scenario, space: Space, design: Design, answers: Answers) -> pd.DataFrame:
    """Return the bars with everything drawn: the means where an input is in its lowest and its highest tenth.

    Parameters
    ----------
    scenario
        Whose inputs these are.
    space
        Where they lie along the unit cube.
    design
        The points where the model was asked.
    answers
        The headlines there.

    Returns
    -------
    DataFrame
        Rows of `Sensitivity.tornado`.
    """
    headlines = headlines_of(scenario)
    kept = [(place, one) for place, one in enumerate(space.inputs) if one.alone]
    base = np.concatenate([answers.a, answers.b]).mean(axis=0)
    found = [_paired(design, answers, place, space.of(one)[0]) for place, one in kept]
    ends = {name: np.array([getattr(of, name) for of in found]).reshape(-1, len(headlines)) for name in _ENDS}
    ends |= {name: base + ends[name] for name in ("low", "high")}
    values = np.array([_mean_ends(scenario, space, design, one) for _, one in kept]).reshape(-1, 2)
    return _bars(DRAWN, [one for _, one in kept], values, base, ends, headlines)


def _paired(design: Design, answers: Answers, place: int, column: int) -> Ends:
    return paired_tenths(design.a[:, column], design.b[:, column], answers.a, answers.mixed[place])


_ENDS = ("low", "high", "low_error", "high_error")


def _mean_ends(scenario: Scenario, space: Space, design: Design, one: Input) -> tuple[float, float]:
    """Return the mean of an input in its lowest and in its highest tenth."""
    points = np.concatenate([design.a, design.b])
    values = _of(drawn_at(scenario, space, points), one.members[0])
    found = tenths(points[:, space.of(one)[0]], values[:, None])
    return float(found.low[0]), float(found.high[0])


def _bars(
    others: str,
    single: Sequence[Input],
    values: Array,
    base: Array,
    ends: Mapping[str, Array],
    headlines: Sequence[Headline],
) -> pd.DataFrame:
    """Return a row per headline and input; `values` (inputs, 2), `base` (headlines), `ends` (inputs, headlines)."""
    rows = {
        "headline": np.repeat([h.name for h in headlines], len(single)),
        "input": np.tile([one.name for one in single], len(headlines)),
        "others": others,
        "input_low": written(np.tile(values[:, 0], len(headlines))),
        "input_high": written(np.tile(values[:, 1], len(headlines))),
        "base": written(np.repeat(base, len(single))),
    }
    return pd.DataFrame({**rows, **{name: written(ends[name].T.ravel()) for name in _ENDS}})


def _of(drawn: Drawn, name: Name) -> Array:
    """Return the draws of one quantity, in which draw by draw another value can be put."""
    if name == CHANCE:
        return drawn.chance
    return (drawn.use if name[0] == "use" else drawn.spending)[name]
