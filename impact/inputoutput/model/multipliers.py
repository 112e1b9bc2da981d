"""Multipliers: what a euro of final demand for each sector sets in motion.

Type I counts suppliers, type II households as well (Miller and Blair 2009, chapter 6). A multiplier belongs to final
demand, not to output: `net_multipliers` is the one to apply to a sector's total output. Of a table with imports in its
cells it is no effect here but what the product takes, wherever it is made; the name of the result says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import suggestion
from impact.inputoutput.model.model import Model, table_model
from impact.inputoutput.model.stages import require_circuit
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]
Kind = Literal["type1", "type2"]
Per = Literal["demand", "own"]

_NOWHERE = "as if imports were made here"


def multipliers(
    table: IOTable | Model,
    satellite: str | pd.Series[float] | None = None,
    *,
    kind: Kind = "type1",
    wages: pd.Series[float] | None = None,
    households: pd.Series[float] | None = None,
    propensity: float | None = None,
    truncated: bool = True,
    per: Per = "demand",
) -> pd.Series[float]:
    """Return the multiplier of every sector, (n,): satellite per euro of final demand (jobs: per unit of the table).

    A sector without output has no multiplier: NaN. The Series is named after the satellite; of total flows the name
    ends in `as if imports were made here`.

    Parameters
    ----------
    table
        A table, or a model made with `regional_model` (then the multipliers are those of the region alone) or
        `table_model`. A model brings its own closure, and has its satellites by name.
    satellite
        Totals per sector, or the name of a satellite or primary input of the table. None is output.
    kind
        `type1`: suppliers. `type2`: suppliers and households' spending.
    wages, households, propensity
        The closure of type II, as in `table_model`: totals of household income per sector, purchases per euro of
        household income, consumption per euro of household income.
    truncated
        True leaves the household row itself out of a type II output multiplier: household income is not output.
    per
        `demand`: per euro of final demand. `own`: per unit of the sector's own satellite, such as all jobs per job in
        the sector; NaN where it has none.

    Raises
    ------
    ValueError
        Unknown kind or satellite, other labels, type II without a closure, or a closure that returns a euro per euro.
    """
    if kind not in ("type1", "type2"):
        raise ValueError(f"kind {kind!r} is unknown. {suggestion(kind, ('type1', 'type2'))}")
    closure = {"wages": wages, "households": households, "propensity": propensity}
    if isinstance(table, Model):
        _refuse_closure(closure)
        model, intensity = table, _model_intensity(table, satellite)
    else:
        model = table_model(table, wages=wages, households=households, propensity=propensity)
        intensity = intensity_of(table, satellite)
    if kind == "type2":
        _require_closed(model)
        values = _type2(model, intensity, income_counts=not truncated and satellite is None)
    else:
        values = model.system.solve_transposed(intensity)
    if per == "own":
        values = values / np.where(intensity != 0, intensity, np.nan)
    elif per != "demand":
        raise ValueError(f"per {per!r} is unknown. {suggestion(per, get_args(Per))}")
    name = "output" if satellite is None else satellite if isinstance(satellite, str) else satellite.name
    if model.flows == "total":
        name = f"{name}, {_NOWHERE}"
    return pd.Series(values, index=model.labels, name=name).where(~model.labels.isin(model.idle))


def _require_closed(model: Model) -> None:
    """Raise ValueError when households are outside: in a table for what it lacks, in a model because none was given."""
    if model.closed:
        return
    needs = "type2 needs wages and household purchases, and"
    if not model.open_because:
        raise ValueError(f"{needs} this model has none; make it with wages= and consumption=")
    raise ValueError(
        f"{needs} {model.open_because}. Give wages= for what households earn, and households= or propensity= for what "
        "they buy of it"
    )


def _refuse_closure(closure: Mapping[str, object]) -> None:
    given = [f"{name}=" for name, value in closure.items() if value is not None]
    if given:
        raise ValueError(f"{listed(given)}: a model has its own closure; give it where the model is made")


def _model_intensity(model: Model, satellite: str | pd.Series[float] | None) -> Array:
    """Return satellite per unit of output by name, (n,); ones for output."""
    if satellite is None:
        return np.ones(len(model.labels))
    known = model.intensities.index
    if not isinstance(satellite, str) or satellite not in known:
        asked = repr(satellite) if isinstance(satellite, str) else "given as totals"
        has = f"it has {listed(known, 20)}" if len(known) else "it has none"
        raise ValueError(f"no satellite {asked} in this model; {has}, each per unit of output")
    return model.intensities.loc[satellite].to_numpy(dtype=float)


def net_multipliers(
    table: IOTable,
    satellite: str | pd.Series[float] | None = None,
    *,
    kind: Kind = "type1",
    wages: pd.Series[float] | None = None,
    households: pd.Series[float] | None = None,
    propensity: float | None = None,
) -> pd.Series[float]:
    """Return net multipliers, (n,): satellite in the whole economy per euro of a sector's total output.

    Oosterhaven and Stelder (2002): the ordinary multiplier times the share of output that goes to exogenous final
    demand. Applied to total output it does not count a sector's deliveries to others twice: over all sectors, net
    multipliers times output add up to the satellite. In type II what households buy out of the wages that the closure
    counts is not exogenous; the rest of their consumption, out of other income, is. A sector with a net output
    multiplier below 1 depends on others more than they on it.

    Parameters
    ----------
    table
        A table with domestic flows in its cells.
    satellite, kind, wages, households, propensity
        As in `multipliers`.

    Raises
    ------
    ValueError
        As `multipliers`; a table with imports in its cells, for its final demand holds imports with a minus.
    """
    if isinstance(table, Model):
        raise ValueError("net multipliers need a table: a model has no final demand of its own")
    table.require_domestic("net multipliers")
    ordinary = multipliers(table, satellite, kind=kind, wages=wages, households=households, propensity=propensity)
    exogenous = pd.Series(table.final_demand.to_numpy(dtype=float).sum(axis=1), index=table.labels)
    if kind == "type2":
        model = table_model(table, wages=wages, households=households, propensity=propensity)
        exogenous -= model.consumption.to_numpy() @ (model.wages.to_numpy() @ table.output.to_numpy())
    values = ordinary * exogenous / table.output.where(table.output != 0)
    return pd.Series(values, name=ordinary.name)


def intensity_of(table: IOTable, satellite: str | pd.Series[float] | None) -> Array:
    """Return satellite per unit of output, (n,); ones for output, 0 in a sector without output."""
    if satellite is None:
        return np.ones(len(table.labels))
    output = table.output.to_numpy()
    totals = table.totals(satellite).to_numpy(dtype=float)
    return np.divide(totals, output, out=np.zeros_like(totals), where=output != 0)


def _type2(model: Model, intensity: Array, *, income_counts: bool) -> Array:
    """Return m2 = m1 + W' (I - W C)^-1' C' m1, with W the type I income multipliers of each group of households.

    One transposed solve gives m1 and W; what a euro of household income asks is then a system of one row per group.
    """
    wages, consumption = model.wages.to_numpy(dtype=float), model.consumption.to_numpy(dtype=float)
    solved = model.system.solve_transposed(np.column_stack([intensity, wages.T]))
    simple, income = solved[:, 0], solved[:, 1:]
    respent = income.T @ consumption
    require_circuit(respent)
    asked = consumption.T @ simple + income_counts
    return np.asarray(simple + income @ np.linalg.solve(np.eye(len(respent)) - respent.T, asked))
