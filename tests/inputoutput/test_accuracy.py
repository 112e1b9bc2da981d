"""Methods without a survey, scored on official tables: the errors are those of an independent computation.

The expected errors were computed outside this project from the same official tables, with other code.
"""

import numpy as np
import pandas as pd
import pytest

from impact import sectors
from impact.inputoutput import regional_coefficients, technical_coefficients
from impact.inputoutput.regional.accuracy import accuracy, best, kept, score_method
from impact.inputoutput.regional.official import korea, scotland
from impact.inputoutput.regional.purchase_shares import capped_shares, logistic_shares, purchase_shares, supply_over_use
from impact.inputoutput.regional.truth import RegionalTruth
from impact.sources import snapshot

# weighted, plain, weighted absolute (one decimal); column sums, column sums absolute, cells (whole per cent)
SCOTLAND = {
    ("slq", ()): (15.0, 13.0, 15.3, 40, 37, 75),
    ("cilq", ()): (11.2, 10.7, 12.9, 37, 42, 78),
    ("rlq", ()): (12.6, 12.0, 13.4, 40, 40, 77),
    ("flq", (("delta", 0.05),)): (7.9, 8.1, 10.1, 30, 38, 75),
    ("flq", (("delta", 0.15),)): (1.4, 2.6, 5.7, 16, 31, 69),
    ("flq", (("delta", 0.20),)): (-1.8, -0.1, 5.5, 8, 30, 67),
    ("flq", (("delta", 0.25),)): (-4.5, -2.5, 6.2, 0, 31, 66),
    ("flq", (("delta", 0.45),)): (-12.5, -10.2, 12.7, -29, 44, 66),
    ("aflq", (("delta", 0.25),)): (0.7, 2.4, 7.0, 10, 28, 69),
    ("aflq", (("delta", 0.35),)): (-5.1, -2.9, 8.9, -6, 32, 67),
}
SECTIONS = {
    ("slq", ()): (19.0, 19.0, 49),
    ("cilq", ()): (16.9, 17.0, 40),
    ("flq", (("delta", 0.20),)): (0.0, 3.7, 18),
    ("flq", (("delta", 0.25),)): (-3.4, 4.8, 20),
    ("aflq", (("delta", 0.25),)): (-0.6, 4.8, 18),
}


@pytest.fixture(scope="module")
def by_sector():
    return scotland()


@pytest.fixture(scope="module")
def sections():
    return scotland("section")


@pytest.mark.parametrize("tried", SCOTLAND, ids=str)
def test_errors_in_scotland_by_94_sectors(by_sector, tried):
    method, options = tried
    found = score_method(by_sector, method=method, **dict(options))
    tenths = (found.weighted, found.plain, found.weighted_absolute)
    whole = (found.column_sums, found.column_sums_absolute, found.cells)
    np.testing.assert_allclose(tenths, SCOTLAND[tried][:3], rtol=0, atol=0.0501)
    np.testing.assert_allclose(whole, SCOTLAND[tried][3:], rtol=0, atol=0.501)


@pytest.mark.parametrize("tried", SECTIONS, ids=str)
def test_errors_in_scotland_by_sections(sections, tried):
    method, options = tried
    found = score_method(sections, method=method, **dict(options))
    np.testing.assert_allclose((found.weighted, found.weighted_absolute), SECTIONS[tried][:2], rtol=0, atol=0.0501)
    assert found.column_sums_absolute == pytest.approx(SECTIONS[tried][2], abs=0.501)


def test_the_nations_own_coefficients_overstate_by_a_quarter(by_sector):
    found = accuracy(by_sector, by_sector.national)
    np.testing.assert_allclose((found.weighted, found.plain, found.weighted_absolute), (26.3, 25.7, 26.4), atol=0.0501)


def test_shares_by_product_miss_scotland_by_less_than_quotients(by_sector, sections):
    level, capped = best(by_sector, "level", np.arange(0.6, 0.85, 0.01), method="capped")
    assert level == pytest.approx(0.72, abs=0.0101)
    assert capped.weighted_absolute == pytest.approx(3.5, abs=0.0501)
    level, capped = best(sections, "level", np.arange(0.6, 0.85, 0.01), method="capped")
    assert level == pytest.approx(0.69, abs=0.0101)
    assert capped.weighted_absolute == pytest.approx(1.8, abs=0.0501)
    logistic = score_method(by_sector, method="logistic", level=0.7)
    np.testing.assert_allclose((logistic.weighted, logistic.weighted_absolute), (0.7, 3.5), rtol=0, atol=0.0501)
    _, flq = best(by_sector, "delta", np.arange(0.1, 0.3, 0.01), method="flq")
    assert flq.weighted_absolute == pytest.approx(5.4, abs=0.0501)


def test_true_multipliers_of_scotland_are_the_official_ones(by_sector):
    # Weighted by output: 1.329 for type I.
    weight = by_sector.own_output / by_sector.own_output.sum()
    assert float(weight @ by_sector.multipliers) == pytest.approx(1.329, abs=5e-4)


def test_korean_regions_keep_a_quarter_of_what_suppliers_deliver():
    found = korea()
    share = found["kept"].groupby(level="region").mean()
    expected = {"Busan": 0.30, "Chungcheongbuk": 0.26, "Daegu": 0.27, "Gangwon": 0.24, "Jeollabuk": 0.28, "Jeju": 0.28}
    pd.testing.assert_series_equal(
        share, pd.Series(expected).reindex(share.index), rtol=0, atol=0.0051, check_names=False
    )
    assert found.loc[("Chungcheongbuk", "50"), "inside"] == 1.24751


def test_the_capped_quotient_on_a_small_case():
    A = pd.DataFrame([[0.10, 0.20, 0.05], [0.15, 0.10, 0.20], [0.05, 0.15, 0.10]])
    own = A.mul(pd.Series(capped_shares(np.array([0.5, 1.2, 0.9]), 0.5)), axis=0)
    found = np.linalg.inv(np.eye(3) - own.to_numpy()).sum(axis=0)
    np.testing.assert_allclose(found, [1.145143, 1.197276, 1.187478], rtol=0, atol=5e-7)


@pytest.fixture(scope="module")
def four_areas(dutch):
    """Shares of the four areas in the jobs of every industry's section, 2019; B, D and E are what C leaves of B-E."""
    every = snapshot.table("corop-jobs-by-section")
    placed = every[(every["year"] == 2019) & (every["region"] != "CR99")]
    nation = placed.groupby("sector")["value"].sum()
    here = placed[placed["region"].isin(["CR01", "CR02", "CR03", "CR07"])].groupby("sector")["value"].sum()
    share = here / nation
    energy = (here["B-E"] - here["C"]) / (nation["B-E"] - nation["C"])
    section = sectors.grouping("section").reindex(dutch.labels)
    return section.map({**share, "B": energy, "D": energy, "E": energy}).fillna(share["A-U"])


PRODUCTS = ["F41", "F43", "J62", "J63", "M72", "P85"]


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"method": "capped", "level": 0.40}, [1.271, 1.188, 1.121, 1.170, 1.138, 1.072]),
        ({"method": "capped", "level": 0.50}, [1.355, 1.245, 1.156, 1.220, 1.178, 1.093]),
        ({"method": "capped", "level": 0.70}, [1.547, 1.375, 1.234, 1.329, 1.267, 1.139]),
        ({"method": "logistic", "level": -0.5}, [1.285, 1.198, 1.134, 1.189, 1.147, 1.076]),
        ({"method": "logistic", "level": 0.0}, [1.404, 1.278, 1.189, 1.267, 1.206, 1.106]),
        ({"method": "logistic", "level": 0.7}, [1.597, 1.408, 1.276, 1.392, 1.298, 1.153]),
        ({"method": "flq", "delta": 0.10}, [1.717, 1.484, 1.317, 1.476, 1.407, 1.127]),
        ({"method": "flq", "delta": 0.25}, [1.398, 1.274, 1.184, 1.275, 1.246, 1.075]),
        ({"method": "flq", "delta": 0.40}, [1.235, 1.163, 1.111, 1.166, 1.149, 1.045]),
    ],
    ids=str,
)
def test_the_area_by_every_method_with_the_mix_of_28_groups(dutch, four_areas, option, expected):
    # The other computation fills the cells of B, D and E that are not published in its own way: some thousandths.
    A = technical_coefficients(dutch)
    national = dutch.totals("jobs").clip(lower=1e-9) if option["method"] == "capped" else dutch.output
    own = regional_coefficients(A, national * four_areas, national, **option)
    found = pd.Series(np.linalg.solve(np.eye(len(A)) - own.to_numpy().T, np.ones(len(A))), index=A.index)
    np.testing.assert_allclose(found[PRODUCTS], expected, rtol=0, atol=8e-3 if option["method"] == "flq" else 4e-3)


def test_a_region_like_its_nation_makes_as_much_as_it_uses(by_sector):
    tenth = by_sector.national_output / 10
    ratio = supply_over_use(by_sector.national, tenth, by_sector.national_output)
    np.testing.assert_allclose(ratio[np.isfinite(ratio) & (ratio > 0)], 1.0, rtol=1e-12)
    capped = purchase_shares(by_sector.national, tenth, by_sector.national_output, method="capped", level=0.6)
    np.testing.assert_allclose(capped, 0.6, rtol=1e-12)


def test_a_product_that_nobody_makes_is_bought_elsewhere_and_a_level_of_one_keeps_all():
    assert logistic_shares(np.array([0.0, np.inf]), 5.0).tolist() == [0.0, 1.0]
    assert capped_shares(np.array([0.0, np.nan, 3.0]), 1.0).tolist() == [0.0, 0.0, 1.0]
    assert capped_shares(np.array([0.5, 2.0]), np.array([0.4, 1.0])).tolist() == [[0.2, 0.4], [0.5, 1.0]]


def test_what_is_kept_lies_between_nothing_and_all(by_sector):
    nothing = by_sector.national * 0
    assert (kept(by_sector.national, nothing).dropna() == 0).all()
    assert (kept(by_sector.national, by_sector.national).dropna() == 1).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "capped"}, "needs level, how closed the region is"),
        ({"method": "capped", "level": 1.2}, "level is 1.2; expected 0 to 1"),
        ({"method": "logistic", "level": np.nan}, "level is nan; expected a number"),
        ({"method": "logistic", "level": 0.5, "slope": 0.0}, "slope is 0.0; expected more than 0"),
        ({"method": "capped", "level": 0.5, "slope": 1.0}, "slope has no role in 'capped'"),
        ({"method": "capped", "level": 0.5, "delta": 0.2}, "delta has no role in 'capped'"),
        ({"method": "flq", "delta": 0.2, "level": 0.5}, "level and slope have no role in 'flq'"),
    ],
    ids=str,
)
def test_options_that_say_nothing_are_refused(sections, options, message):
    with pytest.raises(ValueError, match=message):
        score_method(sections, **options)


def test_a_table_that_cannot_be_a_truth_is_refused(sections):
    gap = sections.own_flows.mask(sections.own_flows == sections.own_flows.iloc[0, 0])
    with pytest.raises(ValueError, match="flows of the region: a cell is missing or infinite; a gap is not a zero"):
        RegionalTruth(gap, sections.own_output, sections.national_flows, sections.national_output)
    with pytest.raises(ValueError, match="more in the region than in the nation"):
        RegionalTruth(sections.own_flows, sections.own_output * 100, sections.national_flows, sections.national_output)
    with pytest.raises(ValueError, match="rows of the region's flows and the nation's output"):
        RegionalTruth(
            sections.own_flows, sections.own_output, sections.national_flows, sections.national_output.iloc[::-1]
        )
