"""The path of a region without the facility: the national one by class of firms, and the region's gap."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.productivity.adoption.curves import logistic_through
from impact.productivity.adoption.faults import floats, outside, raise_all

Floats = NDArray[np.float64]

_ROUNDING = 1e-9


def adoption_by_size(
    years: ArrayLike,
    *,
    year: float,
    total: ArrayLike,
    larger: ArrayLike,
    larger_firms_share: ArrayLike,
    gap: ArrayLike,
    ceiling: ArrayLike,
    rate: ArrayLike,
) -> Floats:
    """Return adoption in the region without the facility, of smaller and of larger firms, by year.

    The share of the smaller firms follows from the total and that of the larger ones in the last published year. Each
    class then has a logistic path through its own share, with one ceiling and one rate, and the gap of the region.

    Parameters
    ----------
    years
        Years from the published one on, shape (years,).
    year
        The last published year.
    total
        Share of all firms with ten or more workers that used AI in that year, one value or shape (draws,).
    larger
        Share of the larger firms that did, likewise.
    larger_firms_share
        Larger firms among those with ten or more workers, likewise.
    gap
        What the region has more than the nation, likewise.
    ceiling
        The share that adoption goes to, likewise.
    rate
        Growth of the odds per year, likewise.

    Returns
    -------
    ndarray
        Shares, shape (draws, years, 2): smaller, larger firms.

    Raises
    ------
    InputError
        A ceiling at or below today's share of a class, a total that smaller firms cannot make, a year before the
        evidence.
    """
    name = "adoption_by_size"
    named = {"total": total, "larger": larger, "larger_firms_share": larger_firms_share}
    of_all, of_larger, weight = (floats(name, key, value) for key, value in named.items())
    smaller = remaining_share(of_all, of_larger[..., None], weight[..., None])
    paths = [
        regional_adoption(logistic_through(years, share=share, year=year, ceiling=ceiling, rate=rate), gap, ceiling)
        for share in (smaller, of_larger)
    ]
    return np.stack(np.broadcast_arrays(*(np.atleast_2d(path) for path in paths)), axis=-1)


def remaining_share(total: ArrayLike, others: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the share of the one class that is not published, so that the classes together make the total.

    Parameters
    ----------
    total
        Share of all firms that use AI, one value or shape (draws,).
    others
        Share in each of the other classes, shape (others,).
    weights
        Share of those classes in the number of firms, shape (others,) or (draws, others); with the remaining class 1.

    Returns
    -------
    ndarray
        Share in the remaining class, in the shape of the total or (draws,).

    Raises
    ------
    InputError
        The weights leave nothing over, or the total cannot be made with a share from 0 to 1.
    """
    name = "remaining_share"
    a, known, w = (floats(name, n, v) for n, v in (("total", total), ("others", others), ("weights", weights)))
    left = 1 - w.sum(axis=-1)
    expected = "weights of 0 or more that leave a part for the remaining class"
    raise_all([*outside(name, "weights", w, 0.0, 1.0), *outside(name, "weights", left, 1e-9, 1.0, expected)])
    share = np.asarray((a - (w * known).sum(axis=-1)) / left)
    expected = "a total that the remaining class makes with a share from 0 to 1"
    raise_all(outside(name, "total", share, -_ROUNDING, 1 + _ROUNDING, expected))
    return np.asarray(np.clip(share, 0.0, 1.0))


def regional_adoption(national: ArrayLike, gap: ArrayLike, ceiling: ArrayLike) -> Floats:
    """Return adoption in the region without the facility: the national path plus a gap, within 0 and the ceiling.

    Nobody publishes the use of AI by region, so the gap is an assumption; it is the same in every year.

    Parameters
    ----------
    national
        Shares, shape (years,) or (draws, years).
    gap
        What the region has more (or, below zero, less) than the nation, one value or shape (draws,).
    ceiling
        The share that adoption goes to, one value or shape (draws,).

    Returns
    -------
    ndarray
        Shares, shape (years,) or (draws, years).

    Raises
    ------
    InputError
        A share or ceiling outside 0 to 1, a gap outside -1 to 1.
    """
    name = "regional_adoption"
    path, g, K = (floats(name, n, v) for n, v in (("national", national), ("gap", gap), ("ceiling", ceiling)))
    raise_all(
        [
            *outside(name, "national", path, 0.0, 1.0),
            *outside(name, "gap", g, -1.0, 1.0),
            *outside(name, "ceiling", K, 0.0, 1.0),
        ]
    )
    g, K = (value[..., None] if value.ndim else value for value in (g, K))
    return np.asarray(np.clip(path + g, 0.0, K))
