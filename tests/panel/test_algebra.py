"""Sums, differences and ratios of published cells: no surer than the weakest part, nothing where a part is missing."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from impact.errors import InputError
from impact.panel.algebra import ratio, weighted_sum
from impact.panel.schema import check
from impact.statuses import MISSING, OBSERVED, WEAKEST_FIRST, weakest

KEYS = ["region", "year"]
# The order in which one says less than the other, written out once more: why there is none, then how sure it is.
ORDER = [
    *("suppressed", "unknown", "not collected", "impossible", "nil"),
    *("definition differs", "break", "estimated", "provisional", ""),
]
PAIRS = list(product(ORDER, ORDER))


def cell(status: str, value: float = 4.0) -> float:
    return float("nan") if status in MISSING else value


def cells(*statuses: str, region: str = "CR03") -> pd.DataFrame:
    """Return a cell for each status, in sectors A, B, C."""
    rows = [(region, 2019, sector, cell(s), s) for sector, s in zip("ABC", statuses, strict=False)]
    return pd.DataFrame(rows, columns=[*KEYS, "sector", "value", "status"])


def weaker(one: str, other: str) -> str:
    return min(one, other, key=ORDER.index)


def test_statuses_have_one_order() -> None:
    assert [*WEAKEST_FIRST] == ORDER
    assert {*OBSERVED, *MISSING} == {*ORDER}


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("sign", [1, -1])
def test_sum_or_difference_is_no_surer_than_either_part(sign: int, first: str, second: str) -> None:
    found = weighted_sum(cells(first, second), {"A": 1, "B": sign}, KEYS)
    assert found.loc[("CR03", 2019), "status"] == weaker(first, second)
    expected = cell(first) + sign * cell(second)
    assert found["value"].tolist() == pytest.approx([expected], nan_ok=True)


@pytest.mark.parametrize(("above", "below"), PAIRS)
def test_ratio_is_no_surer_than_numerator_or_denominator(above: str, below: str) -> None:
    over, under = (cells(status).set_index(KEYS) for status in (above, below))
    found = ratio(over, under)
    assert found.loc[("CR03", 2019), "status"] == weaker(above, below)
    assert found["value"].tolist() == pytest.approx([cell(above) / cell(below)], nan_ok=True)


def test_value_added_without_mining_by_hand() -> None:
    """18,000 less 6,000 of industry and energy, 2,500 of manufacturing back: 14,500."""
    rows = cells("", "", "").assign(value=[18_000.0, 6_000.0, 2_500.0])
    assert weighted_sum(rows, {"A": 1, "B": -1, "C": 1}, KEYS)["value"].tolist() == [14_500.0]


def test_sectors_without_a_weight_do_not_count() -> None:
    found = weighted_sum(cells("", "suppressed"), {"A": 2.5}, KEYS)
    assert found.loc[("CR03", 2019)].tolist() == [10.0, ""]


def test_row_that_is_not_there_is_not_collected_and_leaves_no_sum() -> None:
    rows = pd.concat([cells("", ""), cells("provisional", region="CR07")])
    found = weighted_sum(rows, {"A": 1, "B": 1}, KEYS)
    assert found.loc[("CR03", 2019)].tolist() == [8.0, ""]
    assert pd.isna(found.loc[("CR07", 2019), "value"])
    assert found.loc[("CR07", 2019), "status"] == "not collected"


def test_ratio_over_nothing_is_impossible_and_over_what_is_not_there_is_no_row() -> None:
    over = pd.concat([cells("provisional"), cells("", region="CR07")]).set_index(KEYS)
    under = cells("").assign(value=0.0).set_index(KEYS)
    found = ratio(over, under)
    assert found["status"].tolist() == ["impossible"]
    assert found["value"].isna().all()


@pytest.mark.parametrize("word", ["", "provisional", "break"])
def test_gap_that_an_own_file_does_not_explain_is_unknown(word: str) -> None:
    """The contract of the panel holds for what is computed: a reason exactly where no value is."""
    rows = cells("estimated", word)
    rows.loc[rows["sector"] == "B", "value"] = float("nan")
    for found in (
        weighted_sum(rows, {"A": 1, "B": 1}, KEYS),
        ratio(*(rows[rows["sector"] == sector].set_index(KEYS) for sector in ("A", "B"))),
    ):
        assert found["status"].tolist() == ["unknown"]
        frame = found.reset_index().assign(sector="A", variable="jobs", unit="1", source="own", vintage="1")
        check(frame)


def test_word_of_another_source_stays_beside_a_figure_and_beside_a_gap() -> None:
    assert weighted_sum(cells("provisional", "p"), {"A": 1, "B": 1}, KEYS)["status"].tolist() == ["p"]
    gap = cells("suppressed", "c").assign(value=[float("nan"), float("nan")])
    assert weighted_sum(gap, {"A": 1, "B": 1}, KEYS)["status"].tolist() == ["suppressed"]
    gap = cells("p", "c").assign(value=[4.0, float("nan")])  # whatever the words, the gap is why there is no sum
    assert weighted_sum(gap, {"A": 1, "B": 1}, KEYS)["status"].tolist() == ["c"]
    assert weakest(["", "p", "break"]) == "p"


def test_cell_that_stands_twice_is_refused_and_not_added_twice() -> None:
    rows = pd.concat([cells("", ""), cells("")])
    with pytest.raises(InputError, match=r"several figures of CR03 2019 A; expected one figure for each region, year"):
        weighted_sum(rows, {"A": 1, "B": 1}, KEYS)
