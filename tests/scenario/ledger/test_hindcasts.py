"""The backtest that is shipped: what the figures give, without a look ahead, whatever it shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact import bundle, datapackage
from impact.scenario.ledger import backtest, calibration, shipped_backtest
from impact.scenario.ledger.hindcasts import left_out, summaries
from impact.scenario.ledger.methods import NAMES
from impact.scenario.ledger.scoring import crps


@pytest.fixture(scope="module")
def scores():
    return backtest()


def test_the_shipped_tables_are_what_the_figures_give(scores):
    for name, made in summaries(scores).items():
        kept = pd.read_csv(bundle.data("ledger", f"{name}.csv"))
        pd.testing.assert_frame_equal(kept, made, check_dtype=False, rtol=1e-9)
        assert datapackage.resource("ledger", name)["rows"] == len(made)
        fields = datapackage.resource("ledger", name)["schema"]["fields"]
        assert [field["name"] for field in fields] == list(made.columns)


def test_the_shipped_tables_are_as_their_records_say():
    assert not [problem for problem in datapackage.verify() if "ledger" in problem.file]
    sizes = [path.stat().st_size for path in bundle.data("ledger").iterdir()]
    assert sum(sizes) < 150_000


def test_both_origins_are_scored_by_area_and_sector(scores):
    cells = shipped_backtest()
    assert set(cells["origin"]) == {2015, 2019}
    assert set(cells["method"]) == set(NAMES)
    assert set(cells.query("target == 'jobs'")["sector"]) == {
        "A-U",
        "A",
        "B-E",
        "F",
        "G-I",
        "J",
        "K",
        "L",
        "M-N",
        "O-Q",
        "R-U",
    }
    assert set(cells.query("target == 'jobs_by_section'")["origin"]) == {2019}  # sections begin in 2015
    assert (
        cells.query("target == 'jobs' and sector == 'A-U' and origin == 2015 and method == 'drift'")["region"].size
        == 33
    )


def test_areas_between_which_a_border_moved_are_one(scores):
    regions = set(scores.query("target == 'jobs'")["region"])
    assert "CR01+CR03" in regions
    assert not {"CR01", "CR03"} & regions
    assert "CR03" in set(scores.query("target == 'value_added'")["region"])  # on the borders of one year


def test_a_group_that_changed_is_not_scored_after_it_did(scores):
    of_k = scores[scores["sector"].eq("K") & scores["year"].eq(2024)]
    assert set(of_k["status"]) == {"break"}
    assert of_k["crps"].isna().all()


def test_a_year_is_never_scored_before_its_origin(scores):
    assert (scores["year"] > scores["origin"]).all()
    assert scores.loc[scores["origin"].eq(2015), "year"].min() == 2016


def test_a_cell_by_hand(scores):
    """Jobs in CR02 from 2015: a random walk from 5 changes of 2010 to 2015."""
    from scipy import stats

    from impact.panel import panel

    found = panel("jobs", sectors="A-U").query("region == 'CR02'").set_index("year")["value"]
    past = found.loc[2010:2015].to_numpy()
    spread = np.sqrt(np.mean(np.diff(past) ** 2) * 3)
    drawn = np.round(stats.t(5, past[-1], spread).ppf((np.arange(200) + 0.5) / 200), 3)
    where = "target == 'jobs' and region == 'CR02' and sector == 'A-U' and origin == 2015 and year == 2018"
    (row,) = scores.query(f"{where} and method == 'random_walk'").to_dict("records")
    assert row["value"] == found[2018]
    assert row["crps"] == pytest.approx(crps(drawn[None, :], np.array([found[2018]]))[0])


def test_means_over_areas_are_those_over_figures(scores):
    by = ["target", "origin"]
    fine, shipped = calibration(scores, by), calibration(shipped_backtest(), by)
    for column in ("figures", "crps", "coverage_50", "coverage_90"):
        assert shipped[column].to_numpy() == pytest.approx(fine[column].to_numpy(), abs=2e-3), column
    assert shipped["skill_shift_share"].to_numpy() == pytest.approx(fine["skill_shift_share"].to_numpy(), abs=2e-3)


def test_a_naive_method_has_no_skill_against_itself(scores):
    found = calibration(scores, ["target", "origin"]).set_index("method")
    assert found.loc["random_walk", "skill_random_walk"].eq(0).all()
    assert found.loc["shift_share", "skill_shift_share"].eq(0).all()


def test_what_is_left_out_is_said():
    found = left_out(targets="jobs_by_section")
    assert set(found.query("origin == 2015")["reason"]) == {"short_history", "no_figure"}
    of_energy = found.query("origin == 2019 and sector == 'D'")
    assert len(of_energy) > 20
