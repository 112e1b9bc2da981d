"""Whatever the network or the service does, the store is whole, and the message helps."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

import pytest

from impact.sources import pull
from impact.sources.store import Store
from impact.sources.transport import Policy
from tests.sources.server import Fault, Source

TABLE = "83582NED"
DATA = "DataSet"


def _content(root: Path) -> dict[str, str]:
    files = [p for p in root.rglob("*") if p.is_file() and p.name != ".lock"]
    return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture
def old(source: Source, store: Store) -> dict[str, str]:
    """A store with one vintage, and a newer one waiting at the source in small pages."""
    assert pull.pull([TABLE], store=store).ok
    source.tables[TABLE].modified = "2026-01-01T00:00:00"
    source.page = 5
    return _content(store.root)


@pytest.mark.parametrize("where", ["TableInfos", "RegioS?", DATA])
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("reset", "the connection broke"),
        ("silence", "no reply in time"),
        ("500", "HTTP 500"),
        ("503", "HTTP 503"),
        ("429", "HTTP 429"),
        ("404", r"HTTP 404.*`impact pull 83582NED --api v4`"),
        ("406", "HTTP 406"),
        ("html", "a web page instead of figures"),
        ("truncated", "not whole JSON"),
        ("invalid", "not whole JSON"),
        ("list", "a JSON list"),
        ("no rows", "a reply without 'value'"),
        ("short", "the connection broke"),
        ("broken gzip", "the connection broke|not whole JSON"),
        ("redirect", "a link to http://localhost:9 in the reply"),
        ("come back tomorrow", "to come back in 86400 seconds"),
    ],
)
def test_failure_leaves_the_old_vintage(
    source: Source, store: Store, hasty: Policy, old: dict[str, str], kind: str, message: str, where: str
) -> None:
    source.faults.append(Fault(kind, where))
    line = pull.pull([TABLE], store=store, policy=hasty).lines[0]
    assert line.outcome == "failed"
    assert line.note.startswith(f"{TABLE}: ")
    assert re.search(message, line.note), line.note
    assert _content(store.root) == old
    source.faults.clear()
    assert pull.pull([TABLE], store=store, policy=hasty).lines[0].outcome == "revised"
    assert store.verify() == []


@pytest.mark.parametrize("kind", ["reset", "silence", "500", "503", "429", "html", "truncated", "short", "broken gzip"])
def test_what_passes_is_waited_for(source: Source, store: Store, hasty: Policy, kind: str) -> None:
    source.page = 5
    source.faults.append(Fault(kind, DATA, times=2, skip=1))
    line = pull.pull([TABLE], store=store, policy=hasty).lines[0]
    assert (line.outcome, line.rows) == ("new", 48), line.note


def test_reply_that_drips_in_is_given_up(source: Source, store: Store, old: dict[str, str]) -> None:
    source.faults.append(Fault("drip", DATA))
    started = time.monotonic()
    impatient = Policy(attempts=2, connect=1, silence=1, reply=0.3, pause=0.01)
    line = pull.pull([TABLE], store=store, policy=impatient).lines[0]
    assert "took longer than 0.3 seconds" in line.note
    assert time.monotonic() - started < 3
    assert _content(store.root) == old


def test_compressed_reply_is_read(source: Source, store: Store, hasty: Policy) -> None:
    source.faults.append(Fault("gzip", ""))
    assert pull.pull([TABLE], store=store, policy=hasty).lines[0].rows == 48


@pytest.mark.parametrize(
    ("api", "kind", "skip", "message"),
    [
        ("v3", "loop", 1, "lead back to"),
        ("v3", "elsewhere", 0, "a link to http://localhost"),
        ("v3", "page twice", 1, "the next page starts at row 0 after 10 rows. A page came twice"),
        ("v3", "row twice", 1, "row .* came twice"),
        ("v4", "row twice", 1, "observation .* came twice"),
        ("v3", "page missing", 1, "starts at row 15 after 10 rows. A page is missing"),
        ("v3", "end early", 2, "15 rows came in where the table announces 48"),
        ("v3", "empty", 0, "the next page starts at row 5 after 0 rows"),
        ("v4", "loop", 1, "lead back to"),
        ("v4", "elsewhere", 0, "a link to http://localhost"),
        ("v4", "page twice", 1, "came twice|lead back to"),
    ],
)
def test_pages_that_do_not_fit_are_refused(
    source: Source, store: Store, hasty: Policy, old: dict[str, str], api: str, kind: str, skip: int, message: str
) -> None:
    source.faults.append(Fault(kind, DATA if api == "v3" else "Observations", times=1, skip=skip))
    line = pull.pull([TABLE], store=store, policy=hasty, api=api).lines[0]
    assert line.outcome == "failed"
    assert re.search(message, line.note), line.note
    assert _content(store.root) == old


def test_table_that_announces_more_rows_than_it_gives_is_refused(
    source: Source, store: Store, hasty: Policy, old: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from impact.sources import catalogue

    whole = catalogue.table(TABLE).model_copy(update={"regions": (), "periods": ""})
    monkeypatch.setattr(catalogue, "table", lambda _: whole)
    source.tables[TABLE].announced = 97
    assert "96 rows came in where the table announces 97" in pull.pull([TABLE], store=store).lines[0].note
    assert _content(store.root) == old


def test_column_renamed_or_gone_names_what_is_there(source: Source, store: Store, old: dict[str, str]) -> None:
    source.tables[TABLE].topics[0]["Title"] = "Banen van werknemers; in December"
    assert pull.pull([TABLE], store=store).ok  # punctuation does not count
    source.tables[TABLE].modified = "2027-01-01T00:00:00"
    source.tables[TABLE].topics[0]["Title"] = "Arbeidsplaatsen"
    note = pull.pull([TABLE], store=store).lines[0].note
    assert "no column 'Banen van werknemers in december' (for jobs); the table has 'Arbeidsplaatsen'" in note
    assert "data/catalogue.toml" in note
    assert len(store.vintages(TABLE)) == 2


def test_unit_that_changed_is_refused(source: Source, store: Store, old: dict[str, str]) -> None:
    source.tables[TABLE].topics[0]["Unit"] = "aantal"
    assert "is now in 'aantal' instead of 'x 1 000'" in pull.pull([TABLE], store=store).lines[0].note
    assert _content(store.root) == old


def test_region_that_the_table_does_not_describe_is_refused(source: Source, store: Store, old: dict[str, str]) -> None:
    source.cached[TABLE][9]["RegioS"] = "CR99  "
    assert "RegioS 'CR99' is not among the codes" in pull.pull([TABLE], store=store).lines[0].note
    assert _content(store.root) == old


def test_cell_that_is_no_figure_is_refused(source: Source, store: Store, old: dict[str, str]) -> None:
    source.cached[TABLE][1]["BanenVanWerknemersInDecember_1"] = "n.v.t."
    assert "neither a number nor one of" in pull.pull([TABLE], store=store).lines[0].note
    assert _content(store.root) == old


def test_one_table_that_fails_does_not_stop_the_others(source: Source, store: Store, hasty: Policy) -> None:
    report = pull.pull(["85924NED", TABLE], store=store, policy=hasty)
    assert [line.outcome for line in report.lines] == ["failed", "new"]
    assert not report.ok
    assert list(report.frame()["table"]) == ["85924NED", TABLE]


def test_withdrawn_table_names_its_successor(source: Source, store: Store, hasty: Policy) -> None:
    note = pull.pull(["84432NED"], store=store, policy=hasty).lines[0].note
    assert "Its successor is 85924NED" in note


def test_table_that_keeps_changing_is_left_for_later(source: Source, store: Store, old: dict[str, str]) -> None:
    def revise(_: int) -> None:
        table = source.tables[TABLE]
        table.modified = f"{int(table.modified[:4]) + 1}{table.modified[4:]}"

    source.on_page = revise
    assert "changed twice while it was read" in pull.pull([TABLE], store=store).lines[0].note
    assert _content(store.root) == old
