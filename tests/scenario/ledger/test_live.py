"""The whole way with pulled figures: forecast from one vintage, scored when the next one has the year."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from impact.panel import panel
from impact.scenario.ledger import Ledger, calibration, forecast
from impact.sources import pull
from impact.sources.store import Store
from tests.panel import test_mix as mix
from tests.sources.server import Source, serving
from tests.sources.tables import regional_jobs

AREAS = ["CR02", "CR07"]


def pulled(folder, last):
    """Pull jobs of two areas that grow by 2 per cent a year, up to a year."""
    level = mix.silent()

    def figure(group, region, year):
        growth = 1 + 0.02 * (year - 2018) + 0.001 * (year % 3)
        return f"{float(level(group, 'CR01', year)) * growth * (1 + AREAS.index(region)):12.1f}"

    table = regional_jobs(AREAS, figure, tuple(range(2018, last + 1)))
    served = {"83582NED": replace(table, modified=f"{last + 1}-06-30T02:00:00")}
    with serving(Source(tables=served)) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull(list(served), store=Store(folder))
    assert report.ok, report.frame()["note"].tolist()
    return folder


def test_a_forecast_is_scored_when_its_figure_has_been_pulled(tmp_path):
    before, after = pulled(tmp_path / "before", 2023), pulled(tmp_path / "after", 2024)
    made = forecast("jobs", horizon=2, area=AREAS, draws=40, data=before)
    assert (made.origin, made.data[0].last_year) == (2023, 2023)
    record = Ledger.load(tmp_path / "f.jsonl", new=True).register(made, today=datetime.date(2024, 11, 1))
    early = record.score(data=before)
    assert set(early.loc[early["sector"].ne("K"), "status"]) == {"not_published"}
    found = record.score(data=after)
    of_2024 = found[found["year"].eq(2024) & found["sector"].ne("K")]
    assert set(of_2024["status"]) == {"scored"}
    assert set(found.loc[found["sector"].eq("K") & found["year"].eq(2024), "status"]) == {"break"}
    assert set(found.loc[found["year"].eq(2025) & found["sector"].ne("K"), "status"]) == {"not_published"}
    published = panel("jobs", data=after, years=(2024, 2024)).set_index(["region", "sector"])["value"]
    expected = [sum(published[area, r.sector] for area in r.region.split("+")) for r in of_2024.itertuples()]
    assert of_2024["value"].to_numpy() == pytest.approx(expected)
    skills = calibration(found).set_index("method")["skill_random_walk"]
    assert skills["average"] > 0  # steady growth is what a random walk does not see
