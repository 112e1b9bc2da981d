"""Tables survive the way to a file and back, other tools read them, and a user's file is told all that is wrong."""

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputoutput import (
    corop_activity,
    corop_distances,
    interregional_table,
    multipliers,
    national_table,
    technical_coefficients,
)
from impact.inputoutput.tables import exchange
from impact.inputoutput.tables.reading import read_table
from impact.inputoutput.tables.workbook import read_xlsx, write_xlsx

FACTS = {"year": 2009, "unit": "MEUR", "prices": "current", "source": "a user"}


@pytest.fixture(scope="module")
def four_regions(dutch_groups):
    codes = ["CR01", "CR02", "CR03", "CR07"]
    distance = corop_distances().loc[codes, codes]
    return interregional_table(dutch_groups, corop_activity().loc[codes], distance, decay=2.0)


def same(found, table, *, satellites=True):
    for name in ("transactions", "final_demand", "primary_inputs", "final_primary_inputs"):
        mine, theirs = getattr(table, name), getattr(found, name)
        pd.testing.assert_frame_equal(theirs, mine, check_names=False, check_column_type=False, check_index_type=False)
    if satellites:
        pd.testing.assert_frame_equal(found.satellites, table.satellites, check_names=False)
        assert dict(found.satellite_units) == dict(table.satellite_units)
    assert (found.year, found.unit, found.prices) == (table.year, table.unit, table.prices)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_csv_and_parquet_there_and_back(tmp_path, form, dutch, four_regions):
    for table in (dutch, four_regions):
        path = tmp_path / f"table.{form}"
        getattr(exchange, f"write_{form}")(table, path)
        found = getattr(exchange, f"read_{form}")(path)
        same(found, table)
        assert found.source == table.source
        first = path.read_bytes()
        getattr(exchange, f"write_{form}")(table, path)
        assert path.read_bytes() == first


def test_pymrio_reads_what_is_written(tmp_path, four_regions, peer):
    exchange.write_pymrio(four_regions, tmp_path)
    theirs = peer("pymrio").load_all(tmp_path)
    theirs.calc_all()
    A = technical_coefficients(four_regions)
    np.testing.assert_allclose(theirs.A, A, atol=1e-12)
    active = (four_regions.output > 0).to_numpy()
    jobs = theirs.inputs.M.loc["satellite: jobs"].to_numpy()[active]
    np.testing.assert_allclose(multipliers(four_regions, "jobs").to_numpy()[active], jobs, rtol=1e-9)
    assert theirs.inputs.unit.loc["satellite: jobs", "unit"] == "jobs"
    same(exchange.read_pymrio(tmp_path), four_regions)


def test_what_pymrio_saves_is_read(tmp_path, peer):
    theirs = peer("pymrio").load_test()
    theirs.save_all(tmp_path)
    found = exchange.read_pymrio(tmp_path, year=2010, unit="MEUR", prices="current")
    theirs.calc_all()
    np.testing.assert_allclose(technical_coefficients(found), theirs.A, rtol=1e-9)
    # Every extension comes along: multipliers of its rows are pymrio's.
    water = "emissions: emission_type2 | water"
    assert found.satellite_units[water] == theirs.emissions.unit.loc[("emission_type2", "water"), "unit"]
    theirs_of = theirs.emissions.M.loc[("emission_type2", "water")]
    np.testing.assert_allclose(multipliers(found, water), theirs_of, rtol=1e-9)
    assert "factor_inputs: Value Added" in found.satellites.index
    with pytest.raises(InputError) as refused:
        exchange.read_pymrio(tmp_path)
    assert [p.field for p in refused.value.problems] == ["year", "unit", "prices"]


def test_national_table_gets_a_region_for_pymrio(tmp_path, dutch_groups, peer):
    exchange.write_pymrio(dutch_groups, tmp_path)
    theirs = peer("pymrio").load_all(tmp_path)
    assert theirs.get_regions().to_list() == ["region"]
    np.testing.assert_allclose(theirs.Z, dutch_groups.transactions)


def test_workbook_there_and_back(tmp_path, small, dutch_groups, four_regions):
    path = tmp_path / "table.xlsx"
    for table in (dutch_groups, four_regions):
        write_xlsx(table, path)
        found = read_xlsx(path)
        same(found, table)
        assert found.source == table.source
    write_xlsx(small, path)
    same(read_xlsx(path), small)
    pd.DataFrame([["x"]]).to_excel(path, sheet_name="table")
    with pytest.raises(InputError, match="no satellites, about; expected a file of write_xlsx"):
        read_xlsx(path)


def test_workbook_with_live_balance(tmp_path, dutch_groups):
    from openpyxl import load_workbook

    path = tmp_path / "table.xlsx"
    write_xlsx(dutch_groups, path)
    facts = {"year": 2019, "unit": "MEUR", "prices": "current", "source": "x"}
    same(read_table(path, **facts), dutch_groups, satellites=False)
    book = load_workbook(path)
    sheet = book["table"]
    assert (
        sheet.cell(2, sheet.max_column).value == "=SUM(B2:AY2)"
    )  # 38 sectors and 12 categories, from the second column on
    uses = next(row for row in sheet.iter_rows(min_col=1, max_col=2, values_only=True) if row[0] == "uses")
    # 38 sectors and 8 primary inputs below the header.
    assert uses[1] == f"=SUM(B2:B{1 + 38 + len(dutch_groups.primary_inputs)})"
    gap_row = 1 + 38 + len(dutch_groups.primary_inputs) + 2
    assert sheet.cell(gap_row, 2).value == f"=B{gap_row - 1}-AZ2"
    assert book["checks"]["B1"].value == f"=MAX(MAX(table!B{gap_row}:AM{gap_row}),-MIN(table!B{gap_row}:AM{gap_row}))"
    with pytest.raises(ValueError, match="in a workbook; write parquet"):
        write_xlsx(
            interregional_table(dutch_groups, corop_activity(), corop_distances(), decay=2.0), tmp_path / "no.xlsx"
        )


MATRIX = """Table 2.3,,,,
sector,1,2,final,total
1,150,500,350,1000
2,200,100,1700,2000
value added,700,1400,,2100
subsidies (-),50,0,,50
total,1000,2000,2050,
"""


def test_matrix_with_title_totals_and_subsidies(tmp_path, small):
    path = tmp_path / "mine.csv"
    path.write_text(MATRIX.replace("1,2,final", "s1,s2,final").replace("\n1,", "\ns1,").replace("\n2,", "\ns2,"))
    found = read_table(path, **FACTS)
    np.testing.assert_allclose(multipliers(found), multipliers(small))
    assert list(found.primary_inputs.loc["subsidies"]) == [-50, 0]
    dutch = path.read_text().replace(",", ";").replace("150;", "150,0;")
    path.write_text(dutch)
    np.testing.assert_allclose(multipliers(read_table(path, **FACTS)), multipliers(small))


@pytest.mark.parametrize(
    ("line", "field", "of"),
    [
        ("All use", "column 'All use'", "all others"),
        ("Alles intermediair", "column 'Alles intermediair'", "the sectors"),
    ],
)
def test_totals_under_another_name_are_refused(tmp_path, small, line, field, of):
    path = tmp_path / "mine.csv"
    named = MATRIX.replace("1,2,final,total", f"s1,s2,final,{line}").replace("\n1,", "\ns1,").replace("\n2,", "\ns2,")
    if of == "the sectors":
        named = named.replace("350,1000", "350,650").replace("1700,2000", "1700,300")
    path.write_text(named)
    with pytest.raises(InputError) as refused:
        read_table(path, **FACTS)
    (problem,) = refused.value.problems
    assert (problem.field, problem.found) == (field, f"the sum of {of}")
    left_out = read_table(path, **FACTS, leave_out=("total", line.lower()))
    np.testing.assert_allclose(multipliers(left_out), multipliers(small))


def test_a_row_of_totals_under_another_name(tmp_path):
    path = tmp_path / "mine.csv"
    supply = MATRIX.replace("total,1000,2000,2050,", "Supply,1000,2000,2050,").replace("subsidies (-),50,0,,50\n", "")
    path.write_text(
        supply.replace("700,1400", "650,1400")
        .replace("1,2,final", "s1,s2,final")
        .replace("\n1,", "\ns1,")
        .replace("\n2,", "\ns2,")
    )
    with pytest.raises(InputError, match="row 'Supply': found the sum of all others"):
        read_table(path, **FACTS)


def test_our_own_csv_that_was_changed(tmp_path, dutch_groups):
    path = tmp_path / "table.csv"
    exchange.write_csv(dutch_groups, path)
    whole = path.read_text(encoding="utf-8")
    line = next(x for x in whole.splitlines() if x.startswith("satellites,value_added,F,"))
    for changed, said in (
        (whole.replace(line, line.replace("value_added", "value_aded")), "a cell that the first line does not have"),
        (f"{whole}{line}\n", "two lines"),
        (whole.replace(line, line[:-2] + "many"), "could not convert string to float"),
        (whole.replace('"year"', '"jaar"', 1), "KeyError"),
        (whole[: whole.index("\n") + 1], "No columns to parse"),
    ):
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            exchange.read_csv(path)


def test_cells_one_a_row(tmp_path, small):
    path = tmp_path / "cells.csv"
    rows = ["row,column,value", "a,a,150", "a,b,500", "a,final,350", "b,a,200", "b,b,100", "b,final,1700"]
    path.write_text("\n".join([*rows, "value added,a,650", "value added,b,1400"]))
    np.testing.assert_allclose(multipliers(read_table(path, **FACTS)), multipliers(small))
    path.write_text("\n".join([*rows, "a,b,501", "value added,a,650", "value added,b,1400"]))
    with pytest.raises(InputError, match=r"\(a, b\): found two values"):
        read_table(path, **FACTS)


def test_sectors_with_numbers_for_names(tmp_path, small):
    path = tmp_path / "mine.csv"
    path.write_text(MATRIX)
    np.testing.assert_allclose(multipliers(read_table(path, **FACTS)), multipliers(small))
    path.write_text(MATRIX.replace("1,2,final", "01,02,final").replace("\n1,", "\n01,").replace("\n2,", "\n02,"))
    assert list(read_table(path, **FACTS).labels) == ["01", "02"]


def test_thousands_between_semicolons(tmp_path, small):
    path = tmp_path / "mine.csv"
    dutch = MATRIX.replace(",", ";").replace("1700;", "1.700;")
    path.write_text(dutch)
    with pytest.raises(
        InputError, match=r"\(2, final\): found '1.700'; expected a number. Write a number, without sep"
    ):
        read_table(path, **FACTS)
    # A decimal comma elsewhere tells what the point is.
    path.write_text(dutch.replace("150;", "150,0;"))
    np.testing.assert_allclose(multipliers(read_table(path, **FACTS)), multipliers(small))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("row,column,value\na,b\n", "(a, b): found an empty cell"),
        ("row,column,value\nva,final,\na,a,x\na,a,1\n", "(va, final): found an empty cell"),
        ("x,a,b,final\na,1,2,3\nb,4,5,6\nva,1,2,\n,7,8,9\n", "row 5, empty rows not counted: found figures without"),
        ("x,a,b,,final\na,1,2,9,3\nb,4,5,9,6\nva,1,2,,\n", "column 4: found figures without a label"),
        ("\n\n", "file: found no cells"),
    ],
)
def test_files_with_gaps(tmp_path, content, said):
    path = tmp_path / "file.csv"
    path.write_text(content)
    with pytest.raises(InputError) as refused:
        read_table(path, **FACTS)
    assert said in str(refused.value)


def test_a_value_twice_in_a_workbook(tmp_path):
    rows = [["row", "column", "value"], ["a", "a", 1], ["a", "a", 1], ["a", "f", 1], ["v", "a", 1]]
    pd.DataFrame(rows).to_excel(tmp_path / "cells.xlsx", header=False, index=False)
    with pytest.raises(InputError, match=r"\(a, a\): found two values"):
        read_table(tmp_path / "cells.xlsx", **FACTS)


def test_all_problems_in_one_pass(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("x,a,b,b,final\na,1,n.b.,3,4\nb,5,,7,8\nvalue added,1,1,1,\n")
    with pytest.raises(InputError) as refused:
        read_table(path, **FACTS)
    said = [f"{p.field}: {p.found}" for p in refused.value.problems]
    assert "column 'b': the label twice" in said
    assert "(a, b): 'n.b.'" in said
    assert "(b, b): an empty cell" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 bytes"),
        (b"\xff\xfe\x00a", "is not UTF-8"),
        (b"x,a,b\nc,1,2\n", "none that rows and columns have in common"),
        (b"x,a,b\na,1,2\nb,3,4\n", "sectors only; expected rows of primary inputs"),
        (b"x,a,b,f\nb,1,2,3\na,3,4,5\nv,1,1,\n", "sectors in another order"),
    ],
)
def test_files_that_are_no_table(tmp_path, content, message):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_table(path, **FACTS)


def test_paths_that_are_no_file(tmp_path):
    with pytest.raises(InputError, match="found a folder"):
        read_table(tmp_path, **FACTS)
    with pytest.raises(InputError, match="found nothing"):
        read_table(tmp_path / "none.xlsx", **FACTS)
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="an xlsx workbook"):
        read_table(tmp_path / "no.xlsx", **FACTS)
    (tmp_path / "no.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match="a parquet file"):
        exchange.read_parquet(tmp_path / "no.parquet")
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "other.parquet")
    with pytest.raises(InputError, match="an `impact` entry"):
        exchange.read_parquet(tmp_path / "other.parquet")
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="Read a csv of your own with read_table"):
        exchange.read_csv(tmp_path / "other.csv")
    with pytest.raises(InputError, match=r"Z\.txt"):
        exchange.read_pymrio(tmp_path)
    write_xlsx(national_table(2019, "section"), tmp_path / "yes.xlsx")
    with pytest.raises(InputError, match="sheet: found 'Sheet9'"):
        read_table(tmp_path / "yes.xlsx", sheet="Sheet9", **FACTS)


@pytest.mark.parametrize(
    ("file", "contents", "message"),
    [
        ("Z.txt", b"hello", "only 1 lines"),
        ("Y.txt", b"", "No columns"),
        ("Y.txt", b"\xff\xfe\x00\x80", "can't decode"),
        ("metadata.json", b"{", "Expecting property name"),
        ("metadata.json", b"[]", "has no attribute"),
        ("metadata.json", b'{"description": "{\\"year\\": \\"x\\", \\"unit\\": \\"\\", \\"prices\\": \\"\\"}"}', "'x'"),
        ("inputs/F_Y.txt", None, "No such file"),
        ("inputs/unit.txt", None, "No such file"),
    ],
)
def test_damaged_pymrio_folder_is_named(tmp_path, small, file, contents, message):
    exchange.write_pymrio(small, tmp_path)
    (tmp_path / file).unlink() if contents is None else (tmp_path / file).write_bytes(contents)
    with pytest.raises(InputError, match=message) as refused:
        exchange.read_pymrio(tmp_path)
    assert [problem.file for problem in refused.value.problems] == [str(tmp_path)]


def test_figures_changed_in_a_pymrio_folder_that_no_longer_balance_are_refused(tmp_path, small):
    exchange.write_pymrio(small, tmp_path)
    file = tmp_path / "inputs" / "F.txt"
    file.write_text(file.read_text().replace("900", "950"))
    with pytest.raises(InputError, match="uses differ from output"):
        exchange.read_pymrio(tmp_path)


@pytest.mark.parametrize("metadata", ["{", "[]", "{}", None])
def test_damaged_parquet_is_named(tmp_path, small, metadata):
    import pyarrow.parquet as pq

    path = tmp_path / "table.parquet"
    exchange.write_parquet(small, path)
    whole = pq.read_table(path)
    damaged = whole.drop_columns(["row"]) if metadata is None else whole.replace_schema_metadata({"impact": metadata})
    pq.write_table(damaged, path)
    with pytest.raises(InputError, match=r"table\.parquet: contents: found .*a whole file of write_parquet"):
        exchange.read_parquet(path)
