"""What drives each headline of a scenario: indices of variance, tornado, and what knowing would be worth."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.panel.figures import SNAPSHOT, Figures, figures_of
from impact.parallel import ahead
from impact.scenario.computation.blocks import AT_ONCE
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import economy_of
from impact.scenario.drivers import decision as stated
from impact.scenario.drivers.bars import bars_alone, bars_amid
from impact.scenario.drivers.choosing import choice_of
from impact.scenario.drivers.decision import Decision
from impact.scenario.drivers.designs import design_of, require_size
from impact.scenario.drivers.evaluation import Model, answers_of
from impact.scenario.drivers.headlines import Headline, headlines_of
from impact.scenario.drivers.indices import Indices, sobol_indices
from impact.scenario.drivers.inputs import Input, Space, space_of
from impact.scenario.drivers.result import Sensitivity, written
from impact.scenario.drivers.titles import title_of
from impact.scenario.drivers.walking import asked_in_all, shapley_table
from impact.scenario.question.scenario import Scenario

N = 1024
SHARES = 6  # decimals of shares in tables


def sensitivity(
    scenario: Scenario | str | Path,
    *,
    n: int = N,
    seed: int = 0,
    data: str | Path | Figures = SNAPSHOT,
    decision: Decision | None = None,
    together: Iterable[Sequence[str]] = (),
    shapley: bool = False,
) -> Sensitivity:
    """Return what drives each headline of a scenario.

    Parameters
    ----------
    scenario
        The question, the path of its file, or the name of a shipped one.
    n
        Points of each of the two samples, a power of two. The model is asked n times for each input that enters
        spending, and twice more: the baseline 40,960 times with n = 1,024.
    seed
        Of the scrambling of the sequence and of the resampling.
    data
        Where the figures on the study area come from, as for `run`.
    decision
        A choice with payoffs, for the value of information; without one the tables give the variance removed.
    together
        Sets of ranges that are moved as one because they depend on each other, by their names in files.
    shapley
        Whether Shapley effects are computed too: a share for each range by itself, correlated or not, for which the
        model is asked about as often again.

    Raises
    ------
    InputError
        n is no power of two, nothing is drawn, a name in `together` is not known, or the decision asks for a headline
        that the scenario does not have.
    """
    scenario = Scenario.of(scenario)
    problems = _option_problems(n, seed)
    if problems:
        raise InputError(problems)
    asked: dict[str | None, Scenario] = {None: scenario}
    for name in decision.scenarios if decision else ():
        asked[name] = Scenario.load(name)
    if decision is not None:
        stated.require_headlines(decision, asked)
    figures = _figures(data)
    space = space_of(list(asked.values()), together)
    design = design_of(space, n, seed)
    models = {name: Model(one, economy_of(one, figures)) for name, one in asked.items()}
    model, own = models[None], _own(space, scenario)
    with ahead(pieces=-(-(_asked_of(own, n) + (asked_in_all(own, n) if shapley else 0)) // AT_ONCE)):
        answers = answers_of(model, own, design)
        of_each = shapley_table(model, own, design, seed) if shapley else None
    points, outcome = np.concatenate([design.a, design.b]), np.concatenate([answers.a, answers.b])
    return Sensitivity(
        scenario=scenario,
        headlines=headlines_of(scenario),
        inputs={one.name: one for one in own.inputs},
        titles={one.name: title_of(scenario, one) for one in _named(own)},
        indices=_index_table(headlines_of(scenario), own, sobol_indices(answers, seed=seed)),
        tornado=pd.concat([bars_alone(model, own), bars_amid(scenario, own, design, answers)], ignore_index=True),
        means=_means(headlines_of(scenario), outcome),
        choice=None if decision is None else choice_of(decision, models, space, points, outcome, seed),
        manifest=_manifest(model, own, n, seed, figures) | ({"shapley": asked_in_all(own, n)} if shapley else {}),
        shapley=of_each,
    )


def _option_problems(n: int, seed: int) -> list[Problem]:
    problems: list[Problem] = []
    try:
        require_size(n)
    except InputError as refusal:
        problems += refusal.problems
    if seed < 0:
        problems.append(Problem("option", "--seed", str(seed), "a whole number of 0 or more", "Choose another seed."))
    return problems


def _figures(data: str | Path | Figures) -> Figures:
    try:
        return figures_of(data)
    except InputError as refusal:
        raise InputError(replace(p, file="option", field="--data") for p in refusal.problems) from refusal


def _own(space: Space, scenario: Scenario) -> Space:
    """Return a space with the inputs of one scenario alone, each where it lies in the whole."""
    members = {member for one in space_of([scenario]).inputs for member in one.members}
    kept = (tuple(m for m in one.members if m in members) for one in space.inputs)
    return replace(space, inputs=tuple(Input(some) for some in kept if some))


def _named(space: Space) -> list[Input]:
    """Return every input, and each of the members of those that are moved together."""
    members = [Input((member,)) for one in space.inputs if len(one.members) > 1 for member in one.members]
    return [*space.inputs, *members]


def _means(headlines: Sequence[Headline], outcome: Array) -> pd.DataFrame:
    rows = {"headline": [h.name for h in headlines], "unit": [h.unit for h in headlines]}
    return pd.DataFrame(rows).assign(mean=written(outcome.mean(axis=0)), std=written(outcome.std(axis=0)))


def _index_table(headlines: Sequence[Headline], space: Space, found: Indices) -> pd.DataFrame:
    shape = found.first.value.T.shape  # headlines, then inputs
    columns = {
        f"{kind}{end}": np.round(getattr(index, at).T.ravel(), SHARES) + 0.0
        for kind, index in (("first", found.first), ("total", found.total))
        for end, at in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    names = {
        "headline": np.repeat([h.name for h in headlines], shape[1]),
        "input": np.tile([one.name for one in space.inputs], shape[0]),
    }
    return pd.DataFrame({**names, **columns, "told": found.first.low.T.ravel() > 0})


def _asked_of(space: Space, n: int) -> int:
    """Return how often the model of all areas is asked for the indices."""
    return n * (sum(not one.of_use_alone for one in space.inputs) + 2)


def _manifest(model: Model, space: Space, n: int, seed: int, figures: Figures) -> dict[str, Any]:
    scenario = model.scenario
    area = scenario.study_area
    return {
        "scenario": scenario.name,
        "study_area": area if isinstance(area, str) else "+".join(area),
        "n": n,
        "seed": seed,
        "evaluations": _asked_of(space, n),
        "inputs": len(space.inputs),
        "data": figures.name,
        "price_year": scenario.price_year,
        "sources": list(model.economy.sources),
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: version(name) for name in ("impact-noord", "numpy", "pandas", "scipy")},
        },
    }
