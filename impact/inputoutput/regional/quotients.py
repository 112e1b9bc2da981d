"""Location quotients: how much more of a sector a region has than the nation, and what that leaves of coefficients.

Written with q the activity (jobs, value added, output) of sector i in the region r and in the nation n,

    SLQ_i   = (q_i^r / q^r) / (q_i^n / q^n)
    CILQ_ij = SLQ_i / SLQ_j                           and SLQ_i on the diagonal
    RLQ_ij  = SLQ_i / log2(1 + SLQ_j)                 and SLQ_i on the diagonal               (Round 1978)
    FLQ_ij  = CILQ_ij * lambda, lambda = log2(1 + q^r / q^n)^delta           (Flegg and Webber 1997)
    AFLQ_ij = min(FLQ_ij, 1) * log2(1 + SLQ_j) where SLQ_j > 1               (Flegg and Webber 2000)

and a regional coefficient is a_ij * min(quotient_ij, 1): a region buys at home at most what the nation buys at home.
The array functions carry a leading axis of draws; the labelled functions check what comes in and add the names.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import suggestion
from impact.inputoutput.tables.labels import listed, same_labels

Array = NDArray[np.floating[Any]]
Method = Literal["slq", "cilq", "rlq", "flq", "aflq"]


def flq_lambda(share: float | Array, delta: float | Array) -> Array:
    """Return lambda = log2(1 + share)^delta, the allowance for the region's size; same shape as delta.

    share is the region's part of national activity (0-1), delta lies in [0, 1): Flegg and Webber (1997).
    """
    return np.asarray(np.log2(1.0 + np.asarray(share)) ** np.asarray(delta), dtype=float)


def flq_coefficients(A: Array, simple: Array, lam: Array) -> Array:
    """Return regional coefficients by the FLQ, (draws, n, n).

    A is (n, n) or (draws, n, n), simple (the SLQ) (n,) or (draws, n), lam (draws,). A negative coefficient is not
    scaled; a sector that is absent (SLQ 0 or missing) neither delivers nor buys.
    """
    return scaled_coefficients(A, limited(cross_industry_quotients(simple), A, simple), np.atleast_1d(lam))


def scaled_coefficients(A: Array, quotients: Array, lam: Array) -> Array:
    """Return a_ij min(quotient_ij lambda, 1), (draws, n, n), for quotients made ready by `limited`."""
    share = quotients * np.asarray(lam, dtype=float)[:, None, None]
    np.minimum(share, 1.0, out=share)
    share *= A
    return np.asarray(share)


def limited(quotients: Array, A: Array, simple: Array) -> Array:
    """Return quotients with what never scales built in: absent sectors 0, negative coefficients without limit."""
    present = np.nan_to_num(np.asarray(simple, dtype=float)) > 0
    both = present[..., :, None] & present[..., None, :]
    return np.where(both, np.where(A < 0, np.inf, quotients), 0.0)


def cross_industry_quotients(simple: Array) -> Array:
    """Return CILQ_ij = SLQ_i / SLQ_j with SLQ_i on the diagonal, (..., n, n); 0 where a sector is absent."""
    present = np.nan_to_num(np.asarray(simple, dtype=float))
    return _over_buyer(present, present)


def quotients_before_size(simple: Array, method: Method) -> Array:
    """Return the quotients of a method before lambda, (n, n): SLQ by row, CILQ (also for FLQ and AFLQ) or RLQ."""
    present = np.nan_to_num(np.asarray(simple, dtype=float))
    if method == "slq":
        return np.repeat(present[:, None], len(present), axis=1)
    return _over_buyer(present, np.log2(1.0 + present) if method == "rlq" else present)


def specialisation(simple: Array, method: Method) -> Array:
    """Return the factor by which AFLQ raises a specialised buyer's column, (n,); 1 for other methods and buyers."""
    raised = np.log2(1.0 + np.nan_to_num(np.asarray(simple, dtype=float)))
    return np.where(raised > 1, raised, 1.0) if method == "aflq" else np.ones_like(raised)


def _over_buyer(seller: Array, buyer: Array) -> Array:
    quotients = seller[..., :, None] / np.where(buyer > 0, buyer, np.inf)[..., None, :]
    diagonal = np.arange(seller.shape[-1])
    quotients[..., diagonal, diagonal] = seller
    return np.asarray(quotients, dtype=float)


def location_quotients(
    regional: pd.Series[float],
    national: pd.Series[float],
    *,
    method: Method = "slq",
    delta: float | pd.Series[float] | None = None,
) -> pd.Series[float] | pd.DataFrame:
    """Return location quotients: a Series for `slq`, else a frame with selling sectors as rows and buying as columns.

    Parameters
    ----------
    regional, national
        Activity by sector in the same unit (jobs, value added or output), same labels in the same order.
    method
        `slq`, `cilq`, `rlq`, `flq` or `aflq`; equations in the head of this module.
    delta
        For `flq` and `aflq`, in [0, 1). There is no default: between regions it runs from 0.14 to 0.60. A Series gives
        every buying sector its own (SFLQ, Kowalewski 2015).

    A sector absent from region and nation has quotient NaN: there is nothing to compare.

    Raises
    ------
    ValueError
        Labels differ, activity is negative or missing, a sector has activity in the region and none in the nation, the
        method is unknown, or delta is missing, out of range or without a role.
    """
    simple = slq(regional, national)
    lam = size_factor(regional, national, method, delta)
    if method == "slq":
        return simple
    quotients = quotients_before_size(simple.to_numpy(dtype=float), method) * lam
    if method == "aflq":
        quotients = np.minimum(quotients, 1.0) * specialisation(simple.to_numpy(dtype=float), method)
    return pd.DataFrame(quotients, index=simple.index, columns=simple.index)


def slq(regional: pd.Series[float], national: pd.Series[float]) -> pd.Series[float]:
    """Return simple location quotients, (n,): the sector's share in the region over its share in the nation.

    A sector absent from both is NaN. Raises ValueError as `location_quotients` does.
    """
    same_labels(regional.index, national.index, "regional and national activity")
    for name, activity in (("regional", regional), ("national", national)):
        wrong = activity.index[~((activity >= 0) & (activity < np.inf))]
        if len(wrong):
            raise ValueError(f"{name} activity is missing or negative in {listed(wrong)}; a status is not a zero")
        if not activity.sum() > 0:
            raise ValueError(f"{name} activity is zero in every sector")
    stray = regional.index[(regional > 0) & (national == 0)]
    if len(stray):
        raise ValueError(
            f"{listed(stray)}: activity in the region and none in the nation. Is it the same classification?"
        )
    require_part(regional, national)
    shares = (regional / regional.sum()) / (national.where(national > 0) / national.sum())
    return shares.rename("slq")


_ROUNDING = 1.01  # an area of many rounded cells may be a little more than its rounded nation


def require_part(regional: pd.Series[float], national: pd.Series[float]) -> None:
    """Raise ValueError where a region has more than the nation that it is part of."""
    more = regional.index[regional > _ROUNDING * national]
    if len(more) or regional.sum() > _ROUNDING * national.sum():
        raise ValueError(
            f"more in the region than in the nation: {listed(more)} ({regional.sum():,g} in all, of "
            f"{national.sum():,g}). A region is part of the nation: are both in the same unit, persons or thousands?"
        )


def size_factor(
    regional: pd.Series[float], national: pd.Series[float], method: Method, delta: float | pd.Series[float] | None
) -> Array:
    """Return lambda, one or (n,) by buying sector; 1 for a method without it."""
    check_method(method, delta)
    if delta is None:
        return np.ones(1)
    if isinstance(delta, pd.Series):
        same_labels(regional.index, delta.index, "regional activity and delta")
    return flq_lambda(float(regional.sum() / national.sum()), np.asarray(delta, dtype=float))


def check_method(method: str, delta: float | pd.Series[float] | None) -> None:
    """Raise ValueError for an unknown method, or a delta that is missing, out of range or without a role."""
    known = get_args(Method)
    if method not in known:
        raise ValueError(f"method {method!r} is unknown. {suggestion(method, known)}")
    if method not in ("flq", "aflq"):
        if delta is not None:
            raise ValueError(f"delta has no role in {method!r}; leave it out, or choose 'flq' or 'aflq'")
        return
    if delta is None:
        raise ValueError(
            f"{method!r} needs delta, and no default is right: regions run from 0.14 to 0.60, with a median of 0.26. "
            "Give one, or a range in a scenario"
        )
    values = np.atleast_1d(np.asarray(delta, dtype=float))
    if not ((values >= 0) & (values < 1)).all():
        raise ValueError(f"delta is {listed(values)}; expected 0 <= delta < 1")
