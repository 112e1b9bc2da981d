"""The two curves of the diffusion of an innovation, on arrays with an axis of draws.

The logistic curve is that of Griliches (1957, Econometrica 25, 501-522), the other that of Bass (1969, Management
Science 15, 215-227). Parameters have one value or one a draw; years come out as an axis of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.productivity.adoption.faults import ceiling_problems, floats, outside, raise_all, year_problems

Floats = NDArray[np.float64]


def logistic_curve(years: ArrayLike, ceiling: ArrayLike, rate: ArrayLike, midpoint: ArrayLike) -> Floats:
    """Return adoption K / (1 + exp(-b (t - m))), in the unit of the ceiling.

    Parameters
    ----------
    years
        Times t, shape (years,).
    ceiling
        K, the level that adoption goes to, one value or shape (draws,).
    rate
        b, growth of the odds per year, one value or shape (draws,).
    midpoint
        m, the year in which adoption is half the ceiling, one value or shape (draws,).

    Returns
    -------
    ndarray
        Shape (years,), or (draws, years) where a parameter has draws.
    """
    K, b, m = _columns(ceiling, rate, midpoint)
    exponent = np.clip(-b * (np.asarray(years, dtype=float) - m), -700.0, 700.0)  # exp stays finite
    return np.asarray(K / (1 + np.exp(exponent)))


def logistic_through(years: ArrayLike, *, share: ArrayLike, year: float, ceiling: ArrayLike, rate: ArrayLike) -> Floats:
    """Return the adoption of a logistic curve through one observed share.

    Parameters
    ----------
    years
        Years from the observed one on, shape (years,).
    share
        The observed share, between 0 and the ceiling, one value or shape (draws,).
    year
        The year it was observed in.
    ceiling
        The share that adoption goes to, one value or shape (draws,).
    rate
        Growth of the odds per year, 0 or more, one value or shape (draws,).

    Returns
    -------
    ndarray
        Shares, shape (years,) or (draws, years).

    Raises
    ------
    InputError
        A ceiling at or below the share or above 1, a rate below zero, a year before the observed one.
    """
    t, a, K, b = _anchored("logistic_through", years, share, year, ceiling, {"rate": rate})
    odds = (K - a) / a
    path = K / (1 + odds * np.exp(-b * (t - year)))
    return np.asarray(np.minimum(path, K))


def bass_share(time: ArrayLike, innovation: ArrayLike, imitation: ArrayLike) -> Floats:
    """Return the part of the market that has adopted at times since the start (Bass 1969, equation 9).

    F(t) = (1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t)).

    Parameters
    ----------
    time
        Years since the start, 0 or more.
    innovation
        p, adoption of those who follow nobody, above zero.
    imitation
        q, adoption of those who follow others, 0 or more.

    Returns
    -------
    ndarray
        Shares of the ceiling, in the shape that the arguments have together.
    """
    p, q = np.asarray(innovation, dtype=float), np.asarray(imitation, dtype=float)
    decline = np.exp(-(p + q) * np.asarray(time, dtype=float))
    return np.asarray((1 - decline) / (1 + q / p * decline))


def bass_density(time: ArrayLike, innovation: ArrayLike, imitation: ArrayLike) -> Floats:
    """Return the part of the market that adopts per year at times since the start (Bass 1969, equation 10).

    Parameters
    ----------
    time
        Years since the start.
    innovation
        p, above zero.
    imitation
        q, 0 or more.

    Returns
    -------
    ndarray
        Shares of the ceiling per year.
    """
    p, q = np.asarray(innovation, dtype=float), np.asarray(imitation, dtype=float)
    decline = np.exp(-(p + q) * np.asarray(time, dtype=float))
    return np.asarray((p + q) ** 2 / p * decline / (1 + q / p * decline) ** 2)


def bass_through(
    years: ArrayLike, *, share: ArrayLike, year: float, ceiling: ArrayLike, innovation: ArrayLike, imitation: ArrayLike
) -> Floats:
    """Return the adoption of a Bass curve through one observed share.

    Parameters
    ----------
    years
        Years from the observed one on, shape (years,).
    share
        The observed share, between 0 and the ceiling, one value or shape (draws,).
    year
        The year it was observed in.
    ceiling
        The share that adoption goes to, one value or shape (draws,).
    innovation, imitation
        p above zero and q of 0 or more, per year, one value or shape (draws,).

    Returns
    -------
    ndarray
        Shares, shape (years,) or (draws, years).

    Raises
    ------
    InputError
        A ceiling at or below the share or above 1, a p or q that cannot be, a year before the observed one.
    """
    raise_all(outside("bass_through", "innovation", floats("bass_through", "innovation", innovation), 1e-9, 1.0))
    t, a, K, p, q = _anchored(
        "bass_through", years, share, year, ceiling, {"innovation": innovation, "imitation": imitation}
    )
    reached = a / K
    age = np.log((1 + reached * q / p) / (1 - reached)) / (p + q)  # F(age) = reached, solved for the age
    return np.asarray(np.clip(K * bass_share(age + (t - year), p, q), 0.0, K))


def _anchored(
    function: str, years: ArrayLike, share: ArrayLike, year: float, ceiling: ArrayLike, rates: dict[str, ArrayLike]
) -> tuple[Floats, ...]:
    """Return the years and the checked parameters, with an axis for the years behind their draws."""
    t, a, K = (floats(function, n, v) for n, v in (("years", years), ("share", share), ("ceiling", ceiling)))
    pace = {name: floats(function, name, given) for name, given in rates.items()}
    problems = [
        *outside(function, "share", a, 1e-9, 1.0),
        *year_problems(function, t, year),
        *(p for name, given in pace.items() for p in outside(function, name, given, 0.0, 10.0)),
    ]
    a, K = np.broadcast_arrays(a, K)
    if (a >= K).any():
        problems += ceiling_problems(function, K[a >= K], float(a.max()), year)
    problems += ceiling_problems(function, K[K > 1], 0.0, year)
    raise_all(problems)
    return (t, *_columns(a, K, *pace.values()))


def _columns(*parameters: ArrayLike) -> tuple[Floats, ...]:
    """Return parameters with an axis for the years behind the draws."""
    given = [np.asarray(parameter, dtype=float) for parameter in parameters]
    return tuple(parameter[..., None] if parameter.ndim else parameter for parameter in given)
