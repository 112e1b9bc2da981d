"""Addresses stay short enough for the portal of CBS, whatever a table has; messages give no more than their start."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from impact.sources import catalogue, pull, query
from impact.sources.store import Store
from impact.sources.transport import Policy, shown
from tests.sources.server import FakeTable, Fault, Source

LIMIT = 2_048
YEAR = ("Perioden", "Perioden", "TimeDimension", [("2021JJ00", "2021", "Definitief"), ("2021KW01", "2021 1e kw", "")])


def wide(table: str, columns: int, firms: int = 1) -> FakeTable:
    """A table with many columns that have long keys, and many kinds of firms."""
    kinds = [(f"A{n:06d}", f"Bedrijven met kenmerk {n}", "") for n in range(firms)]
    topics = [
        {"Key": f"AITechnologieGebruiktVoorMarketing_{n}", "Title": f"Kolom {n}", "Unit": "%", "Decimals": 0}
        for n in range(columns)
    ]
    dimensions = [("Bedrijven", "Kenmerken van bedrijven", "Dimension", kinds), YEAR]
    return FakeTable(table, "ICT-gebruik", dimensions, topics, lambda keys, _: str(int(keys[0][1:])))


def tidy(store: Store, table: str) -> pd.DataFrame:
    return pd.read_parquet(io.BytesIO(store.current(table).read()))


def ask(monkeypatch: pytest.MonkeyPatch, table: str, **changes: object) -> None:
    changed = catalogue.table(table).model_copy(update=changes)
    monkeypatch.setattr(catalogue, "table", lambda _: changed)


@pytest.mark.parametrize("api", ["v3", "v4"])
def test_a_wide_table_is_not_asked_for_column_by_column(source: Source, store: Store, api: str) -> None:
    source.longest = LIMIT
    source.tables["85181NED"] = wide("85181NED", 120)
    report = pull.pull(["85181NED"], store=store, api=api)
    assert report.ok, report.lines[0].note
    assert not any("select" in asked for asked in source.asked)
    assert tidy(store, "85181NED")["measure"].nunique() == 120


@pytest.mark.parametrize("api", ["v3", "v4"])
def test_many_listed_columns_are_taken_out_here(
    source: Source, store: Store, monkeypatch: pytest.MonkeyPatch, api: str
) -> None:
    measures = tuple(
        catalogue.Measure(variable=f"ai_{n}", titles=(f"Kolom {n}",), unit="%", source_units=("%",)) for n in range(100)
    )
    ask(monkeypatch, "85181NED", take="listed", measures=measures)
    source.longest = LIMIT
    source.tables["85181NED"] = wide("85181NED", 120)
    report = pull.pull(["85181NED"], store=store, api=api)
    assert report.ok, report.lines[0].note
    found = tidy(store, "85181NED")
    assert set(found["measure"]) == {f"Kolom {n}" for n in range(100)}
    assert pull.rebuild(store.current("85181NED")) == store.current("85181NED").read()


@pytest.mark.parametrize("api", ["v3", "v4"])
@pytest.mark.parametrize("page", [10_000, 100])
def test_many_keys_are_selected_here_when_they_do_not_fit(
    source: Source, store: Store, monkeypatch: pytest.MonkeyPatch, api: str, page: int
) -> None:
    kept = tuple(f"Bedrijven met kenmerk {n}" for n in range(0, 400, 2))
    ask(monkeypatch, "85181NED", periods=("JJ",), only={"Kenmerken van bedrijven": kept})
    source.longest, source.page = LIMIT, page
    source.tables["85181NED"] = wide("85181NED", 1, firms=400)
    report = pull.pull(["85181NED"], store=store, api=api)
    assert report.ok, report.lines[0].note
    assert sorted(tidy(store, "85181NED")["value"]) == list(range(0, 400, 2))
    asked = [a for a in source.asked if "DataSet" in a or "Observations" in a]
    assert all("JJ" in a for a in asked)  # what fits is still asked for


def test_rows_that_are_lost_are_missed_among_those_selected_here(
    source: Source, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tuple(f"Bedrijven met kenmerk {n}" for n in range(0, 400, 2))
    ask(monkeypatch, "85181NED", only={"Kenmerken van bedrijven": kept})
    source.page = 100
    source.tables["85181NED"] = wide("85181NED", 1, firms=400)
    source.faults.append(Fault("end early", "UntypedDataSet", times=1, skip=2))
    note = pull.pull(["85181NED"], store=store).lines[0].note
    assert "300 rows came in where the table announces 800" in note


def test_conditions_that_fit_together_are_asked_in_their_order() -> None:
    long, longer = "x" * 900, "y" * 1_000
    assert query.fitting({"a": "1", "b": longer, "c": long, "d": "2"}) == {"a": "1", "c": long, "d": "2"}
    assert query.fitting({"a": "z" * 3_000}) == {}


@pytest.mark.parametrize("kind", ["reset", "404", "406", "503", "loop"])
def test_messages_give_the_start_of_a_long_address(
    source: Source, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    ask(
        monkeypatch,
        "85181NED",
        only={"Kenmerken van bedrijven": tuple(f"Bedrijven met kenmerk {n}" for n in range(40))},
    )
    source.tables["85181NED"] = wide("85181NED", 2, firms=80)
    source.page = 10
    source.faults.append(Fault(kind, "DataSet", skip=1))
    note = pull.pull(["85181NED"], store=store, policy=hasty).lines[0].note
    assert max(map(len, source.asked)) > 1_000
    assert "characters)" in note
    assert len(note) < 500


def test_short_addresses_are_given_whole() -> None:
    long = f"https://opendata.cbs.nl/{'x' * 3_000}"
    assert shown(long) == f"https://opendata.cbs.nl/{'x' * 136}… (3,024 characters)"
    assert shown("https://opendata.cbs.nl/ODataFeed") == "https://opendata.cbs.nl/ODataFeed"
