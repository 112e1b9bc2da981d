"""Layouts that people bring: remarks, totals, tabs, formulas, two header rows, and pymrio's folders of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from impact.errors import InputError
from impact.inputoutput import (
    IOTable,
    multipliers,
    read_parquet,
    read_pymrio,
    read_table,
    read_xlsx,
    write_parquet,
    write_pymrio,
    write_xlsx,
)

ABOUT: dict[str, Any] = {"year": 2020, "unit": "MEUR", "prices": "current", "source": "own"}
OWN = """s,a,b,households,exports
a,150,500,250,100
b,200,100,1200,500
wages,300,500,,
other,350,900,,
"""
PRINTED = [1.5182, 1.4521]


def read(tmp_path: Path, text: str, **given: Any) -> IOTable:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, **{**ABOUT, **given})


def sheet(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "mine.xlsx")
    return tmp_path / "mine.xlsx"


def rows_of(text: str) -> list[list[object]]:
    return [[int(c) if c.isdigit() else c or None for c in line.split(",")] for line in text.strip().split("\n")]


# Remarks and totals


@pytest.mark.parametrize("remark", ["Bron: eigen", "Note: provisional figures", "(c) the ministry", "Bron: eigen,,,,"])
def test_a_remark_below_the_table_is_no_row(tmp_path: Path, remark: str) -> None:
    np.testing.assert_allclose(multipliers(read(tmp_path, OWN + remark + "\n")), PRINTED, atol=5e-5)


@pytest.mark.parametrize("total", ["Totaal", "Totaal gebruik", "TOTAL", "Total use", "Productie", "Output"])
def test_totals_are_left_out_by_their_usual_names(tmp_path: Path, total: str) -> None:
    text = OWN + f"{total},1000,2000,,\n"
    np.testing.assert_allclose(multipliers(read(tmp_path, text)), PRINTED, atol=5e-5)


def test_what_is_left_out_comes_on_top_of_the_usual_totals(tmp_path: Path) -> None:
    text = OWN + "Total,1000,2000,,\nCheck,7,7,,\n"
    np.testing.assert_allclose(multipliers(read(tmp_path, text, leave_out=("check",))), PRINTED, atol=5e-5)


def test_what_was_left_out_is_named_when_a_table_does_not_balance(tmp_path: Path) -> None:
    text = OWN.replace("s,a,", "s,Total steel,").replace("\na,", "\nTotal steel,")
    with pytest.raises(ValueError, match=r"Left out as totals: Total steel; rename what is none"):
        read(tmp_path, text)
    np.testing.assert_allclose(multipliers(read(tmp_path, text.replace("Total steel", "Steel"))), PRINTED, atol=5e-5)


def test_a_table_in_rounded_units_is_told_of_tolerance(tmp_path: Path) -> None:
    text = "s,a,b,final\na,15,5,22\nb,2,10,30\nwages,23,27,\n"  # 40 used of 42 made, as billions are printed
    with pytest.raises(ValueError, match="rounded units.*tolerance="):
        read(tmp_path, text)
    assert len(read(tmp_path, text, tolerance=0.05).labels) == 2


# Tabs


def test_a_file_between_tabs_is_read(tmp_path: Path) -> None:
    np.testing.assert_allclose(multipliers(read(tmp_path, OWN.replace(",", "\t"))), PRINTED, atol=5e-5)


@settings(max_examples=40)
@given(
    delimiter=st.sampled_from([";", "\t"]),
    decimals=st.integers(1, 3),
    comma=st.booleans(),
    label=st.sampled_from(["a", "10,11 Food", "Food (1,5 %)", "v1.2"]),
)
def test_a_figure_is_the_same_in_every_way_of_writing_it(
    tmp_path_factory: pytest.TempPathFactory, delimiter: str, decimals: int, comma: bool, label: str
) -> None:
    def written(cell: str) -> str:
        text = f"{float(cell):.{decimals}f}" if cell.isdigit() else label if cell == "a" else cell
        return text.replace(".", ",") if comma and cell.isdigit() else text

    cells = [[written(cell) for cell in line.split(",")] for line in OWN.strip().split("\n")]
    text = "\n".join(delimiter.join(line) for line in cells)
    folder = tmp_path_factory.mktemp("figures")
    if decimals == 3 and not comma:  # 150.000 may be two figures
        with pytest.raises(InputError, match=r"150\.000"):
            read(folder, text)
    else:
        np.testing.assert_allclose(read(folder, text).output, [1000.0, 2000.0])


# Two header rows


def many(across: list[str], down: list[str]) -> list[list[object]]:
    """Two regions of two sectors, the region in a line of its own."""
    figures = [[10, 5, 2, 1, 82], [8, 15, 3, 2, 92], [1, 2, 12, 4, 61], [2, 3, 6, 18, 81]]
    header = [["", "", *across, ""], ["", "", "S1", "S2", "S1", "S2", "final"]]
    body = [[region, sector, *row] for region, sector, row in zip(down, ["S1", "S2"] * 2, figures, strict=True)]
    return [*header, *body, ["", "wages", 79, 95, 57, 85, ""]]


@pytest.mark.parametrize("across", [["R1", "R1", "R2", "R2"], ["R1", "", "R2", ""]], ids=["filled", "merged"])
@pytest.mark.parametrize("down", [["R1", "R1", "R2", "R2"], ["R1", "", "R2", ""]], ids=["filled", "merged"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_regions_in_a_line_of_their_own_are_named_as_such(
    tmp_path: Path, across: list[str], down: list[str], kind: str
) -> None:
    rows = many(across, down)
    with pytest.raises(InputError, match=r"region \| sector") as caught:
        if kind == "csv":
            read(tmp_path, "\n".join(",".join(map(str, row)) for row in rows))
        else:
            read_table(sheet(tmp_path, [[cell if cell != "" else None for cell in row] for row in rows]), **ABOUT)
    assert len(caught.value.problems) == 1


def test_regions_and_sectors_in_one_label_are_read(tmp_path: Path) -> None:
    rows = many(["R1", "R1", "R2", "R2"], ["R1", "R1", "R2", "R2"])
    names = [f"{region} | {sector}" for region, sector, *_ in rows[2:6]]
    lines = [["", *names, "R1 | final"], *([n, *row[2:]] for n, row in zip(names, rows[2:6], strict=True))]
    table = read(tmp_path, "\n".join(",".join(map(str, row)) for row in [*lines, ["wages", 79, 95, 57, 85, ""]]))
    np.testing.assert_allclose(multipliers(table), [1.267907, 1.266659, 1.384098, 1.297148], atol=5e-7)


def test_one_sector_twice_is_still_called_so(tmp_path: Path) -> None:
    text = "s,a,b,a,final\na,1,2,1,6\nb,2,1,2,5\na,1,2,1,6\nwages,6,5,6,\n"
    with pytest.raises(InputError, match="the label twice"):
        read(tmp_path, text)


# Formulas


def test_a_formula_without_its_value_is_called_so(tmp_path: Path) -> None:
    rows = rows_of(OWN)
    rows[1][2] = "=250+250"
    with pytest.raises(InputError, match=r"\(a, b\).*a formula without its value \(=250\+250\).*save it"):
        read_table(sheet(tmp_path, rows), **ABOUT)


def test_formulas_of_totals_do_no_harm(tmp_path: Path) -> None:
    rows = [*rows_of(OWN), ["total", "=SUM(B2:B5)", "=SUM(C2:C5)"]]
    np.testing.assert_allclose(multipliers(read_table(sheet(tmp_path, rows), **ABOUT)), PRINTED, atol=5e-5)


def test_a_workbook_brings_back_inputs_that_only_households_buy(tmp_path: Path) -> None:
    table = read(tmp_path, OWN)
    bought = pd.DataFrame({"households": [40.0, 30.0]}, ["wages", "other"])
    write_xlsx(replace(table, final_primary_inputs=bought), tmp_path / "table.xlsx")
    assert read_xlsx(tmp_path / "table.xlsx").final_primary_inputs.to_dict("list") == {
        "households": [40.0, 30.0],
        "exports": [0.0, 0.0],
    }


# pymrio's folders


def pairs_without_names(tmp_path: Path) -> IOTable:
    text = OWN.replace("a,150", "R | a,150").replace("b,200", "R | b,200")
    return read(tmp_path, text.replace("s,a,b,households,exports", "s,R | a,R | b,R | households,R | exports"))


def aggregated(tmp_path: Path) -> IOTable:
    table = pairs_without_names(tmp_path)
    return table.aggregate(pd.Series([("N", "a"), ("N", "b")], index=table.labels))


def other_names(tmp_path: Path) -> IOTable:
    table = pairs_without_names(tmp_path)
    named = table.labels.set_names(["regio", "bedrijfstak"])
    Z, f = table.transactions.set_axis(named).set_axis(named, axis=1), table.final_demand.set_axis(named)
    return IOTable(Z, f, table.primary_inputs.set_axis(named, axis=1), **ABOUT)


def single(tmp_path: Path) -> IOTable:
    return read(tmp_path, OWN)


@pytest.mark.parametrize("made", [pairs_without_names, aggregated, other_names, single])
def test_pymrio_can_compute_with_every_folder_we_write(tmp_path: Path, made: Any) -> None:
    pymrio = pytest.importorskip("pymrio")
    write_pymrio(made(tmp_path), tmp_path / "folder")
    system = pymrio.load_all(tmp_path / "folder")
    system.calc_all()
    np.testing.assert_allclose(system.L.sum(), PRINTED, atol=5e-5)
    assert list(system.Z.index.names) == ["region", "sector"]
    assert multipliers(read_pymrio(tmp_path / "folder")).round(4).tolist() == PRINTED


def test_aggregating_pairs_keeps_their_names(tmp_path: Path) -> None:
    assert list(aggregated(tmp_path).labels.names) == ["region", "sector"]
    named = other_names(tmp_path)
    found = named.aggregate(pd.Series([("N", "a"), ("N", "b")], index=named.labels))
    assert list(found.labels.names) == ["regio", "bedrijfstak"]


def test_what_final_users_emit_is_said_to_be_left_out(tmp_path: Path) -> None:
    pymrio = pytest.importorskip("pymrio")
    system = pymrio.load_test()
    system.save_all(tmp_path / "test")
    table = read_pymrio(tmp_path / "test", year=2020, unit="MEUR", prices="current")
    assert "without what final users emit themselves (F_Y of" in table.source
    write_parquet(table, tmp_path / "table.parquet")
    assert read_parquet(tmp_path / "table.parquet").source == table.source
