"""What a stated decision comes to, and what it would be worth to know each input before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from impact.scenario.computation.draws import Array
from impact.scenario.drivers.decision import Decision
from impact.scenario.drivers.evaluation import Model
from impact.scenario.drivers.headlines import headlines_of
from impact.scenario.drivers.information import partial_information, perfect_information
from impact.scenario.drivers.inputs import Space, drawn_at
from impact.scenario.drivers.result import TOLD, Choice, written
from impact.scenario.drivers.titles import title_in


def choice_of(
    decision: Decision,
    models: Mapping[str | None, Model],
    space: Space,
    points: Array,
    outcome: Array,
    seed: int,
) -> Choice:
    """Return what a decision comes to in a sample of draws, and what knowing more is worth.

    Parameters
    ----------
    decision
        As it was stated.
    models
        The scenarios of its options, by name; None is the one that is asked about.
    space
        Of the inputs of all of them: what they share has the same value in each.
    points : (draws, width)
        Points of the unit cube.
    outcome : (draws, headlines)
        The headlines there of the scenario that is asked about.
    seed
        Of the errors of the regressions.
    """
    known: dict[str | None, Array] = {None: outcome}
    for name, model in models.items():
        if name is not None:
            known[name] = model.headlines(drawn_at(model.scenario, space, points))
    payoffs = np.stack(list(_payoffs(decision, models, known)), axis=1)
    best, names = int(payoffs.mean(axis=0).argmax()), list(decision.options)
    shares = np.bincount(payoffs.argmax(axis=1), minlength=len(names)) / len(payoffs)
    return Choice(
        decision=decision,
        payoffs=dict(zip(names, map(float, payoffs.mean(axis=0)), strict=True)),
        best=names[best],
        shares=dict(zip(names, map(float, shares), strict=True)),
        everything=perfect_information(payoffs),
        each=_worth_of_each(payoffs, models, space, points, seed),
    )


def _payoffs(
    decision: Decision, models: Mapping[str | None, Model], known: Mapping[str | None, Array]
) -> Iterator[Array]:
    """Yield the payoff of each option, (draws,)."""
    for option in decision.options.values():
        names = [headline.name for headline in headlines_of(models[option.scenario].scenario)]
        of = known[option.scenario]
        yield option.fixed + sum(
            (worth * of[:, names.index(headline)] for headline, worth in option.per_unit.items()),
            start=np.zeros(len(of)),
        )


def _worth_of_each(
    payoffs: Array, models: Mapping[str | None, Model], space: Space, points: Array, seed: int
) -> pd.DataFrame:
    """Return what it would be worth to know each input: its place along the cube says as much as its value."""
    found = [partial_information(payoffs, points[:, space.of(one)], seed=seed) for one in space.inputs]
    columns = {
        "input": [one.name for one in space.inputs],
        "value": written(np.array([worth.value for worth in found])),
        "std_error": written(np.array([worth.std_error for worth in found])),
        "told": [worth.value > TOLD * worth.std_error for worth in found],
    }
    frame = pd.DataFrame(columns).sort_values("value", ascending=False, kind="stable")
    scenarios = [model.scenario for model in models.values()]
    titles = {one.name: title_in(scenarios, one) for one in space.inputs}
    named = frame.assign(
        title_en=[titles[name].en for name in frame["input"]], title_nl=[titles[name].nl for name in frame["input"]]
    )
    return named.reset_index(drop=True)
