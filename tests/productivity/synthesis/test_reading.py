"""Tables of effects: the shipped one, and those of users with all that can be wrong in them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputs import MAX_BYTES
from impact.productivity import meta_analysis, read_studies, shipped_studies
from impact.productivity.synthesis.columns import COLUMNS
from impact.productivity.synthesis.priors import _parameters

HEADER = "study,outcome,estimate,std_error,lower,upper,level,unit,regional_prior,reason"
ROWS = [
    "A,jobs,0.10,0.05,,,,log points,yes,",
    "B,jobs,0.30,,0.104,0.496,0.95,log points,yes,",
    "C,jobs,0.20,0.10,,,,log points,national,a country",
    "D,pay,0.02,,0.01,0.05,,log points,yes,",
]


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes, name: str = "own.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def table(rows=ROWS, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def problems(path):
    with pytest.raises(InputError) as caught:
        read_studies(path)
    assert {p.file for p in caught.value.problems} == {str(path)}
    assert all(p.found and p.expected and p.todo for p in caught.value.problems)
    return [(p.field, f"{p.found}; {p.expected}. {p.todo}") for p in caught.value.problems]


def test_errors_are_read_or_follow_from_an_interval_with_its_level(written):
    found = read_studies(written(table()))
    assert found.outcomes == ("jobs", "pay")
    np.testing.assert_allclose(found.table["std_error"], [0.05, 0.1, 0.1, np.nan], rtol=1e-3)
    pooled = found.of("jobs").synthesis()
    by_hand = meta_analysis([0.1, 0.3, 0.2], found.of("jobs").table["std_error"].to_numpy())
    assert pooled.mean == by_hand.mean
    assert list(pooled.effects.index) == ["A", "B", "C"]


def test_columns_that_are_not_needed_may_be_left_out(written):
    found = read_studies(written("unit,study,estimate,outcome\nlog points,A,0.1,jobs\n"))
    assert list(found.table.columns) == list(COLUMNS)
    assert found.table.loc[0, "citation"] == ""
    assert np.isnan(found.table.loc[0, "std_error"])


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_dutch_spreadsheet_is_read_as_it_is_saved(written, separator):
    rows = [row.replace(".", "%").replace(",", separator).replace("%", ",") for row in ROWS]
    text = table(rows, HEADER.replace(",", separator)).replace("\n", "\r\n")
    dutch = read_studies(written(b"\xef\xbb\xbf" + text.encode()))
    pd.testing.assert_frame_equal(dutch.table, read_studies(written(table(), "other.csv")).table)


def test_empty_lines_and_columns_that_a_spreadsheet_leaves_do_no_harm(written):
    rows = [f"{row},," for row in ROWS]
    padded = read_studies(written(table(["", *rows, ",,,,,,,,,,,", ""], HEADER + ",,")))
    assert len(padded.table) == 4


def test_semicolons_with_decimal_points_are_read(written):
    found = read_studies(written("study;outcome;unit;estimate;std_error\nA;jobs;log;0.125;1e-1\n"))
    assert tuple(found.table.loc[0, ["estimate", "std_error"]]) == (0.125, 0.1)


REFUSED = {
    "an error of zero": ("A,jobs,0.1,0,,,,log,yes,", "line 2, std_error", "0; a number above zero"),
    "a negative error": ("A,jobs,0.1,-0.2,,,,log,yes,", "line 2, std_error", "-0.2; a number above zero"),
    "an interval without its estimate in it": (
        "A,jobs,0.1,,0.2,0.4,0.95,log,yes,",
        "line 2, lower",
        "0.2 to 0.4; an interval that holds its estimate 0.1",
    ),
    "a range without its estimate in it": ("A,jobs,0.5,,0.2,0.4,,log,yes,", "line 2, lower", "holds its estimate 0.5"),
    "an interval upside down": ("A,jobs,0.3,,0.4,0.2,0.95,log,yes,", "line 2, lower", "a lower end below the upper"),
    "an interval of no length": ("A,jobs,0.3,,0.3,0.3,0.95,log,yes,", "line 2, lower", "a lower end below the upper"),
    "half an interval": ("A,jobs,0.3,,0.2,,,log,yes,", "line 2, upper", "an empty cell; both ends, or neither"),
    "a lopsided interval": (
        "A,jobs,1.5,,0.9,3.0,0.95,ratio,yes,",
        "line 2, lower",
        "an interval around its estimate 1.5. Take logarithms",
    ),
    "an error beside another interval": (
        "A,jobs,0.3,0.2,0.104,0.496,0.95,log,yes,",
        "line 2, std_error",
        "0.2 beside 0.104 to 0.496; about 0.1",
    ),
    "an error far below its interval": (
        "A,jobs,0.3,0.02,0.104,0.496,0.95,log,yes,",
        "line 2, std_error",
        "0.02 beside 0.104 to 0.496; about 0.1",
    ),
    "a level in per cent": ("A,jobs,0.3,,0.1,0.5,95,log,yes,", "line 2, level", "95; a share between 0 and 1"),
    "a level without an interval": ("A,jobs,0.3,0.1,,,0.95,log,yes,", "line 2, level", "0.95 without an interval"),
    "no figure": ("A,jobs,,,,,,log,yes,", "line 2, estimate", "an empty cell; an estimate, or a range"),
    "an error without an estimate": ("A,jobs,,0.1,0.1,0.3,,log,yes,", "line 2, estimate", "beside a standard error"),
    "text for a number": ("A,jobs,4%,0.1,,,,log,yes,", "line 2, estimate", "'4%'; a number with a decimal point"),
    "not a number": ("A,jobs,nan,0.1,,,,log,yes,", "line 2, estimate", "'nan'; a number"),
    "infinite": ("A,jobs,0.1,inf,,,,log,yes,", "line 2, std_error", "'inf'; a number"),
    "beyond any number": ("A,jobs,1e999,0.1,,,,log,yes,", "line 2, estimate", "'1e999'; a number"),
    "digits of another script": (
        "A,jobs,0.\u0661,0.1,,,,log,yes,",
        "line 2, estimate",
        "a number with a decimal point",
    ),
    "thousands": ('A,jobs,"1,700",0.1,,,,log,yes,', "line 2, std_error", "'0.1'; a number with a decimal comma"),
    "no study": (",jobs,0.1,0.1,,,,log,yes,", "line 2, study", "an empty cell; the study"),
    "no unit": ("A,jobs,0.1,0.1,,,,,yes,", "line 2, unit", "an empty cell; the unit"),
    "a word that is not known": (
        "A,jobs,0.1,0.1,,,,log,nationl,x",
        "line 2, regional_prior",
        "Did you mean 'national'",
    ),
    "no reason": ("A,jobs,0.1,0.1,,,,log,contested,", "line 2, reason", "an empty cell; why it is contested"),
    "too many cells": ("A,jobs,0.1,0.1,,,,log,contested,x,y", "line 2", "11 cells; 10, as in the header"),
}


@pytest.mark.parametrize(("row", "field", "words"), REFUSED.values(), ids=list(REFUSED))
def test_a_row_that_is_refused(written, row, field, words):
    found = problems(written(table([row])))
    assert [one for one, _ in found] == [field]
    assert words in dict(found)[field]


def test_a_study_twice_and_another_unit_are_named_with_the_line_that_they_clash_with(written):
    rows = [*ROWS, "A,jobs,0.11,0.05,,,,log points,yes,", "E,jobs,4,1,,,,per cent,yes,", "A,pay,1,1,,,,log points,yes,"]
    found = dict(problems(written(table(rows))))
    assert set(found) == {"line 6, study", "line 7, unit"}
    assert found["line 6, study"].startswith("A again for jobs, as in line 2; each study once for an outcome")
    assert found["line 7, unit"].startswith("per cent; log points, the unit of jobs in line 2. Convert")


def test_everything_wrong_comes_at_once_in_the_order_of_lines(written):
    rows = ["A,jobs,0.1,0,,,,log,yes,", *ROWS[1:2], "A,jobs,x,-1,,,,euro,maybe,"]
    found = problems(written(table(rows)))
    assert [field for field, _ in found] == [
        "line 2, std_error",
        "line 3, unit",
        "line 4, estimate",
        "line 4, regional_prior",
        "line 4, study",
        "line 4, unit",
    ]


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        (HEADER, "file", "no rows under the header"),
        ("\n\n", "file", "no text"),
        (b"study,outcome\n\xe9,b\n", "file", "byte 14 is not UTF-8; UTF-8 text. Save it as CSV UTF-8"),
        ('study,outcome\n"a,b\n', "file", "Close every quotation mark"),
        ("study,unit,estimate\na,b,1\n", "line 1", "columns study, unit, estimate; outcome too"),
        ("study,outcome,unit\na,b,c\n", "line 1", "a column estimate, or columns lower and upper"),
        ("study,outcome,unit,estimate,se\na,b,c,1,2\n", "line 1, se", "column 'se'; columns study, outcome"),
        ("study,outcome,unit,estimate,estimate\na,b,c,1,2\n", "line 1, estimate", "2 such columns; one"),
    ],
)
def test_a_file_that_is_refused(written, text, field, words):
    found = dict(problems(written(text)))
    assert words in found[field]


def test_files_that_are_none(written, tmp_path):
    assert "nothing; a csv file" in problems(tmp_path / "missing.csv")[0][1]
    assert "a folder; a csv file" in problems(tmp_path)[0][1]
    assert "0 bytes; 1 to" in problems(written(b""))[0][1]
    assert "Is it the right file?" in problems(written(b"x" * (MAX_BYTES + 1)))[0][1]


def test_an_outcome_that_is_not_there_comes_with_the_nearest(written):
    with pytest.raises(
        InputError, match=r"own.csv: outcome: found 'job'; expected an outcome of the table. Did you mean"
    ):
        read_studies(written(table())).of("job")


@pytest.mark.parametrize(
    ("select", "words"),
    [
        (lambda studies: studies, "outcome: found jobs, pay; expected studies of one outcome"),
        (
            lambda studies: studies.of("pay"),
            "std_error: found none for D.*\n.*found one study, D; expected two studies",
        ),
        (lambda studies: studies.of("pay").with_std_error(), "study: found no study; expected two studies or more"),
        (lambda studies: studies.of("jobs").barred(), "study: found one study, C"),
    ],
)
def test_what_cannot_be_pooled_is_named_with_its_file(written, select, words):
    with pytest.raises(InputError, match=f"own.csv: .*{words}"):
        select(read_studies(written(table()))).synthesis()


def test_the_shipped_table_is_read_and_belongs_to_the_elicited_parameters():
    shipped = shipped_studies()
    assert len(shipped.table) == 28
    units = shipped.table.groupby("outcome")["unit"].first()
    assert dict(units) == {name: _parameters()[name].unit for name in shipped.outcomes}


def test_the_shipped_effects_lie_within_the_elicited_ranges_or_say_why_not():
    """One fact in two files: an admissible effect outside its range would contradict it."""
    admissible = shipped_studies().admissible().table
    outside = {
        row.study
        for row in admissible.itertuples()
        if row.estimate < _parameters()[row.outcome].low or row.estimate > _parameters()[row.outcome].high
    }
    assert outside == {"Van Dijk 2014"}  # 1.02 beside a range that ends at 1.0


def test_the_file_of_a_user_may_start_from_the_shipped_one(written):
    shipped = shipped_studies()
    path = written("", "copy.csv")
    shipped.table.to_csv(path, index=False, quoting=csv.QUOTE_MINIMAL)
    pd.testing.assert_frame_equal(read_studies(path).table, shipped.table)
