"""Shift-share of the jobs of areas: the reference numbers, a second computation from the file, and refusals."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import pairwise

import pytest

from impact import bundle, regions, sectors
from impact.errors import InputError
from impact.productivity import job_shift_share, published_sectors
from impact.productivity.record.parts_of_growth import PARTS
from impact.words.statements import said

AREA = "groningen-noord-drenthe"
TEN = sectors.codes("a10")


def test_ten_groups_of_the_study_area_give_the_reference_numbers() -> None:
    """Computed once from the same figures, in thousand jobs 2019-2024, and printed with two decimals.

    +23.3 = national 21.17 + mix 3.51 + competitive -1.38; by Esteban-Marquillas -2.13 and allocation 0.75.
    """
    classic = job_shift_share(AREA, by=TEN)[["change", *PARTS["classic"]]].sum()
    assert classic.to_list() == pytest.approx([23.3, 21.17, 3.51, -1.38], abs=0.005)
    other = job_shift_share(AREA, by=TEN, method="esteban_marquillas")[["competitive", "allocation"]].sum()
    assert other.to_list() == pytest.approx([-2.13, 0.75], abs=0.005)


def figures() -> dict[tuple[str, str, int], float]:
    with bundle.data("snapshot", "corop-jobs-by-section.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    return {(r["region"], r["sector"], int(r["year"])): float(r["value"]) for r in rows if r["value"]}


def by_hand(area: Sequence[str], codes: Sequence[str], years: tuple[int, int]) -> dict[str, list[float]]:
    """The same in plain loops over the file: national, mix and competitive of each sector."""
    held = figures()
    everywhere = sorted({region for region, _, _ in held})
    a, b = ({s: sum(held[r, s, y] for r in area) for s in codes} for y in years)
    A, B = ({s: sum(held[r, s, y] for r in everywhere) for s in codes} for y in years)
    total = sum(B.values()) / sum(A.values())
    return {
        "national": [a[s] * total - a[s] for s in codes],
        "mix": [a[s] * B[s] / A[s] - a[s] * total for s in codes],
        "competitive": [b[s] - a[s] * B[s] / A[s] for s in codes],
    }


@pytest.mark.parametrize("years", [(2019, 2024), (2020, 2023), (2023, 2024)])
@pytest.mark.parametrize("area", [["CR01"], ["CR07"], ["CR01", "CR02", "CR03", "CR07"], ["CR23", "CR24"]])
def test_a_second_computation_from_the_file_agrees(area: list[str], years: tuple[int, int]) -> None:
    found = job_shift_share(area, years)
    expected = by_hand(area, list(found["sector"]), years)
    for part, values in expected.items():
        assert found[part].to_list() == pytest.approx(values, abs=1e-9)


@pytest.mark.parametrize("years", [(2019, 2024), (2019, 2022)])
def test_all_areas_and_the_jobs_of_none_are_the_nation(years: tuple[int, int]) -> None:
    parts = job_shift_share(years=years)
    assert parts[[*PARTS["classic"]]].sum(axis=1).to_numpy() == pytest.approx(parts["change"].to_numpy(), abs=1e-11)
    nowhere = by_hand(["CR99"], published_sectors(years), years)
    for part in ("mix", "competitive"):
        assert parts[part].sum() + sum(nowhere[part]) == pytest.approx(0, abs=1e-9)
    # Sections are rounded to a hundred jobs: 40 areas and 14 sectors or more.
    printed = sum(figures()[region, "A-U", years[0]] for region in regions.codes("corop"))
    assert parts["before"].sum() == pytest.approx(printed, abs=40 * 14 * 0.05)


def test_by_esteban_marquillas_an_area_without_a_sector_is_refused() -> None:
    with pytest.raises(InputError, match="nothing before in CR02 J"):
        job_shift_share(method="esteban_marquillas")
    wide = job_shift_share(method="esteban_marquillas", by=["A", "B-F", "G-N", "O-U"])
    parts = [*PARTS["esteban_marquillas"]]
    assert wide[parts].sum(axis=1).to_numpy() == pytest.approx(wide["change"].to_numpy(), abs=1e-11)


def test_areas_on_either_side_of_a_moved_border_are_one() -> None:
    held = set(job_shift_share()["region"])
    assert {"CR23+CR24", "CR34+CR35"} <= held
    assert not {"CR23", "CR24", "CR34", "CR35"} & held
    assert set(job_shift_share(years=(2023, 2024))["region"]) == set(regions.codes("corop"))


def test_the_finest_published_sectors_are_taken() -> None:
    sections = [*"ACFGHIJKLMNOPQRS"]
    finest = ["B-E" if code == "C" else code for code in sections]  # B, D and E are published nowhere near everywhere
    assert published_sectors((2019, 2023)) == published_sectors((2019, 2020)) == finest
    joined = [code for code in finest if code not in "PQ"]  # O and P of CR01 and CR02 in 2024
    assert published_sectors((2019, 2024)) == ["O-Q" if code == "O" else code for code in joined]


def test_finance_across_its_unexplained_fall_says_so() -> None:
    finance = job_shift_share(AREA).set_index("sector").loc["K"]
    assert finance["status"] == "break"
    (jump,) = (one for one in finance["cautions"] if one.code == "not_comparable")
    assert (jump.fields["who"], jump.fields["year"]) == ("K", 2024)
    earlier = job_shift_share(AREA, (2019, 2023)).set_index("sector")
    assert earlier.loc["K", "status"] == ""
    assert set(earlier["cautions"]) == {(said("employee_jobs"),)}
    assert set(earlier["unit"]) == {"thousand jobs"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"years": (2018, 2024)}, "2018 to 2024.*CR99"),
        ({"years": (2024, 2019)}, "the first before the last"),
        ({"area": ["CR23"]}, "Take CR23 and CR24 together, or years up to 2022 or from 2023 on"),
        ({"area": "nij-begun"}, "only a part of Noord-Drenthe"),
        ({"by": ["A", "B-F"]}, "hold all sectors, each once"),
        ({"by": "a10"}, "by: found a10; expected sections and groups that hold all sectors"),
        ({"by": [*TEN, "G"]}, "hold all sectors, each once"),
        ({"by": [*TEN[:-1], "R", "Z"]}, "hold all sectors, each once"),
        ({"by": [code for ten in TEN for code in (["B", "C", "D", "E"] if ten == "B-E" else [ten])]}, "CR01 B 2019"),
    ],
)
def test_what_the_figures_cannot_give_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        job_shift_share(**asked)  # type: ignore[arg-type]


def test_growth_of_two_spells_is_the_growth_of_both() -> None:
    """Changes add up over years (parts do not: their weights move)."""
    spells = [job_shift_share("CR03", years, by=TEN)["change"].sum() for years in pairwise((2019, 2021, 2024))]
    assert sum(spells) == pytest.approx(job_shift_share("CR03", by=TEN)["change"].sum(), abs=1e-9)
