"""A ledger shows every change that was made to it afterwards."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.errors import InputError
from impact.scenario.ledger import Ledger, calibration, given_forecast
from impact.scenario.ledger.entries import NOTHING, canonical, checksum
from impact.scenario.ledger.reliability import rank_shares

TODAY = datetime.date(2026, 11, 28)


def day(n):
    return TODAY + datetime.timedelta(days=n)


@pytest.fixture(scope="session")
def whole(made, tmp_path_factory):
    """The bytes of a ledger of three entries."""
    record = Ledger.load(tmp_path_factory.mktemp("ledger") / "forecasts.jsonl", new=True)
    for n in range(3):
        record = record.register(replace(made, seed=n), today=day(n))
    return record.path.read_bytes()


@pytest.fixture
def file(tmp_path, whole):
    path = tmp_path / "forecasts.jsonl"
    path.write_bytes(whole)
    return path


def problems(path, head=""):
    with pytest.raises(InputError) as refusal:
        Ledger.load(path, head=head)
    return [f"{p.field}|{p.found}|{p.expected}|{p.todo}" for p in refusal.value.problems]


def lines(path):
    return path.read_text(encoding="ascii").splitlines()


def write(path, content):
    path.write_text("".join(f"{text}\n" for text in content), encoding="ascii")


def resealed(content):
    """A line that was changed, with a checksum that fits again."""
    return canonical({**content, "sha256": checksum(content)})


def test_a_ledger_of_one_entry_verifies(made, tmp_path):
    record = Ledger.load(tmp_path / "one.jsonl", new=True).register(made, today=TODAY)
    again = Ledger.load(tmp_path / "one.jsonl", head=record.head)
    assert again == record
    assert again.entries[0].previous == NOTHING
    assert again.entries[0].version and again.entries[0].vintage_rule == "first print"
    assert again.entries[0].scenario_name == "none"


@settings(max_examples=60)
@given(st.data())
def test_no_byte_can_change_unseen(whole, tmp_path_factory, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    path = tmp_path_factory.mktemp("altered") / "forecasts.jsonl"
    path.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
    assert problems(path)


def test_a_changed_figure_is_named_with_its_line_and_both_checksums(file):
    first, second, third = lines(file)
    write(file, [first, second.replace('"horizon":2', '"horizon":3'), third])
    assert any(p.startswith("line 2: sha256|") for p in problems(file))
    assert json.loads(second)["sha256"] in problems(file)[0]


def test_a_line_that_says_the_same_in_another_form_is_seen(file):
    first, second, third = lines(file)
    write(file, [first, second.replace('"entry":2', '"entry": 2'), third])
    assert any(p.startswith("line 2|") for p in problems(file))


def test_a_missing_line_is_named(file):
    first, _, third = lines(file)
    write(file, [first, third])
    assert any("line 2: entry|3|2" in p and "entry 2 is missing" in p for p in problems(file))


def test_lines_that_changed_places_are_named(file):
    first, second, third = lines(file)
    write(file, [second, first, third])
    found = problems(file)
    assert any("line 1: entry|2|1" in p and "changed places" in p for p in found)
    assert any("line 2: entry|1|2" in p for p in found)


def test_a_line_cut_off_the_end_is_seen_by_who_knows_the_head(file):
    kept = lines(file)
    head = json.loads(kept[-1])["sha256"]
    assert Ledger.load(file, head=head[:12]).head == head
    write(file, kept[:-1])
    assert len(Ledger.load(file).entries) == 2
    assert "cut off the end" in problems(file, head)[0]


def test_an_entry_that_was_replaced_and_sealed_again_breaks_the_next(file):
    first, second, third = lines(file)
    write(file, [first, resealed({**json.loads(second), "seed": 99}), third])
    found = problems(file)
    assert len(found) == 1
    assert found[0].startswith("line 3: previous|")


def test_a_date_before_the_entry_above_is_seen_however_it_is_sealed(file):
    first, second, _ = lines(file)
    write(file, [first, resealed({**json.loads(second), "registered": "2026-11-27"})])
    assert problems(file)[0].startswith("line 2: registered|2026-11-27|2026-11-28 or later")


def test_a_forecast_of_what_its_figures_already_had_is_seen_however_it_is_sealed(file):
    content = json.loads(lines(file)[0])
    content["data"][0]["last_year"] = 2026
    write(file, [resealed(content)])
    assert problems(file)[0].startswith("line 1: births.year|2026, published already|a year after 2026")


def test_figures_said_to_end_before_their_vintage_does_are_seen_when_scored(file):
    content = json.loads(lines(file)[0])
    content["data"][0]["last_year"] = 2024
    for one in content["forecasts"]:
        one["year"] -= 1
    write(file, [resealed(content)])
    record = Ledger.load(file)
    with pytest.raises(InputError, match=r"forecasts.jsonl: entry 1: data.births.last_year: found 2024; expected 2025"):
        record.score()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"{}", "does not end"),
        (b"{}\r\n", "line ends of Windows"),
        (b"\n", "an empty line"),
        (b"[1]\n", "no JSON object"),
        (b"\xff\n", "no JSON object"),
        (b'{"entry":1}\n', "line 1: sha256"),
        (b'{"entry":1,"x":NaN}\n', "not finite"),
        (b"[" * 5000 + b"\n", "no JSON object"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path, content, words):
    (tmp_path / "file.jsonl").write_bytes(content)
    assert words in "".join(problems(tmp_path / "file.jsonl"))


def test_nothing_there_is_refused_unless_it_is_to_be_made(tmp_path):
    assert "no such file" in problems(tmp_path / "none.jsonl")[0]
    assert "a directory" in problems(tmp_path)[0]
    assert Ledger.load(tmp_path / "none.jsonl", new=True).head == NOTHING


def test_an_entry_without_a_key_is_refused_by_its_name(file):
    content = json.loads(lines(file)[0])
    del content["vintage_rule"]
    write(file, [resealed(content)])
    assert problems(file)[0].startswith("line 1.vintage_rule|nothing|a value")


def test_entries_whose_figures_have_other_draws_are_refused(file):
    content = json.loads(lines(file)[0])
    content["forecasts"][0]["draws"] = [1.0]
    write(file, [resealed(content)])
    assert "as many draws" in problems(file)[0]


def test_registering_on_a_tampered_ledger_is_refused_and_writes_nothing(file, whole):
    write(file, lines(file)[1:])
    before = file.read_bytes()
    with pytest.raises(InputError):
        Ledger.load(file, new=True)
    assert file.read_bytes() == before
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_a_ledger_that_somebody_else_wrote_to_is_not_written_over(file, made):
    mine, theirs = Ledger.load(file), Ledger.load(file)
    theirs.register(made, today=day(5))
    before = file.read_bytes()
    with pytest.raises(InputError, match="Somebody else wrote"):
        mine.register(made, today=day(5))
    assert file.read_bytes() == before


def test_an_entry_cannot_be_dated_back(file, made, whole):
    with pytest.raises(InputError, match="registered: found 2026-11-01; expected 2026-11-30 or later"):
        Ledger.load(file).register(made, today=datetime.date(2026, 11, 1))
    assert file.read_bytes() == whole


def test_what_is_published_cannot_be_registered(file, made, whole):
    late = replace(made, data=(replace(made.data[0], last_year=2026),))
    with pytest.raises(InputError, match="2026, published already"):
        Ledger.load(file).register(late, today=day(9))
    assert file.read_bytes() == whole


def test_a_folder_that_is_not_there_is_refused(tmp_path, made):
    with pytest.raises(InputError, match="Nothing was written"):
        Ledger.load(tmp_path / "no" / "f.jsonl", new=True).register(made, today=TODAY)


def test_what_is_on_record_is_what_was_forecast(file, made):
    record = Ledger.load(file)
    assert record.frame()[["entry", "figures", "first_year", "last_year"]].to_numpy().tolist() == [
        [n, len(made.cells), 2026, 2027] for n in (1, 2, 3)
    ]
    first = record.figures().query("entry == 1").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        first[["target", "region", "sector", "year"]], made.cells[["target", "region", "sector", "year"]]
    )
    assert first["p50"].to_numpy() == pytest.approx(made.quantiles()[:, 9], abs=1e-3)


def test_the_same_forecast_has_the_same_bytes(made, tmp_path):
    written = []
    for name in ("a.jsonl", "b.jsonl"):
        Ledger.load(tmp_path / name, new=True).register(made, today=TODAY)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert written[0].isascii()


def test_figures_are_scored_when_they_are_there_and_not_before(file):
    record = Ledger.load(file)
    assert set(record.score()["status"]) == {"not_published"}
    cells = record.figures().query("entry == 1")
    published = cells.assign(value=cells["p50"])[["target", "region", "sector", "year", "value"]]
    found = record.score(published=published)
    assert set(found["status"]) == {"scored"}
    assert set(found["method"]) == {"average", "random_walk", "shift_share"}
    own = found.query("entry == 1 and method == 'average'")
    assert own["in50"].eq(1).all()
    assert own["crps"].gt(0).all()


def test_a_point_forecast_that_comes_true_scores_nothing(tmp_path):
    record = Ledger.load(tmp_path / "own.jsonl", new=True)
    record = record.register(given_forecast("ai_use", {2026: [40.0] * 20}, origin=2025), today=TODAY)
    assert record.score()["status"].tolist() == ["no_series"]
    published = pd.DataFrame(
        [("ai_use", "NL", "A-U", 2026, 40.0)], columns=["target", "region", "sector", "year", "value"]
    )
    assert record.score(published=published)["crps"].tolist() == [0.0]
    off = record.score(published=published.assign(value=43.0))
    assert off["crps"].tolist() == [3.0]
    assert calibration(off).loc[0, ["figures", "crps", "coverage_90"]].tolist() == [1, 3.0, 0.0]
    assert calibration(off)["skill_random_walk"].isna().all()
    with pytest.raises(InputError, match="no value"):
        record.score(published=published.drop(columns="value"))


def test_ranks_of_a_page_add_up(file):
    record = Ledger.load(file)
    cells = record.figures().query("entry == 1")
    found = rank_shares(record.score(published=cells.assign(value=cells["p95"])))
    assert found.groupby(["target", "method"])["share"].sum().tolist() == pytest.approx([1.0] * 3)
    assert found.query("method == 'average'")["share"].tolist()[-1] > 0.9
