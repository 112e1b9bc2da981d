"""What a pull brings home: cells with their states, only what changed, the same from both services."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from impact.errors import InputError
from impact.sources import catalogue, pull
from impact.sources.store import Store
from tests.sources.holdings import jobs_table, regional_table
from tests.sources.server import Source

TABLE = "83582NED"


def _tidy(store: Store, table: str = TABLE) -> pd.DataFrame:
    vintage = store.current(table)
    assert vintage is not None
    frame = pd.read_parquet(io.BytesIO(vintage.read()))
    return frame.astype({c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)})


def _line(store: Store, **options: object) -> pull.Pulled:
    report = pull.pull([TABLE], store=store, **options)
    assert report.ok, report.lines[0].note
    return report.lines[0]


def test_cells_keep_value_unit_code_and_state(source: Source, store: Store) -> None:
    line = _line(store)
    assert (line.outcome, line.rows) == ("new", 4 * 4 * 3)  # sectors x regions x years
    cells = _tidy(store).set_index(["sector", "region", "year"])
    assert cells.loc[("A", "CR01", 2022), "status"] == "unknown"
    assert cells.loc[("62", "GM0014", 2022), "status"] == "suppressed"
    assert cells.loc[("B-E", "CR03", 2022), "status"] == "impossible"
    assert cells.loc[("A", "GM0014", 2022), "status"] == "nil"
    assert cells["value"].isna().sum() == 4 * 3
    assert cells.loc[("A-U", "CR03", 2022), "value"] == 6265.3  # not 6265.2998046875
    assert set(cells["unit"]) == {"x 1 000"}
    assert set(cells["measure"]) == {"Banen van werknemers in december"}


def test_provisional_years_are_marked(source: Source, store: Store) -> None:
    _line(store)
    observed = _tidy(store).query("sector == 'A-U'")
    assert set(zip(observed["year"], observed["status"], strict=True)) == {
        (2022, ""),
        (2023, "provisional"),
        (2024, "provisional"),
    }
    record = store.current(TABLE).record
    assert record["provisional"] == [2023, 2024]
    assert record["years"] == [2022, 2024]


def test_only_the_wanted_regions_and_years_travel(source: Source, store: Store) -> None:
    _line(store)
    asked = next(a for a in source.asked if "UntypedDataSet" in a)
    assert "startswith%28RegioS%2C%27CR%27%29" in asked
    assert "substringof%28%27JJ%27%2CPerioden%29" in asked
    assert set(_tidy(store)["region"]) == {"NL01", "CR01", "CR03", "GM0014"}


def test_both_services_give_the_same_table(source: Source, store: Store) -> None:
    _line(store)
    older = _tidy(store)
    _line(store, api="v4")
    # The newer service leaves out cells that cannot exist, and gives values in single precision.
    expected = older[older["status"] != "impossible"].reset_index(drop=True)
    pd.testing.assert_frame_equal(_tidy(store), expected, check_exact=True)


def test_pages_are_put_together(source: Source, store: Store) -> None:
    source.page = 5
    _line(store)
    paged = _tidy(store)
    source.page = 10_000
    source.tables[TABLE].modified = "2026-01-01T00:00:00"
    _line(store)
    pd.testing.assert_frame_equal(paged, _tidy(store))


@pytest.mark.parametrize("api", ["v3", "v4"])
def test_second_pull_asks_one_small_question(source: Source, store: Store, api: str) -> None:
    first = _line(store, api=api)
    source.asked.clear()
    second = _line(store, api=api)
    assert (second.outcome, second.requests, len(source.asked)) == ("unchanged", 1, 1)
    assert second.bytes < 700 < first.bytes


def test_second_pull_of_the_whole_catalogue_asks_for_dates_only(source: Source, store: Store) -> None:
    for name, wanted in catalogue.tables().items():
        titles = {m.titles[0]: (m.source_units or ("",))[0] for m in wanted.measures} or {"Aantal": "aantal"}
        source.tables[name] = regional_table(name, ["NL01", "LD01", "PV20", "CR01", "GM0014"], titles, by_sector=False)
    names = list(catalogue.tables())
    assert pull.pull(names, store=store).ok
    source.asked.clear()
    lines = pull.pull(names, store=store).lines
    assert {line.outcome for line in lines} == {"unchanged"}
    assert len(source.asked) == len(names)
    assert all("TableInfos" in address for address in source.asked)


def test_revision_keeps_the_old_vintage(source: Source, store: Store) -> None:
    _line(store)
    before = store.current(TABLE)
    source.tables[TABLE] = replace(jobs_table(), modified="2026-06-30T02:00:00", cell=lambda *_: "1.5")
    source.cached.clear()
    assert _line(store).outcome == "revised"
    assert [v.record["modified"][:4] for v in store.vintages(TABLE)] == ["2025", "2026"]
    assert set(_tidy(store)["value"]) == {1.5}
    assert before is not None
    assert before.verify() == []
    assert all(a.record["retrieved"] < b.record["retrieved"] for a, b in pairwise(store.vintages(TABLE)))


def test_dry_run_asks_for_the_date_only(source: Source, store: Store) -> None:
    assert _line(store, dry_run=True).outcome == "would travel"
    assert store.tables() == []
    _line(store)
    assert _line(store, dry_run=True).outcome == "unchanged"
    assert not store.root.joinpath(TABLE, "x").exists()


@pytest.mark.parametrize("api", ["v3", "v4"])
def test_tidy_file_can_be_made_again_from_the_raw_replies(source: Source, store: Store, api: str) -> None:
    source.page = 7
    _line(store, api=api)
    vintage = store.current(TABLE)
    assert vintage is not None
    source.faults.clear()
    source.asked.clear()
    assert pull.rebuild(vintage) == vintage.read()
    assert source.asked == []


def test_record_proves_where_the_figures_come_from(source: Source, store: Store) -> None:
    _line(store)
    record = store.current(TABLE).record
    assert record["credit"] == "Bron: CBS"
    assert record["licence"] == "CC-BY-4.0"
    assert record["selected"] == "regions NL, PV, CR, GM; periods JJ"
    assert set(record["clients"]) == {"impact-noord", "cbsodata", "requests", "pyarrow"}
    assert all(r["url"].startswith(source.url) and len(r["sha256"]) == 64 for r in record["replies"])
    assert record["dimensions"]["sector"]["395000"] == "62 IT-dienstverlening"


def test_table_changed_while_it_was_read_is_read_again(source: Source, store: Store) -> None:
    source.page = 5
    done = []

    def revise(start: int) -> None:
        if start == 10 and not done:
            done.append(start)
            source.tables[TABLE].modified = "2026-01-01T00:00:00"

    source.on_page = revise
    assert _line(store).modified == "2026-01-01T00:00:00"
    assert store.verify() == []
    assert len(store.vintages(TABLE)) == 1


def test_discontinued_table_is_kept_and_said_to_be_so(source: Source, store: Store) -> None:
    source.tables[TABLE].reason = "Stopgezet"
    assert _line(store).note == "discontinued"


def test_sector_that_is_new_keeps_its_key(source: Source, store: Store) -> None:
    table = source.tables[TABLE]
    sectors = table.dimensions[0]
    table.dimensions[0] = (*sectors[:3], [*sectors[3], ("999999 ", "Nieuwe activiteiten", "")])
    _line(store)
    assert "999999" in set(_tidy(store)["sector"])


def test_network_of_an_office_with_a_proxy(source: Source, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_CBS_URL", "http://opendata.cbs.invalid")
    monkeypatch.setenv("HTTP_PROXY", source.url)
    _line(store)
    assert source.asked[0].startswith("http://opendata.cbs.invalid/ODataFeed")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "83582NED/x", "8'3", '8"3', "", "a" * 10_000, "83582NED?x=1", "boundaries-1999"]
)
def test_name_that_is_none_never_reaches_a_path_or_an_address(source: Source, store: Store, name: str) -> None:
    with pytest.raises(InputError) as refused:
        pull.pull([TABLE, name], store=store)
    assert len(str(refused.value)) < 400
    assert source.asked == []
    assert not store.root.exists()


def test_unknown_table_and_service_are_refused_before_anything_is_asked(source: Source, store: Store) -> None:
    with pytest.raises(InputError, match="Did you mean '83582NED'"):
        pull.pull(["83582NET"], store=store)
    with pytest.raises(InputError, match="v3 or v4"):
        pull.pull([TABLE], store=store, api="v5")
    assert source.asked == []


def test_address_that_is_none_is_refused(source: Source, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_CBS_URL", "opendata.cbs.nl")
    with pytest.raises(InputError, match="IMPACT_CBS_URL"):
        pull.pull([TABLE], store=store)


def test_words_are_kept_apart_from_numbers(source: Source, store: Store) -> None:
    table = replace(
        jobs_table(), id="85755NED", dimensions=jobs_table().dimensions[1:2], cell=lambda keys, _: f"{keys[0]}  "
    )
    table.topics = [{"Key": "Code_1", "Title": "Code", "Unit": "", "Decimals": 0, "Datatype": "String"}]
    source.tables["85755NED"] = table
    assert pull.pull(["85755NED"], store=store).ok
    found = _tidy(store, "85755NED")
    assert found["value"].isna().all()
    assert list(found["text"]) == list(found["region"])
