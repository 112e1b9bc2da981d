"""Within and between sectors: parts that add up, a table by hand, and the one year that the figures have."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import bundle
from impact.errors import InputError
from impact.productivity import productivity_gap, within_between
from impact.productivity.record.parts_of_productivity import PARTS
from impact.words.statements import Statement


def codes(cautions: tuple[Statement, ...]) -> set[str]:
    return {one.code for one in cautions}


def state(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, [f"s{i}" for i in range(len(rows))], ["value_added", "labour"])


def test_two_sectors_by_hand() -> None:
    """From (30, 60 with shares .5, .5) to (40, 60 with .25, .75): 45 to 55 = within 5 + between 7.5 - 2.5 together."""
    found = within_between(state((300, 10), (600, 10)), state((200, 5), (900, 15)))
    assert found["productivity_first"].to_list() == [30, 60]
    assert found["share_second"].to_list() == [0.25, 0.75]
    assert found[[*PARTS]].to_numpy().tolist() == [[5.0, -7.5, -2.5], [0.0, 15.0, 0.0]]
    assert found[[*PARTS]].sum().to_list() == [5, 7.5, -2.5]


figures = st.tuples(st.floats(-1e3, 1e5), st.floats(0.1, 1e3))


@given(st.lists(st.tuples(figures, figures), min_size=1, max_size=8))
def test_the_parts_add_up_to_the_difference(rows: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    first, second = state(*(a for a, _ in rows)), state(*(b for _, b in rows))
    found = within_between(first, second)
    whole = [one["value_added"].sum() / one["labour"].sum() for one in (first, second)]
    size = float(found[["productivity_first", "productivity_second"]].abs().to_numpy().max()) + 1
    assert found[[*PARTS]].sum().sum() == pytest.approx(whole[1] - whole[0], abs=1e-10 * size)
    of_each = found["share_second"] * found["productivity_second"] - found["share_first"] * found["productivity_first"]
    assert found[[*PARTS]].sum(axis=1).to_numpy() == pytest.approx(of_each.to_numpy(), abs=1e-10 * size)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (state((1, 1)), "second: found s0"),
        (state((1, 1), (1, 0)), "labour of s1 that is missing or zero"),
        (state((float("nan"), 1), (1, 1)), "value_added of s0"),
        (state((1, 1), (1, 1)).drop(columns="labour"), "no labour"),
    ],
)
def test_states_that_cannot_be_compared_are_refused(second: pd.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said):
        within_between(state((1, 1), (1, 1)), second)
    twice = pd.concat([state((1, 1))] * 2)
    with pytest.raises(InputError, match="s0 twice"):
        within_between(twice, twice)


def table(name: str) -> dict[tuple[str, str], float]:
    with bundle.data("snapshot", f"{name}.csv").open(encoding="utf-8") as file:
        return {
            (r["region"], r["sector"]): float(r["value"])
            for r in csv.DictReader(file)
            if r["year"] == "2018" and r["value"]
        }


@pytest.mark.parametrize("area", [("CR03",), ("CR02",), ("CR03", "CR07")])
def test_the_gap_of_2018_is_that_of_the_files(area: tuple[str, ...]) -> None:
    value, jobs = table("corop-value-added"), table("corop-jobs")
    found = productivity_gap(list(area))
    above = sum(value[a, "A-U"] - value[a, "B-E"] for a in area)
    below = sum(jobs[a, "A-U"] - jobs[a, "B-E"] for a in area)
    # Jobs of the nation, December 2018 (83583NED): 8,422.0 thousand, of which 834.8 in B-E.
    nation = (value["NL", "A-U"] - value["NL", "B-E"]) / (8422.0 - 834.8)
    assert found[[*PARTS]].sum().sum() == pytest.approx(above / below - nation, abs=1e-9)
    care = found.set_index("sector").loc["O-Q"]
    expected = sum(value[a, "O-Q"] for a in area) / sum(jobs[a, "O-Q"] for a in area)
    assert care["productivity_second"] == pytest.approx(expected, rel=1e-12)
    trade = found.set_index("sector").loc["G-J"]
    assert trade["share_second"] == pytest.approx(
        sum(jobs[a, s] for a in area for s in ("G-I", "J")) / below, rel=1e-12
    )


def test_information_apart_from_trade_by_the_file() -> None:
    value, jobs = table("corop-value-added"), table("corop-jobs")
    found = productivity_gap("CR03", by=("A", "G-I", "J", "M-N", "O-Q")).set_index("sector")
    assert found.loc["J", "productivity_second"] == pytest.approx(value["CR03", "J"] / jobs["CR03", "J"])
    expected = (value["CR03", "G-J"] - value["CR03", "J"]) / jobs["CR03", "G-I"]
    assert found.loc["G-I", "productivity_second"] == pytest.approx(expected)
    whole = productivity_gap("CR03")[[*PARTS]].sum().sum()
    assert found[[*PARTS]].sum().sum() == pytest.approx(whole, abs=1e-9)


def test_what_is_in_a_figure_stands_beside_it() -> None:
    found = productivity_gap("CR03").set_index("sector")
    assert all("employee_jobs" in codes(cautions) for cautions in found["cautions"])
    assert [s for s, c in found["cautions"].items() if "imputed_rents" in codes(c)] == ["F+K+L+R-U"]
    assert set(found["unit"]) == {"thousand EUR per employee job, current prices"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"area": "CR03", "year": 2019}, "2018, the only year.*85925NED"),
        ({"area": "groningen-noord-drenthe"}, "CR01 G-I, CR01 O-Q in 2018.*85925NED"),
        ({"area": "CR02", "by": ("A", "G-I", "J", "M-N", "O-Q")}, "labour of J"),
        ({"area": "CR03", "by": ("A", "G-J", "M-N")}, "found A, G-J, M-N; expected A, G-J .or G-I and J., M-N, O-Q"),
        ({"area": "CR03", "by": ("A", "G-J", "J", "M-N", "O-Q")}, "Take these, each once"),
        ({"area": "nij-begun"}, "only a part of Noord-Drenthe"),
    ],
)
def test_what_the_figures_of_2018_cannot_give_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        productivity_gap(**asked)  # type: ignore[arg-type]
