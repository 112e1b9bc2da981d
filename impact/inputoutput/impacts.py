"""What a demand shock sets in motion: direct, indirect and induced output, and what goes with output.

All of it is gross: workers drawn from other employers and spending that would have been done anyway are not deducted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.labels import listed, same_labels
from impact.inputoutput.model import Model, table_model
from impact.inputoutput.stages import spending_by_households
from impact.inputoutput.table import IOTable

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
            (name, stage): getattr(self.measure(name), stage).melt(ignore_index=False)
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

    Raises
    ------
    ValueError
        A table with imports in its cells, a label the model does not have, a missing value, demand for a sector without
        output, years of payroll and shock that differ, or payroll in a model without households.
    """
    if isinstance(model, IOTable):
        model.require_domestic("effects of demand")
        model = table_model(model)
    if model.flows == "total":
        raise ValueError("effects of demand: this model has imports in its coefficients; make it of domestic flows")
    demand = _demand(model, shock)
    income = _payroll(model, demand.columns, payroll)
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


def _demand(model: Model, shock: pd.Series[float] | pd.DataFrame) -> pd.DataFrame:
    frame = shock.to_frame("demand") if isinstance(shock, pd.Series) else shock
    frame = frame.rename_axis(columns="year")
    stray = frame.index.difference(model.labels)
    if len(stray) or not frame.index.is_unique:
        repeated = frame.index[frame.index.duplicated()]
        raise ValueError(f"shock on {listed([*stray, *repeated])}: unknown to the model, or given twice")
    if frame.isna().to_numpy().any():
        raise ValueError(
            f"shock is missing in {listed(frame.index[frame.isna().any(axis=1)])}; give 0 where it is none"
        )
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
    return paid.to_numpy(dtype=float)
