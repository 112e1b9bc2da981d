"""What two-way fixed effects average over when treatment comes at several dates (Goodman-Bacon 2021).

The coefficient is a weighted mean of two-by-two comparisons. Those that use units already treated as controls are
the ones to worry about: their own effects move them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from impact.effects.design.alternatives import require_balanced, require_no_covariates
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import identified
from impact.effects.design.procedures import PERMUTATION
from impact.effects.design.results import Bools
from impact.effects.estimators import DEFAULT, named
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.inference.remedies import checked
from impact.errors import InputError, Problem

METHOD = "bacon_decomposition"
NEVER = "treated vs never treated"
EARLY = "earlier vs later treated"
LATE = "later vs earlier treated"


@dataclass(frozen=True, eq=False)
class BaconDecomposition:
    """`comparisons` has one row a pair (kind, treated, control, estimate, weight); `kinds` sums them by kind.

    Weights sum to one and the weighted mean of the estimates is `estimate`, the two-way fixed effects coefficient.
    """

    estimate: float
    comparisons: pd.DataFrame
    kinds: pd.DataFrame


def bacon_decomposition(panel: pd.DataFrame, design: Design) -> BaconDecomposition:
    """Return the two-by-two comparisons inside the two-way fixed effects estimate (Goodman-Bacon 2021, theorem 1).

    Raises
    ------
    InputError
        For a panel that cannot be used, missing cells, covariates, weights or years of announcement.
    NotIdentifiedError
        When the panel identifies no effect.
    """
    block = identified(panel, design)
    try:
        _needs(block, named(DEFAULT))
    except InputError:
        checked(block, named(DEFAULT), PERMUTATION.name, needs=_needs)  # says what helps
        raise
    rows = [*_against_never(block), *_against_each_other(block)]
    table = pd.DataFrame(rows, columns=["kind", "treated", "control", "estimate", "weight"])
    table["weight"] /= table["weight"].sum()
    table["product"] = table["estimate"] * table["weight"]
    kinds = table.groupby("kind")[["weight", "product"]].sum()
    kinds = kinds.assign(estimate=kinds["product"] / kinds["weight"])[["weight", "estimate"]]
    return BaconDecomposition(two_way_fixed_effects(block).estimate, table.drop(columns="product"), kinds)


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise for what the decomposition has no place for, and for another estimate than the one it takes apart."""
    if estimator.name != DEFAULT:
        raise InputError(Problem(METHOD, "estimator", estimator.name, DEFAULT, f"Use {DEFAULT}."))
    require_no_covariates(block, METHOD)
    require_balanced(block, METHOD)
    if block.weighted:
        raise InputError(Problem("design", "weights", "weights", f"none with {METHOD}", "Leave the weights out."))
    if block.anticipation:
        found, todo = str(block.anticipation), "Set anticipation to 0."
        raise InputError(Problem("design", "anticipation", found, f"none with {METHOD}", todo))


def _against_never(block: Block) -> list[tuple[str, float, float, float, float]]:
    never = ~block.treated
    if not never.any():
        return []
    whole = np.ones(len(block.times), dtype=bool)
    found = []
    for cohort in block.cohorts:
        mine = block.first == cohort
        share, exposed = mine.mean(), float(np.mean(block.times >= cohort))
        weight = share * never.mean() * exposed * (1 - exposed)
        found.append((NEVER, cohort, np.inf, _two_by_two(block, mine, never, whole, cohort), weight))
    return found


def _against_each_other(block: Block) -> list[tuple[str, float, float, float, float]]:
    found = []
    for early, late in combinations(block.cohorts, 2):
        a, b = block.first == early, block.first == late
        shares = a.mean() * b.mean()
        first, second = float(np.mean(block.times >= early)), float(np.mean(block.times >= late))
        before, after = block.times < late, block.times >= early
        found.append(
            (EARLY, early, late, _two_by_two(block, a, b, before, early), shares * (first - second) * (1 - first))
        )
        found.append((LATE, late, early, _two_by_two(block, b, a, after, late), shares * second * (first - second)))
    return found


def _two_by_two(block: Block, treated: Bools, control: Bools, window: Bools, date: float) -> float:
    before, after = window & (block.times < date), window & (block.times >= date)
    change = block.outcome[:, after].mean(axis=1) - block.outcome[:, before].mean(axis=1)
    return float(change[treated].mean() - change[control].mean())
