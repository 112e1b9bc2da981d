"""The Dutch table from the snapshot, with trade and transport margins where they belong: in the cells.

CBS prints margins outside the transactions: users pay a row `trade_transport_margins`, trade and transport industries
produce a column of the same name. Left there, a purchase from a shop's supplier asks nothing of the shop. Here each
user's margin is paid to the industries that earn margins, in proportion to what they earn, and the part earned abroad
is an import of services:

    share_i = margin column_i / (margin column + imported services in it),   Z' = Z + share (x) margin row.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from typing import Literal, get_args

import pandas as pd

from impact import datapackage
from impact import sectors as classification
from impact.errors import suggestion
from impact.inputoutput.tables import import_use
from impact.inputoutput.tables.households import CONSUMPTION
from impact.inputoutput.tables.import_use import MARGINS
from impact.inputoutput.tables.imports import with_imports
from impact.inputoutput.tables.table import IOTable
from impact.sources import snapshot

Prices = Literal["current", "previous"]
Level = Literal["cbs81", "a64", "a38", "section"]
Flows = Literal["domestic", "total"]

TABLE = "national-input-output"  # of the snapshot
IMPUTED_RENTS = "imputed_rents"
_IMPUTED_SECTOR = "L68A"
_CATEGORIES = {
    "households": CONSUMPTION,
    "npish": "npish_consumption",
    "government_collective": "government_collective",
    "government_individual_other": "government_individual",
    "social_transfers_in_kind": "social_transfers_in_kind",
    "gross_fixed_capital_formation": "gross_fixed_capital_formation",
    "changes_in_inventories": "changes_in_inventories",
    "exports_goods": "exports_goods",
    "exports_services": "exports_services",
    "cif_fob_adjustment": "cif_fob_adjustment",
    "cif_fob_reclassification": "cif_fob_reclassification",
    MARGINS: MARGINS,
}
# Printed row -> (row here, sign): subsidies are printed positive and lower costs.
_INPUTS = {
    "imports_goods": ("imports_goods", 1),
    "imports_services": ("imports_services", 1),
    "cif_fob_correction": ("cif_fob_correction", 1),
    "taxes_on_domestic_products": ("product_taxes", 1),
    "import_duties": ("product_taxes", 1),
    "other_taxes_on_imports": ("product_taxes", 1),
    "subsidies_on_domestic_products": ("product_subsidies", -1),
    "import_subsidies": ("product_subsidies", -1),
    MARGINS: (MARGINS, 1),
    "wages_salaries": ("compensation", 1),
    "employers_social_contributions": ("compensation", 1),
    "other_taxes_on_production": ("production_taxes", 1),
    "other_subsidies_on_production": ("production_subsidies", -1),
    "operating_surplus_gross": ("operating_surplus", 1),
}
LOWER_COSTS = [row for row, (_, sign) in _INPUTS.items() if sign < 0]
_VALUE_ADDED = ["compensation", "production_taxes", "production_subsidies", "operating_surplus"]
_TAXES = ["product_taxes", "product_subsidies", "production_taxes", "production_subsidies"]
_IMPORTS = ["imports_goods", "imports_services"]
_SOURCE = "CBS, national accounts, input-output table"


def national_table(
    year: int = 2019,
    sectors: Level = "a38",
    *,
    margins: bool = True,
    prices: Prices = "current",
    flows: Flows = "domestic",
) -> IOTable:
    """Return the Dutch input-output table, MEUR, at basic prices.

    Parameters
    ----------
    year
        2015 to 2021; 2021 is provisional. 2020 and 2021 carry three times the usual production subsidies.
    sectors
        `cbs81` (81 industries), `a64` and `a38` (groups, with X, goods and services not elsewhere classified) or
        `section`.
    margins
        True puts trade and transport margins in the cells; False leaves them as a row and a column outside.
    prices
        `current`, or `previous` for the prices of the year before (from 2016), as structural decomposition needs.
    flows
        `domestic`, or `total` with imports in the cells, by `national_imports`: what they consist of is known for 2019
        by 64 products, and an estimate for other years and finer levels. `source` says so.

    The satellites are `value_added`, `compensation`, `wages`, `taxes` (on products and production, less subsidies),
    `imports`, all MEUR, and up to 2019 `jobs`: employee jobs in December, self-employed not counted. Imputed rents are
    a final demand category of their own, apart from `household_consumption`.

    Raises
    ------
    ValueError
        The snapshot has no such year, prices, sector level or flows.
    """
    if flows not in get_args(Flows):
        raise ValueError(f"flows {flows!r} is unknown. {suggestion(flows, get_args(Flows))}")
    table = printed_table(_printed(year, prices), year, sectors, margins=margins, prices=prices, source=_SOURCE)
    if flows == "domestic":
        return table
    total = with_imports(table, national_imports(year, sectors, margins=margins, prices=prices))
    return replace(total, source=f"{table.source}; {_imports_source(year, sectors, prices)}")


def national_imports(
    year: int = import_use.YEAR, sectors: Level = "a38", *, margins: bool = True, prices: Prices = "current"
) -> pd.DataFrame:
    """Return the Dutch import matrix: imports by product and use, (n, n + categories), MEUR, basic prices (cif).

    Rows are products named after the industries that make them, columns the industries and the categories of final
    demand of `national_table` with the same arguments, whose import rows the columns add up to. For 2019 these are the
    cells of the use table of imports, 64 products (OECD SNA_TABLE43, from CBS). Made from it, and so an estimate: other
    years and prices, the 81 industries, and X, which holds what has no product: spending of residents abroad and the
    cif/fob correction.

    Parameters
    ----------
    year, sectors, prices
        As in `national_table`.
    margins
        Trade and transport margins in the cells, as in `national_table`.

    Raises
    ------
    ValueError
        The snapshot has no such year, prices or sector level.
    """
    table, known = national_table(year, "cbs81", prices=prices), national_table(import_use.YEAR, "cbs81")
    matrix = import_use.imports_by_product(table, known)
    if not margins:
        matrix = import_use.margins_apart(matrix, national_table(year, "cbs81", margins=False, prices=prices))
    if sectors == "cbs81":
        return _named(matrix, "cbs81", "use")
    groups = _grouping(sectors)
    rows = matrix.groupby(groups, sort=False).sum()
    return _named(rows.T.groupby(lambda use: groups.get(use, use), sort=False).sum().T, sectors, "use")


def _imports_source(year: int, sectors: Level, prices: Prices) -> str:
    known = (year, prices) == (import_use.YEAR, "current") and sectors != "cbs81"
    return (
        f"imports in the cells, {'by' if known else 'estimated with'} the use table of imports of {import_use.YEAR} "
        "(OECD SNA_TABLE43, from CBS)"
    )


def _grouping(sectors: Level) -> pd.Series[str]:
    if sectors not in get_args(Level):
        raise ValueError(f"no sector level {sectors!r}. {suggestion(sectors, get_args(Level))}")
    return classification.grouping(sectors).rename_axis("cbs81")


def printed_table(
    printed: pd.DataFrame, year: int, sectors: Level, *, margins: bool, prices: Prices, source: str
) -> IOTable:
    """Return the table that CBS's layout holds.

    printed has the rows and columns of the snapshot's `national-input-output`, subsidies positive and margins outside;
    the other parameters are those of `national_table`.

    Raises
    ------
    ValueError
        No such sector level, or the figures do not balance.
    """
    groups = _grouping(sectors)
    table = _assemble(printed, groups.index, year, prices, margins, source)
    return table if sectors == "cbs81" else table.aggregate(groups)


def _printed(year: int, prices: str) -> pd.DataFrame:
    chosen = snapshot.table(TABLE, year=year, prices=prices)
    if chosen.empty:
        have = snapshot.table(TABLE, prices=prices)["year"]
        years = f"{have.min()} to {have.max()}" if len(have) else "none: prices are 'current' or 'previous'"
        raise ValueError(f"no input-output table for {year} in {prices!r} prices; the snapshot has {years}")
    floats = chosen.assign(value=chosen["value"].astype(float))
    # What the layout does not have (deliveries of industries to the cif/fob columns) is not in the list and is no flow.
    return floats.pivot_table(index="row", columns="column", values="value", aggfunc="sum").fillna(0.0)


def _assemble(
    printed: pd.DataFrame, industries: pd.Index, year: int, prices: str, margins: bool, source: str
) -> IOTable:
    categories, inputs = pd.Series(_CATEGORIES), pd.DataFrame(_INPUTS, index=["row", "sign"]).T
    signed = printed.loc[inputs.index].mul(inputs["sign"].astype(float), axis=0)
    primary = signed.groupby(inputs["row"], sort=False).sum()
    Z = printed.loc[industries][list(industries)]
    f = printed.loc[industries][list(categories.index)].rename(columns=_CATEGORIES)
    final_primary = primary[categories.index].rename(columns=_CATEGORIES)
    wages = pd.Series(printed.loc["wages_salaries"])[industries]
    if margins:
        Z, f, primary, final_primary = _margins_in_cells(Z, f, primary[industries], final_primary)
    f, final_primary = _imputed_rents_apart(f, final_primary)
    v = _named(primary[industries], "input")
    return IOTable(
        _named(Z, "cbs81", "cbs81"),
        _named(f, "cbs81", "category"),
        v,
        year=year,
        unit="MEUR",
        prices=prices,
        source=f"{source} {year}, {prices} prices, margins {'in' if margins else 'outside'} the cells",
        satellites=_satellites(v, wages, year),
        satellite_units={s: "MEUR" for s in ("value_added", "compensation", "wages", "taxes", "imports")}
        | ({"jobs": "jobs"} if year in _job_years() else {}),
        final_primary_inputs=_named(final_primary, "input", "category"),
        printed_output=printed.loc[industries, "total"].rename_axis("cbs81"),
        tolerance=1e-6,
    )


def _margins_in_cells(
    Z: pd.DataFrame, f: pd.DataFrame, v: pd.DataFrame, final_primary: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    earned, abroad = f[MARGINS], final_primary[MARGINS]["imports_services"]
    share, share_abroad = earned / (earned.sum() + abroad), abroad / (earned.sum() + abroad)
    paid, paid_finally = v.loc[MARGINS], final_primary.loc[MARGINS].drop(MARGINS)
    Z = Z + pd.DataFrame(share.to_numpy()[:, None] * paid.to_numpy(), index=Z.index, columns=Z.columns)
    f = f.drop(columns=MARGINS)
    f = f + pd.DataFrame(share.to_numpy()[:, None] * paid_finally.to_numpy(), index=f.index, columns=f.columns)
    v, final_primary = v.drop(MARGINS), final_primary.drop(MARGINS).drop(columns=MARGINS)
    v.loc["imports_services"] += share_abroad * paid
    final_primary.loc["imports_services"] += share_abroad * paid_finally
    return Z, f, v, final_primary


def _imputed_rents_apart(f: pd.DataFrame, final_primary: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    rents = f[CONSUMPTION].where(f.index == _IMPUTED_SECTOR, 0.0)
    position = list(f.columns).index(CONSUMPTION) + 1
    f = f.assign(**{CONSUMPTION: f[CONSUMPTION] - rents})
    final_primary = final_primary.copy()
    f.insert(position, IMPUTED_RENTS, rents)
    final_primary.insert(position, IMPUTED_RENTS, 0.0)
    return f, final_primary


def _satellites(v: pd.DataFrame, wages: pd.Series[float], year: int) -> pd.DataFrame:
    rows = {
        "value_added": v.loc[_VALUE_ADDED].sum(),
        "compensation": v.loc["compensation"],
        "wages": wages,
        "taxes": v.loc[_TAXES].sum(),
        "imports": v.loc[_IMPORTS].sum(),
    }
    if year in _job_years():
        rows["jobs"] = _jobs(v.columns, year)
    return _named(pd.DataFrame(rows).T, "satellite", "cbs81")


@cache
def _job_years() -> range:
    years = snapshot.table("national-jobs")["year"]
    return range(int(years.min()), int(years.max()) + 1)


def _jobs(industries: pd.Index, year: int) -> pd.Series[float]:
    """Return employee jobs per industry; industries without a class in the jobs table (L68A, T97, X) employ nobody."""
    thousands = snapshot.table("national-jobs", year=year, size_class="total").set_index("sbi")["value"].to_dict()
    keys = {row["code"]: row["sbi_keys"] for row in _industries()}
    return pd.Series({i: 1000.0 * sum(thousands[k] for k in keys[i].split()) for i in industries})


def _industries() -> list[dict[str, str]]:
    return list(csv.DictReader(datapackage.read("concordances", "sectors").decode("utf-8").splitlines()))


def _named(frame: pd.DataFrame, rows: str, columns: str | None = None) -> pd.DataFrame:
    named = frame.rename_axis(index=rows)
    return named if columns is None else named.rename_axis(columns=columns)
