"""Digits that do not stand still are not written: a number is rounded to where one unit is no less than its error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.words.numbers import number, stable_decimals


@pytest.mark.parametrize(
    ("error", "decimals"), [(0.0, None), (0.09, 1), (0.1, 1), (0.11, 0), (1.0, 0), (1.1, -1), (9.9, -1), (10.1, -2)]
)
def test_a_decimal_stands_still_when_the_error_is_one_of_it_at_most(error: float, decimals: int | None) -> None:
    assert stable_decimals(error) == decimals


@pytest.mark.parametrize(
    ("value", "error", "en", "nl"),
    [
        (551.4, 0.0, "551", "551"),
        (551.4, 2.5, "550", "550"),
        (1551.4, 2.5, "1,550", "1.550"),
        (551.4, 0.9, "551", "551"),
        (551.4, 20.0, "600", "600"),
        (8.13, 0.05, "8.1", "8,1"),
        (8.13, 0.4, "8", "8"),
        (-0.4, 2.0, "0", "0"),
        (38.2, 3.0, "40", "40"),
        (3.0, 60.0, "0", "0"),
    ],
)
def test_a_number_is_written_with_the_digits_that_stand(value: float, error: float, en: str, nl: str) -> None:
    assert number(value, "en", error=error) == en
    assert number(value, "nl", error=error) == nl


@given(value=st.floats(-1e6, 1e6), error=st.floats(1e-3, 1e4))
def test_what_is_left_out_is_at_most_five_times_the_error(value: float, error: float) -> None:
    written = float(number(value, "en", 6, error).replace(",", "").replace("\N{MINUS SIGN}", "-"))
    assert abs(written - value) <= 5 * error + 1e-6
