"""Several outcomes tested at once (Romano and Wolf 2005), from the same reassignments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.effects.designs import Design
from impact.effects.did import two_way_weights, without_reaction
from impact.effects.panels import read_panel, require_balanced
from impact.effects.permutation import TIE, pre_period_sd, reassign
from impact.effects.results import Floats
from impact.errors import InputError, Problem


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
        When the designs differ in their units or dates.
    """
    statistics, estimates = [], []
    first = None
    for name, design in designs.items():
        block = without_reaction(read_panel(panel, design))
        mark = (block.units, tuple(block.first))
        if first is not None and mark != first:
            raise InputError(
                Problem("designs", name, "other units or dates", "the same as the first design", "Align the designs.")
            )
        first = mark
        require_balanced(block, "romano_wolf")
        weights = two_way_weights(block.exposed.astype(float), block.weights)
        test = reassign(block, weights, pre_period_sd(block), draws=draws, seed=seed)
        statistics.append(test.statistic)
        estimates.append(test.contrast[0])
    t = np.column_stack(statistics)
    single = (t >= t[0] * (1 - TIE)).mean(axis=0)
    return pd.DataFrame(
        {"estimate": estimates, "p_value": single, "adjusted_p": step_down(t)}, index=pd.Index(designs, name="outcome")
    )


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
