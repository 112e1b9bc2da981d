"""Reassignment of estimates that are made anew with other units in the place of the treated.

Where the effect fades with distance, or goes with the dose, what every unit counts for depends on who is treated:
exposure is measured again from every placebo place, doses are handed to other units one by one. The estimate stays a
sum of weights times outcomes, so a reassignment is a row of weights.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.fits import Fit, Placement, Places
from impact.effects.design.results import Floats, Ints
from impact.effects.inference.permutation import Reassignments, sets_of


def reassign(block: Block, placement: Placement, sd: Floats | None, *, draws: int, seed: int) -> Reassignments:
    """Return an estimate made anew under every assignment that could have been, at most `draws` of them.

    What was estimated beside it is taken out of the treated first: it belongs to the actual assignment.

    Parameters
    ----------
    block
        N units over T periods, the years of announcement taken out.
    placement
        How the estimate is made of those who are treated.
    sd
        Standard deviation of each unit (N,) for the scaled test, None for the unscaled.
    draws, seed
        Number of random reassignments, and where they start.
    """
    return at_places(block, placement, sd, draws=draws, seed=seed)[1]


def at_places(
    block: Block, placement: Placement, sd: Floats | None, *, draws: int, seed: int
) -> tuple[Ints, Reassignments]:
    """Return who is treated under every assignment, a row each, and what `reassign` does of them."""
    places, over_time = placement.places, placement.over_time
    sets, possible, exhaustive = _sets(block, places, draws, seed)
    weights, sd, change = places.of(sets), _left(sd, block, places), _centred(block) @ over_time
    if places.beside is not None:
        change = change - float(places.beside(sets[:1])[0] @ change) * block.treated
    contrast, exposure = weights @ change, weights @ places.adds(sets[:1])[0]
    scale = _scale(weights, sd) * np.linalg.norm(over_time) if sd is not None else np.ones_like(contrast)
    return sets, Reassignments(contrast, exposure, scale, possible=possible, exhaustive=exhaustive)


def with_errors(block: Block, fit: Fit, placement: Placement, sd: Floats | None, *, draws: int, seed: int) -> Fit:
    """Return a fit whose path has its covariance (E, E), and its responses their errors, under the reassignments.

    All that was estimated is taken out of the outcome first, so that an effect does not count as noise.
    """
    sets, _, _ = _sets(block, placement.places, draws, seed)
    noise, sd = _centred(block) - placement.fitted, _left(sd, block, placement.places)
    if fit.weights is None:
        moved = _moved(placement.places.of(sets), noise @ placement.periods.T, sd)  # (B, E)
        fit = replace(fit, path_covariance=moved.T @ moved / len(moved))
    if fit.response is None or not placement.responses:
        return fit
    at_once = (noise @ placement.over_time)[:, None]
    moved = np.hstack([_moved(one(sets), at_once, sd) for one in placement.responses])  # (B, R)
    return replace(fit, response=fit.response.assign(std_error=np.sqrt(np.mean(moved**2, axis=0))))


def _sets(block: Block, places: Places, draws: int, seed: int) -> tuple[Ints, float, bool]:
    """Return the assignments that could have been, the actual one first; how many there are; whether all are in."""
    sets, ways, exhaustive = sets_of(block, np.flatnonzero(block.treated), places.kinds, draws, seed)
    if places.possible is None:
        return sets, ways, exhaustive
    could = places.possible(sets)
    could[0] = True
    return sets[could], ways * float(could.mean()), exhaustive


def _moved(weights: Floats, outcome: Floats, sd: Floats | None) -> Floats:
    """Return what the other assignments show, as if all were as noisy as the actual one (B, columns)."""
    found = weights[1:] @ outcome
    if sd is None:
        return np.asarray(found)
    scale = _scale(weights, sd)
    return np.asarray(found / scale[1:, None] * scale[0])


def _left(sd: Floats | None, block: Block, places: Places) -> Floats | None:
    """Return the standard deviation of each unit less what went with an effect that was taken out."""
    if sd is None or places.beside is None:
        return sd
    return np.asarray(sd * np.sqrt(1 - block.treated / block.treated.sum()))


def _scale(weights: Floats, sd: Floats) -> Floats:
    return np.asarray(np.sqrt(weights**2 @ sd**2))


def _centred(block: Block) -> Floats:
    return np.asarray(block.outcome - block.outcome.mean(axis=1, keepdims=True))
