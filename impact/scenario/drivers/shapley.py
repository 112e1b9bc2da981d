"""Shapley effects: how much of the variance of a headline is of each input, where inputs depend on each other too.

Who is known first takes what others also tell; so inputs become known one after the other, in an order that is drawn
anew for every row, and an input's effect is what it adds on average over all orders. Effects are 0 or more and add up
to the whole. From sample B to sample A one input after the other takes its place at A; with y the answer at A and
y(k) that after k inputs,

    effect of the k-th = mean of (y - (y(k) + y(k - 1)) / 2) (y(k) - y(k - 1)),

which in each row adds up to (y - y(0))^2 / 2 (Goda, A simple algorithm for global sensitivity analysis with Shapley
effects, Reliability Engineering and System Safety 213 (2021), for independent inputs). Correlated inputs are mixed in
the order in which they become known, each from those before it and a number of its own: what is known then hangs on
known numbers alone, and the rest is drawn given that (Rosenblatt's transformation in that order; Mara, Tarantola and
Annoni, Environmental Modelling and Software 72 (2015)). Definition: Owen, SIAM/ASA Journal on Uncertainty
Quantification 2 (2014); Song, Nelson and Staum there 4 (2016); Iooss and Prieur, International Journal for Uncertainty
Quantification 9 (2019), for linear Gaussian models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.draws.copula import Name, Ranks, correlated
from impact.scenario.computation.draws import Array

Order = NDArray[np.intp]


@dataclass(frozen=True)
class Effects:
    """Shapley effects of every input and outcome; NaN of an outcome that never changes.

    Attributes
    ----------
    share : of the variance, (inputs, outcomes); of an outcome they add up to 1.
    error : standard errors, (inputs, outcomes). Rows are taken to be independent; those of a Sobol sequence lie more
        evenly, so that errors are large rather than small.
    """

    share: Array
    error: Array


def orders(n: int, inputs: int, seed: int) -> Order:
    """Return for each row which input becomes known first, second and so on, (n, inputs).

    Parameters
    ----------
    n
        How many rows.
    inputs
        How many inputs.
    seed
        Of the luck.
    """
    return np.argsort(np.random.default_rng(seed).random((n, inputs)), axis=1)


def known_after(order: Order, steps: int) -> NDArray[np.bool_]:
    """Return which inputs are known after some steps, (n, inputs).

    Parameters
    ----------
    order : (n, inputs)
        See `orders`.
    steps
        How many have become known.
    """
    return np.argsort(order, axis=1) < steps


def shapley_effects(answers: Array, order: Order) -> Effects:
    """Return the effects of every input.

    Parameters
    ----------
    answers : (inputs + 1, n, outcomes)
        At sample B, then after each input that became known, at last at sample A.
    order : (n, inputs)
        Which input it was.
    """
    n, inputs = order.shape
    parts = (answers[-1] - (answers[1:] + answers[:-1]) / 2) * np.diff(answers, axis=0)
    of_input = np.empty_like(parts)
    of_input[order.T, np.arange(n)] = parts
    whole = of_input.sum(axis=0)
    variance = whole.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = of_input.mean(axis=1) / variance
        off = (of_input - share[:, None] * whole).std(axis=1, ddof=1)  # of a ratio of two means
        error = off / np.sqrt(n) / variance
    fixed = np.broadcast_to(variance <= 0, share.shape)
    return Effects(np.where(fixed, np.nan, share), np.where(fixed, np.nan, error))


def mixed_in_order(
    uniforms: Mapping[Name, Array], ranks: Ranks, order: Order, names: Sequence[Name]
) -> dict[Name, Array]:
    """Return numbers with the stated rank correlations, in each row mixed in its own order, each (n,).

    Parameters
    ----------
    uniforms
        Independent numbers from 0 to 1 by name, those of every name in `ranks` among them, each (n,).
    ranks
        The correlations.
    order : (n, inputs)
        In which inputs become known.
    names
        What each input is called.
    """
    found = dict(uniforms)
    together = sorted({name for pair, rank in ranks.items() if rank for name in pair})
    if not together:
        return found
    place = np.argsort(order, axis=1)[:, [names.index(name) for name in together]]
    ways, way_of = np.unique(np.argsort(place, axis=1), axis=0, return_inverse=True)
    found |= {name: np.array(uniforms[name]) for name in together}
    for at, way in enumerate(ways):
        rows = way_of.ravel() == at
        first_to_last = [together[which] for which in way]
        for name, mixed in _mixed({name: uniforms[name][rows] for name in first_to_last}, ranks).items():
            found[name][rows] = mixed
    return found


def _mixed(uniforms: Mapping[Name, Array], ranks: Ranks) -> dict[Name, Array]:
    """Return numbers mixed in the order in which they come: `correlated` goes by the alphabet."""
    called: dict[Name, Name] = {name: (f"{at:06}",) for at, name in enumerate(uniforms)}
    between = {(called[one], called[other]): rank for (one, other), rank in ranks.items() if rank}
    found = correlated({called[name]: values for name, values in uniforms.items()}, between)
    return {name: found[called[name]] for name in uniforms}
