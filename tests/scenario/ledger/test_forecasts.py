"""Forecasts know nothing of later years, and say what they leave out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.panel import change, panel
from impact.scenario.ledger import forecast, given_forecast
from impact.scenario.ledger.figures import NEVER, Figures, figures
from impact.scenario.ledger.forecasts import forecast_of, units
from impact.scenario.ledger.methods import NAMES
from impact.scenario.ledger.targets import target

NORTH = ("CR01", "CR02", "CR03", "CR07")


def same(one, other):
    pd.testing.assert_frame_equal(one.cells, other.cells)
    assert np.array_equal(one.draws, other.draws)
    assert all(np.array_equal(one.benchmarks[name], other.benchmarks[name]) for name in one.benchmarks)


@pytest.mark.parametrize(
    ("name", "origin"),
    [("jobs", 2015), ("jobs", 2019), ("jobs_by_section", 2019), ("births", 2015), ("value_added", 2019)],
)
def test_altered_later_years_change_no_forecast(name, origin):
    read = figures(target(name))
    later = read.frame["year"] > origin
    noise = np.random.default_rng(0).uniform(0.1, 5.0, len(read.frame))
    altered = Figures(
        read.target, read.frame.assign(value=read.frame["value"].where(~later, read.frame["value"] * noise))
    )
    of = read.joined(int(read.wide.index[0]), read.last_year)
    for method in NAMES:
        ways = {"origin": origin, "horizon": 4, "method": method, "draws": 20, "hindsight": True}
        same(forecast_of(read, of, **ways), forecast_of(altered, of, **ways))
    earlier = Figures(
        read.target, read.frame.assign(value=read.frame["value"].where(later, read.frame["value"] * noise))
    )
    assert not np.array_equal(forecast_of(read, of, **ways).draws, forecast_of(earlier, of, **ways).draws)


def test_figures_without_the_later_years_give_the_same_forecast(jobs):
    cut = Figures(jobs.target, jobs.frame[jobs.frame["year"] <= 2019])
    of = jobs.joined(2010, 2024)
    ways = {"origin": 2019, "horizon": 5, "draws": 20}
    same(forecast_of(jobs, of, hindsight=True, **ways), forecast_of(cut, of, **ways))
    assert cut.checksum(2019) == jobs.checksum(2019)
    assert forecast_of(cut, of, **ways).data[0].last_year == 2019


def test_areas_are_joined_as_the_panel_joins_them_in_a_change(jobs):
    rows = panel("jobs", years=(2015, 2024), sectors="J")
    joined = {r for r in change(rows, 2015, 2024)["region"] if "+" in r}
    ours = {"+".join(unit) for unit in jobs.joined(2015, 2024) if len(unit) > 1}
    assert ours == joined == {"CR01+CR03", "CR04+CR05", "CR17+CR30", "CR21+CR23+CR24", "CR34+CR35"}


def test_a_border_that_moves_ends_a_series_but_not_that_of_the_sum(jobs):
    assert jobs.footing(("CR03",), "J", 2015) == (0, 2018)
    assert jobs.footing(("CR03",), "J", 2019) == (2018, NEVER)
    assert jobs.footing(NORTH, "J", 2019) == (0, NEVER)
    assert jobs.footing(("CR02",), "K", 2019) == (0, 2024)
    assert jobs.footing(("CR02",), "K", 2024) == (2024, NEVER)


def test_a_cell_starts_after_its_last_break(jobs):
    found = forecast_of(jobs, [("CR03",), ("CR02",)], origin=2024, horizon=1)
    freedom = dict(
        zip(
            found.cells[["region", "sector"]].itertuples(index=False, name=None),
            found.benchmarks["random_walk"][:, 2],
            strict=True,
        )
    )
    assert freedom["CR03", "J"] == 6  # 2018 to 2024
    assert freedom["CR02", "A-U"] == 14


def test_a_gap_starts_a_series_anew(jobs):
    gone = jobs.frame["region"].eq("CR02") & jobs.frame["sector"].eq("J") & jobs.frame["year"].eq(2019)
    holed = Figures(jobs.target, jobs.frame.assign(value=jobs.frame["value"].mask(gone)))
    found = forecast_of(holed, [("CR02",)], origin=2024, horizon=1)
    freedom = found.benchmarks["random_walk"][found.cells["sector"].eq("J"), 2]
    assert freedom.tolist() == [4]  # 2020 to 2024


def test_what_cannot_be_forecast_is_left_out_with_its_reason(jobs):
    found = forecast_of(jobs, [("CR01",), ("CR02",)], origin=2019, horizon=2, hindsight=True)
    reasons = found.left_out.set_index(["region", "sector"])["reason"]
    assert reasons["CR01", "J"] == "short_history"  # 2018 and 2019 only, since Menterwolde left
    assert ("CR02", "J") not in reasons.index
    assert set(found.cells["region"]) == {"CR02"}


def test_years_that_are_published_are_no_forecast(jobs):
    found = forecast_of(jobs, [("CR02",)], origin=2022, horizon=4)
    assert set(found.cells["year"]) == {2025, 2026}
    published = found.left_out[found.left_out["reason"] == "published"]
    assert published["year"].tolist() == [2023, 2024]


def test_a_shorter_series_is_forecast_from_its_own_end():
    found = forecast(["jobs", "value_added"], origin=2024, horizon=1, area=["CR02"], draws=20)
    assert found.cells.drop_duplicates("target").set_index("target")["origin"].to_dict() == {
        "jobs": 2024,
        "value_added": 2023,
    }
    assert set(found.cells["year"]) == {2025}
    of_value_added = found.cells["target"].eq("value_added").to_numpy()
    two_ahead = forecast_of(figures(target("value_added")), [("CR02",)], origin=2023, horizon=2, draws=20)
    assert found.benchmarks["random_walk"][of_value_added] == pytest.approx(two_ahead.benchmarks["random_walk"][1:])


def test_a_study_area_comes_with_each_of_its_parts(jobs):
    assert units(jobs, "groningen-noord-drenthe") == [("CR01",), ("CR02",), ("CR03",), ("CR07",), NORTH]
    assert units(jobs, ["CR02"]) == [("CR02",)]
    assert len(units(jobs, None)) == 40


def test_another_cell_beside_it_changes_no_draw(jobs):
    ways = {"origin": 2024, "horizon": 2, "draws": 20}
    alone, both = forecast_of(jobs, [("CR02",)], **ways), forecast_of(jobs, [("CR07",), ("CR02",)], **ways)
    assert np.array_equal(alone.draws, both.draws[both.cells["region"].eq("CR02")])


def test_the_order_of_draws_follows_the_seed_and_their_quantiles_do_not(jobs):
    ways = {"origin": 2024, "horizon": 2, "draws": 20}
    one, other = (forecast_of(jobs, [("CR02",)], seed=seed, **ways) for seed in (0, 1))
    assert not np.array_equal(one.draws, other.draws)
    assert np.array_equal(one.quantiles(), other.quantiles())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"targets": "job"}, "Did you mean 'jobs'"),
        ({"targets": "ai_use"}, "given_forecast"),
        ({"method": "arima"}, "random_walk"),
        ({"area": "nij-begun"}, "whole COROP areas"),
        ({"horizon": 0}, "1 to 20"),
        ({"draws": 5, "origin": 1900}, "20 to 1000"),
        ({"origin": 2020, "horizon": 2}, "jobs to 2024"),
    ],
)
def test_refusals(arguments, words):
    asked = {"targets": "jobs", "origin": 2024, "horizon": 2} | arguments
    with pytest.raises(InputError, match=words):
        forecast(**asked)


def test_a_forecast_of_ones_own_is_taken_as_it_is():
    found = given_forecast("ai_use", {2027: [41.234, 45.0], 2026: [35.0, 38.0]}, origin=2025)
    assert found.cells[["target", "region", "year"]].to_numpy().tolist() == [
        ["ai_use", "NL", 2026],
        ["ai_use", "NL", 2027],
    ]
    assert found.draws.tolist() == [[35.0, 38.0], [41.234, 45.0]]


@pytest.mark.parametrize(
    ("draws", "words"),
    [
        ({2025: [1.0]}, "years after the origin"),
        ({2026: [1.0], 2027: [1.0, 2.0]}, "as many"),
        ({2026: [float("nan")]}, "number"),
        ({}, "no year"),
    ],
)
def test_a_forecast_of_ones_own_that_is_none_is_refused(draws, words):
    with pytest.raises(InputError, match=words):
        given_forecast("ai_use", draws, origin=2025)
