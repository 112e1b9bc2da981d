"""The demand-driven model: a table reduced to what one euro of output buys, pays and employs.

A table gives a national or interregional model; `regional_model` in `regional.py` gives that of one region. Impacts and
multipliers read a model, so that they are the same code whatever it describes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from impact.inputoutput.coefficients import technical_coefficients
from impact.inputoutput.households import CONSUMPTION, consumption_pattern, propensity_from_table
from impact.inputoutput.labels import listed, same_labels
from impact.inputoutput.table import IOTable


@dataclass(frozen=True, eq=False)
class Model:
    """What a euro of output buys, pays and employs.

    Parameters
    ----------
    coefficients
        A, (n, n): domestic or regional inputs per euro of output.
    intensities
        (satellites, n): satellite per unit of output: jobs per MEUR, value added per euro.
    wages
        Household income per euro of output, (n,). None: households stay outside (type I).
    consumption
        Purchases per euro of household income, (n,). None likewise.
    units
        Unit of each satellite and, under `output`, of output itself.
    idle
        Labels without output: they have no technology, and demand for them is refused.
    """

    coefficients: pd.DataFrame
    intensities: pd.DataFrame
    wages: pd.Series[float] | None = None
    consumption: pd.Series[float] | None = None
    units: dict[str, str] = field(default_factory=dict)
    idle: pd.Index = field(default_factory=lambda: pd.Index([]))

    def __post_init__(self) -> None:
        same_labels(self.labels, self.coefficients.columns, "rows and columns of the coefficients")
        same_labels(self.labels, self.intensities.columns, "coefficients and intensities")
        for name, closure in (("wages", self.wages), ("consumption", self.consumption)):
            if closure is not None:
                same_labels(self.labels, closure.index, f"coefficients and {name}")
        if (self.wages is None) != (self.consumption is None):
            raise ValueError("households need both wages and consumption, or neither")

    @property
    def labels(self) -> pd.Index:
        """Labels of the coefficients: sectors, or pairs of region and sector."""
        return self.coefficients.index

    @property
    def closed(self) -> bool:
        """Whether households are in the circuit (type II)."""
        return self.wages is not None

    def require_active(self, labels: pd.Index) -> None:
        """Raise ValueError when demand falls on a sector that has no output."""
        stray = labels.intersection(self.idle)
        if len(stray):
            raise ValueError(
                f"demand for {listed(stray)}, which has no output here and so no coefficients; "
                "treat it as bought elsewhere, or give it coefficients"
            )


def table_model(
    table: IOTable,
    *,
    wages: pd.Series[float] | None = None,
    households: pd.Series[float] | None = None,
    propensity: float | None = None,
) -> Model:
    """Return the model of a table.

    Parameters
    ----------
    wages
        Household income earned per sector, totals; left out, the table's `compensation` where it has one.
    households
        Purchases per euro of household income; left out, the table's consumption pattern times `propensity`.
    propensity
        Consumption per euro of household income; left out, the floor `propensity_from_table`.

    A table without compensation or household consumption, for which none is given, gives a type I model.
    """
    output = table.output
    divisor = output.where(output != 0)
    earned = _wages(table, wages)
    spent = _consumption(table, households, propensity) if earned is not None else None
    closed = earned is not None and spent is not None
    return Model(
        technical_coefficients(table),
        (table.satellites / divisor).fillna(0.0),
        wages=(earned / divisor).fillna(0.0) if closed and earned is not None else None,
        consumption=spent if closed else None,
        units={"output": table.unit, **table.satellite_units},
        idle=output.index[output == 0],
    )


def _wages(table: IOTable, wages: pd.Series[float] | None) -> pd.Series[float] | None:
    if wages is not None:
        return table.totals(wages)
    known = "compensation" in table.satellites.index or "compensation" in table.primary_inputs.index
    return table.totals("compensation") if known else None


def _consumption(
    table: IOTable, households: pd.Series[float] | None, propensity: float | None
) -> pd.Series[float] | None:
    if households is not None:
        if propensity is not None:
            raise ValueError("households are purchases per euro of income already; leave out propensity")
        return table.totals(households)
    if CONSUMPTION not in table.final_demand.columns:
        if propensity is not None:
            raise ValueError(f"no {CONSUMPTION!r} in this table; give households=")
        return None
    if propensity is None:
        propensity = propensity_from_table(table)
    if not 0 <= propensity <= 1:
        raise ValueError(f"propensity is {propensity}; expected consumption per euro of income, 0 to 1")
    return consumption_pattern(table) * propensity
