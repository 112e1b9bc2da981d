"""What the Dutch buy abroad, product by product: the use table of imports of 2019, fitted to the import rows of a year.

CBS prints imports by user in two rows, goods and services. Of what they consist is known for 2019, by 64 products and
users (`national-import-use` in the snapshot). With u the cells of 2019 and k the kind of product i, a column j is

    M_ij = c_j u_ij rows_kj(year) / rows_kj(2019),   c_j such that sum_i M_ij = goods_j + services_j.

In 2019 that is the use table itself, but for how margins are spread. It holds what foreign carriers earn on Dutch
purchases, as land transport, so it belongs to a table with margins in the cells. Assumed: a product stands in the row
of the industry named after it; industries of one of the 64 groups buy abroad as their group does, and a group's product
is shared out as deliveries at home are. What has no product (spending of residents abroad, the cif/fob correction)
stands in X.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from impact import sectors
from impact.inputoutput.tables.households import CONSUMPTION
from impact.inputoutput.tables.table import IOTable
from impact.sources import snapshot

YEAR = 2019
MARGINS = "trade_transport_margins"
GOODS, SERVICES = "imports_goods", "imports_services"
_CARRIERS = "H49"
_ELSEWHERE = "X"
# Who stands in which column of the use table: X, goods and services n.e.c., in that of other manufacturing.
_INDUSTRY_USES = {"X": "C31-32"}
_FINAL_USES = {
    CONSUMPTION: "households_domestic",
    "government_collective": "government",
    "government_individual": "government",
    "social_transfers_in_kind": "government",
    "gross_fixed_capital_formation": "gross_fixed_capital_formation",
    "changes_in_inventories": "changes_in_inventories",
    "exports_goods": "exports",
    "exports_services": "exports",
}
# Repair and installation of machinery is a service, though its industry is a manufacturer.
_GOODS, _NO_GOODS = "ABCDE", ["C33"]


def imports_by_product(table: IOTable, known: IOTable) -> pd.DataFrame:
    """Return imports by product and user, (81, 81 + categories), MEUR; a column adds up to the table's import rows.

    Both are tables of 81 industries with margins in the cells; `known` is that of the year of the use table.
    """
    paid, then = _import_rows(table), _import_rows(known)
    growth = (paid / then.replace(0.0, np.nan)).fillna(1.0).clip(lower=0.0)
    # Travel does not grow with what households buy here: their services do as their goods, and the rest is travel.
    growth[CONSUMPTION] = growth[CONSUMPTION][GOODS]
    grown = _by_user(then) * growth.loc[_kinds()].set_axis(sectors.codes("a64"))
    total = paid.sum()
    apart = [CONSUMPTION, *(user for user in grown.columns if not grown[user].any())]
    grown.loc[_ELSEWHERE, apart] = total[apart] - grown[apart].sum()
    by_group = _fitted(grown, total)
    group = sectors.grouping("a64")[table.labels]
    deliveries = pd.concat([table.transactions, table.final_demand], axis=1)
    return by_group.reindex(group).set_axis(table.labels) * _within_groups(deliveries, group)


def margins_apart(matrix: pd.DataFrame, table: IOTable) -> pd.DataFrame:
    """Return the matrix of a table with margins outside: what foreign carriers earn in the column of margins.

    `table` has margins outside. A user's land transport is lowered by what its margins hold from abroad, and its column
    then fitted to its import rows.
    """
    paid = _import_rows(table)
    abroad = paid[MARGINS].sum()
    margin = pd.concat([table.primary_inputs.loc[MARGINS], table.final_primary_inputs.loc[MARGINS]])[matrix.columns]
    carried = matrix.loc[_CARRIERS]
    users = matrix.copy()
    users.loc[_CARRIERS] = np.maximum(
        carried - margin * abroad / (abroad + table.final_demand[MARGINS].sum()), carried.clip(upper=0.0)
    )
    earned = pd.Series(np.where(users.index == _CARRIERS, abroad, 0.0), users.index)
    return _fitted(users.assign(**{MARGINS: earned})[paid.columns], paid.sum())


def _fitted(columns: pd.DataFrame, total: pd.Series[float]) -> pd.DataFrame:
    """Return columns in proportion, each adding up to its total; a column of nothing stays nothing."""
    return columns * (total / columns.sum().replace(0.0, 1.0))


def _import_rows(table: IOTable) -> pd.DataFrame:
    """Return goods and services imported by every industry and category of final demand, (2, users)."""
    finals = table.final_primary_inputs[table.final_demand.columns]
    return pd.concat([table.primary_inputs, finals], axis=1).loc[[GOODS, SERVICES]]


def _by_user(paid: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of 2019 for 81 industries and all categories, (64 and X, users).

    Users who share a column of the use table share its goods and its services as they share those import rows.
    """
    table, kinds = _use_table(), _kinds()
    uses = pd.Series(sectors.grouping("a64").to_dict() | _INDUSTRY_USES | _FINAL_USES).reindex(paid.columns)
    uses = uses[uses.isin(table.columns)]
    rows = paid[uses.index].T  # (users, 2)
    every = rows.sum(axis=1)
    overall = every / every.groupby(uses).transform("sum")
    held = rows.groupby(uses).transform("sum").replace(0.0, np.nan)
    share = (rows / held).apply(lambda kind: kind.fillna(overall)).T
    cells = {user: table[use] * share[user].loc[kinds].to_numpy() for user, use in uses.items()}
    return pd.DataFrame(cells).reindex(columns=paid.columns).fillna(0.0)


def _kinds() -> list[str]:
    return [GOODS if code[0] in _GOODS and code not in _NO_GOODS else SERVICES for code in sectors.codes("a64")]


def _within_groups(deliveries: pd.DataFrame, group: pd.Series[str]) -> pd.DataFrame:
    """Return which share of its group's deliveries to a user each industry has; to users of none, of all deliveries."""
    delivered = deliveries.clip(lower=0.0)
    overall = delivered.sum(axis=1)
    overall = overall.where(overall.groupby(group).transform("sum") > 0, 1.0)
    none = delivered.groupby(group).transform("sum") <= 0
    values = delivered.add(none.mul(overall, axis=0))
    return values / values.groupby(group).transform("sum")


@cache
def _use_table() -> pd.DataFrame:
    """Return the use table of imports, (64 products and X, 64 industries, X and final uses), MEUR."""
    cells = snapshot.table("national-import-use", year=YEAR).astype({"value": float})
    # Valuables are stocks in the input-output table.
    cells["use"] = cells["use"].replace("valuables", "changes_in_inventories")
    wide = cells.pivot_table(index="product", columns="use", values="value", aggfunc="sum")
    return wide.reindex(index=sectors.codes("a64")).fillna(0.0)
