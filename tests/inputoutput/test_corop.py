"""What each COROP area does: jobs by section, every industry of it alike, and gas only where gas can be."""

import numpy as np
import pandas as pd
import pytest

from impact import regions, sectors
from impact.inputoutput import (
    area_quotients,
    corop_activity,
    corop_distances,
    interregional_table,
    leontief_inverse,
    location_quotients,
    regional_coefficients,
    technical_coefficients,
)
from impact.panel.figures import figures_of
from impact.sources import snapshot
from tests.panel.every_corop import with_every_corop

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def sections():
    return figures_of().sections_by_corop(2019)


@pytest.fixture(scope="module")
def activity():
    return corop_activity(2019, "cbs81")


@pytest.mark.parametrize("level", sectors.LEVELS)
def test_every_area_and_every_sector_of_every_level_has_activity(level):
    found = corop_activity(2019, level)
    assert (list(found.index), list(found.columns)) == (regions.codes("corop"), sectors.codes(level))
    assert (found >= 0).all().all()
    assert (found.sum() > 0).all()


def test_published_jobs_of_a_section_stand_in_its_industries(activity):
    published = snapshot.table("corop-jobs-by-section", year=2019, sector="J").set_index("region")["value"]
    np.testing.assert_allclose(
        activity.filter(regex="^J").sum(axis=1), published.drop("CR99").loc[activity.index], rtol=1e-12
    )
    share = activity / activity.sum()
    for industry in ("J58", "J61", "J63"):
        np.testing.assert_allclose(share[industry], share["J62"], rtol=1e-12)


def test_sectors_without_employees_stand_where_others_are(activity, sections):
    everything = sections.jobs.sum(axis=1)
    for sector, by in (("X", everything), ("T97", everything), ("L68A", sections.jobs["L"])):
        np.testing.assert_allclose(activity[sector] / activity[sector].sum(), by / by.sum(), rtol=1e-12)
    by_section = corop_activity(2019, "section")
    pd.testing.assert_series_equal(by_section["T"], everything, check_names=False)
    pd.testing.assert_series_equal(corop_activity(2019, "a38")["L"], sections.jobs["L"], check_names=False)


def test_cells_that_are_filled_are_named(activity, sections):
    assert activity.attrs["filled"] == sections.filled_cells
    assert ("CR01", "B") in activity.attrs["filled"]
    assert ("CR03", "J") not in activity.attrs["filled"]


def test_gas_no_longer_spreads_over_every_area_with_industry(dutch):
    """By the ten groups Zuidoost-Noord-Brabant had 9 % of the gas, and every area had some."""
    activity = corop_activity(2019, "cbs81")
    share = activity["B06"] / activity["B06"].sum()
    groups = snapshot.table("corop-jobs", year=2019, sector="B-E").set_index("region")["value"].drop("CR99")
    by_group = groups / groups.sum()
    assert by_group["CR36"] > 0.085
    assert share["CR36"] < 0.03
    without = ["CR09", "CR24", "CR40"]
    assert (by_group[without] > 0).all()
    assert (share[without] == 0).all()
    # Where the gas is, its share is more than that of industry: 9 % of mining, 4 % of B-E.
    assert share[AREA].sum() > 2 * by_group[AREA].sum()
    output = interregional_table(dutch, activity, corop_distances(), decay=1.5).output
    assert (output.loc[(without, "B06")] == 0).all()


def test_quotients_of_an_area_are_those_of_its_sections_by_hand(sections):
    found = area_quotients(sections, "groningen-noord-drenthe")
    # Printed figures, thousand jobs: J 0.5, 0.0, 7.4 and 1.1; M 1.6, 0.4, 10.7 and 2.9; all 46.5, 15.8, 205.7 and 76.7.
    size = (46.5 + 15.8 + 205.7 + 76.7) / (8560.5 - 16.6)
    assert found["J62"] == found["J63"] == pytest.approx(9.0 / 284.3 / size, rel=1e-3)
    assert found["M72"] == pytest.approx(15.6 / (535.8 - 1.7) / size, rel=1e-3)
    assert found["X"] == found["T97"] == pytest.approx(1.0)
    assert found["L68A"] == found["L68B"]
    ordinary = location_quotients(sections.jobs.loc[AREA].sum(), sections.jobs.sum())
    np.testing.assert_allclose(area_quotients(sections, AREA, "section")[ordinary.index], ordinary, rtol=1e-12)


def test_the_whole_country_has_quotients_of_one_and_parts_average_to_it(sections):
    np.testing.assert_allclose(area_quotients(sections, regions.codes("corop")), 1.0, rtol=1e-12)
    of_area, of_rest = (area_quotients(sections, part) for part in (AREA, [*sections.jobs.index.difference(AREA)]))
    size = sections.jobs.loc[AREA].to_numpy().sum() / sections.jobs.to_numpy().sum()
    np.testing.assert_allclose(size * of_area + (1 - size) * of_rest, 1.0, rtol=1e-12)


# Computed outside this project from the same figures with other code: type I, capped quotient by jobs of 28 groups.
@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.40, [1.271, 1.188, 1.121, 1.170, 1.138, 1.072]),
        (0.50, [1.355, 1.245, 1.156, 1.220, 1.178, 1.093]),
        (0.70, [1.547, 1.375, 1.234, 1.329, 1.267, 1.139]),
    ],
)
def test_multipliers_of_the_area_by_capped_quotients_are_those_computed_elsewhere(dutch, sections, level, expected):
    share = level * area_quotients(sections, AREA).clip(upper=1.0)
    A = technical_coefficients(dutch)
    found = leontief_inverse(A.mul(share, axis=0)).sum()
    products = ["F41", "F43", "J62", "J63", "M72", "P85"]
    np.testing.assert_allclose(found[products], expected, rtol=0, atol=1.6e-3)  # B, D and E are filled differently
    jobs = corop_activity(2019, "cbs81")
    own = regional_coefficients(A, jobs.loc[AREA].sum(), jobs.sum(), method="capped", level=level)
    np.testing.assert_allclose(own, A.mul(share, axis=0), rtol=0, atol=1e-4)


def test_pulled_figures_serve_as_well(tmp_path, activity):
    store = with_every_corop(tmp_path, 2019)
    pd.testing.assert_frame_equal(corop_activity(2019, "cbs81", figures=store), activity)
    held = figures_of(store)
    pd.testing.assert_frame_equal(corop_activity(2019, figures=held), corop_activity())
