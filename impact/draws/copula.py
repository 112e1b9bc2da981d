"""Dependence: a Gaussian copula with stated rank correlations.

Numbers from 0 to 1 become standard normal, are mixed, and become numbers from 0 to 1 again: each stays uniform, so that
what is drawn of it keeps its distribution. Of normal variables, Pearson's correlation r and Spearman's rank correlation
belong together as r = 2 sin(pi rank / 6) (Pearson 1907; Kruskal, Journal of the American Statistical Association 53
(1958), p. 827). The mixing acts on each draw by itself, so any block of draws can be made alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, ceil, floor, pi, sin, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

Name = tuple[str, ...]
Pair = tuple[Name, Name]
Ranks = Mapping[Pair, float]
"""Rank correlations by pair, each pair once; others are 0."""

SINGULAR = 1e-9
"""What must be left of the variance of each given the others, of 1, for a matrix to count as positive definite."""


@dataclass(frozen=True)
class Infeasible:
    """A stated correlation that the others rule out.

    Attributes
    ----------
    pair : of which.
    rank : as stated.
    nearest : the nearest value that goes with the others, rounded to the side that does.
    """

    pair: Pair
    rank: float
    nearest: float


def normal_correlation(rank: float) -> float:
    """Return Pearson's correlation of two normal variables with a Spearman rank correlation.

    Parameters
    ----------
    rank
        From -1 to 1.
    """
    return 2 * sin(pi * rank / 6)


def rank_correlation(r: float) -> float:
    """Return Spearman's rank correlation of two normal variables with a correlation of Pearson.

    Parameters
    ----------
    r
        From -1 to 1.
    """
    return 6 / pi * asin(r / 2)


def correlated(uniforms: Mapping[Name, Array], ranks: Ranks) -> dict[Name, Array]:
    """Return numbers from 0 to 1 with the stated rank correlations, each of the same shape as it was.

    A name that no correlation reaches keeps its numbers to the bit, and so does the first in the alphabet of those that
    hang together.

    Parameters
    ----------
    uniforms
        Independent numbers, with those of every name in `ranks`.
    ranks
        Of a positive definite matrix, see `infeasible`.

    Raises
    ------
    ValueError
        The matrix is not positive definite.
    """
    names = _names(ranks)
    factor = _factor(names, ranks)
    if factor is None:
        raise ValueError("the correlations are not those of a positive definite matrix")
    found = dict(uniforms)
    normal = {name: _to_normal(uniforms[name]) for name in names}
    for name, weights in zip(names, factor, strict=True):
        terms = [(w, normal[other]) for w, other in zip(weights, names, strict=False) if w != 0.0]
        if len(terms) > 1:  # one term after the other: a product of matrices would depend on how many draws there are
            found[name] = _from_normal(_summed(terms))
    return found


def infeasible(ranks: Ranks) -> list[Infeasible]:
    """Return each correlation that must change before the matrix is positive definite, with the nearest value.

    With all of these values in their place it is. Names come in one by one, in the order in which they are stated;
    where one does not go with those before it, the pair that needs the least change gives way.

    Parameters
    ----------
    ranks
        Each above -1 and below 1.
    """
    held = dict(ranks)
    order = list(dict.fromkeys(name for pair in ranks for name in pair))
    for upto in range(2, len(order) + 1):
        while _factor(order[:upto], held) is None:
            change = _least_change(order[:upto], held)
            held[change.pair] = change.nearest
    return [Infeasible(pair, rank, held[pair]) for pair, rank in ranks.items() if held[pair] != rank]


def _least_change(names: Sequence[Name], ranks: Ranks) -> Infeasible:
    """Return the change of one pair of the last name that is smallest; of all of its pairs none may be enough."""
    last = names[-1]
    pairs = [pair for pair in ranks if last in pair and set(pair) <= set(names) and ranks[pair] != 0]
    found = [change for pair in pairs if (change := _changed(names, ranks, pair)) is not None]
    if found:
        return min(found, key=lambda change: abs(change.rank - change.nearest))
    weakest = min(pairs, key=lambda pair: abs(ranks[pair]))  # one by one they go, until the others hold
    return Infeasible(weakest, ranks[weakest], 0.0)


def _changed(names: Sequence[Name], ranks: Ranks, pair: Pair) -> Infeasible | None:
    """Return the nearest value of a pair that goes with all others; None where no value does."""
    others = [name for name in names if name not in pair]
    factor = _factor([*others, *pair], {**ranks, pair: 0.0, pair[::-1]: 0.0}, upto=len(others) + 1)
    beside = _factor([*others, *pair[::-1]], {**ranks, pair: 0.0, pair[::-1]: 0.0}, upto=len(others) + 1)
    if factor is None or beside is None:
        return None
    one, other = factor[-1], beside[-1]
    middle = sum(a * b for a, b in zip(one[:-1], other[:-1], strict=True))
    reach = one[-1] * other[-1] * (1 - 1e-6)
    low, high = (rank_correlation(max(-1.0, min(1.0, middle + side * reach))) for side in (-1, 1))
    nearest = _rounded_into(ranks[pair], low, high)
    holds = _factor(names, {**ranks, pair: nearest}) is not None
    return Infeasible(pair, ranks[pair], nearest) if holds else None


def _rounded_into(rank: float, low: float, high: float) -> float:
    """Return the end that is nearest, in as few decimals from two on as keep it between the two."""
    for decimals in range(2, 12):
        scale = 10.0**decimals
        found = floor(high * scale) / scale if rank > high else ceil(low * scale) / scale
        if low <= found <= high:
            return found + 0.0
    return (low + high) / 2


def _names(ranks: Ranks) -> list[Name]:
    return sorted({name for pair, rank in ranks.items() if rank != 0 for name in pair})


def _factor(names: Sequence[Name], ranks: Ranks, upto: int | None = None) -> list[list[float]] | None:
    """Return the lower triangular factor of the matrix of normal correlations, or None where it is not definite.

    Cholesky's rows, in plain Python: there are few names, and checking a file needs no numerical library.
    """
    rows: list[list[float]] = []
    for at, name in enumerate(names[: upto or len(names)]):
        row: list[float] = []
        for column in range(at):
            before = sum(a * b for a, b in zip(row, rows[column], strict=False))
            row.append((_between(name, names[column], ranks) - before) / rows[column][column])
        left = 1 - sum(a * a for a in row)
        if left <= SINGULAR:
            return None
        rows.append([*row, sqrt(left)])
    return rows


def _between(one: Name, other: Name, ranks: Ranks) -> float:
    return normal_correlation(ranks.get((one, other), ranks.get((other, one), 0.0)))


def _to_normal(uniform: Array) -> Array:
    import numpy as np
    from scipy.special import ndtri

    from impact.draws.shapes import LEAST_CHANCE

    found: Array = ndtri(np.clip(uniform, LEAST_CHANCE, 1 - 2 * LEAST_CHANCE))
    return found


def _from_normal(normal: Array) -> Array:
    from scipy.special import ndtr

    found: Array = ndtr(normal)
    return found


def _summed(terms: Sequence[tuple[float, Array]]) -> Array:
    (weight, first), *others = terms
    found = weight * first
    for weight, more in others:
        found = found + weight * more
    return found
