"""Shift-share: the parts add up, a printed example, and what cannot be computed is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.productivity import shift_share
from impact.productivity.record.parts_of_growth import METHODS, PARTS

Sides = tuple[pd.DataFrame, pd.DataFrame, "pd.Series[float]", "pd.Series[float]"]
INDUSTRIES = ["I", "II", "III", "IV"]


def printed() -> Sides:
    """G. Krumme, University of Washington, Geography 350, "Shift & Share Table with Excel Explanations", 1985-1995.

    The region's jobs are printed; of the nation its shares (10, 20, 40, 30 %) and growth (10, 20, 30, 40 %) are.
    """
    before = pd.DataFrame([[500.0, 100, 200, 200]], ["Holukuluku"], INDUSTRIES)
    after = pd.DataFrame([[1000.0, 100, 250, 280]], ["Holukuluku"], INDUSTRIES)
    nation = pd.Series([1000.0, 2000, 4000, 3000], INDUSTRIES)
    return before, after, nation, nation * pd.Series([1.1, 1.2, 1.3, 1.4], INDUSTRIES)


def test_the_printed_example_comes_back() -> None:
    """Printed without signs: 290 national, 80 composition, 420 differential, of a growth of 630."""
    parts = shift_share(*printed()).set_index("sector")
    assert parts["change"].sum() == pytest.approx(630, abs=0.5)
    assert parts["national"].sum() == pytest.approx(290, abs=0.5)
    assert parts["mix"].to_list() == pytest.approx([-95, -9, 2, 22], abs=0.5)
    assert parts["mix"].sum() == pytest.approx(-80, abs=0.5)
    assert parts["competitive"].to_list() == pytest.approx([450, -20, -10, 0], abs=0.5)
    assert parts["competitive"].sum() == pytest.approx(420, abs=0.5)


def test_esteban_marquillas_by_hand() -> None:
    """Industry I: 1000 jobs in the region, a tenth of the nation's are in it: 100; times (100 - 10) per cent: 90."""
    parts = shift_share(*printed(), method="esteban_marquillas").set_index("sector")
    assert parts["competitive"].to_list() == pytest.approx([90, -40, -20, 0], abs=1e-9)
    assert parts["allocation"].to_list() == pytest.approx([360, 20, 10, 0], abs=1e-9)


@st.composite
def nations(draw: st.DrawFn) -> Sides:
    """Some regions that make up a nation, each with a job in every sector."""
    shape = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    count = st.floats(0.1, 1e4, allow_subnormal=False)
    cells = [[[draw(count) for _ in range(shape[1])] for _ in range(shape[0])] for _ in range(2)]
    before, after = (pd.DataFrame(one, [f"r{i}" for i in range(shape[0])]).rename(columns=str) for one in cells)
    return before, after, before.sum(), after.sum()


@given(nations())
def test_parts_add_up_to_the_change_and_over_the_nation_to_nothing(sides: Sides) -> None:
    size = float(sides[2].sum() + sides[3].sum())
    for method in METHODS:
        parts = shift_share(*sides, method=method)
        summed = parts[list(PARTS[method])].sum(axis=1)
        assert summed.to_numpy() == pytest.approx(parts["change"].to_numpy(), abs=1e-12 * size)
        assert parts["national"].sum() == pytest.approx(parts["change"].sum(), abs=1e-10 * size)
        assert parts["mix"].sum() == pytest.approx(0, abs=1e-10 * size)
        shares = parts.groupby("region")[["competitive", *PARTS[method][3:]]].sum().sum(axis=1)
        assert shares.sum() == pytest.approx(0, abs=1e-10 * size)


@given(nations())
def test_a_region_that_is_the_nation_has_no_mix_and_nothing_of_its_own(sides: Sides) -> None:
    whole = [one.to_frame("all").T for one in sides[2:]]
    for method in METHODS:
        parts = shift_share(*whole, *sides[2:], method=method)
        assert np.abs(parts[list(PARTS[method][2:])].to_numpy()).max() <= 1e-9 * sides[3].sum()
        assert abs(parts["mix"].sum()) <= 1e-9 * sides[3].sum()


def test_a_sector_that_comes_new_is_the_regions_own() -> None:
    before, after, nation, later = printed()
    before.loc["Holukuluku", "II"] = 0.0
    new = shift_share(before, after, nation, later).set_index("sector").loc["II"]
    assert (new["national"], new["mix"], new["competitive"]) == (0, 0, 100)
    with pytest.raises(InputError, match="nothing before in Holukuluku II"):
        shift_share(before, after, nation, later, method="esteban_marquillas")


@pytest.mark.parametrize(
    ("side", "put", "said"),
    [
        (0, lambda f: f[["II", "I", "III", "IV"]], "after: found labels"),
        (1, lambda f: f.rename(columns={"I": "V"}), "after: found labels Holukuluku, V"),
        (2, lambda s: s.drop("I"), "nation_before: found labels"),
        (1, lambda f: f.assign(II=np.nan), "no figure of Holukuluku II"),
        (0, lambda f: f.assign(II=-1.0), "a figure below zero of Holukuluku II"),
        (2, lambda s: s.where(s.index != "IV", 0.0), "no IV in the nation"),
        (0, lambda f: f * 1000, "were region and nation swapped|Were region and nation swapped"),
    ],
)
def test_what_cannot_be_computed_is_refused(side: int, put: object, said: str) -> None:
    sides = list(printed())
    sides[side] = put(sides[side])  # type: ignore[operator]
    with pytest.raises(InputError, match=said):
        shift_share(*sides)


def test_an_unknown_method_and_a_label_twice_are_refused() -> None:
    before, after, nation, later = printed()
    with pytest.raises(InputError, match="classic"):
        shift_share(before, after, nation, later, method="classical")
    twice = [one.rename(columns={"II": "I"}) for one in (before, after)]
    named = [one.rename({"II": "I"}) for one in (nation, later)]
    with pytest.raises(InputError, match="I twice"):
        shift_share(*twice, *named)
