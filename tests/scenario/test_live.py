"""A scenario on pulled figures: the sector mix of the store is used, and the result says what that changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from impact.errors import InputError
from impact.scenario import Scenario, run
from impact.sources import pull
from impact.sources.store import Store
from tests.panel import test_mix as mix
from tests.sources.server import Source, serving

YEAR = 2019


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with jobs by industry in which every division has the nation's share in each area, but for IT."""
    table = mix._table(set())
    periods = [(f"{YEAR}JJ00", str(YEAR), "Definitief")]
    dimensions = [d if d[0] != "Perioden" else (*d[:3], periods) for d in table.dimensions]
    folder = tmp_path_factory.mktemp("live") / "store"
    source = Source(tables={"83582NED": replace(table, dimensions=dimensions)})
    with serving(source) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull(["83582NED"], store=Store(folder))
    assert report.ok, report.lines[0].note
    return folder


def province(baseline: Scenario) -> Scenario:
    return baseline.model_copy(update={"study_area": "groningen"})


def test_pulled_jobs_by_industry_change_the_answer_and_the_result_says_so(baseline: Scenario, store: Path) -> None:
    bundled, live = (run(province(baseline), draws=20, data=data) for data in ("snapshot", str(store)))
    assert not live.staircase["value"].equals(bundled.staircase["value"])
    said = " ".join(note["en"] for note in live.notes)
    assert "Regional jobs are pulled figures" in said
    assert "in the figures that travel with the package" in said
    assert live.manifest["data"] == "store"
    assert live.manifest["share_of_national_jobs"] != bundled.manifest["share_of_national_jobs"]
    (source,) = [s for s in live.manifest["sources"] if "83582NED" in str(s["source"]) and s["table"] != "corop-jobs"]
    assert len(source["sha256"]) == 64


def test_live_means_the_store_of_the_user(baseline: Scenario, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(store))
    assert run(province(baseline), draws=5, data="live").manifest["data"] == "live"


def test_an_empty_store_says_what_to_pull(baseline: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(tmp_path / "nothing"))
    with pytest.raises(InputError, match="impact pull 83582NED"):
        run(baseline, draws=5, data="live")
