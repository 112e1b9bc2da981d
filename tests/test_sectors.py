"""Groupings of industries: what nests, what adds up, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import sectors
from impact.errors import InputError

CODES = sectors.codes("cbs81")


@pytest.mark.parametrize(("level", "count"), [("cbs81", 81), ("a38", 38), ("section", 21), ("a10", 10)])
def test_every_code_has_a_label_in_two_languages(level: sectors.Level, count: int) -> None:
    assert len(sectors.codes(level)) == count
    for lang in ("en", "nl"):
        labels = sectors.labels(level, lang)
        assert list(labels.index) == sectors.codes(level)
        assert labels.str.len().gt(0).all()
        assert labels.is_unique


@pytest.mark.parametrize(("fine", "coarse"), [("a38", "section"), ("section", "a10")])
def test_levels_nest(fine: sectors.Level, coarse: sectors.Level) -> None:
    pairs = pd.concat([sectors.grouping(fine), sectors.grouping(coarse)], axis=1).dropna()
    assert not pairs.drop_duplicates().duplicated(fine).any()


def test_industry_outside_the_ten_groups() -> None:
    assert "X" not in sectors.grouping("a10").index
    assert sectors.grouping("section")["X"] == "X"


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=81, max_size=81), st.randoms(use_true_random=False))
def test_aggregation_keeps_the_sum_in_any_order_and_by_any_road(values: list[int], random: object) -> None:
    series = pd.Series(values, index=CODES, dtype=float, name="jobs")
    shuffled = series.sample(frac=1, random_state=random.randrange(2**31))
    direct = sectors.aggregate(shuffled, "section")
    assert list(direct.index) == sectors.codes("section")
    assert direct.sum() == series.sum()
    pd.testing.assert_series_equal(sectors.aggregate(sectors.aggregate(series, "a38"), "section"), direct)


def test_square_table_is_summed_both_ways_and_other_tables_over_their_rows() -> None:
    flows = pd.DataFrame(np.arange(81.0 * 81).reshape(81, 81), index=CODES, columns=CODES)
    square = sectors.aggregate(flows, "a38")
    assert list(square.index) == list(square.columns) == sectors.codes("a38")
    assert square.loc["C10-12", "A"] == flows.loc[["C10", "C11", "C12"], ["A01", "A02", "A03"]].to_numpy().sum()
    rows = sectors.aggregate(flows.rename(columns=lambda c: f"use of {c}"), "a38")
    assert rows.shape == (38, 81)


def test_codes_of_several_levels_that_fit_together() -> None:
    mixed = {"B-E": 1.0, "F": 2.0, "A": 3.0, "G-I": 4.0, "J58-60": 5.0, "J61": 6.0, "J62": 7.0, "J63": 8.0}
    rest = dict.fromkeys(("K", "L", "M-N", "O-Q", "R-U"), 0.0)
    assert sectors.aggregate(pd.Series(mixed | rest), "a10")["J"] == 26.0


def test_missing_value_makes_its_group_missing() -> None:
    series = pd.Series(1.0, index=CODES)
    series["C11"] = np.nan
    assert sectors.aggregate(series, "a38").isna().to_dict()["C10-12"]
    assert sectors.aggregate(series, "a38").isna().sum() == 1


ONES = pd.Series(1.0, index=CODES)


@pytest.mark.parametrize(
    ("series", "to", "message"),
    [
        (ONES.drop("C11"), "a38", "no figure for C11"),
        (ONES.drop(["C11", "C12"]), "a10", "no figure for C11, C12.*\n.*X, in none of the groups"),
        (pd.concat([ONES, pd.Series({"C": 1.0})]), "a38", "C10 and C.*overlap"),
        (pd.concat([ONES, pd.Series({"A-U": 1.0})]), "section", "A01 and A-U.*leave totals out"),
        (pd.concat([ONES, pd.Series({"C11": 1.0})]), "section", "C11 and C11"),
        (ONES.rename({"C11": "C111"}), "section", "'C111'.*Did you mean"),
        (sectors.aggregate(ONES, "section"), "a38", "C, J, M, Q, coarser than a38"),
        (ONES, "a10", "X, in none of the groups"),
        (ONES, "a83", "Did you mean 'a38'"),
    ],
)
def test_gap_overlap_and_unknown_codes_are_refused(series: pd.Series, to: sectors.Level, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sectors.aggregate(series, to)


def test_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="'de'"):
        sectors.labels("a10", "de")


@pytest.mark.parametrize(
    ("code", "first", "last", "count"),
    [
        ("62", "J62", "J62", 1),
        ("37-39", "E37-39", "E37-39", 1),
        ("62-63", "J62", "J63", 2),
        ("68", "L68A", "L68B", 2),
        ("D-E", "D35", "E37-39", 3),
        ("C", "C10", "C33", 22),
        ("A+O-Q", "A01", "Q87-88", 7),
        ("A-U", "A01", "T97", 80),
    ],
)
def test_codes_and_ranges_of_sbi_are_known_by_their_industries(code: str, first: str, last: str, count: int) -> None:
    within = sectors.industries_within(code)
    assert (within[0], within[-1], len(within)) == (first, last, count)


@pytest.mark.parametrize("code", ["13", "87", "T001081", "X", "62-A", "", "A-U "])
def test_code_that_cuts_an_industry_or_is_no_sbi_has_none(code: str) -> None:
    assert sectors.industries_within(code) == ()


def test_a_range_is_called_by_its_name_where_it_has_one() -> None:
    assert sectors.title("62-63") == "IT and information services (62-63)"
    assert sectors.title("F", "nl") == "Bouwnijverheid (F)"
    assert sectors.title("D-E") == "D-E"


def test_a_range_without_a_name_is_called_by_the_largest_groups_in_it() -> None:
    assert sectors.names_within("A+O-Q") == ("Agriculture, forestry and fishing", "Government, education and care")
    assert sectors.names_within("D-E", "nl") == ("Energievoorziening", "Waterbedrijven en afvalbeheer")
    assert sectors.names_within("62-63") == ("IT and information services",)
    assert sectors.names_within("13") == ()
