"""How wrong a method without a survey is, measured on official tables of regions whose trade is known.

A region's own coefficients are what it buys from itself per euro of output. Where a statistical office has surveyed
them, a method can be scored by the type I output multipliers that it leaves: m_j, the column sums of (I - A)^-1.
Two tables travel with the package: Scotland in the United Kingdom (2019), and multipliers of Korean regions (2020), of
which only what stays inside is known. `RegionalTruth` takes any other.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact import datapackage
from impact.inputoutput.regional.quotients import slq
from impact.inputoutput.regional.regionalisation import regional_coefficients
from impact.inputoutput.tables.labels import same_labels
from impact.inputoutput.tables.solve import System

Array = NDArray[np.floating[Any]]
OfficialLevel = Literal["sector", "section"]
_JOINED = {"M": "M-N", "N": "M-N", "R": "R-U", "S": "R-U", "T": "R-U"}
_PACKAGE = "accuracy"
_SCOTLAND, _NATION = "Scotland", "United Kingdom"


@dataclass(frozen=True, eq=False)
class RegionalTruth:
    """A region of which it is known what it buys from itself, beside its nation.

    Parameters
    ----------
    own_flows
        (n, n) what the region's sectors buy from the region's sectors.
    own_output
        (n,) output of the region's sectors, the same unit.
    national_flows, national_output
        The same of the nation, domestic flows; another currency or year changes coefficients only as prices differ.
    name
        Of the region, for tables of scores.

    Raises
    ------
    ValueError
        Labels differ, a figure is missing or negative output is given, or the region has more than the nation.
    """

    own_flows: pd.DataFrame
    own_output: pd.Series[float]
    national_flows: pd.DataFrame
    national_output: pd.Series[float]
    name: str = "region"

    def __post_init__(self) -> None:
        labels = self.own_flows.index
        for other, what in (
            (self.own_flows.columns, "columns of the region's flows"),
            (self.own_output.index, "the region's output"),
            (self.national_flows.index, "rows of the nation's flows"),
            (self.national_flows.columns, "columns of the nation's flows"),
            (self.national_output.index, "the nation's output"),
        ):
            same_labels(labels, other, f"rows of the region's flows and {what}")
        for frame, what in ((self.own_flows, "region"), (self.national_flows, "nation")):
            if not np.isfinite(frame.to_numpy(dtype=float)).all():
                raise ValueError(f"flows of the {what}: a cell is missing or infinite; a gap is not a zero")
        slq(self.own_output, self.national_output)  # checks both outputs

    @cached_property
    def own(self) -> pd.DataFrame:
        """The region's own coefficients, (n, n): the truth."""
        return _per_output(self.own_flows, self.own_output)

    @cached_property
    def national(self) -> pd.DataFrame:
        """The nation's coefficients, (n, n): what a method starts from."""
        return _per_output(self.national_flows, self.national_output)

    @cached_property
    def multipliers(self) -> pd.Series[float]:
        """True type I output multipliers of the region alone, (n,)."""
        return _multipliers(self.own)

    def aggregated(self, groups: Mapping[str, str]) -> RegionalTruth:
        """Return the same in groups of sectors; every sector needs one."""
        group = pd.Index([groups[str(label)] for label in self.own_flows.index])
        order = pd.Index(dict.fromkeys(group))
        flows = (f.groupby(group).sum().T.groupby(group).sum().T for f in (self.own_flows, self.national_flows))
        own, national = (f.reindex(order).reindex(columns=order) for f in flows)
        outputs = (o.groupby(group).sum().reindex(order) for o in (self.own_output, self.national_output))
        own_output, national_output = outputs
        return RegionalTruth(own, own_output, national, national_output, self.name)


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
    error = 100 * (_multipliers(coefficients) / truth.multipliers - 1)[makes]
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


def scotland(level: OfficialLevel = "sector") -> RegionalTruth:
    """Return Scotland in the United Kingdom, 2019: 94 sectors, or 17 sections (M with N, R to T together).

    Source: Scottish Government and Office for National Statistics, industry by industry tables, million pounds, basic
    prices (Open Government Licence v3.0).
    """
    cells = pd.read_csv(io.BytesIO(datapackage.read(_PACKAGE, "scotland")))
    outputs = cells[cells["row"] == "output"].set_index(["region", "column"])["value"]
    sectors = outputs[_NATION].index

    def flows(region: str) -> pd.DataFrame:
        own = cells[(cells["region"] == region) & cells["row"].isin(sectors) & cells["column"].isin(sectors)]
        return (
            own.pivot_table(index="row", columns="column", values="value")
            .reindex(sectors)
            .reindex(columns=sectors)
            .fillna(0.0)
        )  # cells of 0 are left out of the file

    labels = pd.Index(sectors, name="sector")
    own, national = (flows(region).set_axis(labels).set_axis(labels, axis=1) for region in (_SCOTLAND, _NATION))
    own_output, national_output = (outputs[region].reindex(sectors).set_axis(labels) for region in (_SCOTLAND, _NATION))
    truth = RegionalTruth(own, own_output, national, national_output, _SCOTLAND)
    if level == "sector":
        return truth
    return truth.aggregated({str(code): _JOINED.get(str(code)[0], str(code)[0]) for code in sectors})


def korea() -> pd.DataFrame:
    """Return type I output multipliers of six Korean regions in 2020: `inside`, `elsewhere`, `kept`.

    Rows are region and sector. `kept` is the share of the indirect effect that stays in the region, (inside - 1) /
    (inside + elsewhere - 1). There are no flows. Source: Bank of Korea, 2020 regional input-output tables.
    """
    rows = pd.read_csv(io.BytesIO(datapackage.read(_PACKAGE, "korea")), dtype={"sector": str})
    wide = rows.pivot_table(index=["region", "sector", "title"], columns="falls", values="value")[
        ["inside", "elsewhere"]
    ]
    wide["kept"] = (wide["inside"] - 1) / (wide.sum(axis=1) - 1)
    return wide.reset_index("title").rename_axis(columns=None)


def kept(national: pd.DataFrame, regional: pd.DataFrame) -> pd.Series[float]:
    """Return the share of the nation's indirect effect that stays in the region, (n,), with the coefficients of both.

    Parameters
    ----------
    national, regional
        Coefficients of domestic flows of the nation and the region's own, (n, n), same labels.
    """
    return (_multipliers(regional) - 1) / (_multipliers(national) - 1)


def _per_output(flows: pd.DataFrame, output: pd.Series[float]) -> pd.DataFrame:
    return flows.div(output.where(output > 0), axis=1).fillna(0.0)  # a sector without output buys nothing


def _multipliers(A: pd.DataFrame) -> pd.Series[float]:
    ones = np.ones(len(A))
    return pd.Series(System(A.to_numpy(dtype=float)).solve_transposed(ones), index=A.columns)
