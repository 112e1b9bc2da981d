"""Where people live who work in an area: as published where that was pulled, else by distance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.panel.figures import figures_of
from impact.scenario import Scenario, run
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.homes import homes_of
from tests.scenario.test_live import as_the_nation, province, published_in_2019, pulled
from tests.sources.server import FakeTable

COROPS = regions.codes("corop")
AT_HOME, ELSEWHERE = 61.0, 1.0  # of 100 jobs in an area, 61 are held by its residents


def commuting_table() -> FakeTable:
    areas = [(code, f"{regions.name(code)} (CR)", "") for code in COROPS]
    topic = {"Key": "BanenVanWerknemers_1", "Title": "Banen van werknemers", "Unit": "x 1 000", "Decimals": 1}
    return FakeTable(
        "85481NED",
        "Werknemersbanen en reisafstand; woon- en werkregio",
        [
            ("WoonregioS", "Woonregio's", "GeoDimension", areas),
            ("WerkregioS", "Werkregio's", "GeoDimension", areas),
            ("Perioden", "Perioden", "TimeDimension", [("2021MM12", "2021 december", "Definitief")]),
        ],
        [topic],
        lambda keys, _: f"{AT_HOME if keys[0] == keys[1] else ELSEWHERE:12.1f}",
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    more = {"85481NED": commuting_table()}
    return str(pulled(tmp_path_factory.mktemp("homes"), as_the_nation, jobs=published_in_2019, more=more))


def test_published_homes_are_taken_where_they_were_pulled(baseline: Scenario, store: str) -> None:
    areas = economy_of(province(baseline), figures_of(store)).areas
    expected = np.where(np.eye(len(COROPS)), AT_HOME, ELSEWHERE) / (AT_HOME + 39 * ELSEWHERE)
    np.testing.assert_allclose(areas.commuting.loc[COROPS, COROPS].to_numpy(), expected, rtol=1e-12)


def test_residents_of_a_part_of_an_area_are_divided_by_jobs(store: str) -> None:
    codes = [part for code in COROPS for part in ([f"{code}-inside", f"{code}-rest"] if code == "CR07" else [code])]
    jobs = np.where([code == "CR07-inside" for code in codes], 3.0, 1.0)
    found = homes_of(codes, jobs, jobs, pd.DataFrame(), 2019, figures_of(store)).shares
    np.testing.assert_allclose(found.sum(), 1.0, rtol=1e-12)
    assert found.loc["CR07-inside", "CR03"] == pytest.approx(0.75 * ELSEWHERE / 100)
    assert found.loc["CR07-rest", "CR07-inside"] == pytest.approx(0.25 * AT_HOME / 100)


def test_without_them_homes_fall_with_distance_and_the_manifest_says_which(baseline: Scenario, store: str) -> None:
    by_distance = economy_of(baseline, figures_of()).areas
    assert by_distance.commuting.loc["CR01", "CR03"] > by_distance.commuting.loc["CR32", "CR03"]
    bundled, live = (
        {source["table"] for source in run(province(baseline), draws=2, data=data).manifest["sources"]}
        for data in ("snapshot", store)
    )
    assert "commuting" in bundled - live
    assert "85481NED" in live - bundled
