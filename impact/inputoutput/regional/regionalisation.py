"""From the nation to a region: the coefficients that a region has of its own, by quotients or by purchase shares."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from impact.inputoutput.regional.purchase_shares import SLOPE, ShareMethod, check_level, purchase_shares
from impact.inputoutput.regional.quotients import (
    Array,
    Method,
    check_method,
    limited,
    quotients_before_size,
    scaled_coefficients,
    size_factor,
    slq,
    specialisation,
)
from impact.inputoutput.tables.labels import listed, same_labels


def regional_coefficients(
    A: pd.DataFrame,
    regional: pd.Series[float],
    national: pd.Series[float],
    *,
    method: Method | ShareMethod,
    delta: float | pd.Series[float] | None = None,
    level: float | None = None,
    slope: float | None = None,
    overrides: pd.DataFrame | pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Return the region's own coefficients, (n, n), euro per euro of output.

    By location quotients a_ij * min(quotient_ij, 1); `aflq` lets a specialised buyer's coefficients grow up to
    log2(1 + SLQ_j). By purchase shares r_i a_ij, one share for every buyer of a product. A negative coefficient is not
    scaled, and a sector that is absent from the region neither delivers nor buys.

    Parameters
    ----------
    A
        National coefficients of domestic flows, (n, n): quotients say what comes from elsewhere in the country, not
        from abroad.
    regional, national
        Activity by sector in the same unit (jobs, value added or output), same labels as A in the same order.
    method
        Quotients: `slq`, `cilq`, `rlq`, `flq` or `aflq`. Shares: `capped` or `logistic`, which miss official tables by
        less (docs/input-output.md).
    delta
        For `flq` and `aflq`, as in `location_quotients`.
    level, slope
        For `capped` and `logistic`, as in `purchase_shares`: how closed the region is, and how fast the share rises.
    overrides
        What the analyst knows better, missing where the estimate stands: a frame of regional coefficients (same labels
        as A), or a Series by selling sector, the share of its product that the region's buyers buy in the region (0-1
        of the national coefficient). They are listed cell by cell in the result's `attrs["overrides"]`.

    Raises
    ------
    ValueError
        As `location_quotients` and `purchase_shares`; labels of A or of overrides differ; A is of a table with imports
        in its cells; a share outside 0 to 1, or a coefficient given that is negative and not so in A; a column of
        regional coefficients sums to 1 or more; an option that the method would not look at.
    """
    if A.attrs.get("flows") == "total":
        raise ValueError("A holds imports as well (total flows); quotients need the coefficients of domestic flows")
    same_labels(A.index, A.columns, "rows and columns of A")
    same_labels(A.index, regional.index, "A and regional activity")
    if method == "capped" or method == "logistic":
        own = _by_share(A, regional, national, method, delta, level, slope)
    else:
        own = _by_quotient(A, regional, national, method, delta, level, slope)
    result = pd.DataFrame(own, index=A.index, columns=A.columns)
    if overrides is not None:
        result = overridden(result, A, overrides)
    _check_columns(result)
    return result


def _by_share(
    A: pd.DataFrame,
    regional: pd.Series[float],
    national: pd.Series[float],
    method: ShareMethod,
    delta: float | pd.Series[float] | None,
    level: float | None,
    slope: float | None,
) -> Array:
    if delta is not None or (slope is not None and method == "capped"):
        raise ValueError(f"{'slope' if delta is None else 'delta'} has no role in {method!r}; leave it out")
    check_level(method, level, SLOPE if slope is None else slope)
    share = purchase_shares(
        A, regional, national, method=method, level=cast("float", level), slope=SLOPE if slope is None else slope
    )
    cells, simple = A.to_numpy(dtype=float), slq(regional, national).to_numpy(dtype=float)
    by_row = np.repeat(share.to_numpy()[:, None], len(A), axis=1)
    return np.asarray(scaled_coefficients(cells, limited(by_row, cells, simple), np.ones(1))[0])


def _by_quotient(
    A: pd.DataFrame,
    regional: pd.Series[float],
    national: pd.Series[float],
    method: Method,
    delta: float | pd.Series[float] | None,
    level: float | None,
    slope: float | None,
) -> Array:
    check_method(method, delta)
    if level is not None or slope is not None:
        raise ValueError(
            f"level and slope have no role in {method!r}; leave them out, or choose 'capped' or 'logistic'"
        )
    simple, cells = slq(regional, national).to_numpy(dtype=float), A.to_numpy(dtype=float)
    quotients = quotients_before_size(simple, method) * size_factor(regional, national, method, delta)
    own = scaled_coefficients(cells, limited(quotients, cells, simple), np.ones(1))[0]
    return np.asarray(np.where(cells < 0, own, own * specialisation(simple, method)))


def _check_columns(A: pd.DataFrame) -> None:
    total = A.sum()
    wrong = total.index[total >= 1]
    if len(wrong):
        raise ValueError(
            f"{listed(wrong)}: regional coefficients sum to {total.max():.3f}; expected less than 1 per euro of output"
        )


def overridden(result: pd.DataFrame, A: pd.DataFrame, overrides: pd.DataFrame | pd.Series[float]) -> pd.DataFrame:
    """Return regional coefficients with those of the analyst in place, listed in `attrs["overrides"]`.

    overrides are as in `regional_coefficients`; labels that differ and shares outside 0 to 1 raise ValueError.
    """
    if isinstance(overrides, pd.Series):
        same_labels(A.index, overrides.index, "A and the overrides by selling sector")
        wrong = overrides.index[(overrides < 0) | (overrides > 1)]
        if len(wrong):
            raise ValueError(f"overrides: the share bought in the region lies outside 0 to 1 in {listed(wrong)}")
        overrides = A.mul(overrides, axis=0)
    same_labels(result.index, overrides.index, "rows of A and overrides")
    same_labels(result.columns, overrides.columns, "columns of A and overrides")
    negative = (overrides < 0) & ~(A < 0)
    if negative.to_numpy().any():
        i, j = np.argwhere(negative.to_numpy())[0]
        raise ValueError(f"overrides: {overrides.iloc[i, j]} from {A.index[i]} to {A.columns[j]} is below zero")
    known = overrides.notna()
    changed = result.mask(known, overrides)
    changed.attrs["overrides"] = [
        {
            "row": result.index[i],
            "column": result.columns[j],
            "estimated": float(result.to_numpy()[i, j]),
            "given": float(overrides.to_numpy(dtype=float)[i, j]),
        }
        for i, j in np.argwhere(known.to_numpy())
    ]
    return changed
