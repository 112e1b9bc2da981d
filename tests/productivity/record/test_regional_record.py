"""The record of a region holds what the functions give, names its tables, and says what the figures cannot give."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.errors import InputError
from impact.productivity import (
    RegionalRecord,
    birth_rate,
    births,
    job_shift_share,
    labour_productivity,
    regional_record,
    research,
)
from impact.productivity.record.regional_record import TABLES, Part

AREA = "groningen-noord-drenthe"


def test_each_part_is_what_its_function_gives(region_record: RegionalRecord) -> None:
    held = region_record.frames
    productivity = held[Part.PRODUCTIVITY]
    own = labour_productivity("area", prices="current", area=AREA)
    pd.testing.assert_frame_equal(productivity[productivity["region"].eq(AREA)].reset_index(drop=True), own)
    pd.testing.assert_frame_equal(held[Part.BIRTHS], births("area", area=AREA))
    rate = held[Part.BIRTH_RATE]
    pd.testing.assert_frame_equal(rate[rate["region"].eq("NL")].reset_index(drop=True), birth_rate("land"))
    pd.testing.assert_frame_equal(held[Part.RESEARCH], research())
    jobs = held[Part.JOB_GROWTH]
    finer = job_shift_share(AREA, method="esteban_marquillas")
    of_record = jobs[jobs["method"].eq("esteban_marquillas")].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_record[finer.columns], finer)


def test_it_holds_the_whole_country_for_maps_and_the_areas_for_tables(region_record: RegionalRecord) -> None:
    assert len(set(region_record[Part.PRODUCTIVITY]["region"])) == 42  # forty areas, the study area, the nation
    assert set(region_record[Part.JOB_GROWTH]["region"]) == {AREA, "CR01", "CR02", "CR03", "CR07"}
    assert set(region_record[Part.REAL_GROWTH]["deflator"]) == {"value-added", "consumer"}


def test_every_part_names_the_tables_that_its_figures_say_they_come_from(region_record: RegionalRecord) -> None:
    """What stands in the source line of a chart is the table that the frame was made of, and no other."""
    assert set(TABLES) == set(Part)
    for part, frame in region_record.frames.items():
        said = " ".join(frame["source"].unique())
        for record in region_record.sources(part):
            assert any(name in said for name in record.source.split(" + ")), (part, record.table)


def test_a_gap_by_sector_is_of_the_areas_whose_jobs_are_published(region_record: RegionalRecord) -> None:
    assert set(region_record[Part.GAP_BY_SECTOR]["region"]) == {"CR02+CR03+CR07"}
    assert region_record.refused == {}


def test_what_the_figures_cannot_give_is_kept_with_what_would_give_it(zeeland_record: RegionalRecord) -> None:
    (problem,) = zeeland_record.refused[Part.ESTABLISHMENTS]
    assert "Borsele" in problem.found
    assert "impact pull 81575NED" in problem.todo
    assert Part.ESTABLISHMENTS not in zeeland_record.frames
    assert "municipal-establishments" not in zeeland_record.tables


def test_an_area_of_parts_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match=r"only a part of Noord-Drenthe \(CR07\)"):
        regional_record("nij-begun")
