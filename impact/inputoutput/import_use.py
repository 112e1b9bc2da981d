"""What the Dutch buy abroad, product by product: the import use table of 2019 fitted to the import rows of a year.

CBS prints imports by user in two rows, goods and services. Of what they consist is known for 2019, by 64 products and
users (`national-import-use` in the snapshot). A column of the matrix takes its size from the two rows and its
composition from 2019:

    M_ij = goods_j share_i(goods of user j) + services_j share_i(services of user j)

Assumed: a product stands in the row of the industry named after it; industries of one group of the 64 buy abroad as
their group does, and a group's product is shared out as deliveries at home are; foreign traders earn margins where
Dutch traders do; what has no product (spending of residents abroad, the cif/fob correction) stands in X.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact import sectors
from impact.inputoutput.households import CONSUMPTION
from impact.inputoutput.table import IOTable
from impact.sources import snapshot

Bools = npt.NDArray[np.bool_]
YEAR = 2019
MARGINS = "trade_transport_margins"
GOODS, SERVICES = "imports_goods", "imports_services"
_ELSEWHERE = "X"
_HOUSEHOLDS = "households_domestic"
# Category of final demand -> uses in the import use table. The others import nothing that is a product.
_FINAL_USES = {
    CONSUMPTION: [_HOUSEHOLDS],
    "npish_consumption": [_HOUSEHOLDS],
    "government_collective": ["government"],
    "government_individual": ["government"],
    "social_transfers_in_kind": ["government"],
    "gross_fixed_capital_formation": ["gross_fixed_capital_formation"],
    "changes_in_inventories": ["changes_in_inventories", "valuables"],
    "exports_goods": ["exports"],
    "exports_services": ["exports"],
}
# Repair and installation of machinery is a service, though its industry is a manufacturer.
_GOODS, _NO_GOODS = "ABCDE", ["C33"]


def imports_by_product(outside: IOTable) -> pd.DataFrame:
    """Return imports by product and user of a Dutch table with margins outside, (81, 81 + categories), MEUR.

    A column adds up to the rows `imports_goods` and `imports_services` of the table. The column of margins holds the
    services of foreign traders.
    """
    bought = _bought(outside.labels, outside.final_demand.columns)
    goods = bought.index.str[0].isin(list(_GOODS)) & ~bought.index.isin(_NO_GOODS)
    rows = pd.concat([outside.primary_inputs, outside.final_primary_inputs], axis=1)[bought.columns]
    by_group = _shares(bought, goods) * rows.loc[GOODS] + _shares(bought, ~goods) * rows.loc[SERVICES]
    group = sectors.grouping("a64")[outside.labels]
    deliveries = pd.concat([outside.transactions, outside.final_demand], axis=1)
    matrix = by_group.reindex(group).set_axis(outside.labels) * _within_groups(deliveries, group)
    earned = outside.final_demand[MARGINS]
    return matrix.assign(**{MARGINS: rows.loc[[GOODS, SERVICES], MARGINS].sum() * earned / earned.sum()})


def margins_to_users(matrix: pd.DataFrame, outside: IOTable) -> pd.DataFrame:
    """Return the matrix with the services of foreign traders in the columns of those who pay margins."""
    paid = pd.concat([outside.primary_inputs.loc[MARGINS], outside.final_primary_inputs.loc[MARGINS]])
    abroad = matrix[MARGINS]
    share = abroad / (outside.final_demand[MARGINS].sum() + abroad.sum())
    users = matrix.drop(columns=MARGINS)
    return users + pd.DataFrame({user: share * paid[user] for user in users.columns})


def _bought(industries: pd.Index, finals: pd.Index) -> pd.DataFrame:
    """Return what every user imported of each product in 2019, (64 and X, users), as its group or category did."""
    table, group = _use_table(), sectors.grouping("a64")
    columns = {industry: table[group[industry]] for industry in industries}
    columns |= {final: table[_FINAL_USES.get(final, [])].sum(axis=1) for final in finals}
    columns[CONSUMPTION] = columns[CONSUMPTION].where(table.index != _ELSEWHERE, _spent_abroad())
    return pd.DataFrame(columns)


def _shares(bought: pd.DataFrame, kind: Bools) -> pd.DataFrame:
    """Return each product's share in what a user bought of a kind, (64 and X, users).

    A user that bought none takes the shares of all industries; what is no user at all (cif/fob) stands in X.
    """
    some = bought.mul(kind, axis=0)
    everyone = _use_table()[sectors.codes("a64")].sum(axis=1) * kind
    nowhere = pd.Series(bought.index == _ELSEWHERE, bought.index, dtype=float)
    users = {*sectors.codes("cbs81"), *_FINAL_USES}
    values = {u: some[u] if some[u].any() else everyone if u in users else nowhere for u in bought.columns}
    return pd.DataFrame({user: value / value.sum() for user, value in values.items()})


def _spent_abroad() -> float:
    """Return what households imported in 2019 beyond the products of the use table: spending of residents abroad."""
    rows = [GOODS, SERVICES]
    printed = snapshot.table("national-input-output", year=YEAR, prices="current", column="households", row=rows)
    return float(printed["value"].sum() - _use_table()[_HOUSEHOLDS].sum())


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
    wide = cells.pivot_table(index="product", columns="use", values="value", aggfunc="sum")
    codes = sectors.codes("a64")
    final = [use for use in wide.columns if use not in codes]
    return wide.reindex(index=codes, columns=[*codes, *final]).fillna(0.0)
