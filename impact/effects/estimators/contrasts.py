"""What every period counts for, around one common date: in the estimate, and in each row of the path beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.effects.design.blocks import Block
from impact.effects.design.fits import Placed
from impact.effects.design.results import Floats, Ints


@dataclass(frozen=True, eq=False)
class Contrasts:
    """Weights of the T periods of a block with one date.

    `after` (T,) says which are under treatment; `over_time` (T,) is their mean less that of the clean ones, `periods`
    (E, T) each period less the last clean one, of the years since treatment `event` (E,).
    """

    after: Floats
    over_time: Floats
    periods: Floats
    event: Floats


def contrasts(block: Block) -> Contrasts:
    """Return what every period counts for; those that are neither clean nor under treatment count in the path alone."""
    date = block.cohorts[0]
    after = (block.times >= date).astype(float)
    clean = (block.times < date - block.anticipation).astype(float)
    reference = int(np.flatnonzero(clean)[-1])
    each = np.eye(len(block.times)) - np.eye(len(block.times))[reference]
    others = np.delete(np.arange(len(block.times)), reference)
    return Contrasts(after, after / after.sum() - clean / clean.sum(), each[others], block.times[others] - date)


def in_the_place(n: int, weights: Floats) -> Placed:
    """Return what each of n units counts for when some stand in the place of the treated, in their order.

    Those count for `weights` (n1,); the others for as much together, the other way and evenly.
    """
    return _placed(n, weights, -weights.sum() / (n - len(weights)))


def handed(n: int, amounts: Floats) -> Placed:
    """Return what each of n units gets when some stand in the place of the treated, in their order: `amounts` (n1,)."""
    return _placed(n, amounts, 0.0)


def _placed(n: int, theirs: Floats, others: float) -> Placed:
    def of(sets: Ints) -> Floats:
        every = np.full((len(sets), n), others)
        np.put_along_axis(every, sets, np.broadcast_to(theirs, sets.shape), axis=1)
        return every

    return of
