"""Effects in the unit that people read: logarithms become per cent, everything else stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact.words.texts import Words
from impact.words.units import unit as unit_of

if TYPE_CHECKING:
    from impact.effects import Effect, MinimumDetectableEffect, NotIdentified

LOG = "log points"
PERCENT = "%"


def shown_unit(unit: str) -> str:
    """Return the unit in which an outcome's effects are shown."""
    return PERCENT if unit == LOG else unit


def shown(value: float, unit: str) -> float:
    """Return an effect in its shown unit: a difference of logarithms is the relative change, in per cent."""
    return float(100 * np.expm1(value)) if unit == LOG else float(value)


def amount(value: float, unit: str, words: Words, *, signed: bool = True) -> str:
    """Return an effect with its unit, `+4.3%`; two digits are enough for all but the smallest.

    A bound without end says so.
    """
    if np.isinf(value):
        return words("findings.no_lower" if value < 0 else "findings.no_upper")
    number = shown(value, unit)
    written = words.number(number, decimals(number))
    plus = "+" if signed and number > 0 else ""
    return unit_of(shown_unit(unit)).beside(f"{plus}{written}", words.lang)


def decimals(number: float) -> int:
    """Return with how many decimals a number is written: two digits are enough for all but the smallest."""
    size = abs(number)
    return 0 if size >= 10 else 1 if size >= 1 else 2 if size >= 0.1 else 3


def unit_name(unit: str, words: Words) -> str:
    """Return the name of the shown unit, for an axis."""
    return unit_of(shown_unit(unit)).axis.spoken(words.lang)


def effect_shown(effect: Effect, unit: str) -> Effect:
    """Return an effect with everything that charts draw in the shown unit.

    The two paths of a synthetic comparison become an index, with the treated in the first year as 100.
    """
    if unit != LOG:
        return effect
    path = _in_per_cent(effect.path)
    low, high = effect.interval
    return replace(
        effect,
        estimate=shown(effect.estimate, unit),
        interval=(shown(low, unit), shown(high, unit)),
        path=path,
        response=None if effect.response is None else _in_per_cent(effect.response),
        distribution=None if effect.distribution is None else 100 * np.expm1(effect.distribution),
        fitted=None if effect.fitted is None else _index(effect.fitted),
    )


def comparison_shown(result: Effect | NotIdentified, unit: str) -> Effect | NotIdentified:
    """Return the two paths of a comparison, with a verdict or without, in the shown unit."""
    if unit != LOG or result.fitted is None:
        return result
    return replace(result, fitted=_index(result.fitted))


def power_shown(power: MinimumDetectableEffect, unit: str) -> MinimumDetectableEffect:
    """Return what could be detected with its curve in the shown unit."""
    if unit != LOG:
        return power
    curve = power.curve.assign(**{c: _percent(power.curve[c]) for c in ("value", "for_treated")})
    return replace(power, value=shown(power.value, unit), for_treated=shown(power.for_treated, unit), curve=curve)


def gap_shown(found: NotIdentified, unit: str) -> NotIdentified:
    """Return a comparison without a verdict, its gap in the shown unit."""
    if unit != LOG or found.path is None:
        return found
    return replace(found, path=_in_per_cent(found.path))


def _in_per_cent(frame: pd.DataFrame) -> pd.DataFrame:
    """Return effects and their bounds in per cent."""
    shown = [column for column in ("estimate", "lower", "upper") if column in frame]
    return frame.assign(**{column: _percent(frame[column]) for column in shown})


def _percent(values: pd.Series[float]) -> pd.Series[float]:
    return pd.Series(100 * np.expm1(values.to_numpy()), index=values.index)


def _index(fitted: pd.DataFrame) -> pd.DataFrame:
    first = fitted["treated"].iloc[0]
    return fitted.assign(**{c: 100 * np.exp(fitted[c] - first) for c in ("treated", "synthetic")})
