"""Numbers, dates and lists as each language writes them, and nowhere else but in one module."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import impact
from impact.words.numbers import MINUS, date_in_words, edition, exact, formatted, listed, month, number


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=0, max_value=4))
def test_a_number_reads_back_in_both_languages(value: float, decimals: int) -> None:
    english, dutch = number(value, "en", decimals), number(value, "nl", decimals)
    assert english.translate(str.maketrans(",.", ".,")) == dutch
    assert "-" not in english
    back = float(english.replace(",", "").replace(MINUS, "-"))
    assert back == pytest.approx(value, abs=0.51 * 10.0**-decimals)
    assert not (back == 0 and english.startswith(MINUS))


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert number(-0.04, "en") == number(np.float64(-0.04), "en") == "0.0"


@pytest.mark.parametrize(
    ("value", "spec", "nl"), [(-0.5, "+.1f", "\N{MINUS SIGN}0,5"), (0.123, ".0%", "12%"), (12345.6, ",.1f", "12.345,6")]
)
def test_a_format_of_python_in_dutch(value: float, spec: str, nl: str) -> None:
    assert formatted(value, spec, "nl") == nl


def test_an_input_keeps_all_its_digits_and_has_a_real_minus() -> None:
    assert exact(-0.005, "nl") == "\N{MINUS SIGN}0,005"


def test_lists_of_none_one_and_more() -> None:
    assert [listed(items, "nl") for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]
    assert listed(["a", "b"], "en") == "a and b"


def test_dates_and_months_in_words() -> None:
    assert date_in_words(datetime.date(2026, 3, 1), "nl") == "1 maart 2026"
    assert date_in_words(datetime.date(2026, 3, 1), "en") == "1 March 2026"
    assert [month(at, "nl") for at in (1, 12)] == ["januari", "december"]


def test_no_other_module_makes_decimal_commas_or_a_minus_by_hand() -> None:
    by_hand = re.compile(r"maketrans|\.translate\(|replace\(\"-\"|replace\(\"\.\", \",\"|MINUS SIGN|\\u2212")
    package = Path(impact.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if by_hand.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"words/numbers.py"}


@pytest.mark.parametrize(
    ("vintage", "en", "nl"),
    [
        ("19 November 2020", "19 November 2020", "19 november 2020"),
        ("2026-05-01T02:00:00", "1 May 2026", "1 mei 2026"),
        ("2025 (years to 2024)", "2025 (years to 2024)", "2025 (years to 2024)"),
        ("31 February 2020", "31 February 2020", "31 February 2020"),
        ("3 Novembre 2020", "3 Novembre 2020", "3 Novembre 2020"),
        ("2019", "2019", "2019"),
    ],
)
def test_an_edition_that_is_a_day_is_written_in_the_words_of_each_language(vintage: str, en: str, nl: str) -> None:
    assert edition(vintage) == (en, nl)
