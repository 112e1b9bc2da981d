"""A page or a row that is lost is noticed, though the older service says nowhere how many rows a table has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from impact.sources import pull
from impact.sources.catalogue import Table
from impact.sources.store import Store
from tests.sources.holdings import jobs_table
from tests.sources.server import FakeTable, Fault, Source

TABLE = "83582NED"
WHOLE, SELECTED = 96, 48  # rows of the table, and of the regions and years that the catalogue asks for
Paragraph = Callable[..., None]
LOSSES = [
    ("first page missing", 0),
    ("page missing", 0),
    ("page missing", 3),
    ("short page", 0),
    ("short page", 2),
    ("end early", 0),
    ("end early", 3),
]


@pytest.fixture
def paragraph(monkeypatch: pytest.MonkeyPatch) -> Paragraph:
    """Let the catalogue ask for something else of the table."""
    from impact.sources import catalogue

    before: Table = catalogue.table(TABLE)

    def ask(**changes: object) -> None:
        changed = before.model_copy(update=changes)
        monkeypatch.setattr(catalogue, "table", lambda _: changed)

    return ask


def sparse(table: FakeTable) -> FakeTable:
    """A table without rows of agriculture in a municipality; its rows have running numbers."""
    return replace(table, lacks=lambda keys: keys[:2] == ("301000", "GM0014") or keys[1:] == ("CR01", "2024JJ00"))


def line(store: Store, api: str = "v3") -> pull.Pulled:
    return pull.pull([TABLE], store=store, api=api).lines[0]


@pytest.mark.parametrize(("kind", "skip"), LOSSES)
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("filtered", [True, False])
def test_lost_rows_of_a_table_with_every_combination_are_refused(
    source: Source, store: Store, paragraph: Paragraph, kind: str, skip: int, listed: bool, filtered: bool
) -> None:
    if not filtered:
        paragraph(regions=(), periods=())
    source.page, source.catalogue = 10, listed
    source.faults.append(Fault(kind, "UntypedDataSet", times=1, skip=skip))
    found = line(store)
    assert found.outcome == "failed"
    assert "rows" in found.note
    assert store.tables() == []
    source.faults.clear()
    assert (line(store).outcome, store.current(TABLE).record["tidy"]["rows"]) == (
        "new",
        SELECTED if filtered else WHOLE,
    )


def test_last_page_that_is_lost_says_how_many_rows_there_are(source: Source, store: Store) -> None:
    source.page = 10
    source.faults.append(Fault("end early", "UntypedDataSet"))
    assert "10 rows came in where the table announces 48. Part is missing" in line(store).note


def test_service_that_itself_has_lost_its_last_rows_is_noticed(source: Source, store: Store) -> None:
    """Nothing follows, and the list of tables cannot be asked; the rows that came in are the first, without a gap."""
    source.catalogue = False
    source.cached[TABLE] = list(jobs_table().rows())[:60]
    assert "rows came in where the table announces 48" in line(store).note
    assert store.tables() == []


@pytest.mark.parametrize("listed", [True, False])
def test_rows_that_were_not_asked_for_are_refused(source: Source, store: Store, listed: bool) -> None:
    """A service that takes no notice of a condition sends more than there are combinations."""
    source.catalogue = listed
    rows = list(jobs_table().rows())
    source.cached[TABLE] = [{**row, "RegioS": "CR01  ", "Perioden": "2022JJ00"} for row in rows]
    found = line(store)
    assert found.outcome == "failed"
    assert "96 rows came in where the table" in found.note
    assert store.tables() == []


@pytest.mark.parametrize("page", [10, 12, 24, 48, 10_000])
@pytest.mark.parametrize("listed", [True, False])
def test_whole_tables_are_asked_nothing_more(source: Source, store: Store, page: int, listed: bool) -> None:
    """Whether the last page is full says nothing."""
    source.page, source.catalogue = page, listed
    assert line(store).rows == SELECTED
    assert not any("ODataCatalog" in asked or "%24top" in asked for asked in source.asked)


@pytest.mark.parametrize("filtered", [True, False])
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("page", [5, 10, 10_000])
def test_table_in_which_combinations_lack_is_not_refused(
    source: Source, store: Store, paragraph: Paragraph, filtered: bool, listed: bool, page: int
) -> None:
    if not filtered:
        paragraph(regions=(), periods=())
    source.tables[TABLE] = sparse(jobs_table())
    source.page, source.catalogue = page, listed
    found = line(store)
    assert (found.outcome, found.rows) == ("new", 41 if filtered else 88), found.note
    assert pull.rebuild(store.current(TABLE)) == store.current(TABLE).read()


@pytest.mark.parametrize(("kind", "skip"), LOSSES)
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("filtered", [True, False])
def test_lost_rows_of_a_table_in_which_combinations_lack_are_refused(
    source: Source, store: Store, paragraph: Paragraph, kind: str, skip: int, listed: bool, filtered: bool
) -> None:
    if not filtered:
        paragraph(regions=(), periods=())
    source.tables[TABLE] = sparse(jobs_table())
    source.page, source.catalogue = 10, listed
    source.faults.append(Fault(kind, "UntypedDataSet", times=1, skip=skip))
    assert line(store).outcome == "failed"
    assert store.tables() == []


def test_list_of_tables_of_another_version_is_not_believed(source: Source, store: Store, paragraph: Paragraph) -> None:
    """The list of tables may lag behind: its count is then of another table."""
    paragraph(regions=(), periods=())
    source.tables[TABLE] = sparse(jobs_table())
    older = replace(jobs_table(), id="older", modified="2024-06-30T02:00:00")
    source.tables["older"] = older
    from impact.sources import completeness
    from impact.sources.transport import Transfer

    transfer = Transfer(TABLE, source.url)
    assert completeness.record_count(transfer, TABLE, "2025-06-30T02:00:00") == 88
    assert completeness.record_count(transfer, TABLE, "2025-07-01T02:00:00") is None
    assert completeness.record_count(transfer, "85924NED", "2025-06-30T02:00:00") is None


@pytest.mark.parametrize("kind", ["first page missing", "end early", "short page"])
@pytest.mark.parametrize("filtered", [True, False])
def test_newer_service_is_asked_for_the_number_of_observations(
    source: Source, store: Store, paragraph: Paragraph, kind: str, filtered: bool
) -> None:
    if not filtered:
        paragraph(regions=(), periods=())
    source.page = 10
    source.faults.append(Fault(kind, "Observations", times=1, skip=0))
    found = line(store, "v4")
    assert "observations came in where the table announces" in found.note
    assert store.tables() == []
    assert all("%24count=true" in asked for asked in source.asked if "Observations" in asked)
