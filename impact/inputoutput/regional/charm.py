"""Trade of a region when products cross in both directions, and a pool where they do not.

CHARM (Kronenberg 2009) takes the nation's cross-hauling of a product as a share h of what is made and used of it, and
gives the region the same share. With x output, z intermediate and d final use, e exports, m imports:

    b = e - m,  v = e + m,  t = v - |b|,  h = t / (x + z + d)
    region: t_r = h (x_r + z_r + d_r),  b_r = x_r - z_r - d_r,  v_r = |b_r| + t_r,  and from these
            e_r = (v_r + b_r) / 2,  m_r = (v_r - b_r) / 2

The flows must include imports (technology), unlike the domestic flows that location quotients need: a table of total
flows (`with_imports`) has them. Goods that pass through the country raise e and m alike, and so h.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.inputoutput.regional.quotients import require_part
from impact.inputoutput.regional.regionalisation import overridden
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.table import IMPORTS, IOTable

_NATIONAL = ("output", "intermediate_use", "final_use", "exports", "imports")


def charm_trade(
    national: IOTable | pd.DataFrame,
    regional_output: pd.Series[float],
    *,
    intermediate_use: pd.Series[float],
    final_use: pd.Series[float],
) -> pd.DataFrame:
    """Return the region's trade by product: `balance volume cross_hauling exports imports heterogeneity`.

    Parameters
    ----------
    national
        A table of total flows; or by product `output intermediate_use final_use exports imports`, use at home from all
        origins, one unit.
    regional_output, intermediate_use, final_use
        The region's output and use of each product, same unit.

    Trade is with the rest of the country and abroad together. A product neither made nor used nationally has no
    heterogeneity (NaN) and no cross-hauling.

    Raises
    ------
    ValueError
        The table has domestic flows, a column is missing, labels differ, a value is negative or missing, or the region
        has more of a product than the nation.
    """
    if isinstance(national, IOTable):
        national = product_balances(national)
    missing = [c for c in _NATIONAL if c not in national.columns]
    if missing:
        raise ValueError(f"national has no {listed(missing)}; it needs {listed(_NATIONAL)}")
    region = {"regional output": regional_output, "intermediate use": intermediate_use, "final use": final_use}
    for name, values in region.items():
        same_labels(national.index, values.index, f"national and {name}")
    columns = {f"national {c}": national[c] for c in _NATIONAL}
    for name, values in {**columns, **region}.items():
        wrong = values.index[~((values >= 0) & (values < np.inf))]
        if len(wrong):
            raise ValueError(f"{name}: a value is missing or negative in {listed(wrong)}")
    x, z, d, e, m = (national[c] for c in _NATIONAL)
    for values, nation in zip(region.values(), (x, z, d), strict=True):
        require_part(values, nation)
    cross = e + m - (e - m).abs()
    size = x + z + d
    heterogeneity = cross / size.where(size > 0)
    hauled = (heterogeneity * (regional_output + intermediate_use + final_use)).fillna(0.0)
    balance = regional_output - intermediate_use - final_use
    volume = balance.abs() + hauled
    return pd.DataFrame(
        {
            "balance": balance,
            "volume": volume,
            "cross_hauling": hauled,
            "exports": (volume + balance) / 2,
            "imports": (volume - balance) / 2,
            "heterogeneity": heterogeneity,
        }
    )


def product_balances(table: IOTable) -> pd.DataFrame:
    """Return supply and use by product: `output intermediate_use final_use exports imports`, unit of the table.

    output + imports = intermediate_use + final_use + exports. Exports are the categories whose name starts with
    `exports`, final_use is all other final demand at home.

    Raises
    ------
    ValueError
        The table has no imports in its cells: use of a product from all origins is not in it.
    """
    if table.flows == "domestic":
        raise ValueError(
            f"use by product from all origins is not in a table of domestic flows ({table.source}); put the imports in "
            "its cells with with_imports"
        )
    final = table.final_demand.drop(columns=IMPORTS)
    abroad = final.columns.astype(str).str.startswith("exports")
    return pd.DataFrame(
        {
            "output": table.output,
            "intermediate_use": table.transactions.sum(axis=1),
            "final_use": final.loc[:, ~abroad].sum(axis=1),
            "exports": final.loc[:, abroad].sum(axis=1),
            "imports": -table.final_demand[IMPORTS],
        }
    )


def supply_demand_pool(
    A: pd.DataFrame,
    regional_output: pd.Series[float],
    final_demand: pd.Series[float],
    *,
    overrides: pd.DataFrame | pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Return regional coefficients by the supply-demand pool, (n, n): a_ij min(supply_i / demand_i, 1).

    A region that makes more of a product than it uses buys all of it at home, else what it has is shared out (Miller
    and Blair 2009, section 8.2). No cross-hauling: an upper bound on self-sufficiency.

    Parameters
    ----------
    A
        Technical coefficients of domestic flows, (n, n).
    regional_output
        What the region makes, in the unit of output.
    final_demand
        The region's own demand for domestic products, in the same unit.
    overrides
        As in `regional_coefficients`.

    Raises
    ------
    ValueError
        Labels differ, output is negative or missing, final demand is missing, or a share in the overrides lies outside
        0 to 1.
    """
    same_labels(A.index, A.columns, "rows and columns of A")
    same_labels(A.index, regional_output.index, "A and regional output")
    same_labels(A.index, final_demand.index, "A and final demand")
    if not (regional_output >= 0).all():
        raise ValueError("regional output is missing or negative")
    if final_demand.isna().any():
        raise ValueError(f"final demand is missing in {listed(final_demand.index[final_demand.isna()])}")
    demand = A @ regional_output + final_demand
    share = np.where(demand > 0, np.minimum(regional_output / demand.where(demand > 0), 1.0), 1.0)
    pooled = A.mul(share, axis=0)
    return pooled if overrides is None else overridden(pooled, A, overrides)
