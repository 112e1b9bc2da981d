"""The demand-driven model: what one euro of output buys, pays and employs, ready to be solved.

A table gives a national or interregional model (`table_model`), coefficients give that of one region
(`regional_model`). Impacts and multipliers read a model, so that they are the same code whatever it describes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from impact.inputoutput.tables.households import CONSUMPTION, ROW, consumption_patterns, propensity_from_table
from impact.inputoutput.tables.labels import listed, require_finite, same_labels
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable


@dataclass(frozen=True, eq=False)
class Model:
    """What a euro of output buys, pays and employs.

    Parameters
    ----------
    system
        (I - A), ready to be solved.
    labels
        Labels of A, (n,): sectors, or pairs of region and sector.
    intensities
        (satellites, n): satellite per unit of output: jobs per MEUR, value added per euro.
    wages
        Household income per euro of output, (households, n): one row, or one for each region. Empty leaves households
        outside (type I).
    consumption
        Purchases per euro of household income, (n, households).
    units
        Unit of each satellite and, under `output`, of output itself.
    idle
        Labels without output: they have no technology, and demand for them is refused.
    flows
        `total` where the coefficients hold imports: what such a model says is not made here.
    open_because
        Why households are left outside although nobody asked for that; empty where that was asked, or is not so.
    price_year
        The year whose prices coefficients and intensities are in; None where that is not known.
    """

    system: System
    labels: pd.Index
    intensities: pd.DataFrame
    wages: pd.DataFrame = field(default_factory=pd.DataFrame)
    consumption: pd.DataFrame = field(default_factory=pd.DataFrame)
    units: Mapping[str, str] = field(default_factory=dict)
    idle: pd.Index = field(default_factory=lambda: pd.Index([]))
    flows: Literal["domestic", "total"] = "domestic"
    open_because: str = ""
    price_year: int | None = None

    def __post_init__(self) -> None:
        same_labels(self.labels, self.intensities.columns, "coefficients and intensities")
        for name in ("intensities", "wages", "consumption"):
            require_finite(getattr(self, name), name)
        if self.wages.empty != self.consumption.empty:
            raise ValueError("households need both wages and consumption, or neither")
        if self.closed:
            same_labels(self.labels, self.wages.columns, "coefficients and wages")
            same_labels(self.labels, self.consumption.index, "coefficients and consumption")
            same_labels(self.wages.index, self.consumption.columns, "households of wages and of consumption")

    @property
    def closed(self) -> bool:
        """Whether households are in the circuit (type II)."""
        return not self.wages.empty

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

    A table without compensation, or without all that is needed of household consumption, gives a type I model when no
    closure is given; the model's `open_because` says what it lacks. The names that count are `compensation` and
    `value_added` (satellites or primary inputs) and `household_consumption` (a category of final demand, with its
    imports and taxes in `final_primary_inputs`).

    Parameters
    ----------
    table
        A table; its own satellites go with the model.
    wages
        Household income earned per sector, totals; left out, the table's `compensation` where it has one.
    households
        Purchases per euro of household income; left out, the table's consumption pattern times `propensity`.
    propensity
        Consumption per euro of household income; left out, the floor `propensity_from_table`.

    Raises
    ------
    ValueError
        Labels differ, or households or propensity are given and cannot be applied.
    """
    lacks = ""
    try:
        spent = _consumption(table, households, propensity)
    except ValueError as error:
        if households is not None or propensity is not None:
            raise
        spent, lacks = None, str(error)
    earned = _wages(table, wages)
    closed = spent is not None and earned is not None
    output = table.output
    divisor = output.where(output != 0)
    return Model(
        table.system,
        table.labels,
        (table.satellites / divisor).fillna(0.0),
        wages=(earned / divisor).fillna(0.0) if closed and earned is not None else pd.DataFrame(),
        consumption=spent if closed and spent is not None else pd.DataFrame(),
        units={"output": table.unit, **table.satellite_units},
        idle=output.index[output == 0],
        flows=table.flows,
        open_because="" if closed else lacks or _missing(spent, earned),
        price_year=table.price_year,
    )


def _missing(spent: pd.DataFrame | None, earned: pd.DataFrame | None) -> str:
    wanted = {"row or satellite 'compensation'": earned, f"final demand column {CONSUMPTION!r}": spent}
    return f"this table has no {' and no '.join(name for name, given in wanted.items() if given is None)}"


def regional_model(
    coefficients: pd.DataFrame,
    intensities: pd.DataFrame | None = None,
    *,
    wages: pd.Series[float] | None = None,
    consumption: pd.Series[float] | None = None,
    units: Mapping[str, str] | None = None,
    price_year: int | None = None,
) -> Model:
    """Return the model of one region from its coefficients; `multipliers` of it are those of the region.

    Parameters
    ----------
    coefficients
        (n, n), as `regional_coefficients` gives them.
    intensities
        (satellites, n): satellite per unit of output; left out, the model has output only. A sector of which all are
        missing is absent from the region: it has no multiplier, and demand for it is refused.
    wages, consumption
        Household income per euro of output, and purchases from the region's own sectors per euro of household income;
        leaving both out gives a type I model.
    units
        Unit of each satellite, and of `output`.
    price_year
        The year whose prices the coefficients and intensities are in: that of the table they were made of.

    Raises
    ------
    ValueError
        Labels differ, a figure is missing, or the coefficients ask for at least as much as they make: flows, for
        instance.
    """
    same_labels(coefficients.index, coefficients.columns, "rows and columns of the coefficients")
    require_finite(coefficients, "coefficients")
    if intensities is None:
        intensities = pd.DataFrame(0.0, index=[], columns=coefficients.columns)
    absent = intensities.columns[intensities.isna().all(axis=0) & (len(intensities) > 0)]
    system = System(coefficients.to_numpy(dtype=float))
    system.require_productive()
    return Model(
        system,
        coefficients.index,
        intensities.mask(intensities.columns.isin(absent)[None, :] & intensities.isna(), 0.0),
        wages=pd.DataFrame() if wages is None else wages.to_frame(ROW).T,
        consumption=pd.DataFrame() if consumption is None else consumption.to_frame(ROW),
        units=units or {},
        idle=absent,
        price_year=price_year,
    )


def _wages(table: IOTable, wages: pd.Series[float] | None) -> pd.DataFrame | None:
    if wages is None:
        known = "compensation" in table.satellites.index or "compensation" in table.primary_inputs.index
        if not known:
            return None
        wages = table.totals("compensation")
    totals = table.totals(wages)
    if table.labels.nlevels == 1:
        return totals.to_frame(ROW).T
    # Each region's households earn what is paid in the region.
    here, regions = table.labels.get_level_values(0), table.labels.unique(0)
    paid = np.where(here.to_numpy()[None, :] == regions.to_numpy()[:, None], totals.to_numpy(dtype=float), 0.0)
    return pd.DataFrame(paid, index=regions, columns=table.labels)


def _consumption(table: IOTable, households: pd.Series[float] | None, propensity: float | None) -> pd.DataFrame | None:
    if households is not None:
        if propensity is not None:
            raise ValueError("households are purchases per euro of income already; leave out propensity")
        return table.totals(households).to_frame(ROW)
    if CONSUMPTION not in table.final_demand.columns.get_level_values(-1):
        if propensity is not None:
            raise ValueError(f"no {CONSUMPTION!r} in this table; give households=")
        return None
    share = propensity_from_table(table) if propensity is None else propensity
    if not 0 <= share <= 1:
        raise ValueError(f"propensity is {share}; expected consumption per euro of income, 0 to 1")
    patterns = consumption_patterns(table) * share
    return patterns if table.labels.nlevels > 1 else patterns.set_axis([ROW], axis=1)
