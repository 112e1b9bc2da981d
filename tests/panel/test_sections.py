"""Jobs by section in every area: published cells stay, blanks share what is left, and mining stands where it can be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import regions, sectors
from impact.errors import InputError
from impact.inputoutput import national_table
from impact.panel.activity import snapshot_jobs
from impact.panel.figures import figures_of
from impact.panel.industry_mix import NationalMix, national_mix
from impact.panel.sections import GROUPS, TABLE, area_jobs, jobs_by_section, sections_by_corop
from impact.sources import snapshot
from tests.panel.every_corop import with_every_corop


@pytest.fixture(scope="module")
def published():
    rows = snapshot.table("corop-jobs-by-section").query("year == 2019 and region != 'CR99'")
    return rows.pivot_table(index="region", columns="sector", values="value", dropna=False)


@pytest.fixture(scope="module")
def nation(published):
    whole = national_table(2019, "section").totals("jobs") / 1000
    return published.sum().where(~published.isna().any(), whole.reindex(published.columns))


@pytest.fixture(scope="module")
def found(published, nation):
    return jobs_by_section(published, nation)


def test_published_cells_stay(published, found):
    known = published[found.columns]
    pd.testing.assert_frame_equal(found.where(known.notna()), known)


def test_every_area_has_all_its_jobs(published, found):
    larger = found[["B", "C", "D", "E"]].sum(axis=1)
    blank = published[["B", "C", "D", "E"]].isna().any(axis=1)
    np.testing.assert_allclose(larger[blank], published["B-E"][blank], rtol=0, atol=1e-9)
    np.testing.assert_allclose(larger, published["B-E"], rtol=0, atol=0.15)  # published parts are rounded
    np.testing.assert_allclose(found.sum(axis=1), published["A-U"], rtol=0, atol=0.6)


def test_what_is_left_of_the_nation_is_nearly_met(found, nation):
    np.testing.assert_allclose(found[["B", "D", "E"]].sum(), nation[["B", "D", "E"]], rtol=0.03)
    assert (found >= 0).all().all()


def test_mining_stands_in_no_area_that_is_published_without_it(published, found):
    without = published.index[published["B"] == 0]
    assert {"CR09", "CR24", "CR40"} <= set(without)
    assert (found.loc[without, "B"] == 0).all()
    # By the ten groups alone every area had its part of mining: Zuidoost-Noord-Brabant 9 %.
    assert found.loc["CR36", "B"] / found["B"].sum() < 0.03


def test_a_table_without_blanks_is_itself(published, nation):
    full = published.fillna(0.0)
    pd.testing.assert_frame_equal(jobs_by_section(full, nation), full[sorted(jobs_by_section(full, nation).columns)])


def test_two_blanks_share_in_proportion_to_the_nation(nation):
    cells = {group: 10.0 for group in nation.index} | {"B-E": 20.0, "B": np.nan, "D": np.nan, "C": 16.0, "E": 1.0}
    one = pd.DataFrame([cells], index=["CR01"])
    whole = pd.Series(dict.fromkeys(nation.index, 10.0) | {"B": 3.0, "D": 9.0, "E": 1.0, "C": 16.0})
    found = jobs_by_section(one, whole)
    np.testing.assert_allclose(found.loc["CR01", ["B", "D"]], [0.75, 2.25], rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 1.0))
def test_whatever_is_blank_areas_and_nation_keep_their_jobs(seed, silence):
    """Figures without rounding: each area keeps its group, published cells stay, and nothing is below zero."""
    rng = np.random.default_rng(seed)
    jobs = pd.DataFrame(rng.gamma(0.5, 2.0, (6, 19)), index=list("uvwxyz"), columns=list("ABCDEFGHIJKLMNOPQRS"))
    whole = jobs.assign(**{group: jobs[list(parts)].sum(axis=1) for group, parts in GROUPS.items()})
    inside = [section for parts in GROUPS.values() for section in parts]
    blank = pd.DataFrame(rng.random((6, len(inside))) < silence, index=jobs.index, columns=inside)
    found = jobs_by_section(whole.mask(blank.reindex(columns=whole.columns, fill_value=False)), whole.sum())
    assert (found >= 0).all().all()
    np.testing.assert_allclose(found.sum(axis=1), jobs.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(found[inside].mask(blank), jobs[inside].mask(blank), rtol=1e-12)


def test_a_blank_group_is_refused(published, nation):
    gap = published.copy()
    gap.loc["CR05", "B-E"] = np.nan
    gap.loc["CR07", "J"] = np.nan
    with pytest.raises(InputError, match=r"no figure for CR05 B-E, CR07 J") as error:
        jobs_by_section(gap, nation)
    assert "Choose a year in which they are published" in str(error.value)


@pytest.fixture(scope="module")
def sections():
    return figures_of().sections_by_corop(2019)


def test_the_door_gives_published_cells_as_they_are_and_says_which_are_not(published, sections):
    assert list(sections.jobs.index) == regions.codes("corop")
    assert list(sections.jobs.columns) == list("ABCDEFGHIJKLMNOPQRS")
    known = published[sections.jobs.columns]
    pd.testing.assert_frame_equal(sections.jobs.where(known.notna()), known)
    pd.testing.assert_frame_equal(sections.filled, known.isna())
    assert len(sections.filled_cells) == known.isna().sum().sum() == 51
    assert sections.filled_cells[:2] == (("CR01", "B"), ("CR01", "D"))
    codes = [note.code for note in sections.notes]
    assert codes == ["employee_jobs", "national_mix", "filled_sections", "unplaced_jobs"]
    assert sections.notes[2].en.startswith("51 cells of B, D and E are not published")
    assert "0.1 % of the jobs are in them" in sections.notes[2].en
    assert sections.notes[3].en.startswith("16.6 thousand jobs (0.2 % of all) could not be placed")
    assert [record.table for record in sections.records] == [TABLE, "national-jobs"]


def test_areas_and_the_jobs_without_an_area_are_the_nation(sections):
    """The nation is printed in another table (83583NED); cells by area are rounded to hundreds of jobs."""
    rows = snapshot.table("national-jobs", year=2019, size_class="total")
    section = rows[rows["title"].str.match("[A-S] ")]
    nation = section.set_index(section["title"].str[0])["value"]
    nowhere = snapshot.table(TABLE, year=2019, region="CR99").set_index("sector")["value"]
    np.testing.assert_allclose(sections.jobs.sum() + nowhere[nation.index], nation[sections.jobs.columns], atol=1.0)
    assert sections.unplaced == nowhere["A-U"]
    assert sections.jobs.to_numpy().sum() + sections.unplaced == pytest.approx(8560.5, abs=3)


@pytest.mark.parametrize("level", sectors.LEVELS)
def test_sectors_of_every_level_add_up_to_the_jobs_of_an_area(sections, level):
    found = sections.by_sector(level)
    assert list(found.columns) == sectors.codes(level)
    np.testing.assert_allclose(found.sum(axis=1), sections.jobs.sum(axis=1), rtol=1e-12)
    with_none = set(found.columns[found.sum() == 0])
    assert with_none == {"L68A", "T97", "T", "X"} & set(found.columns)


def test_industries_of_a_section_are_as_large_as_in_the_nation(sections):
    found, nation = sections.by_sector("cbs81"), national_table(2019, "cbs81").totals("jobs")
    within = found.loc["CR03", ["J62", "J63"]]
    assert within["J62"] / within["J63"] == pytest.approx(nation["J62"] / nation["J63"])
    np.testing.assert_allclose(found.filter(regex="^J").sum(axis=1), sections.jobs["J"], rtol=1e-12)


def test_a_later_year_keeps_the_national_mix_of_the_last_and_says_so():
    later = figures_of().sections_by_corop(2024)
    mix = next(note for note in later.notes if note.code == "national_mix")
    assert mix.fields["year"] == 2019
    assert (later.jobs >= 0).all().all()
    assert not later.jobs.isna().any().any()


def test_a_study_area_is_the_sum_of_its_areas(sections):
    whole = area_jobs("groningen-noord-drenthe", sections)
    by_hand = sections.jobs.loc[["CR01", "CR02", "CR03", "CR07"]].sum()
    pd.testing.assert_series_equal(whole.jobs, by_hand, check_names=False)
    assert whole.notes == sections.notes
    groups = snapshot_jobs("groningen-noord-drenthe", 2019, figures_of()).jobs
    assert whole.jobs[["M", "N"]].sum() == pytest.approx(groups["M-N"], abs=0.25)


def test_a_corop_area_partly_inside_is_apportioned_like_its_groups(sections):
    found, groups = area_jobs("nij-begun", sections), snapshot_jobs("nij-begun", 2019, figures_of())
    assert found.jobs.sum() == pytest.approx(groups.jobs.sum(), rel=2e-3)
    assert found.jobs["F"] == pytest.approx(groups.jobs["F"])
    assert "apportioned_jobs" in [note.code for note in found.notes]
    assert "municipal-establishments" in [record.table for record in found.records]


def test_pulled_figures_give_the_same_sections(tmp_path, sections):
    held = figures_of(with_every_corop(tmp_path, 2019))
    found = held.sections_by_corop(2019)
    pd.testing.assert_frame_equal(found.jobs, sections.jobs, check_names=False)
    pd.testing.assert_frame_equal(found.filled, sections.filled, check_names=False)
    assert [record.table for record in found.records] == ["83582NED", "national-jobs"]
    assert found.unplaced == 0  # the store that is made here has no row for them


def test_a_store_without_every_area_is_refused(tmp_path):
    held = figures_of(with_every_corop(tmp_path, 2019, regions.codes("corop")[2:]))
    with pytest.raises(InputError, match=r"83582NED: region: found no jobs of CR01, CR02; expected all forty"):
        held.sections_by_corop(2019)


def test_a_section_without_industries_in_the_nation_is_refused(monkeypatch):
    def without_j(year, source):
        mix = national_mix(year, source)
        return NationalMix(mix.jobs.where(~mix.jobs.index.str.startswith("J"), 0.0), mix.record, year)

    monkeypatch.setattr("impact.panel.sections.national_mix", without_j)
    with pytest.raises(InputError, match="83583NED: sector: found no national jobs inside J;"):
        sections_by_corop(2019, figures_of(), TABLE, 2019)


def test_years_in_which_a_group_is_blank_and_years_that_are_not_there_are_refused():
    with pytest.raises(InputError, match=r"corop-jobs-by-section: jobs: found no figure for CR01 L, .* such as 2019"):
        figures_of().sections_by_corop(2018)
    with pytest.raises(InputError, match="no jobs for level corop in 2031; expected a year of .*: 2015 to 2024"):
        figures_of().sections_by_corop(2031)
