"""What the report says of what drives each headline: a table for each, the shares of the result, and a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impact.report.charts import theme
from impact.report.charts.narrow import WIDTH, narrow
from impact.report.pages.publications import publication
from impact.report.scenario import drivers
from impact.scenario import Scenario, ScenarioResult
from impact.scenario.computation.influence import column
from impact.scenario.drivers.headlines import ALL, OF_SPENDING
from impact.scenario.drivers.of_result import Driven, drivers_of
from impact.words.languages import LANGUAGES, Lang

AI_FABRIEK = publication("ai-fabriek")
EN = AI_FABRIEK.words("en")


@pytest.fixture(scope="module")
def found(baseline_result: ScenarioResult) -> tuple[Driven, ...]:
    return drivers_of(baseline_result)


def test_every_headline_has_a_table_of_its_own(found: tuple[Driven, ...], baseline: Scenario) -> None:
    tables = drivers.tables(found, baseline, EN)
    assert [one.headline.name for one in found] == list(ALL)
    assert len({table["caption"] for table in tables}) == len(ALL)
    assert tables[0]["caption"].startswith("Gross work in the region, 2026 to 2033; mean ")
    first = {one.headline.name: table["rows"][0][0] for one, table in zip(found, tables, strict=True)}
    assert first["gross.jobs"] == "Staff of the expertise centre: number of people, against the plan"
    assert first["net_regional.jobs"] == "Part of the staff who leave another employer in the region"
    assert first["use.births_in_j"].startswith("Whether use of AI")


def test_shares_are_those_of_the_result(baseline_result: ScenarioResult, found: tuple[Driven, ...]) -> None:
    """What the draws say when they are drawn again is what the result said of them."""
    shares = baseline_result.assumptions.set_index("name")
    for one in found:
        if one.headline not in OF_SPENDING:
            continue
        known = shares[column(one.headline.account, one.headline.measure)]
        rows = one.rows[one.rows["input"].isin(known.index)].set_index("input")["share"]
        np.testing.assert_allclose(rows, known[rows.index], atol=6e-5)
        assert one.rows["input"].iloc[0] == known.idxmax()


def test_the_mean_lies_between_the_ends_of_what_matters_most(found: tuple[Driven, ...]) -> None:
    for one in found:
        low, high = one.rows.loc[0, ["low", "high"]]
        assert min(low, high) <= one.mean <= max(low, high), one.headline.name


def test_a_quantity_that_matters_little_is_left_out(found: tuple[Driven, ...], baseline: Scenario) -> None:
    for one, table in zip(found, drivers.tables(found, baseline, EN), strict=True):
        assert 1 <= len(table["rows"]) <= drivers.MOST
        expected = max((one.rows["share"] >= drivers.MATTERS).sum(), 1)
        assert len(table["rows"]) == min(expected, drivers.MOST)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_is_of_net_work_and_fits_a_narrow_screen(
    baseline_result: ScenarioResult, found: tuple[Driven, ...], lang: Lang
) -> None:
    words = AI_FABRIEK.words(lang)
    (picture,) = drivers.illustrations(baseline_result, found, words, {"first": "2026", "last": "2033"})
    assert picture.name == "drivers"
    assert picture.table is not None
    assert picture.table.rows[0][0] in picture.alt
    assert theme.width(theme.svg(picture.chart)) <= theme.LIMIT + 60
    assert theme.width(narrow(picture.chart).svg) <= WIDTH


def test_a_result_without_its_draws_says_nothing(baseline_result: ScenarioResult) -> None:
    found = drivers_of(replace(baseline_result, by_draw=None))
    assert found == ()
    assert list(drivers.illustrations(baseline_result, found, EN, {})) == []
