"""Counts added up over places: the sum of all is that of its parts, and the weakest status stands for them."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import bundle, regions
from impact.errors import InputError
from impact.panel.schema import MISSING, OBSERVED
from impact.productivity import share_left_out
from impact.productivity.record.counts import crosses, dividing, sums, weakest
from impact.productivity.record.places import Place, nation, places

CODES = ["CR01", "CR02", "CR03"]


def panel_of(cells: dict[str, tuple[float, str]]) -> pd.DataFrame:
    rows = [(r, "A-U", 2020, "jobs", v, "thousand jobs", s, "a table", "2026") for r, (v, s) in cells.items()]
    return pd.DataFrame(
        rows, columns=["region", "sector", "year", "variable", "value", "unit", "status", "source", "vintage"]
    )


statuses = st.sampled_from([s for s in OBSERVED if s != "break"])


@given(st.lists(st.tuples(st.floats(0, 1e6), statuses), min_size=3, max_size=3))
def test_a_sum_is_that_of_its_parts_and_of_the_sums_of_them(cells: list[tuple[float, str]]) -> None:
    frame = panel_of(dict(zip(CODES, cells, strict=True)))
    whole = sums(frame, [Place("all", tuple(CODES))]).iloc[0]
    two = sums(frame, [Place("some", ("CR01", "CR02")), Place("CR03", ("CR03",))])
    assert whole["value"] == pytest.approx(sum(value for value, _ in cells))
    assert two["value"].sum() == pytest.approx(whole["value"])
    assert whole["status"] == weakest(status for _, status in cells) == weakest(two["status"])


@pytest.mark.parametrize("missing", MISSING)
def test_a_part_without_a_figure_leaves_the_sum_without_one(missing: str) -> None:
    cells = {"CR01": (1.0, "provisional"), "CR02": (float("nan"), missing), "CR03": (2.0, "")}
    row = sums(panel_of(cells), [Place("all", tuple(CODES))]).iloc[0]
    assert (row["status"], row["value"] != row["value"]) == (missing, True)


def test_a_part_without_a_row_is_not_collected() -> None:
    row = sums(panel_of({"CR01": (1.0, "")}), [Place("all", ("CR01", "CR02"))]).iloc[0]
    assert (row["status"], row["value"] != row["value"]) == ("not collected", True)


def test_provisional_survives_and_a_break_mends_in_the_sum() -> None:
    cells = {"CR01": (1.0, "provisional"), "CR02": (1.0, "break"), "CR03": (2.0, "")}
    found = sums(panel_of(cells), [Place("all", tuple(CODES)), Place("CR02", ("CR02",))])
    assert found.set_index("region")["status"].to_dict() == {"all": "provisional", "CR02": ""}


def test_a_break_says_nothing_of_how_sure_a_figure_is() -> None:
    assert weakest(["break", ""]) == ""
    assert weakest(["break", "provisional", "estimated"]) == "estimated"
    assert weakest(["definition differs", "suppressed", "nil"]) == "suppressed"


def test_breaks_divide_a_place_that_holds_one_side_of_a_border() -> None:
    rows = pd.concat([panel_of({"CR01": (1.0, ""), "CR03": (1.0, "")}).assign(year=y) for y in (2017, 2018)])
    rows = rows.assign(source="CBS StatLine 83582NED")
    divided = dividing(rows, [Place("CR01", ("CR01",)), Place("both", ("CR01", "CR03"))])
    assert divided[["region", "year", "name"]].to_numpy().tolist() == [["CR01", 2018, "menterwolde"]]
    cases = [("CR01", 2017, 2018), ("CR01", 2018, 2017), ("CR01", 2018, 2019), ("both", 2017, 2018)]
    assert crosses(divided, *zip(*cases, strict=True)) == [True, True, False, False]


def test_places_are_sums_of_corop_areas() -> None:
    assert [place.parts for place in places("provincie", "PV20")] == [("CR01", "CR02", "CR03")]
    assert nation().parts == tuple(regions.codes("corop"))
    assert places("area", ["CR03", "CR07"]) == (Place("CR03+CR07", ("CR03", "CR07")),)
    everywhere = [part for place in places("provincie") for part in place.parts]
    assert sorted(everywhere) == regions.codes("corop")


def test_the_share_that_is_left_out_is_that_of_the_file() -> None:
    with bundle.data("snapshot", "corop-jobs-by-section.csv").open(encoding="utf-8") as file:
        held = {(r["region"], r["sector"], r["year"]): float(r["value"]) for r in csv.DictReader(file) if r["value"]}
    found = share_left_out("area", (2019, 2020), area="groningen").set_index("year")
    above = sum(held[code, "B-E", "2019"] - held[code, "C", "2019"] for code in CODES)
    below = sum(held[code, "A-U", "2019"] for code in CODES)
    assert found.loc[2019, "value"] == pytest.approx(100 * above / below, rel=1e-12)
    unpublished = share_left_out("corop", (2018, 2018), area="CR07").iloc[0]
    assert (unpublished["status"], unpublished["value"] != unpublished["value"]) == ("unknown", True)
    with pytest.raises(InputError, match="years in 2015-2024"):
        share_left_out(years=(2010, 2020))
