"""What CBS changes of a table besides its figures is noticed: that it stops, that provisional figures become final."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from impact.sources import catalogue, pull
from impact.sources.catalogue import Measure, Table
from impact.sources.inventory import inventory
from impact.sources.store import Store
from tests.sources.holdings import jobs_table
from tests.sources.server import FakeTable, Source

TABLE = "83582NED"
LATER = "2026-03-13T02:00:00"
APIS = pytest.mark.parametrize("api", ["v3", "v4"])


def line(store: Store, api: str = "v3", **options: bool) -> pull.Pulled:
    return pull.pull([TABLE], store=store, api=api, **options).lines[0]


@APIS
@pytest.mark.parametrize(
    "change", [{"reason": "Stopgezet"}, {"frequency": "Stopgezet"}, {"reason": "Stopgezet", "revised": LATER}]
)
def test_table_that_stops_is_noticed(source: Source, store: Store, api: str, change: dict[str, str]) -> None:
    line(store, api)
    assert inventory(store)["note"].tolist() == [""]
    source.tables[TABLE] = replace(jobs_table(), **change)
    assert line(store, api, dry_run=True).outcome == "would travel"
    found = line(store, api)
    assert (found.outcome, found.note) == ("revised", "discontinued")
    assert inventory(store)["note"].tolist() == ["discontinued"]
    assert line(store, api).outcome == "unchanged"


def final(table: FakeTable) -> FakeTable:
    """The same figures, of which those of 2023 are now final; only the metadata have another date."""
    *others, (key, title, kind, periods) = table.dimensions
    now = [(k, t.rstrip("*"), "Definitief" if k.startswith("2023") else status) for k, t, status in periods]
    return replace(table, dimensions=[*others, (key, title, kind, now)], revised=LATER)


@APIS
def test_provisional_figures_that_become_final_are_noticed(source: Source, store: Store, api: str) -> None:
    line(store, api)
    assert inventory(store)["provisional"].tolist() == ["2023, 2024"]
    source.tables[TABLE] = final(jobs_table())
    assert line(store, api).outcome == "revised"
    assert inventory(store)["provisional"].tolist() == ["2024"]
    current = store.current(TABLE)
    assert current is not None
    frame = pd.read_parquet(io.BytesIO(current.read()))
    assert set(frame.loc[frame["value"].notna() & (frame["year"] == 2023), "status"]) == {""}
    assert len(store.vintages(TABLE)) == 2
    assert store.verify() == []


@APIS
def test_second_pull_asks_one_question_whatever_the_version(source: Source, store: Store, api: str) -> None:
    source.tables[TABLE] = replace(jobs_table(), revised=LATER, reason="Verbetering")
    line(store, api)
    source.asked.clear()
    assert line(store, api).outcome == "unchanged"
    assert len(source.asked) == 1


@APIS
def test_metadata_that_change_while_a_table_is_read_are_read_again(source: Source, store: Store, api: str) -> None:
    done: list[int] = []

    def improve(_: int) -> None:
        if not done:
            done.append(1)
            source.tables[TABLE].revised = LATER

    source.on_page = improve
    assert line(store, api).outcome == "new"
    record = store.current(TABLE).record
    assert record["version"]["metadata"].startswith(LATER if api == "v3" else "202603130200")


def test_vintage_of_before_versions_were_kept_is_pulled_once_more(source: Source, store: Store) -> None:
    line(store)
    current = store.current(TABLE)
    record = {key: value for key, value in current.record.items() if key != "version"}
    record["selection"]["periods"] = "JJ"  # as it was written then
    content = json.dumps(record).encode("utf-8")
    (current.folder / "record.json").write_bytes(content)
    stamp = current.folder.name.rpartition("-")[0]
    current.folder.rename(current.folder.with_name(f"{stamp}-{hashlib.sha256(content).hexdigest()[:16]}"))
    assert inventory(store)["note"].tolist() == [""]
    assert [line(store).outcome, line(store).outcome] == ["revised", "unchanged"]


def test_table_that_was_asked_for_in_other_words_can_be_made_again(source: Source, store: Store) -> None:
    """Editions of the package differ in how they ask; the replies of an older one still give its figures."""
    line(store)
    current = store.current(TABLE)
    for reply in current.record["replies"]:
        reply["url"] = reply["url"].replace("UntypedDataSet?", "UntypedDataSet?%24select=ID%2CRegioS&")
    assert pull.rebuild(current) == current.read()


Asking = Callable[..., None]


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Let the catalogue ask for something else of the table."""
    before: Table = catalogue.table(TABLE)

    def ask(**changes: object) -> None:
        changed = before.model_copy(update=changes)
        monkeypatch.setattr(catalogue, "table", lambda _: changed)
        monkeypatch.setattr(catalogue, "tables", lambda: {TABLE: changed})

    return ask


def measure(*titles: str, unit: str = "x 1 000") -> Measure:
    return Measure(variable="jobs", titles=titles, unit="thousand jobs", source_units=(unit,))


@pytest.mark.parametrize(
    "change",
    [
        {"measures": (measure("Werknemersbanen", "Banen van werknemers in december"),)},
        {"measures": (measure("banen van werknemers, in December"),), "title": "Another title"},
        {"about": "other words", "levels": ("corop",), "generation": "x", "credit": "CBS"},
    ],
)
def test_paragraph_that_asks_for_what_is_there_lets_nothing_travel(
    source: Source, store: Store, asking: Asking, change: dict[str, object]
) -> None:
    line(store)
    asking(**change)
    assert line(store).outcome == "unchanged"
    assert inventory(store)["note"].tolist() == [""]


@pytest.mark.parametrize(
    "change",
    [
        {"regions": ("NL", "CR")},
        {"periods": ("KW",)},
        {"take": "all"},
        {"only": {"Bedrijfstakken/branches (SBI 2008)": ("62 IT-dienstverlening",)}},
    ],
)
def test_paragraph_that_asks_for_another_part_lets_the_table_travel(
    source: Source, store: Store, asking: Asking, change: dict[str, object]
) -> None:
    line(store)
    asking(**change)
    assert inventory(store)["note"].tolist() == ["the catalogue now asks for another selection"]
    assert line(store).outcome == "revised"
    assert inventory(store)["note"].tolist() == [""]
    assert line(store).outcome == "unchanged"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (measure("Werknemersbanen"), "no column 'Werknemersbanen'"),
        (measure("Banen van werknemers in december", unit="aantal"), "is now in"),
    ],
)
def test_column_that_is_not_as_the_paragraph_says_is_refused_though_nothing_changed(
    source: Source, store: Store, asking: Asking, changed: Measure, message: str
) -> None:
    line(store)
    asking(measures=(changed,))
    assert message in line(store).note


def test_successor_of_the_catalogue_shows_without_a_pull(source: Source, store: Store, asking: Asking) -> None:
    line(store)
    asking(successor="99999NED")
    assert inventory(store)["note"].tolist() == ["discontinued, see 99999NED"]


def test_path_of_a_vintage_stays_as_it_is(source: Source, store: Store) -> None:
    """Two vintages may have one date of change; their records differ, and so do their folders."""
    line(store)
    source.tables[TABLE] = replace(jobs_table(), reason="Stopgezet")
    line(store)
    folders: list[Path] = [v.folder for v in store.vintages(TABLE)]
    assert len({f.name for f in folders}) == 2
    assert {f.name[:14] for f in folders} == {"20250630T02000"}
