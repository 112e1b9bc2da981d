"""Where the model is asked: two samples of a scrambled Sobol sequence, and each input in turn from the other.

Source: Saltelli et al. (2010), radial design of A, B and A with the columns of one input from B; Owen, Scrambled net
variance for integrals of smooth functions (1997), on why the sequence is scrambled and why n is a power of two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from impact.errors import InputError, Problem
from impact.scenario.computation.draws import Array
from impact.scenario.drivers.inputs import Space

LEAST, MOST = 2**6, 2**16
"""Rows of a sample: fewer tell nothing apart, more take days."""


@dataclass(frozen=True)
class Design:
    """The two samples.

    Attributes
    ----------
    a, b : points of the unit cube, each (n, width).
    """

    a: Array
    b: Array

    def mixed(self, space: Space) -> Iterator[Array]:
        """Yield, for each input, sample A with the columns of that input from B, (n, width)."""
        for one in space.inputs:
            found = self.a.copy()
            columns = space.of(one)
            found[:, columns] = self.b[:, columns]
            yield found


def design_of(space: Space, n: int, seed: int) -> Design:
    """Return the two samples of n points, n a power of two.

    Parameters
    ----------
    space
        What is drawn.
    n
        Points of each sample.
    seed
        Of the scrambling.

    Raises
    ------
    InputError
        See `require_size`.
    """
    from scipy.stats import qmc

    require_size(n)
    points = qmc.Sobol(2 * space.width, bits=64, rng=np.random.default_rng(seed)).random(n)
    return Design(points[:, : space.width], points[:, space.width :])


def require_size(n: int) -> None:
    """Refuse a size that is no power of two, for which a Sobol sequence is out of balance, or out of all bounds.

    Raises
    ------
    InputError
        With the nearest sizes that can be used.
    """
    if LEAST <= n <= MOST and n & (n - 1) == 0:
        return
    below = 2 ** max(n.bit_length() - 1, 0) if n > 0 else LEAST
    near = sorted({min(max(size, LEAST), MOST) for size in (below, 2 * below)})
    todo = f"Use {' or '.join(f'{size:,}' for size in near)}."
    expected = f"a power of two from {LEAST:,} to {MOST:,}"
    raise InputError(Problem("option", "--n", f"{n:,}", expected, todo))
