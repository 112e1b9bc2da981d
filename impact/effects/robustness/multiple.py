"""Several outcomes tested at once (Romano and Wolf 2005), from the same reassignments.

Every outcome's statistics are put on one scale, their own root mean square over the reassignments, so that an outcome
with longer windows or more memory does not fill the maximum by itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from impact.effects.design.alternatives import require_no_covariates
from impact.effects.design.assignments import TIE
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import identified
from impact.effects.design.procedures import SCALED_PERMUTATION
from impact.effects.design.results import Effect, Floats
from impact.effects.estimators import DEFAULT, named
from impact.effects.inference.choice import few_draws
from impact.effects.inference.remedies import checked
from impact.effects.inference.significance import two_way_reassignments
from impact.errors import InputError, Problem
from impact.words.statements import said


def romano_wolf(
    panel: pd.DataFrame, designs: Mapping[str, Design], *, draws: int = 9999, seed: int = 0
) -> pd.DataFrame:
    """Return difference-in-differences estimates of several outcomes with stepwise adjusted p-values.

    Parameters
    ----------
    panel
        Tidy panel with a column for every outcome.
    designs
        One design an outcome, by name; they treat the same units at the same dates.
    draws, seed
        As in `estimate`; every outcome sees the same reassignments.

    Returns
    -------
    DataFrame
        Index the names; columns estimate, p_value, adjusted_p. The chance of any false rejection is held.

    Raises
    ------
    InputError
        For a panel that cannot be used, designs that differ in their units or dates, and where the scaled permutation
        does not hold: fewer than three clean years, weights, missing cells, nobody who is never treated.
    NotIdentifiedError
        When an outcome identifies no effect.
    """
    if not designs:
        raise InputError(Problem("romano_wolf", "designs", "none", "at least one", "Name an outcome and its design."))
    if problems := tuple(few_draws(draws)):
        raise InputError(problems)
    statistics, estimates = [], []
    first = None
    for name, design in designs.items():
        block = identified(panel, design)
        mark = (block.units, tuple(block.first))
        if first is not None and mark != first:
            raise InputError(
                Problem("designs", name, "other units or dates", "the same as the first design", "Align the designs.")
            )
        first = mark
        checked(block, named(DEFAULT), SCALED_PERMUTATION.name, needs=_needs)
        test = two_way_reassignments(block, "romano_wolf", draws=draws, seed=seed)
        statistics.append(test.statistic)
        estimates.append(test.contrast[0])
    t = np.column_stack([s / np.sqrt(np.mean(s**2)) for s in statistics])
    single = (t >= t[0] * (1 - TIE)).mean(axis=0)
    return pd.DataFrame(
        {"estimate": estimates, "p_value": single, "adjusted_p": step_down(t)}, index=pd.Index(designs, name="outcome")
    )


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise for another estimate than the one that is reassigned here, and for covariates."""
    if estimator.name != DEFAULT:
        raise InputError(Problem("romano_wolf", "estimator", estimator.name, DEFAULT, f"Use {DEFAULT}."))
    require_no_covariates(block, "romano_wolf")


def adjusted_p_values(effects: Mapping[str, Effect], units: Mapping[str, Sequence[Hashable]]) -> tuple[pd.Series, int]:
    """Return stepwise adjusted p-values of effects by name, and the number of assignments they come from.

    Parameters
    ----------
    effects
        Effects on the same treated units from the same dates, whose inference reassigned treatment.
    units
        The controls of each. With one treated unit they may differ: the assignments to controls that all have are
        used. With several treated units they must be the same.

    Returns
    -------
    Series, int
        No adjusted p-value is below the effect's own.

    Raises
    ------
    ValueError
        When the reassignments cannot be matched.
    """
    if len(effects) < 2:
        raise ValueError(said("one_outcome"))
    if len({tuple(sorted(map(str, u))) for u in units.values()}) > 1 and any(e.n_treated > 1 for e in effects.values()):
        raise ValueError(said("other_assignments"))
    together = pd.concat({n: _assignments(e, units[n]) for n, e in effects.items()}, axis=1, join="inner")
    if len({effect.n_treated for effect in effects.values()}) > 1 or len(together) < 2:
        raise ValueError(said("other_assignments"))
    observed = np.array([abs(effect.estimate) / _root_mean_square(effect) for effect in effects.values()])
    adjusted = step_down(np.vstack([observed, together.to_numpy()]))
    own = np.array([effect.p_value for effect in effects.values()])
    return pd.Series(np.maximum(adjusted, own), index=list(effects)), len(together) + 1


def _assignments(effect: Effect, units: Sequence[Hashable]) -> pd.Series:
    """Return the absolute statistic of every other assignment, under the control that takes the treatment if one does.

    The distribution is in the order of the controls by the text of their label.
    """
    if effect.distribution is None:
        raise ValueError(said("no_assignments", inference=effect.inference))
    each_in_turn = effect.n_treated == 1 and len(effect.distribution) == len(units)
    labels = sorted(units, key=str) if each_in_turn else list(range(len(effect.distribution)))
    return pd.Series(np.abs(effect.distribution) / _root_mean_square(effect), index=labels)


def _root_mean_square(effect: Effect) -> float:
    if effect.distribution is None:
        raise ValueError(said("no_assignments", inference=effect.inference))
    return float(np.sqrt(np.mean(np.append(effect.distribution, effect.estimate) ** 2)))


def step_down(t: Floats) -> Floats:
    """Return adjusted p-values (K,) from statistics under every assignment, the actual one first (B + 1, K).

    From the largest statistic down, each is compared with the maximum over itself and the smaller ones.
    """
    order = np.argsort(-t[0], kind="stable")
    largest = np.maximum.accumulate(t[:, order][:, ::-1], axis=1)[:, ::-1]
    p = (largest >= t[0, order] * (1 - TIE)).mean(axis=0)
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(p)
    return adjusted
