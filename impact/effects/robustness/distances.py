"""The same estimate when the effect is taken to fade over other distances than the registered one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

import pandas as pd

from impact.effects.design.designs import Design
from impact.effects.design.results import Effect
from impact.effects.estimation import estimate
from impact.effects.robustness.sensitivity import FIGURES, FIRST_LOOK, Choices
from impact.errors import InputError
from impact.words.statements import said

TIMES = (0.5, 1.0, 2.0)  # of the registered distance


def other_distances(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str,
    times: Sequence[float] = TIMES,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Return the estimate with an effect that fades over half and over twice the registered distance.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given; an estimator of an effect that fades with distance.
    times
        How many times the registered distance.

    Returns
    -------
    DataFrame
        Index the kilometres; columns estimate, lower, upper, p_value; NaN where no unit is near or far enough.

    Raises
    ------
    ValueError
        When the design has no exposure.
    """
    if design.exposure is None:
        raise ValueError(said("no_exposure"))
    exposure = design.exposure
    kilometres = [exposure.kilometres * factor for factor in times]
    how: Choices = {"draws": FIRST_LOOK, **choices}
    rows = []
    for km in kilometres:
        other = replace(design, exposure=exposure.over(km))
        try:
            found = estimate(panel, other, estimator=estimator, **how)
        except InputError:
            found = None
        rows.append(_row(found))
    return pd.DataFrame(rows, index=pd.Index(kilometres, name="kilometres"), columns=FIGURES)


def _row(found: object) -> dict[str, float]:
    if not isinstance(found, Effect):
        return dict.fromkeys(FIGURES, float("nan"))
    low, high = found.interval
    return {"estimate": found.estimate, "lower": low, "upper": high, "p_value": found.p_value}
