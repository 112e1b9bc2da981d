"""A workbook of CBS is read as the snapshot holds it, and told all that is wrong with it, cell by cell."""

import copy

import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputoutput import national_table, read_cbs_workbook
from impact.inputoutput.tables.workbook import column_letters
from tests.inputoutput import workbooks
from tests.inputoutput.workbooks import place

NAME = "IO-table 2019 current prices"


def same(found, table):
    for block in ("transactions", "final_demand", "primary_inputs", "final_primary_inputs", "satellites"):
        pd.testing.assert_frame_equal(getattr(found, block), getattr(table, block), check_dtype=False)
    assert (found.year, found.unit, found.prices) == (table.year, table.unit, table.prices)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The workbook as published: thirteen tables and an explanation."""
    path = tmp_path_factory.mktemp("cbs") / "83 InputOutput tables 20152021.xlsx"
    sheets = {workbooks.name(*table): workbooks.grid(*table) for table in workbooks.TABLES}
    return workbooks.write(path, sheets | {"Explanation": [["The tables are at basic prices."]]})


@pytest.fixture(scope="module")
def cells():
    return workbooks.grid(2019, "current")


@pytest.fixture
def read(tmp_path, cells):
    """Read one sheet after something was done to its cells."""

    def changed(change=None, **options):
        own = copy.deepcopy(cells)
        own = (change(own) or own) if change else own
        return read_cbs_workbook(workbooks.write(tmp_path / "io.xlsx", {NAME: own}), 2019, "cbs81", **options)

    return changed


@pytest.fixture
def refused(read):
    def problems(change):
        with pytest.raises(InputError) as found:
            read(change)
        return [str(p).split("io.xlsx: ")[1] for p in found.value.problems]

    return problems


def address(row, column):
    i, j = place(row, column)
    return f"'{NAME}'!{column_letters(j + 1)}{i + 1}"


@pytest.mark.parametrize(("year", "prices"), workbooks.TABLES)
def test_every_sheet_is_the_table_of_the_snapshot(whole, year, prices):
    same(read_cbs_workbook(whole, year, "cbs81", prices=prices), national_table(year, "cbs81", prices=prices))


def test_options_are_those_of_the_national_table(whole):
    same(read_cbs_workbook(whole, 2021), national_table(2021))
    same(read_cbs_workbook(whole, 2019, "section", margins=False), national_table(2019, "section", margins=False))
    found = read_cbs_workbook(whole, sheet="IO-table 2018 PY prices")
    same(found, national_table(2018, prices="previous"))
    assert "sheet 'IO-table 2018 PY prices' of 83 InputOutput tables 20152021.xlsx 2018, previous" in found.source


def test_prices_and_sheet_that_contradict(whole, tmp_path):
    with pytest.raises(InputError, match=r"sheet: found 'IO-table 2018 PY prices'; expected a sheet in current prices"):
        read_cbs_workbook(whole, sheet="IO-table 2018 PY prices", prices="current")
    path = workbooks.write(tmp_path / "one.xlsx", {"Tabel 1": workbooks.grid(2019, "previous")})
    same(read_cbs_workbook(path, 2019, prices="previous"), national_table(2019, prices="previous"))
    with pytest.raises(InputError, match=r"labels= 'gross_surplus': .*operating_surplus_gross"):
        read_cbs_workbook(path, 2019, prices="previous", labels={"Surplus": "gross_surplus"})


def test_one_sheet_needs_no_year(read, tmp_path):
    same(read(), national_table(2019, "cbs81"))
    path = workbooks.write(tmp_path / "one.xlsx", {"Blad1": workbooks.grid(2019, "current"), "Blad2": []})
    same(read_cbs_workbook(path, 2019, sheet="Blad1"), national_table(2019))
    with pytest.raises(InputError, match="year: found none in the name 'Blad1'; expected a year. Give year="):
        read_cbs_workbook(path, sheet="Blad1")


def test_dutch_labels(tmp_path):
    own = workbooks.grid(2019, "current", "nl")
    for column, label in (("cif_fob_adjustment", "CIF/FOB-A"), ("cif_fob_reclassification", "CIF/FOB-B")):
        own[workbooks.HEADER][place("total", column)[1]] = label
    path = workbooks.write(tmp_path / "io.xlsx", {"2019 werkelijke prijzen": own})
    known = {"CIF/FOB-A": "cif_fob_adjustment", "CIF/FOB-B": "cif_fob_reclassification"}
    same(read_cbs_workbook(path, 2019, "cbs81", labels=known), national_table(2019, "cbs81"))
    with pytest.raises(
        InputError, match=r"the column 'CIF/FOB-A'; expected a label that is known.*labels=\{'CIF/FOB-A'"
    ):
        read_cbs_workbook(path, 2019)


def test_order_and_place_are_free(read):
    def moved(own):
        order = [0, 1, *reversed(range(2, len(own[1])))]
        turned = [[row[j] if j < len(row) else None for j in order] for row in own]
        turned[2] = [None] * len(order)
        body, notes = turned[3 : -len(workbooks.NOTES)], turned[-len(workbooks.NOTES) :]
        return [["Table"], [], [None, "million euros"], *turned[:3], *reversed(body), [], *notes]

    same(read(moved), national_table(2019, "cbs81"))


def test_totals_of_groups_are_left_out(read):
    def totalled(own):
        own.insert(place("B06", "A01")[0], [None, "Subtotal agriculture", *[1.0] * 95])
        own[workbooks.HEADER].append("Total of exports")
        own[workbooks.FIRST] += [5.0]

    same(read(totalled), national_table(2019, "cbs81"))


def set_to(row, column, value):
    def change(own):
        i, j = place(row, column)
        own[i][j] = value

    return change


@pytest.mark.parametrize(
    ("value", "found"),
    [("1.234,5", "'1.234,5'"), ("12", "'12'"), (".", "'.'"), (None, "an empty cell"), (True, "True"), ("n/a", "'n/a'")],
)
def test_a_cell_that_is_no_figure(refused, value, found):
    (problem,) = refused(set_to("J62", "M70", value))
    assert problem.startswith(
        f"{address('J62', 'M70')}: found {found}; expected a number. Make it a number; text is never"
    )


def test_a_figure_that_was_changed(refused):
    i, j = place("J62", "M70")
    value = workbooks.grid(2019, "current")[i][j]
    row, column = refused(set_to("J62", "M70", value + 500))
    total = workbooks.printed(2019, "current").loc["J62", "total"]
    assert row.startswith(
        f"{address('J62', 'total')}: found row J62 adds up to {total + 500:,.0f}; expected {total:,.0f} as"
    )
    assert column.startswith(f"{address('total', 'M70')}: found column M70 adds up to")


def test_a_cell_and_a_sum_in_one_pass(refused):
    def spoilt(own):
        set_to("A01", "C10", "12,5")(own)
        set_to("J62", "M70", 0.0)(own)

    cell, row, column = refused(spoilt)
    assert cell.startswith(f"{address('A01', 'C10')}: found '12,5'")
    assert row.startswith(f"{address('J62', 'total')}: found row J62")
    assert column.startswith(f"{address('total', 'M70')}: found column M70")


def test_a_row_that_is_missing(refused):
    problems = refused(lambda own: own.pop(place("J62", "A01")[0]) and None)
    assert len(problems) == 1
    assert problems[0].startswith(f"'{NAME}': found no row for J62; expected a row for each industry")
    assert "no column for households, total" in "".join(
        refused(lambda own: [r[: place("A01", "households")[1]] + r[place("A01", "npish")[1] : -1] for r in own])
    )


def test_columns_under_each_others_head(refused):
    def swapped(own):
        a, b = place("A01", "J62")[1], place("A01", "J63")[1]
        for row in own[workbooks.FIRST : -len(workbooks.NOTES)]:
            row[a], row[b] = row[b], row[a]

    problems = refused(swapped)
    assert len(problems) == 2
    assert problems[0].startswith(f"{address('total', 'J62')} and {address('J62', 'total')}: found J62 uses")
    assert problems[0].endswith("its output. Does the column stand under its own head?")


def test_a_label_that_is_not_known(refused):
    def misspelt(own):
        own[place("J62", "A01")[0]][1] = "Computer programming, consulting and related activities"

    unknown, missing = refused(misspelt)
    assert unknown.startswith(
        f"'{NAME}'!B{place('J62', 'A01')[0] + 1}: found the row 'Computer programming, consulting"
    )
    assert "Did you mean 'computer programming, consultancy and related activities'" in unknown
    assert missing.startswith(f"'{NAME}': found no row for J62")


def test_a_label_twice(refused):
    def twice(own):
        own[place("J63", "A01")[0]][1] = own[place("J62", "A01")[0]][1]

    second, missing = refused(twice)
    assert "a second row 'Computer programming, consultancy and related activities'; expected each label once" in second
    assert "no row for J63" in missing


def test_figures_without_a_label(refused):
    def unlabelled(own):
        own.insert(place("J62", "A01")[0], [None, None, *[float(3 * k % 7) for k in range(95)]])
        own[workbooks.HEADER] += ["", 2019]
        own[workbooks.FIRST] += [5.0, 1.0]
        own[workbooks.FIRST + 1] += [2.0, 9.0]

    problems = refused(unlabelled)
    assert [p.split(": ")[0].split("!")[1] for p in problems] == [f"B{place('J62', 'A01')[0] + 1}", "CT2", "CU2"]
    assert all("found figures without a label" in p for p in problems)


def test_a_transposed_table(refused):
    def turned(own):
        body = [row[1:] for row in own[1 : -len(workbooks.NOTES)]]
        width = max(map(len, body))
        padded = [row + [None] * (width - len(row)) for row in body if row[1] != 1]
        return [["Title"], *([None, *column] for column in zip(*padded, strict=True))]

    (problem,) = refused(turned)
    assert "primary inputs, such as imports and wages, at the head of columns; expected users" in problem
    assert problem.endswith("Turn it round: industries that deliver down, users across.")


@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_another_unit(refused, factor):
    def scaled(own):
        for row in own[workbooks.FIRST : -len(workbooks.NOTES)]:
            row[2:] = [cell and cell * factor for cell in row[2:]]

    (problem,) = refused(scaled)
    assert f"output of {1_569_815 * factor:,.0f} in all; expected about 1,569,815, million euros, as in 2019" in problem


def test_everything_at_once(refused):
    def spoilt(own):
        set_to("A01", "C10", "12,5")(own)
        for column in ("A01", "A02", "A03"):
            set_to("X", column, None)(own)
        own[place("K64", "A01")[0]][1] = "Banks"
        own.pop(place("total", "A01")[0])

    problems = refused(spoilt)
    assert [p.split("; expected")[0].split(": found ")[1] for p in problems] == [
        "the row 'Banks'",
        "no row for K64, total",
        "'12,5'",
        "an empty cell",
    ]
    assert "and 2 more in this row" in problems[-1]


def test_no_table_of_industries(tmp_path):
    path = workbooks.write(tmp_path / "io.xlsx", {"2019": [["a", "b"], ["c", 1.0]], "empty": []})
    with pytest.raises(InputError, match="at most 0 names of industries in a row and 0 in a column; expected the 81"):
        read_cbs_workbook(path, 2019)
    with pytest.raises(InputError, match="expected the 81 industries"):
        read_cbs_workbook(path, 2019, sheet="empty")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "found 2 sheets: IO 2018, IO 2019 a; expected one sheet for any year in current prices. Give year="),
        (
            {"year": 2014},
            "found sheets IO 2018, IO 2019 a, IO 2019 PY, IO 2019 PY b, Expl.*; expected one sheet for 2014",
        ),
        (
            {"year": 2019, "prices": "previous"},
            "2 sheets: IO 2019 PY, IO 2019 PY b; expected one sheet for 2019 in prev",
        ),
        ({"sheet": "IO 2017"}, "found sheets IO 2018, IO 2019 a, .*; expected one sheet for 'IO 2017'"),
        ({"sheet": "IO 2018", "year": 2019}, "found 'IO 2018'; expected a sheet for 2019. Correct year= or sheet="),
    ],
)
def test_which_sheet(tmp_path, options, message):
    names = ("IO 2018", "IO 2019 a", "IO 2019 PY", "IO 2019 PY b", "Explanation")
    path = workbooks.write(tmp_path / "io.xlsx", {name: [["x"]] for name in names})
    with pytest.raises(InputError, match=message):
        read_cbs_workbook(path, **options)


def test_a_file_that_is_no_workbook(tmp_path):
    with pytest.raises(InputError, match="found nothing; expected an xlsx file"):
        read_cbs_workbook(tmp_path / "none.xlsx", 2019)
    (tmp_path / "io.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one")
    with pytest.raises(InputError, match="expected an xlsx workbook. Save it as xlsx"):
        read_cbs_workbook(tmp_path / "io.xls", 2019)
