"""What a design could find, before there is anything to find.

By placebo: every unit (or set of units) and every pair of windows in the years at hand plays the treated with a
constant effect added, the registered permutation test is run, and the effect that is found in the wanted share of
cases is reported. The windows lie as far apart as the design keeps years of announcement out. The share is one over
all units, calm and noisy ones; beside it stands the effect on the treated itself, and the normal approximation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from impact.effects.design.alternatives import require_apart, require_balanced, require_unweighted
from impact.effects.design.assignments import TIE, contiguous_blocks, random_sets
from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.identification import identified
from impact.effects.design.procedures import PROCEDURES, SCALED_PERMUTATION
from impact.effects.design.results import Bools, Floats, Ints, MinimumDetectableEffect
from impact.effects.inference.significance import own_noise
from impact.errors import InputError, Problem, suggestion

INFERENCES = tuple(procedure.name for procedure in PROCEDURES if procedure.reassigned)  # what is reassigned here
REASSIGNMENTS = 999  # placebo sets when there are too many to take them all
PLAYED = 200  # of them are given the effect in turn


def minimum_detectable_effect(
    panel: pd.DataFrame,
    design: Design,
    *,
    power: float = 0.8,
    level: float = 0.05,
    inference: str = SCALED_PERMUTATION.name,
    post_periods: int = 3,
    pre_periods: int | None = None,
    curve_periods: Sequence[int] = (1, 2, 3, 4, 5),
    curve_treated: Sequence[int] = (),
    seed: int = 0,
) -> MinimumDetectableEffect:
    """Return the smallest constant effect the permutation test would find, from the untreated years.

    Parameters
    ----------
    panel, design
        As for `estimate` with "did"; only periods that are clean for every treated unit are used, and `anticipation`
        periods between the windows are not. The first treated period may lie after the panel.
    power, level
        Share of cases in which the effect is to be found, and the size of the test.
    inference
        The test that is registered, "scaled_permutation" or "permutation"; the scaled one needs a somewhat larger
        effect, the price of not taking all units to be equally noisy.
    post_periods, pre_periods
        Length of the window after treatment, and of the one before; None takes all years before, at least half of
        those there are, and three.
    curve_periods, curve_treated
        Post periods, and numbers of treated units besides the design's own, for the curve.
    seed
        Where the random placebo sets start when they are too many to take them all.

    Returns
    -------
    MinimumDetectableEffect
        In units of the outcome. Infinite when the smallest attainable p-value is above `level`.

    Raises
    ------
    InputError
        When an option is out of range, fewer than three clean years are left before the window, cells are missing,
        units carry weights, several treated ones share a cluster, or a unit does not move and the test is scaled.
    NotIdentifiedError
        With no clean year, or when every unit is treated: there is nobody to compare with.
    """
    block, scaled = _clean_years(identified(panel, design, after=False)), inference == SCALED_PERMUTATION.name
    require_balanced(block, "minimum_detectable_effect")
    require_unweighted(block, "minimum_detectable_effect")
    require_apart(block, "minimum_detectable_effect")
    problems = [*_out_of_range(power, level, inference), *_cannot_play(len(block.units), curve_periods, curve_treated)]
    if problems:
        raise InputError(problems)
    _check_windows(len(block.times), design.anticipation, post_periods, pre_periods)
    if scaled:
        own_noise(block)
    own = int(block.treated.sum())
    sets = _placebo_sets(block, own, seed)
    ask = _Question(power, level, post_periods, pre_periods, design.anticipation, scaled)
    value, for_treated, closed = _detectable(block, sets, ask)
    curve = []
    for count in dict.fromkeys((own, *curve_treated)):
        chosen = sets if count == own else _placebo_sets(replace(block, neighbours={}), count, seed)
        for after in curve_periods:
            if len(block.times) - design.anticipation - after >= max(3, pre_periods or 3):
                curve.append((after, count, *_detectable(block, chosen, replace(ask, post=after))))
    return MinimumDetectableEffect(
        value=value,
        for_treated=for_treated,
        closed_form=closed,
        smallest_p=1 / len(sets),
        power=power,
        level=level,
        post_periods=post_periods,
        n_treated=own,
        n_control=len(block.units) - own,
        curve=pd.DataFrame(curve, columns=["post_periods", "n_treated", "value", "for_treated", "closed_form"]),
        caveats=block.caveats,
    )


def _clean_years(block: Block) -> Block:
    """Return the periods that are clean for every treated unit."""
    return block.keep(np.ones(len(block.units), dtype=bool), np.asarray(block.clean[block.treated].all(axis=0)))


def _out_of_range(power: float, level: float, inference: str) -> Iterator[Problem]:
    def problem(field: str, found: object, expected: str, todo: str) -> Problem:
        return Problem("minimum_detectable_effect", field, str(found), expected, todo)

    if not 0 < power < 1:
        yield problem("power", power, "a share of cases between 0 and 1", "Write 0.8 for 80 %.")
    if not 0 < level < 0.5:
        yield problem("level", level, "the size of the test, between 0 and 0.5", "Write 0.05 for 5 %.")
    if inference not in INFERENCES:
        todo = f"{suggestion(inference, INFERENCES)} Of other tests it is not known here."
        yield problem("inference", inference, "a test by reassignment", todo)


def _cannot_play(units: int, periods: Sequence[int], treated: Sequence[int]) -> Iterator[Problem]:
    """Yield numbers of periods or of treated units for the curve that there cannot be."""
    few, many = [n for n in periods if n < 1], [n for n in treated if not 1 <= n < units]
    if few:
        yield Problem("minimum_detectable_effect", "curve_periods", str(few), "1 or more", "Leave them out.")
    if many:
        expected = f"1 to {units - 1} of {units} units"
        yield Problem("minimum_detectable_effect", "curve_treated", str(many), expected, "Leave some to compare with.")


def _check_windows(years: int, gap: int, post_periods: int, pre_periods: int | None) -> None:
    before = max(3, pre_periods or 3)
    need = before + gap + post_periods
    if post_periods != int(post_periods) or post_periods < 1 or years < need:
        between = f", {gap} of announcement" if gap else ""
        raise InputError(
            Problem(
                "minimum_detectable_effect",
                "post_periods",
                f"{post_periods} with {years} clean years",
                f"at least {need} clean years: {before} before{between} and {post_periods} after",
                "Add earlier years, or ask for fewer post periods.",
            )
        )


def _placebo_sets(block: Block, count: int, seed: int) -> Ints:
    """Return sets of units that play the treated (S, count)."""
    n = len(block.units)
    if count == 1:
        return np.arange(n)[:, None]
    if block.neighbours:
        return contiguous_blocks(block.neighbours, np.flatnonzero(block.treated))
    return np.unique(np.sort(random_sets(n, count, REASSIGNMENTS, seed), axis=1), axis=0)


@dataclass(frozen=True, eq=False)
class _Window:
    """Placebo contrasts in one window (S,), their scales, and what a unit effect on a played set adds (S, P).

    `played` (P,) are the sets that are given the effect; `noise` (P,) is the scale of each over that of the treated,
    NaN when sets are not as large as the treated.
    """

    contrast: Floats
    scale: Floats
    overlap: Floats
    played: Ints
    noise: Floats


@dataclass(frozen=True)
class _Question:
    """Power and level wanted, lengths of the windows and of the gap between, whether the statistic is scaled."""

    power: float
    level: float
    post: int
    pre: int | None
    gap: int
    scaled: bool


def _detectable(block: Block, sets: Ints, ask: _Question) -> tuple[float, float, float]:
    """Return the detectable effect by placebo, that on the treated, and the normal approximation."""
    allowed = int(np.floor(ask.level * len(sets) + 1e-9))  # so many sets, the treated included, may be as extreme
    windows = _windows(block, sets, ask)
    sd = float(np.sqrt(np.mean([np.mean(w.contrast**2) for w in windows])))
    closed = float(stats.norm.ppf(1 - ask.level / 2) + stats.norm.ppf(ask.power)) * sd
    treated = sets.shape[1] == block.treated.sum()
    if allowed < 1:
        return float("inf"), float("inf") if treated else float("nan"), closed
    value = _bisect(windows, allowed, ask.power, 4 * closed)
    own = _bisect(windows, allowed, ask.power, 4 * closed, own_noise=True) if treated else float("nan")
    return value, own, closed


def _windows(block: Block, sets: Ints, ask: _Question) -> list[_Window]:
    """Return the placebo contrasts at every date that leaves `post` periods after it and enough before."""
    y, years = block.outcome, len(block.times)
    half = max(3, (years - ask.gap - ask.post + 1) // 2)
    found = []
    for end in range(ask.pre or half, years - ask.gap - ask.post + 1):  # of the window before
        start, date = 0 if ask.pre is None else end - ask.pre, end + ask.gap
        found.append(_window(y[:, start:end], y[:, date : date + ask.post], sets, ask.scaled, block.treated))
    return found


def _window(before: Floats, after: Floats, sets: Ints, scaled: bool, treated: Bools) -> _Window:
    n, k = len(before), sets.shape[1]
    change = after.mean(axis=1) - before.mean(axis=1)
    residual = before - before.mean(axis=0)
    variance = residual.var(axis=1, ddof=1) if scaled else np.ones(n)
    member = np.zeros((len(sets), n))
    np.put_along_axis(member, sets, 1.0, axis=1)
    contrasts = member / k - (1 - member) / (n - k)
    played = np.unique(np.linspace(0, len(sets) - 1, min(len(sets), PLAYED)).astype(np.int64))
    scale = np.sqrt(contrasts**2 @ variance)
    actual = treated / k - ~treated / (n - k)
    noise = scale[played] / np.sqrt(actual**2 @ variance) if treated.sum() == k else np.full(len(played), np.nan)
    return _Window(contrasts @ change, scale, contrasts @ member[played].T, played, noise)


def _bisect(windows: list[_Window], allowed: int, power: float, high: float, *, own_noise: bool = False) -> float:
    def found(effect: float) -> float:
        return float(np.mean([_rejected(w, effect * w.noise if own_noise else effect, allowed) for w in windows]))

    for _ in range(60):
        if found(high) >= power:
            break
        high *= 2
    else:
        return float("inf")
    low = 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= power else (middle, high)
    return high


def _rejected(window: _Window, effect: float | Floats, allowed: int) -> Floats:
    """Return for every played set whether an effect on it would be found (P,); one effect for all, or one each."""
    moved = np.abs(window.contrast[:, None] + effect * window.overlap) / window.scale[:, None]  # (statistic of r, s)
    own = moved[window.played, np.arange(len(window.played))]
    return np.asarray((moved >= own * (1 - TIE)).sum(axis=0) <= allowed, dtype=float)
