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

from impact.effects.design.blocks import Block
from impact.effects.design.designs import Design
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import identified
from impact.effects.design.parts import DOSE
from impact.effects.design.procedures import PERMUTATION, PROCEDURES, SCALED_PERMUTATION
from impact.effects.design.results import MinimumDetectableEffect
from impact.effects.estimators import DEFAULT, named
from impact.effects.inference.remedies import checked
from impact.effects.inference.significance import own_noise
from impact.effects.robustness.played import Played, Window, smallest_found
from impact.errors import InputError, Problem, suggestion

INFERENCES = tuple(procedure.name for procedure in PROCEDURES if procedure.reassigned)  # what is reassigned here


def minimum_detectable_effect(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = DEFAULT,
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
        As for `estimate`; only periods that are clean for every treated unit are used, and `anticipation` periods
        between the windows are not. The first treated period may lie after the panel.
    estimator
        "did", an effect that fades with distance ("spatial_did", "spatial_gradient": exposure is measured again from
        every placebo place) or by dose ("dose_effect", "dose_response": the doses are handed to others).
    power, level
        Share of cases in which the effect is to be found, and the size of the test.
    inference
        The test that is registered, "scaled_permutation" or "permutation"; the scaled one needs a somewhat larger
        effect, the price of not taking all units to be equally noisy.
    post_periods, pre_periods
        Length of the window after treatment, and of the one before; None takes all years before, at least half of
        those there are, and three.
    curve_periods, curve_treated
        Post periods, and numbers of treated units besides the design's own, for the curve; the latter not with doses,
        which others would not have.
    seed
        Where the random placebo sets start when they are too many to take them all.

    Returns
    -------
    MinimumDetectableEffect
        In units of the outcome (for "dose_response" by unit of the dose). Infinite when the smallest attainable
        p-value is above `level`.

    Raises
    ------
    InputError
        When an option is out of range, fewer than three clean years are left before the window, cells are missing,
        units carry weights, several treated ones share a cluster, or a unit does not move and the test is scaled; for
        another estimator, whose power is not known here, and for what an estimator refuses besides.
    NotIdentifiedError
        With no clean year, or when every unit is treated: there is nobody to compare with.
    """
    block, record = _usable(
        identified(panel, design, after=False), named(estimator), inference, post_periods, pre_periods
    )
    problems = [
        *_out_of_range(power, level, inference),
        *_cannot_play(block, record, curve_periods, curve_treated),
    ]
    if problems:
        raise InputError(problems)
    _check_windows(len(block.times), design.anticipation, post_periods, pre_periods)
    scaled = inference == SCALED_PERMUTATION.name
    if scaled:
        own_noise(block)
    own = int(block.treated.sum())
    played = Played.of(block, record, own, seed)
    others = {n: Played.of(replace(block, neighbours={}), record, n, seed) for n in curve_treated if n != own}
    ask = _Question(power, level, post_periods, pre_periods, design.anticipation, scaled)
    value, for_treated, closed = _detectable(block, played, ask)
    return MinimumDetectableEffect(
        value=value,
        for_treated=for_treated,
        closed_form=closed,
        smallest_p=1 / len(played.sets),
        power=power,
        level=level,
        post_periods=post_periods,
        n_treated=own,
        n_control=len(block.units) - own,
        curve=_curve(block, {own: played, **others}, ask, curve_periods),
        caveats=block.caveats,
    )


def _usable(
    whole: Block, estimator: Estimator, inference: str, post_periods: int, pre_periods: int | None
) -> tuple[Block, Estimator]:
    """Return the clean periods of a panel and what is estimated in them, once both can be had."""

    def needs(panel: Block, known: Estimator) -> None:
        _needs(panel, known)
        if panel is not whole:  # what is advised leaves years enough; these have an advice of their own
            _check_windows(len(_clean_years(panel).times), panel.anticipation, post_periods, pre_periods)

    checked(whole, estimator, inference if inference in INFERENCES else PERMUTATION.name, needs=needs)
    return _clean_years(whole), estimator


def _needs(block: Block, estimator: Estimator) -> None:
    """Raise for an estimator whose power is not known here, and for what one of those that are refuses."""
    if not estimator.foreseeable:
        expected = f"{DEFAULT}, or an effect by distance or by dose, whose power is known here"
        raise InputError(Problem("minimum_detectable_effect", "estimator", estimator.name, expected, f"Use {DEFAULT}."))
    if estimator.refuses is not None:
        estimator.refuses(block)


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


def _cannot_play(
    block: Block, estimator: Estimator, periods: Sequence[int], treated: Sequence[int]
) -> Iterator[Problem]:
    """Yield numbers of periods or of treated units for the curve that there cannot be."""
    units = len(block.units)
    few, many = [n for n in periods if n < 1], [n for n in treated if not 1 <= n < units]
    if few:
        yield Problem("minimum_detectable_effect", "curve_periods", str(few), "1 or more", "Leave them out.")
    if many:
        expected = f"1 to {units - 1} of {units} units"
        yield Problem("minimum_detectable_effect", "curve_treated", str(many), expected, "Leave some to compare with.")
    elif DOSE in estimator.asks and treated:
        expected = "none: there are as many doses as treated units"
        yield Problem("minimum_detectable_effect", "curve_treated", str(list(treated)), expected, "Leave them out.")


def _check_windows(years: int, gap: int, post_periods: int, pre_periods: int | None) -> None:
    before = max(3, pre_periods or 3)
    need = before + gap + post_periods
    if post_periods != int(post_periods) or post_periods < 1 or years < need:
        between = f", {gap} of announcement" if gap else ""
        fewer = "Add earlier years, or ask for fewer post periods." if years > before + gap else "Add earlier years."
        raise InputError(
            Problem(
                "minimum_detectable_effect",
                "post_periods",
                f"{post_periods} with {years} clean years",
                f"at least {need} clean years: {before} before{between} and {post_periods} after",
                fewer,
            )
        )


@dataclass(frozen=True)
class _Question:
    """Power and level wanted, lengths of the windows and of the gap between, whether the statistic is scaled."""

    power: float
    level: float
    post: int
    pre: int | None
    gap: int
    scaled: bool


def _detectable(block: Block, played: Played, ask: _Question) -> tuple[float, float, float]:
    """Return the detectable effect by placebo, that on the treated, and the normal approximation."""
    sets = len(played.sets)
    allowed = int(np.floor(ask.level * sets + 1e-9))  # so many sets, the treated included, may be as extreme
    windows = _windows(block, played, ask)
    sd = float(np.sqrt(np.mean([np.mean(w.contrast**2) for w in windows])))
    closed = float(stats.norm.ppf(1 - ask.level / 2) + stats.norm.ppf(ask.power)) * sd
    treated = played.actual is not None
    if allowed < 1:
        return float("inf"), float("inf") if treated else float("nan"), closed
    value = smallest_found(windows, allowed, ask.power, 4 * closed)
    own = smallest_found(windows, allowed, ask.power, 4 * closed, own_noise=True) if treated else float("nan")
    return value, own, closed


def _curve(block: Block, played: dict[int, Played], ask: _Question, periods: Sequence[int]) -> pd.DataFrame:
    """Return what can be detected with each number of treated units and of periods after, where the years allow it."""
    possible = len(block.times) - ask.gap - max(3, ask.pre or 3)
    rows = [
        (after, count, *_detectable(block, chosen, replace(ask, post=after)))
        for count, chosen in played.items()
        for after in periods
        if after <= possible
    ]
    return pd.DataFrame(rows, columns=["post_periods", "n_treated", "value", "for_treated", "closed_form"])


def _windows(block: Block, played: Played, ask: _Question) -> list[Window]:
    """Return the placebo contrasts at every date that leaves `post` periods after it and enough before."""
    y, years = block.outcome, len(block.times)
    half = max(3, (years - ask.gap - ask.post + 1) // 2)
    found = []
    for end in range(ask.pre or half, years - ask.gap - ask.post + 1):  # of the window before
        start, date = 0 if ask.pre is None else end - ask.pre, end + ask.gap
        found.append(played.window(y[:, start:end], y[:, date : date + ask.post], scaled=ask.scaled))
    return found
