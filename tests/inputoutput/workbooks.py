"""Workbooks in the layout of CBS, written from the snapshot: one sheet a year and price, titles, numbering, footers."""

import csv
from functools import cache

import xlsxwriter

from impact import bundle, sectors
from impact.sources import snapshot

INDUSTRIES = list(sectors.grouping("a38").index)
TABLES = [(2015, "current")] + [(year, prices) for year in range(2016, 2022) for prices in ("current", "previous")]
# As a public notebook that reads the workbook spells them (CMLPlatform/advanced_EEIO_course_student_version,
# IOT_n_national.ipynb), misspellings included; the rows of margins and of cif/fob do not stand there.
ROWS = {
    "total_industries": "Total of rows (1–81)",
    "imports_goods": "Imports of goods",
    "imports_services": "Imports of services",
    "import_duties": "Import duties",
    "other_taxes_on_imports": "Other taxes on imports",
    "taxes_on_domestic_products": "Taxes on domestic products",
    "import_subsidies": "Import subsidies (–)",
    "subsidies_on_domestic_products": "Subsidies on domestic products (–)",
    "trade_transport_margins": "Trade and transport margins",
    "intermediate_consumption": "Total intermediate consumption (82–90)",
    "other_taxes_on_production": "Other taxes on production",
    "other_subsidies_on_production": "Other subsidies on production (–)",
    "wages_salaries": "Wages and salaries",
    "employers_social_contributions": "Employers' social contributions",
    "operating_surplus_gross": "Operating surplus (gross)",
    "value_added_basic_prices": "Value added at basic prices (92–96)",
    "cif_fob_correction": "Cif/fob-adjustment",
    "total": "Total",
}
USES = {
    "total_industries": "Total (1–81)",
    "exports_goods": "Exports of goods",
    "exports_services": "Exports of services",
    "households": "Final consumption expenditure of households",
    "npish": "Final consumption expenditure of NPIs serving households",
    "social_transfers_in_kind": "Social transfers in kind",
    "government_individual_other": "Other individual final consumption of general goevernment",
    "government_collective": "Collective final consumption of general gorvernment",
    "gross_fixed_capital_formation": "Gross fixed capital formation",
    "changes_in_inventories": "Changes in inventories 1)",
    "trade_transport_margins": "Trade and transport margins",
    "cif_fob_adjustment": "Cif/fob-adjustment and reclassification",
    "cif_fob_reclassification": "Cif/fob-reclassification",
    "total": "Total",
}
NOTES = ["1) Including valuables.", "* Provisional figures.", "Source: CBS."]
HEADER, FIRST, LABELS = 1, 3, 1  # row of the labels, first row of figures, column of the labels, counted from 0


def labels(axis, lang="en"):
    """Label of each row or column: English as seen, Dutch as bundled, industries by their names."""
    names = dict(sectors.labels("cbs81", lang))
    if lang == "en":
        return names | (ROWS if axis == "row" else USES)
    text = bundle.data("concordances", "input-output-labels.csv").read_text(encoding="utf-8")
    return names | {r["code"]: r["label"] for r in csv.DictReader(text.splitlines()) if r["axis"] == axis}


@cache
def printed(year, prices):
    """Rows and columns in the order of the snapshot, which is that of CBS; NaN where the layout has no cell."""
    table = snapshot.table("national-input-output", year=year, prices=prices)
    wide = table.pivot(index="row", columns="column", values="value").astype(float)
    return wide.loc[list(dict.fromkeys(table["row"])), [*INDUSTRIES, *USES]]


def grid(year, prices, lang="en"):
    """Cells of a sheet from A1 on, None where it is empty."""
    figures, top, side = printed(year, prices), labels("column", lang), labels("row", lang)
    title = [f"Input-output table {year}, {prices} prices, million euros"]
    header = [None, None, *(f" {top[column]} " for column in figures.columns)]
    numbering = [None, None, *range(1, figures.shape[1] + 1)]
    cells = figures.astype(object).where(figures.notna(), None).to_numpy().tolist()
    rows = [
        [i + 1, f"  {side[row]} ", *values] for i, (row, values) in enumerate(zip(figures.index, cells, strict=True))
    ]
    return [title, header, numbering, *rows, *([None, note] for note in NOTES)]


def write(path, sheets):
    """Write {name: grid} as an xlsx."""
    with xlsxwriter.Workbook(path) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(cells):
                for j, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(i, j, cell)
    return path


def name(year, prices):
    """Name of a sheet as CBS gives it."""
    return f"IO-table {year} {'PY' if prices == 'previous' else 'current'} prices"


def place(row, column):
    """Position in the grid of a row and a column by their names in the snapshot."""
    figures = printed(2019, "current")
    return FIRST + figures.index.get_loc(row), LABELS + 1 + figures.columns.get_loc(column)
