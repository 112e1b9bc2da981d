"""The door to figures: where they come from is chosen once, and what was read is kept as long as the object lives."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from impact import regions
from impact.errors import InputError
from impact.panel import panel
from impact.panel.accounts import relative_accounts
from impact.panel.figures import figures_of
from impact.panel.mix import industry_jobs, national_industry_jobs
from impact.panel.pulled_figures import PulledFigures
from impact.sources import snapshot
from impact.sources.store import Store, Vintage
from tests.panel.test_mix import pulled, silent


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return pulled(tmp_path_factory.mktemp("figures"), silent())


def test_figures_are_named_once_and_handed_on_as_they_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(store.root))
    names = {"snapshot": figures_of(), "live": figures_of("live"), "store": figures_of(store.root)}
    assert {name: held.name for name, held in names.items()} == {name: name for name in names}
    assert [held.store is None for held in names.values()] == [True, False, False]
    for held in names.values():
        assert figures_of(held) is held
    assert figures_of(store).store is store
    assert names["live"].place == str(store.root)


def test_snapshot_and_store_answer_the_same_questions(store: Store) -> None:
    for held, sectors in ((figures_of(), 10), (figures_of(store), 81)):
        for found in (held.jobs("CR03", 2019), held.national_jobs(2019)):
            assert (len(found.jobs), found.year) == (sectors, 2019)
        assert held.series("jobs", "corop", years=(2019, 2019))["region"].isin(["CR03"]).any()
        assert held.record(found.records[0].table).sha256 == found.records[0].sha256
    assert figures_of().accounts("CR03", 2019) is None


def test_jobs_by_area_are_those_of_the_forty_areas_and_nowhere_else() -> None:
    wide = figures_of().jobs_by_corop(2019)
    assert list(wide.index) == regions.codes("corop")
    published = snapshot.table("corop-jobs", year=2019, sector="A-U").set_index("region")["value"]
    pd.testing.assert_series_equal(wide["A-U"], published.drop("CR99"), check_names=False)
    assert "CR99" in set(panel("jobs")["region"])  # the panel has every row that was published
    assert figures_of().jobs_by_corop(2014)["J"].isna().sum() == 1  # CR01, suppressed by CBS
    with pytest.raises(InputError, match="corop-jobs: year: found 1999; expected a year from 2010 to 2024"):
        figures_of().jobs_by_corop(1999)


def test_pulled_table_is_read_once_for_everything_that_is_asked_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: Counter[str] = Counter()
    read = Vintage.read

    def counted(self: Vintage) -> bytes:
        reads[self.record["table"]] += 1
        return read(self)

    monkeypatch.setattr(Vintage, "read", counted)
    held = figures_of(store)
    held.jobs("groningen", 2022)
    held.national_jobs(2022)
    panel("jobs", level="corop", data=held)
    assert reads == {"83582NED": 1, "83583NED": 1}


def test_table_that_was_handed_out_can_be_written_to(store: Store) -> None:
    held = figures_of(store)
    assert isinstance(held, PulledFigures)
    first = held.frame("83582NED")
    first["value"] = 0.0
    assert held.frame("83582NED")["value"].sum() > 0
    jobs = held.jobs("CR03", 2022).jobs
    jobs[:] = 0.0
    assert held.jobs("CR03", 2022).jobs.sum() > 0


def test_vintage_is_that_of_the_moment_it_was_first_asked_for(tmp_path: Path) -> None:
    """A pull while a command runs does not mix two vintages into one answer; new figures come with a new object."""
    store = pulled(tmp_path, silent())
    held = figures_of(store)
    before = held.record("83582NED")
    newer = store.current("83582NED")
    assert newer is not None
    record = (newer.folder / "record.json").read_bytes()
    record = record.replace(b'"retrieved": "2', b'"retrieved": "3').replace(b'"title": "', b'"title": "Newer ')
    copy = newer.folder.with_name(f"later-{hashlib.sha256(record).hexdigest()[:16]}")
    copy.mkdir()
    (copy / "record.json").write_bytes(record)
    (copy / "tidy.parquet").write_bytes((newer.folder / "tidy.parquet").read_bytes())
    assert store.current("83582NED") != newer
    assert held.record("83582NED") == before


@pytest.mark.parametrize("data", ["yesterday", Path("yesterday")])
def test_place_that_is_not_there_is_refused_at_the_door(data: str | Path) -> None:
    with pytest.raises(InputError, match="found 'yesterday'; expected snapshot, live or a folder"):
        figures_of(data)


@pytest.mark.parametrize("ask", [industry_jobs, relative_accounts])
def test_what_only_pulled_tables_know_says_what_to_pull(ask: Callable[..., object]) -> None:
    with pytest.raises(
        InputError, match=r"found 'snapshot'; .* no such figures: `impact pull 8\d{4}NED`, then ask with"
    ):
        ask("groningen", 2019, "snapshot")


def test_users_name_a_place_where_rooms_hand_on_figures(store: Store) -> None:
    found = industry_jobs("groningen", 2022, store.root).jobs
    pd.testing.assert_series_equal(found, figures_of(store).jobs("groningen", 2022).jobs)
    nation = national_industry_jobs(2022, store).jobs
    pd.testing.assert_series_equal(nation, figures_of(store).national_jobs(2022).jobs)
