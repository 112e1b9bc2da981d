"""Agglomeration: what more jobs within reach do to productivity, from net regional jobs and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem
from impact.productivity.adoption.faults import floats, outside, raise_all
from impact.productivity.use.assumptions import use_assumptions

Floats = NDArray[np.float64]

_NAME = "agglomeration"
_ITSELF = 1e-9  # weight of an area in itself at the least: with nothing else in reach the weight falls out
_AT_ONCE = 200  # draws: their weights, areas by areas, fit in the memory next to a processor


def agglomeration(
    net_jobs: ArrayLike, jobs: ArrayLike, distances: ArrayLike, *, elasticity: ArrayLike, reach: ArrayLike
) -> Floats:
    """Return what net regional jobs add to the productivity of each area: e x log(1 + extra / jobs within reach).

    A job counts for 1 - distance / reach, and beyond the reach for nothing. An area is always within its own reach:
    where that is shorter than the area is wide, it is alone. Only net regional jobs go in: gross jobs
    replace others in the same place, and the jobs of startups (E3) belong to the account of use.

    Parameters
    ----------
    net_jobs
        Net regional jobs, shape (draws, years, areas).
    jobs
        Jobs without the project, in the same kind of job, shape (areas,).
    distances
        Kilometres between areas, the diagonal within an area, shape (areas, areas).
    elasticity
        Of productivity to jobs within reach, one value or shape (draws,).
    reach
        Kilometres, one value or shape (draws,).

    Returns
    -------
    ndarray
        Log points, exactly 0.0 where no jobs are added, shape (draws, years, areas).

    Raises
    ------
    InputError
        Values outside their hard bounds, shapes that do not go together, an area with nothing within reach, or more
        jobs lost than there are.
    """
    extra, stock, km, e, r = _checked(net_jobs, jobs, distances, elasticity, reach)
    some = (slice(at, at + _AT_ONCE) for at in range(0, len(extra), _AT_ONCE))
    growth = np.concatenate([_growth(extra[here], stock, km, r[here]) for here in some] or [np.zeros_like(extra)])
    expected = "no more jobs lost than there are within reach"
    raise_all(outside(_NAME, "net_jobs", growth, -0.999, np.inf, expected))
    return np.asarray(e[:, None, None] * np.log1p(growth)) + 0.0


def _growth(extra: Floats, stock: Floats, km: Floats, reach: Floats) -> Floats:
    """Return extra jobs within reach against those that are there, (draws, years, areas)."""
    weights = np.maximum(1 - km / reach[:, None, None], _ITSELF * np.eye(len(stock)))
    within = weights @ stock
    if (within <= 0).any():
        todo = "Leave an area without jobs out."
        raise InputError(Problem(_NAME, "jobs", "an area with no jobs within reach", "some jobs within reach", todo))
    return np.asarray((extra @ weights.transpose(0, 2, 1)) / within[:, None, :])


def _checked(
    net_jobs: ArrayLike, jobs: ArrayLike, distances: ArrayLike, elasticity: ArrayLike, reach: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    named = {
        "net_jobs": net_jobs, "jobs": jobs, "distances": distances, "elasticity": elasticity, "reach": reach,
    }  # fmt: skip
    given = {name: floats(_NAME, name, value) for name, value in named.items()}
    extra, stock = given["net_jobs"], given["jobs"]
    problems = [
        *outside(_NAME, "jobs", stock, 0.0, np.inf),
        *outside(_NAME, "distances", given["distances"], 0.0, np.inf),
    ]
    for name in ("elasticity", "reach"):
        known = use_assumptions()[f"agglomeration_{name}"]
        problems += outside(_NAME, name, given[name], known.least, known.most)
    areas = stock.shape[0] if stock.ndim else 0
    if extra.ndim != 3 or extra.shape[2] != areas or given["distances"].shape != (areas, areas):
        found = f"net jobs {extra.shape}, jobs {stock.shape}, distances {given['distances'].shape}"
        expected, todo = "(draws, years, areas), (areas,) and (areas, areas)", "Give the same areas in the same order."
        problems.append(Problem(_NAME, "net_jobs", found, expected, todo))
    raise_all(problems)
    e, r = (np.broadcast_to(given[name], (extra.shape[0],)) for name in ("elasticity", "reach"))
    return extra, stock, given["distances"], e, r
