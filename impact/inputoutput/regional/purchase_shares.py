"""What part of a product its buyers in the region buy in the region: one share for all buyers of a product.

Quotients that divide by the buyer's (CILQ, FLQ) were scored on official tables and lose against shares by product alone
(`accuracy`, docs/input-output.md): sectors that are small in a region come out too high, its specialities too low.
Two forms, with q the activity of a product's makers, SLQ the simple location quotient (`quotients`),

    capped      r_i = level * min(SLQ_i, 1)
    logistic    r_i = 1 / (1 + exp(-(level + slope * ln q_i))),   q_i = (x_i^r / x_i^n) / (u_i^r / u_i^n),

where u_i = sum over j of a_ij x_j is what industries use of product i under the nation's technology: supply over use,
so that a region which makes little of what its own industries need buys elsewhere. A regional coefficient is r_i a_ij.
The level says how closed the region is. It does not travel from one country to another, and nobody measures it here:
it is given, or drawn.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.regional.quotients import slq
from impact.inputoutput.tables.labels import listed, same_labels

Array = NDArray[np.floating[Any]]
ShareMethod = Literal["capped", "logistic"]
SLOPE = 1.36
"""Of the logistic form: fitted to the provinces of Indonesia and the regions of Finland, for use elsewhere."""


def capped_shares(simple: Array, level: float | Array) -> Array:
    """Return level * min(SLQ, 1), (..., n); 0 where a sector is absent. level is one number, or (draws,)."""
    present = np.minimum(np.nan_to_num(np.asarray(simple, dtype=float)), 1.0)
    return np.asarray(np.asarray(level, dtype=float)[..., None] * present)


def logistic_shares(ratio: Array, level: float | Array, slope: float = SLOPE) -> Array:
    """Return 1 / (1 + exp(-(level + slope ln q))), (..., n); level is one number, or (draws,).

    A product that the region does not make has share 0, one that its industries do not use share 1.
    """
    power = np.asarray(ratio, dtype=float) ** slope * np.exp(np.asarray(level, dtype=float))[..., None]
    return np.asarray(np.where(np.isinf(power), 1.0, power / (1.0 + np.where(np.isinf(power), 0.0, power))))


def supply_over_use(A: pd.DataFrame, regional: pd.Series[float], national: pd.Series[float]) -> pd.Series[float]:
    """Return q_i, (n,): the region's part of what is made of a product over its part of what industries use of it.

    A product that industries do not use in the region has no ratio to compare: 0 where nobody makes it, else infinite.
    Parameters, labels and errors as `purchase_shares`.
    """
    same_labels(A.index, A.columns, "rows and columns of A")
    same_labels(A.index, regional.index, "A and regional activity")
    slq(regional, national)  # checks activity
    technology = A.to_numpy(dtype=float)
    made = np.divide(regional, national.where(national > 0), out=np.zeros(len(A)), where=(national > 0).to_numpy())
    here, everywhere = technology @ regional.to_numpy(dtype=float), technology @ national.to_numpy(dtype=float)
    used = np.divide(here, everywhere, out=np.zeros(len(A)), where=everywhere > 0)
    ratio = np.divide(made, used, out=np.where(made > 0, np.inf, 0.0), where=used > 0)
    return pd.Series(ratio, index=A.index, name="supply over use")


def purchase_shares(
    A: pd.DataFrame,
    regional: pd.Series[float],
    national: pd.Series[float],
    *,
    method: ShareMethod,
    level: float,
    slope: float = SLOPE,
) -> pd.Series[float]:
    """Return the share of each product that the region's buyers buy in the region, (n,), 0 to 1.

    Parameters
    ----------
    A
        National coefficients of domestic flows, (n, n); only `logistic` looks at them.
    regional, national
        Activity by sector in the same unit (jobs, value added or output), same labels as A in the same order.
    method
        `capped` or `logistic`, see the head of this module.
    level
        How closed the region is. `capped`: from 0 to 1, what it buys at home of a product that it is not short of;
        official tables fit .35 to .44 (Korea), .72 (Scotland), .91 (Indonesia). `logistic`: any number; -0.5 (Korea),
        0.7 (Scotland), 1.4 (Indonesia). There is no default.
    slope
        `logistic` alone: how fast the share rises with supply over use.

    Raises
    ------
    ValueError
        As `location_quotients`; the method is unknown, or level or slope is out of range.
    """
    same_labels(A.index, regional.index, "A and regional activity")
    check_level(method, level, slope)
    simple = slq(regional, national)
    if method == "capped":
        return pd.Series(capped_shares(simple.to_numpy(), level), index=A.index, name="purchase share")
    ratio = supply_over_use(A, regional, national).to_numpy()
    return pd.Series(logistic_shares(ratio, level, slope), index=A.index, name="purchase share")


def check_level(method: str, level: float | None, slope: float = SLOPE) -> None:
    """Raise ValueError for an unknown method, and for a level or a slope that is missing or out of range."""
    known = get_args(ShareMethod)
    if method not in known:
        raise ValueError(f"method {method!r} is unknown; expected {listed(known)}")
    if level is None:
        raise ValueError(
            f"{method!r} needs level, how closed the region is, and no default is right: official tables fit .4 to .9 "
            "(capped), -0.5 to 1.4 (logistic). Give one, or a range in a scenario"
        )
    if not np.isfinite(level) or (method == "capped" and not 0 <= level <= 1):
        raise ValueError(f"level is {level}; expected {'0 to 1' if method == 'capped' else 'a number'}")
    if not 0 < slope < np.inf:
        raise ValueError(f"slope is {slope}; expected more than 0")
