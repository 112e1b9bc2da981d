"""Intervals that carry the uncertainty of the variance between studies along, from the distributions of two pivots.

Whatever the effects are, Q at the true variance between studies follows a chi-squared distribution with k - 1 degrees
of freedom, and apart from it the weighted mean there is normal around the true mean with variance 1 / sum(w). Turned
round, each quantile of the chi-squared gives a variance, and given that the mean (or the effect in another population,
tau2 further away) is normal: a mixture of normals, whose quantiles are the ends. No variance has to be estimated.

Generalised pivots of Iyer, Wang and Mathew (2004), J. American Statistical Association 99:1060-1071, for errors that
are known; the same distribution of tau2 as that of the profile interval of Viechtbauer (2007). Prediction by a
distribution of tau2: Nagashima, Noma and Furukawa (2019), Statistical Methods in Medical Research 28:1689-1702, who
take that of Cochran's Q. Without sampling errors both intervals are Student's with k - 1 degrees of freedom.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from impact.productivity.synthesis.heterogeneity import Floats, tau2_where_q_is, weighted_mean, weights

_NODES = 128  # of the rule by which the mixture is summed
_HALVINGS = 90  # of the bracket of a quantile
_ROWS = 64  # sets at a time


def pivotal_ends(y: Floats, v: Floats, level: float, *, another: bool) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each set: of the mean, or of the effect in another population.

    Parameters
    ----------
    y, v
        Effects and sampling variances, (sets, studies).
    level
        Share between the ends; as much lies below as above.
    another
        Whether the interval is for the effect in another population instead of the mean.
    """
    blocks = [_block(y[i : i + _ROWS], v[i : i + _ROWS], level, another) for i in range(0, len(y), _ROWS)]
    low, high = (np.concatenate(ends) for ends in zip(*blocks, strict=True))
    return low, high


def _block(y: Floats, v: Floats, level: float, another: bool) -> tuple[Floats, Floats]:
    shares, targets = _nodes(y.shape[1] - 1)
    each = np.repeat(np.arange(len(y)), len(shares))
    tau2 = tau2_where_q_is(y[each], v[each], np.tile(targets, len(y)))
    w = weights(v[each], tau2)
    mean, variance = weighted_mean(y[each], w), 1.0 / w.sum(axis=1) + (tau2 if another else 0.0)
    form = len(y), len(shares)
    centres, spreads = mean.reshape(form), np.sqrt(variance).reshape(form)
    tail = (1 - level) / 2
    return _mixture_quantile(centres, spreads, shares, tail), _mixture_quantile(centres, spreads, shares, 1 - tail)


@cache
def _nodes(degrees: int) -> tuple[Floats, Floats]:
    """Return the shares of the mixture and the quantiles of the chi-squared that belong to them."""
    from scipy.stats import chi2

    nodes, shares = np.polynomial.legendre.leggauss(_NODES)
    return shares / 2, chi2.ppf((nodes + 1) / 2, degrees)


def _mixture_quantile(centres: Floats, spreads: Floats, shares: Floats, share: float) -> Floats:
    """Return the quantile of each row's mixture of normals, by halving between those of its parts."""
    from scipy.special import ndtr, ndtri

    parts = centres + float(ndtri(share)) * spreads
    low, high = parts.min(axis=1), parts.max(axis=1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = ndtr((middle[:, None] - centres) / spreads) @ shares < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    found: Floats = (low + high) / 2
    return found
