"""The outcome beside another group of the same units: difference-in-differences of each, and the triple difference."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

import pandas as pd

from impact.effects.design.designs import Design
from impact.effects.estimators import DEFAULT
from impact.effects.robustness.sensitivity import Choices, estimates_of
from impact.errors import InputError, Problem

DIFFERENCE, OTHER, TRIPLE = "difference", "other", "triple"


def triple_difference(
    panel: pd.DataFrame, design: Design, *, estimator: str = DEFAULT, **choices: Unpack[Choices]
) -> pd.DataFrame:
    """Return the effect on the outcome, on the other group of the same units, and the triple difference.

    The other group is that of `design.against`. By difference-in-differences the third is the first less the second
    (Gruber 1994, table 3); weighted comparisons are fitted to each.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given; `design.against` names the column of the other group.

    Returns
    -------
    DataFrame
        Index "difference", "other", "triple"; columns estimate, lower, upper, p_value. An effect on the other group
        says that it is touched, or that something else happened to the whole unit.

    Raises
    ------
    InputError
        When the design names no other group, and what `estimate` refuses.
    """
    if design.against is None:
        todo = "Name the column of the other group: Design(against=...)."
        raise InputError(Problem("design", "against", "no other group", "a column of the panel", todo))
    designs = {
        DIFFERENCE: replace(design, against=None),
        OTHER: replace(design, outcome=design.against, against=None),
        TRIPLE: design,
    }
    return estimates_of(panel, list(designs.values()), pd.Index(list(designs), name="effect"), estimator, choices)
