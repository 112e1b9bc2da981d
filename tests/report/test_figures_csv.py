"""The figures of a chart as a file: what is written as people read it comes back as the number that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.report.charts.values import Values, ranged
from impact.report.pages.figures_csv import figure_columns, figure_frame
from impact.report.pages.picture_files import csv_text
from impact.scenario.answer.outlook import Outlook
from impact.words.texts import LANGUAGES, Lang, chart_words

NUMBERS = st.floats(-1e7, 1e7)
TOLD = {"title": "t", "source": "s"}


@pytest.mark.parametrize("lang", LANGUAGES)
@given(values=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_a_number_with_its_ends_becomes_three_numbers_in_the_digits_shown(
    lang: Lang, values: list[tuple[float, float, float]]
) -> None:
    words = chart_words(lang)
    rows = [Outlook(low, mean, high) for low, mean, high in values]
    table = Values(("name", "figure"), tuple((f"n{at}", ranged(row, words)) for at, row in enumerate(rows)))
    found = figure_frame(table, words, TOLD)
    columns = list(found.columns)
    assert columns[0] == "name"
    assert columns[4:] == ["title", "source", "made_by"]
    for at, (low, mean, high) in enumerate(values):
        read = [float(value) for value in found.iloc[at, 1:4]]
        assert read == [float(round(v, 0 if abs(v) >= 10 else 1)) for v in (mean, low, high)]


def test_a_column_with_one_text_stays_text_and_nothing_stays_empty() -> None:
    words = chart_words("nl")
    rows = (("2020", "1.234,5", "12%", "niet gevonden"), ("2021", "–", "−3%", "4"))
    table = Values(("Jaar", "Werk", "Deel", "Vanaf"), rows)
    assert figure_columns(table, words) == [0, 1, 2]
    text = csv_text(figure_frame(table, words, {}))
    assert text.splitlines() == [
        "Jaar,Werk,Deel (%),Vanaf,made_by",
        "2020,1234.5,12,niet gevonden,impact-noord",
        "2021,,-3,4,impact-noord",
    ]


def test_what_a_spreadsheet_would_compute_is_text() -> None:
    table = Values(("=cmd()", "n"), (("@SUM(A1)", "1"),))
    assert csv_text(figure_frame(table, chart_words("en"), {})).splitlines() == [
        "'=cmd(),n,made_by",
        "'@SUM(A1),1,impact-noord",
    ]


def test_two_columns_of_one_name_are_both_kept() -> None:
    table = Values(("n", "x", "x"), (("a", "1", "2"),))
    assert list(figure_frame(table, chart_words("en"), {}).columns) == ["n", "x", "x (2)", "made_by"]
