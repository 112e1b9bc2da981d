"""How wrong a method without a survey is, measured on tables of regions whose trade is known (`truth`, `official`).

A method is scored by the type I output multipliers that it leaves: m_j, the column sums of (I - A)^-1; where it is
known what households buy, by type II multipliers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.regional.purchase_shares import purchase_shares
from impact.inputoutput.regional.quotients import size_factor, slq
from impact.inputoutput.regional.regionalisation import regional_coefficients
from impact.inputoutput.regional.truth import Households, RegionalTruth, multipliers_of, multipliers_with_households
from impact.inputoutput.tables.labels import same_labels

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Accuracy:
    """How far estimated coefficients of a region are from the true ones. All errors in per cent.

    Attributes
    ----------
    weighted : mean error of type I output multipliers, by output: how much the region as a whole is overstated.
    weighted_absolute : mean absolute error of the same: how far a sector's multiplier is off.
    plain : mean error, every sector once.
    column_sums : mean error of the sums of coefficients by buyer, every sector once (MPE of Flegg and Tohmo).
    column_sums_absolute : absolute errors of these sums over their total (STPE).
    cells : absolute errors of all coefficients over their total.
    by_sector : (n,) error of each sector's multiplier.
    """

    weighted: float
    weighted_absolute: float
    plain: float
    column_sums: float
    column_sums_absolute: float
    cells: float
    by_sector: pd.Series[float]


def accuracy(truth: RegionalTruth, coefficients: pd.DataFrame) -> Accuracy:
    """Return how far estimated coefficients, (n, n), are from the truth; sectors without output are left out.

    Parameters
    ----------
    truth
        A region whose own flows are known.
    coefficients
        What a method makes of it, same labels: `regional_coefficients`, or any other way.

    Raises
    ------
    ValueError
        Labels differ, or the coefficients ask for at least as much as is made.
    """
    same_labels(truth.own.index, coefficients.index, "the truth and rows of the coefficients")
    same_labels(truth.own.columns, coefficients.columns, "the truth and columns of the coefficients")
    makes = truth.own_output > 0
    weight = truth.own_output[makes] / truth.own_output.sum()
    error = 100 * (multipliers_of(coefficients) / truth.multipliers - 1)[makes]
    found, known = (A.loc[:, makes.to_numpy()] for A in (coefficients, truth.own))
    sums, true_sums = found.sum(), known.sum()
    bought = true_sums != 0
    return Accuracy(
        weighted=float(weight.to_numpy() @ error.to_numpy()),
        weighted_absolute=float(weight.to_numpy() @ error.abs().to_numpy()),
        plain=float(error.mean()),
        column_sums=float(100 * (sums[bought] / true_sums[bought] - 1).mean()),
        column_sums_absolute=float(100 * (sums - true_sums).abs().sum() / true_sums.sum()),
        cells=float(100 * (found - known).abs().to_numpy().sum() / known.to_numpy().sum()),
        by_sector=error.rename("error, per cent"),
    )


def score_method(truth: RegionalTruth, **method: Any) -> Accuracy:
    """Return how wrong a method is on a region, with the options of `regional_coefficients` (method, delta, level ...).

    Parameters
    ----------
    truth
        A region whose own flows are known; the method sees its output, the nation's coefficients and nothing else.
    **method
        As `regional_coefficients` takes them.

    Raises
    ------
    ValueError
        As `regional_coefficients`.
    """
    return accuracy(truth, regional_coefficients(truth.national, truth.own_output, truth.national_output, **method))


@dataclass(frozen=True)
class HouseholdAccuracy:
    """How far type II multipliers and what households buy are from the truth, all in per cent.

    Attributes
    ----------
    weighted : mean error of type II output multipliers, by output.
    weighted_absolute : mean absolute error of the same.
    purchases : error of all that households buy from the region's own sectors.
    cells : absolute errors of these purchases over their total.
    by_sector : (n,) error of each sector's type II multiplier.
    """

    weighted: float
    weighted_absolute: float
    purchases: float
    cells: float
    by_sector: pd.Series[float]


def score_households(truth: RegionalTruth, *, sized: bool = True, **method: Any) -> HouseholdAccuracy:
    """Return how wrong a method is once households are in the circuit.

    The truth is what the region's households earn and buy there; the method takes the nation's of both, and of each
    product the part that the region's households are thought to buy in it.

    Parameters
    ----------
    truth
        A region of which it is known what households buy.
    sized
        True: they buy as industries do, min(SLQ_i lambda, 1) of FLQ, level min(SLQ_i, 1) of the capped quotient, the
        share of the logistic form. False: min(SLQ_i, 1) whatever the method, without its allowance for size or level.
    **method
        As `regional_coefficients` takes them.

    Raises
    ------
    ValueError
        As `regional_coefficients`; or nothing is known of households.
    """
    households = _known_households(truth)
    coefficients = regional_coefficients(truth.national, truth.own_output, truth.national_output, **method)
    bought = households.national * _bought_at_home(truth, sized, **method)
    known = multipliers_with_households(truth.own, households.own_wages, households.own)
    found = multipliers_with_households(coefficients, households.national_wages, bought)
    makes = truth.own_output > 0
    weight = (truth.own_output[makes] / truth.own_output.sum()).to_numpy()
    error = 100 * (found / known - 1)[makes]
    total = float(households.own.sum())
    return HouseholdAccuracy(
        weighted=float(weight @ error.to_numpy()),
        weighted_absolute=float(weight @ error.abs().to_numpy()),
        purchases=100 * (float(bought.sum()) / total - 1),
        cells=100 * float((bought - households.own).abs().sum()) / total,
        by_sector=error.rename("error, per cent"),
    )


def _known_households(truth: RegionalTruth) -> Households:
    if truth.households is None:
        raise ValueError(f"{truth.name}: nothing is known of what households buy")
    return truth.households


def _bought_at_home(truth: RegionalTruth, sized: bool, **method: Any) -> Array:
    """Return the part of each product that households are thought to buy in the region, (n,)."""
    activity = truth.own_output, truth.national_output
    present = np.nan_to_num(slq(*activity).to_numpy(dtype=float))
    if not sized:
        return np.minimum(present, 1.0)
    if method["method"] in ("capped", "logistic"):
        return purchase_shares(truth.national, *activity, **method).to_numpy(dtype=float)
    factor = size_factor(*activity, method["method"], method.get("delta"))
    return np.asarray(np.minimum(present * factor, 1.0))


def best(truth: RegionalTruth, option: str, values: Array, **method: Any) -> tuple[float, Accuracy]:
    """Return the value of an option (delta, level) with the least mean absolute error, and how wrong it still is.

    Parameters
    ----------
    truth
        A region whose own flows are known.
    option
        The option that is tried.
    values
        (k,) what is tried.
    **method
        The other options, which stay.
    """
    tried = [(float(value), score_method(truth, **{option: float(value)}, **method)) for value in values]
    return min(tried, key=lambda one: one[1].weighted_absolute)


def kept(national: pd.DataFrame, regional: pd.DataFrame) -> pd.Series[float]:
    """Return the share of the nation's indirect effect that stays in the region, (n,), with the coefficients of both.

    Parameters
    ----------
    national, regional
        Coefficients of domestic flows of the nation and the region's own, (n, n), same labels.
    """
    return (multipliers_of(regional) - 1) / (multipliers_of(national) - 1)
