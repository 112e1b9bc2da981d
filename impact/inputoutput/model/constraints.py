"""Models with something fixed: output at capacity, or prices that follow costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.inputoutput.model.coefficients import technical_coefficients
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable


@dataclass(frozen=True, eq=False)
class MixedModel:
    """Output of every sector and the final demand it leaves, (n,) each, in the unit of the table."""

    output: pd.Series[float]
    final_demand: pd.Series[float]


def mixed_model(table: IOTable, fixed_output: pd.Series[float], final_demand: pd.Series[float]) -> MixedModel:
    """Return the model with output given for some sectors and final demand for the others.

    A sector at capacity does not follow demand: its output is fixed, and what others use of it is no longer there for
    final users (Miller and Blair 2009, section 13.2). With k the fixed and u the free sectors,
    x_u = (I - A_uu)^-1 (f_u + A_uk x_k) and f_k = (I - A_kk) x_k - A_ku x_u.

    Raises
    ------
    ValueError
        A sector has both, neither, or is unknown; all sectors are fixed; a table with imports in its cells.
    """
    table.require_domestic("output under fixed capacity")
    both = fixed_output.index.intersection(final_demand.index)
    given = fixed_output.index.append(final_demand.index)
    odd = table.labels.symmetric_difference(given)
    if len(both) or len(odd) or final_demand.empty:
        raise ValueError(
            f"{listed(both.union(odd)) or 'every sector is fixed'}: give each sector of the table either fixed output "
            "or final demand, and at least one final demand"
        )
    for name, values in (("fixed output", fixed_output), ("final demand", final_demand)):
        if values.isna().any():
            raise ValueError(f"{name} is missing in {listed(values.index[values.isna()])}")
    A = technical_coefficients(table)
    k, u = fixed_output.index, final_demand.index
    x_k, f_u = fixed_output.to_numpy(dtype=float), final_demand.to_numpy(dtype=float)
    x_u = System(A.loc[u, u].to_numpy()).solve(f_u + A.loc[u, k].to_numpy() @ x_k)
    f_k = x_k - A.loc[k, k].to_numpy() @ x_k - A.loc[k, u].to_numpy() @ x_u
    output = pd.Series([*x_k, *x_u], index=given, name="output")[table.labels]
    return MixedModel(output, pd.Series([*f_k, *f_u], index=given, name="final_demand")[table.labels])


def price_change(table: IOTable, cost_change: pd.Series[float]) -> pd.Series[float]:
    """Return the relative change in each sector's price when costs per euro of output change, (n,).

    dp' = dv' (I - A)^-1: costs are passed on in full and nobody substitutes (Miller and Blair 2009, section 2.6.3).
    cost_change is in euro per euro of output: 0.02 for an import price rise of 10 % where imports are a fifth of costs.

    Raises
    ------
    ValueError
        Labels differ, a change is missing, or a table with imports in its cells: their prices follow no costs here.
    """
    table.require_domestic("prices that follow costs")
    same_labels(table.labels, cost_change.index, "the table and cost change")
    if cost_change.isna().any():
        raise ValueError(f"cost change is missing in {listed(cost_change.index[cost_change.isna()])}")
    changed = table.system.solve_transposed(cost_change.to_numpy(dtype=float))
    return pd.Series(np.asarray(changed), index=table.labels, name="price_change")
