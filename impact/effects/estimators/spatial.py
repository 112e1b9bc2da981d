"""What the two estimators of an effect that fades with distance share.

The change of the untreated is regressed on their exposure, the share of the effect that is left at their distance to
the nearest treated unit. Its slope is the effect on a unit as near as can be, the gradient; its constant is the change
where nothing of the effect arrives, and the change of the treated less that is the direct effect. In a balanced panel
of one date that is the two-way regression on treatment and exposure. Neither reads as an effect unless trends would
have been parallel near and far, and the effect fades as registered: in every direction alike, and to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.exposures import Exposure
from impact.effects.design.fits import Fit, Placed, Placement, Places, event_path
from impact.effects.design.results import Bools, Floats, Ints
from impact.effects.estimators.contrasts import Contrasts, contrasts
from impact.errors import InputError, Problem
from impact.words.statements import Statement, said

SHOWN = (0.0, 0.1, 0.25, 0.5)  # parts of the untreated that are as near, at whose distance the effect is shown
NEAR, FAR = 0.1, 0.5  # exposures: of the nearest untreated unit at least, and of the farthest at most


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The units of a block on the map: `distance` (N, N) in kilometres, and what is left of an effect over it."""

    exposure: Exposure
    distance: Floats

    @cached_property
    def share(self) -> Floats:
        """What is left of an effect on one unit at another (N, N)."""
        return self.exposure.at(self.distance)

    def around(self, sets: Ints) -> tuple[Bools, Floats]:
        """Return who is treated under each assignment, and the exposure of the others, 0 for the treated (B, N)."""
        treated = np.zeros((len(sets), len(self.share)), dtype=bool)
        np.put_along_axis(treated, sets, values=True, axis=1)
        exposed = np.zeros(treated.shape)
        for place in sets.T:  # a treated unit a step, so that nothing of (B, n1, N) is held
            np.maximum(exposed, self.share[place], out=exposed)
        return treated, np.where(treated, 0.0, exposed)

    def possible(self, sets: Ints) -> Bools:
        """Return under which assignments some untreated units are near, and others far enough (B,)."""
        treated, exposed = self.around(sets)
        nearest, farthest = exposed.max(axis=1), np.where(treated, 1.0, exposed).min(axis=1)
        return np.asarray((nearest >= NEAR) & (farthest <= FAR) & (nearest > farthest))

    def gradient(self, sets: Ints) -> Floats:
        """Return what every unit counts for in the slope of the untreated by exposure (B, N)."""
        treated, exposed = self.around(sets)
        apart = np.where(treated, 0.0, exposed - self._mean(treated, exposed))
        return np.asarray(apart / (apart**2).sum(axis=1, keepdims=True))

    def direct(self, sets: Ints) -> Floats:
        """Return what every unit counts for in the treated less the untreated without exposure (B, N)."""
        treated, exposed = self.around(sets)
        controls = (~treated).sum(axis=1, keepdims=True)
        unexposed = ~treated / controls - self._mean(treated, exposed) * self.gradient(sets)
        return np.asarray(treated / sets.shape[1] - unexposed)

    def on_the_treated(self, sets: Ints) -> Floats:
        """Return what one unit of the direct effect adds to every unit (B, N)."""
        return self.around(sets)[0].astype(float)

    def around_the_treated(self, sets: Ints) -> Floats:
        """Return what one unit of the gradient adds to every unit, its mean to the treated (B, N)."""
        treated, exposed = self.around(sets)
        return np.asarray(exposed + self._mean(treated, exposed) * treated)

    def ungraded(self, sets: Ints) -> Floats:
        """Return what every unit counts for in the treated less the untreated, as if nothing faded (B, N)."""
        mean = self._mean(*self.around(sets))
        return np.asarray(self.direct(sets) - mean * self.gradient(sets))

    @staticmethod
    def _mean(treated: Bools, exposed: Floats) -> Floats:
        """Return the mean exposure of the untreated under each assignment (B, 1)."""
        return np.asarray((exposed.sum(axis=1) / (~treated).sum(axis=1))[:, None])

    def left_at(self, kilometres: float) -> Placed:
        """Return what every unit counts for in the effect that is left at a distance."""
        share = float(self.exposure.at(np.array(kilometres)))
        return lambda sets: share * self.gradient(sets)


def surroundings(block: Block) -> Surroundings:
    """Return the units of a block on the map, some of them near the treated and others far enough.

    Raises
    ------
    InputError
        When no untreated unit is near enough to be exposed, or none far enough to stand for what would have happened.
    """
    assert block.exposure is not None  # asked for at the door
    found = Surroundings(block.exposure, block.exposure.distances(block.units))
    to_treated = found.distance[np.ix_(~block.treated, block.treated)].min(axis=1)
    if problems := [*_out_of_sight(block.exposure, np.sort(to_treated))]:
        raise InputError(problems)
    return found


def _out_of_sight(exposure: Exposure, to_treated: Floats) -> list[Problem]:
    """Return what is wrong with a distance by which nobody is exposed, or everybody."""
    nearest, farthest = to_treated[0], to_treated[-1]
    stated, found = f"exposure.{exposure.stated}", f"{exposure.kilometres:g} km"
    at_least, at_most = exposure.for_share(NEAR, nearest), exposure.for_share(FAR, farthest)
    if not nearest < farthest:
        return [
            Problem("design", "exposure", f"every untreated unit at {nearest:.3g} km", "some nearer than others", APART)
        ]
    expected = f"{at_least:.3g} to {at_most:.3g} km, with untreated units at {nearest:.3g} to {farthest:.3g} km"
    if exposure.at(nearest) < NEAR:
        todo = f"Give {_up(at_least):g} km or more: no unit is near enough to see an effect fade."
        return [Problem("design", stated, found, expected, todo if at_least < at_most else APART)]
    if exposure.at(farthest) > FAR:
        todo = f"Give {_down(at_most):g} km or less: no unit is far enough to stand for what would have happened."
        return [Problem("design", stated, found, expected, todo if at_least < at_most else APART)]
    return []


APART = "Use did, or add units that are nearer or farther."


def _up(kilometres: float) -> float:
    """Return a number of kilometres with three digits that is no smaller."""
    step = 10.0 ** (np.floor(np.log10(kilometres)) - 2)
    return float(np.round(np.ceil(kilometres / step) * step, 9))


def _down(kilometres: float) -> float:
    """Return a number of kilometres with three digits that is no larger."""
    step = 10.0 ** (np.floor(np.log10(kilometres)) - 2)
    return float(np.round(np.floor(kilometres / step) * step, 9))


def spatial_fit(block: Block, *, direct: bool) -> Fit:
    """Return the direct effect or the gradient, with the path and what is left by distance.

    Raises
    ------
    InputError
        What `surroundings` raises.
    """
    area, when = surroundings(block), contrasts(block)
    actual = np.flatnonzero(block.treated)[None, :]
    of = area.direct if direct else area.gradient
    change = block.outcome - block.outcome.mean(axis=1, keepdims=True)
    on_treated, around = (float(one(actual)[0] @ change @ when.over_time) for one in (area.direct, area.gradient))
    near = np.unique(np.quantile(area.distance[np.ix_(~block.treated, block.treated)].min(axis=1), SHOWN))
    near = near[area.exposure.at(near) > 0]
    left = area.exposure.at(near)
    return Fit(
        on_treated if direct else around,
        event_path(when.event, of(actual)[0] @ change @ when.periods.T),
        placement=_placement(block, area, when, (on_treated, around), near, direct=direct),
        response=pd.DataFrame({"distance": near, "share": left, "estimate": around * left}),
        details={"direct": on_treated, "gradient": around},
        caveats=(_fades(area.exposure), said("parallel_near_and_far")),
    )


def _placement(
    block: Block, area: Surroundings, when: Contrasts, effects: tuple[float, float], near: Floats, *, direct: bool
) -> Placement:
    """Return how one of the two effects is made of other places."""
    on_treated, around = effects
    treated = block.treated.astype(float)
    exposed = area.around(np.flatnonzero(block.treated)[None, :])[1][0]
    return Placement(
        _places(area, int(block.treated.sum()), direct=direct),
        over_time=when.over_time,
        periods=when.periods,
        fitted=np.outer(on_treated * treated + around * exposed, when.after),
        responses=tuple(area.left_at(float(km)) for km in near),
    )


def _places(area: Surroundings, treated: int, *, direct: bool) -> Places:
    """Return what units count for in one of the two effects.

    For the gradient the direct effect is taken out first, as it would be without any gradient, so that a place next to
    the treated is not judged by it; were the gradient another, the direct effect would be as well, by the mean exposure
    for each unit of it. For the direct effect nothing is taken out: an estimated gradient takes noise with it that
    neighbours share, and the test would reject 8-11 % of true nulls with three treated of forty.
    """
    kinds = np.zeros(treated, dtype=np.int64)
    if direct:
        return Places(area.direct, area.on_the_treated, kinds, possible=area.possible)
    return Places(area.gradient, area.around_the_treated, kinds, beside=area.ungraded, possible=area.possible)


def _fades(exposure: Exposure) -> Statement:
    if exposure.half_distance is not None:
        return said("fades_by_half", km=exposure.kilometres)
    return said("fades_to_nothing", km=exposure.kilometres)
