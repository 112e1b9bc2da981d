"""Tables with imports in the cells, and without.

A table of domestic flows has imports in rows: a column says how much it buys abroad, not of what. A table of total
flows has them in the cells, whoever made the product, and takes them off once more by product in a negative column of
final demand (competitive imports), so that a row still adds up to what is made here. With M imports by product and use:

    Z_total = Z + M_Z,   f_total = f + M_f,   imports column = -(row sums of M),   import rows = column sums of M

Domestic flows say what demand here sets in motion here. Total flows are technology: what it takes to make a product,
wherever it was bought. Eurostat publishes both (Beutel 2008, Eurostat Manual of Supply, Use and Input-Output Tables,
chapter 15; domestic output is its version A).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from impact.inputoutput.tables.audit import require_numbers
from impact.inputoutput.tables.balancing import gras
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.table import IMPORTS, IOTable

_ALLOCATED = "imports in the cells, estimated: by product in proportion to domestic deliveries, balanced by GRAS"
_GIVEN = "imports in the cells, from an import matrix"
_PRECISION = 1e-6
_TRACE = 1e-3


def with_imports(table: IOTable, imports: pd.DataFrame | pd.Series[float]) -> IOTable:
    """Return the table of total flows: imports in the cells, and off again in the final demand column `imports`.

    Output stays what is made here. The rows of imports, those whose name starts with `imports`, are gone, and so is a
    satellite of that name; `source` says whether the cells are known or estimated.

    Parameters
    ----------
    table
        Domestic flows of one economy, with its imports in rows.
    imports
        An import matrix, (n, n + categories): imports of the product of the row by the sector or category of final
        demand of the column, basic prices (cif), unit of the table. Or imports by product, (n,), which are allocated
        to users by `import_matrix`: an estimate.

    Raises
    ------
    ValueError
        Labels differ, a cell is missing, the table has no row of imports or has them in its cells already, or a column
        of the matrix does not add up to what the import rows say (of final demand, where they say it): the column and
        the gap are named.
    """
    estimated = isinstance(imports, pd.Series)
    matrix = import_matrix(table, imports) if isinstance(imports, pd.Series) else imports
    paid = imports_paid(table)
    same_labels(table.labels, matrix.index, "the table and the rows of the import matrix")
    same_labels(_uses(table), matrix.columns, "uses of the table and columns of the import matrix")
    require_numbers({"import matrix": matrix})
    _require_columns(matrix, paid, table.unit)
    final = (table.final_demand + matrix[table.final_demand.columns]).assign(**{IMPORTS: -matrix.sum(axis=1)})
    rows = _import_rows(table)
    inputs = table.final_primary_inputs.drop(index=rows, errors="ignore")
    return replace(
        table,
        transactions=table.transactions + matrix[table.labels],
        final_demand=final,
        primary_inputs=table.primary_inputs.drop(index=rows),
        # They are in the cells now: a satellite of imports would count them once more.
        satellites=table.satellites[~table.satellites.index.astype(str).str.startswith(IMPORTS)],
        final_primary_inputs=inputs if inputs.empty else inputs.assign(**{IMPORTS: 0.0}),
        source=f"{table.source}; {_ALLOCATED if estimated else _GIVEN}",
    )


def domestic(table: IOTable, imports: pd.DataFrame) -> IOTable:
    """Return the table of domestic flows: the import matrix out of the cells, and back in one row `imports`.

    Parameters
    ----------
    table
        Total flows of one economy, with imports taken off in the final demand column `imports`.
    imports
        The import matrix in its cells, as in `with_imports`.

    Raises
    ------
    ValueError
        Labels differ, a cell is missing, the table has no imports in its cells, rows of the matrix do not add up to
        the column `imports`, or a cell holds more imports than it holds in all.
    """
    if table.flows == "domestic":
        raise ValueError(f"no final demand column {IMPORTS!r} in this table ({table.source}): its flows are domestic")
    final = table.final_demand.drop(columns=IMPORTS)
    same_labels(table.labels, imports.index, "the table and the rows of the import matrix")
    same_labels(table.labels.append(final.columns), imports.columns, "uses of the table and columns of the matrix")
    require_numbers({"import matrix": imports})
    _require_rows(imports, -table.final_demand[IMPORTS], table.unit)
    transactions = table.transactions - imports[table.labels]
    _require_cells(transactions, table.transactions, imports)
    paid = imports.sum().to_frame(IMPORTS).T
    inputs = table.final_primary_inputs.drop(columns=IMPORTS, errors="ignore")
    return replace(
        table,
        transactions=transactions,
        final_demand=final - imports[final.columns],
        primary_inputs=pd.concat([paid[table.labels], table.primary_inputs]),
        final_primary_inputs=pd.concat([paid[final.columns], inputs]),
        source=f"{table.source}; imports taken out of the cells",
    )


def import_matrix(table: IOTable, by_product: pd.Series[float]) -> pd.DataFrame:
    """Return imports by product and use, (n, n + categories), estimated from their margins.

    The import proportionality assumption: of a product, every user buys abroad in proportion to what it buys of it at
    home (and a thousandth part as all imports are), corrected so that each column adds up to the table's import rows
    and each row to `by_product` (GRAS, since inventories can fall). The assumption is weak where imports are of another
    kind than the home product, and for re-exports, which are all of the Dutch imports of goods that go to exports.

    Parameters
    ----------
    table
        Domestic flows of one economy, with its imports in rows, final demand included.
    by_product
        Imports of each product, (n,), unit of the table; together what the import rows add up to.

    Raises
    ------
    ValueError
        Labels differ, a value is negative or missing, the two margins have different sums, or the table says nothing
        of the imports of final demand.
    """
    table.require_domestic("imports by product and use")
    paid = imports_paid(table)
    if len(paid) != len(_uses(table)):
        raise ValueError(f"no imports of final demand in this table ({table.source}); an estimate needs them")
    same_labels(table.labels, by_product.index, "the table and imports by product")
    wrong = by_product.index[~(by_product >= 0)]
    if len(wrong):
        raise ValueError(f"imports by product are missing or negative in {listed(wrong)}")
    total, known = float(by_product.sum()), float(paid.sum())
    if abs(total - known) > _PRECISION * max(known, 1.0):
        raise ValueError(
            f"imports by product add up to {total:,.1f} {table.unit}, the import rows to {known:,.1f}. "
            "Are both valued cif, and of the same vintage?"
        )
    # A user of imports may buy nothing of a product at home; a trace of the overall mix lets every total be reached.
    mix = np.outer(by_product, paid) / max(known, 1.0)
    return gras(pd.concat([table.transactions, table.final_demand], axis=1) + _TRACE * mix, by_product, paid)


def imports_paid(table: IOTable) -> pd.Series[float]:
    """Return what every sector, and every category of final demand where known, buys abroad: (n + categories,).

    Raises
    ------
    ValueError
        The table has no row whose name starts with `imports`, imports in its cells, or several regions.
    """
    if table.labels.nlevels > 1:
        raise ValueError("regions buy from each other as well as abroad; give the table of one economy")
    table.require_domestic("the import rows")
    rows = _import_rows(table)
    if not rows:
        has = listed(table.primary_inputs.index, 20)
        raise ValueError(f"no row of imports in this table ({table.source}); it has {has}")
    parts = [table.primary_inputs.loc[rows].sum()]
    finals = table.final_primary_inputs
    if set(rows) <= set(finals.index):
        parts.append(finals.loc[rows].sum().reindex(table.final_demand.columns))
    return pd.Series(pd.concat(parts), name="paid")


def _import_rows(table: IOTable) -> list[str]:
    return [name for name in table.primary_inputs.index if str(name).startswith(IMPORTS)]


def _uses(table: IOTable) -> pd.Index:
    return table.labels.append(table.final_demand.columns)


def _require_columns(matrix: pd.DataFrame, paid: pd.Series[float], unit: str) -> None:
    found = matrix.sum()[paid.index]
    _require_equal(found, paid, "column", "the import rows", unit)


def _require_rows(matrix: pd.DataFrame, imported: pd.Series[float], unit: str) -> None:
    _require_equal(matrix.sum(axis=1), imported, "row", f"the column {IMPORTS!r}", unit)


def _require_equal(found: pd.Series[float], known: pd.Series[float], line: str, where: str, unit: str) -> None:
    gap = found - known
    wrong = gap[gap.abs() > _PRECISION * known.abs().clip(lower=1.0)].abs().sort_values(ascending=False)
    if wrong.empty:
        return
    worst, others = wrong.index[0], f"; {line}s {listed(wrong.index[1:])} as well" if len(wrong) > 1 else ""
    raise ValueError(
        f"import matrix: {line} {worst} adds up to {found.loc[worst]:,.1f} {unit}, {where} say {known.loc[worst]:,.1f} "
        f"(gap {gap.loc[worst]:,.1f}){others}. Correct the matrix, or balance it to both margins with gras"
    )


def _require_cells(left: pd.DataFrame, total: pd.DataFrame, imports: pd.DataFrame) -> None:
    short = (left < -_PRECISION) & (total >= 0)
    if short.to_numpy().any():
        i, j = np.argwhere(short.to_numpy())[0]
        raise ValueError(
            f"import matrix: {total.index[i]} to {total.columns[j]} holds {imports.iloc[i, j]:,.1f} of imports and "
            f"{total.iloc[i, j]:,.1f} in all. Is it the matrix of this table?"
        )
