"""What a demand shock sets in motion: direct, indirect and induced output, and what goes with output.

All of it is gross: workers drawn from other employers and spending that would have been done anyway are not deducted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.model.model import Model, table_model
from impact.inputoutput.model.stages import spending_by_households
from impact.inputoutput.tables.labels import listed, require_finite, same_labels
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]
STAGES = ("direct", "indirect", "induced")


@dataclass(frozen=True, eq=False)
class Impacts:
    """Gross effects by stage; each frame is (labels, years) in the unit of the shock, or of the measure.

    `direct` is the shock, `indirect` what suppliers deliver for it, `induced` what households' spending adds (zero in a
    model without households: `closed` says which it is). `measure` turns output into jobs, value added and the like.
    """

    direct: pd.DataFrame
    indirect: pd.DataFrame
    induced: pd.DataFrame
    model: Model
    unit: str

    @property
    def closed(self) -> bool:
        """Whether households' spending is counted."""
        return self.model.closed

    @property
    def total(self) -> pd.DataFrame:
        """Direct, indirect and induced together."""
        return self.direct + self.indirect + self.induced

    def measure(self, name: str) -> Impacts:
        """Return the same effects as `jobs`, `value_added`, or another satellite of the model."""
        if name == "output":
            return self
        known = self.model.intensities.index
        if name not in known:
            raise ValueError(f"no measure {name!r} in this model; it has output, {listed(known, 20)}")
        per_output = self.model.intensities.loc[name]
        stages = {stage: getattr(self, stage).mul(per_output, axis=0) for stage in STAGES}
        return Impacts(**stages, model=self.model, unit=self.model.units.get(name, name))

    def tidy(self) -> pd.DataFrame:
        """Return one row a figure: labels, year, measure, stage, value, unit. Stages add up, measures do not."""
        measures = ["output", *self.model.intensities.index]
        pieces = {
            (name, stage): _named(getattr(self.measure(name), stage)).melt(ignore_index=False)
            for name in measures
            for stage in STAGES
        }
        long: pd.DataFrame = pd.concat(pieces, names=["measure", "stage"]).reset_index()
        long["unit"] = [self.model.units.get(measure, measure) for measure in long["measure"]]
        return long


def impacts(
    model: IOTable | Model,
    shock: pd.Series[float] | pd.DataFrame,
    *,
    payroll: pd.Series[float] | pd.DataFrame | None = None,
    price_year: int | None = None,
    deflator: float | None = None,
) -> Impacts:
    """Return the gross effects of extra final demand, by stage, label and year.

    Parameters
    ----------
    model
        A table (national or interregional), or a model made with `table_model` or `regional_model`.
    shock
        Final demand for the area's own products, basic prices: a Series over labels, or a frame labels by years. Labels
        left out are not shocked.
    payroll
        Income paid to households directly, by year (the staff of a project that is not itself an industry); in a model
        with households in several regions a frame regions by years.
    price_year
        The year whose prices shock and payroll are in, whatever year they fall in. Left out, they are in the prices of
        the model; a table knows its year.
    deflator
        The price level of `price_year` relative to that of the model (1.23 where prices rose by 23 %): shock and
        payroll are divided by it. Results are in prices of the model.

    Raises
    ------
    ValueError
        A table with imports in its cells, a label the model does not have, a missing value, demand for a sector without
        output, years of payroll and shock that differ, payroll in a model without households, or prices of another year
        than the model's without a deflator.
    """
    model = demand_model(model, "effects of demand")
    level = _price_level(model, price_year, deflator)
    demand = demand_on(model, shock) / level
    income = _payroll(model, demand.columns, payroll)
    income = None if income is None else income / level
    f, c = demand.to_numpy(dtype=float), model.consumption.to_numpy(dtype=float)
    solved = model.system.solve(np.column_stack([f, c]) if model.closed else f)
    x, induced = solved[:, : f.shape[1]], np.zeros_like(f)
    if model.closed:
        induced, _ = spending_by_households(x, solved[:, f.shape[1] :], model.wages.to_numpy(dtype=float), income)
    frames = {
        stage: pd.DataFrame(values, index=demand.index, columns=demand.columns)
        for stage, values in zip(STAGES, (f, x - f, induced), strict=True)
    }
    return Impacts(**frames, model=model, unit=model.units.get("output", ""))


def demand_model(model: IOTable | Model, what: str) -> Model:
    """Return the model of a table, or a model as it is; ValueError where it has imports in its coefficients."""
    if isinstance(model, IOTable):
        model.require_domestic(what)
        return table_model(model)
    if model.flows == "total":
        raise ValueError(f"{what}: this model has imports in its coefficients; make it of domestic flows")
    return model


def _price_level(model: Model, price_year: int | None, deflator: float | None) -> float:
    """Return what to divide money of `price_year` by, so that it is in prices of the model."""
    if price_year is None:
        if deflator is not None:
            raise ValueError("deflator without price_year: say which year's prices shock and payroll are in")
        return 1.0
    if price_year == model.price_year:
        if deflator not in (None, 1):
            raise ValueError(f"shock and model are both in prices of {price_year}; leave out deflator")
        return 1.0
    if deflator is None:
        raise ValueError(
            f"the shock is in prices of {price_year}, the model in {_prices_of(model)}: the price rise would be read "
            "as demand. Give deflator=, the price level of the first relative to the second"
        )
    if not 0 < deflator < np.inf:
        raise ValueError(f"deflator is {deflator}; expected a price level above 0, such as 1.23 for 23 % dearer")
    return float(deflator)


def _prices_of(model: Model) -> str:
    return "prices of a year it does not name" if model.price_year is None else f"those of {model.price_year}"


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose index levels have names: those they have, else region and sector."""
    usual = ["region", "sector"][-frame.index.nlevels :]
    names = [name if own is None else own for own, name in zip(frame.index.names, usual, strict=True)]
    return frame.set_axis(frame.index.set_names(names))


def demand_on(model: Model, shock: pd.Series[float] | pd.DataFrame) -> pd.DataFrame:
    """Return a shock for every label of the model, (n, years); a Series is one column, `demand`.

    Raises
    ------
    ValueError
        A label the model does not have or that is given twice, a missing value, or demand for a sector without output.
    """
    frame = shock.to_frame("demand") if isinstance(shock, pd.Series) else shock
    frame = frame.rename_axis(columns="year")
    stray = frame.index.difference(model.labels)
    if len(stray) or not frame.index.is_unique:
        repeated = frame.index[frame.index.duplicated()]
        raise ValueError(f"shock on {listed([*stray, *repeated])}: unknown to the model, or given twice")
    missing = ~np.isfinite(frame.to_numpy(dtype=float)).all(axis=1)
    if missing.any():
        raise ValueError(f"shock is missing in {listed(frame.index[missing])}; give 0 where it is none")
    model.require_active(frame.index[(frame != 0).any(axis=1)])
    return frame.reindex(model.labels, fill_value=0.0).astype(float)


def _payroll(model: Model, years: pd.Index, payroll: pd.Series[float] | pd.DataFrame | None) -> Array | None:
    if payroll is None:
        return None
    if not model.closed:
        why = f": {model.open_because}" if model.open_because else ""
        raise ValueError(
            f"payroll has an effect only through households' spending; this model leaves households out{why}"
        )
    paid = payroll.to_frame().T.set_axis(model.wages.index) if isinstance(payroll, pd.Series) else payroll
    same_labels(model.wages.index, paid.index, "households of the model and of the payroll")
    if not paid.columns.equals(years):
        raise ValueError(f"payroll is for {listed(paid.columns)}, the shock for {listed(years)}")
    require_finite(paid, "payroll")
    return paid.to_numpy(dtype=float)
