"""The result folder: complete, the same bytes twice, whole or not there, and refused when altered."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from impact.errors import InputError
from impact.folders import checksum_of
from impact.scenario import Scenario, ScenarioResult, run

FILES = {
    "impacts.parquet",
    "impacts.csv",
    "totals.parquet",
    "totals.csv",
    "area_draws.parquet",
    "draws.parquet",
    "staircase.csv",
    "composition.csv",
    "summary.json",
    "assumptions.csv",
    "spent.csv",
    "checks.csv",
    "manifest.json",
    "areas.parquet",
    "areas.csv",
    "municipalities.parquet",
    "municipalities.csv",
    "use.parquet",
    "use.csv",
    "use_assumptions.csv",
    "use_municipalities.parquet",
    "use_municipalities.csv",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_folder_holds_what_the_design_says(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    folder = baseline_result.save(tmp_path / "out")
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_saving_twice_gives_the_same_bytes(baseline: Scenario, tmp_path: Path) -> None:
    first = run(baseline, draws=30, seed=2).save(tmp_path / "first")
    second = run(baseline, draws=30, seed=2).save(tmp_path / "second")
    assert contents(first) == contents(second)


def test_a_loaded_result_is_the_saved_one(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    loaded = ScenarioResult.load(baseline_result.save(tmp_path / "out"))
    pd.testing.assert_frame_equal(loaded.impacts, baseline_result.impacts)
    pd.testing.assert_frame_equal(loaded.totals, baseline_result.totals)
    pd.testing.assert_frame_equal(loaded.staircase, baseline_result.staircase)
    pd.testing.assert_frame_equal(loaded.composition, baseline_result.composition)
    pd.testing.assert_frame_equal(loaded.assumptions, baseline_result.assumptions)
    assert loaded.scenario == baseline_result.scenario
    assert loaded.summary() == baseline_result.summary()


def test_the_sources_in_dutch_stand_in_the_last_column(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    folder = baseline_result.save(tmp_path / "out")
    table = pd.read_csv(folder / "assumptions.csv", keep_default_na=False)
    assert list(table)[-1] == "source_nl"
    assert table.set_index("name").loc["assumptions.price_growth", "source_nl"].startswith("Rond het doel van de")
    definition = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["definition"]
    assert definition["funding"]["rijk"]["source_nl"].startswith("Kamerbrief van 13 oktober 2025")
    assert len(definition["references_nl"]) == len(definition["references"])


def test_csv_and_parquet_say_the_same(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    folder = baseline_result.save(tmp_path / "out")
    text = pd.read_csv(folder / "totals.csv", keep_default_na=False, na_values={"year": [""]}, dtype={"year": "Int64"})
    pd.testing.assert_frame_equal(text, pd.read_parquet(folder / "totals.parquet"))


def test_an_altered_result_is_refused_with_both_checksums(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    folder = baseline_result.save(tmp_path / "out")
    recorded = json.loads((folder / "manifest.json").read_text())["files"]["totals.csv"]
    (folder / "totals.csv").write_text("altered")
    with pytest.raises(InputError) as caught:
        ScenarioResult.load(folder)
    assert caught.value.problems[0].expected == recorded
    assert len(caught.value.problems[0].found) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"draws": 400', '"draws": 99999'),
        ("AI-fabriek Groningen: baseline", "AI-fabriek Groningen: brilliant"),
        ('"amount": 60.0', '"amount": 600.0'),
    ],
)
def test_an_altered_manifest_is_refused(baseline_result: ScenarioResult, tmp_path: Path, old: str, new: str) -> None:
    manifest = baseline_result.save(tmp_path / "out") / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match="changed after it was written") as caught:
        ScenarioResult.load(manifest.parent)
    assert caught.value.problems[0].expected == json.loads(text)["sha256"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "no definition"),
        (b'{"files": {}}', "no definition, files and sha256"),
    ],
)
def test_a_damaged_manifest_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(InputError, match="impact run") as caught:
        ScenarioResult.load(tmp_path)
    assert found in caught.value.problems[0].found


def test_a_definition_of_another_version_is_refused_by_its_keys(
    baseline_result: ScenarioResult, tmp_path: Path
) -> None:
    manifest = baseline_result.save(tmp_path / "out") / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["definition"]["colour"] = "blue"
    del content["sha256"]
    manifest.write_text(json.dumps({**content, "sha256": checksum_of(content)}), encoding="utf-8")
    with pytest.raises(InputError, match=r"definition\.colour"):
        ScenarioResult.load(manifest.parent)


def test_a_folder_that_is_no_result_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found no manifest\.json; expected the folder of a result"):
        ScenarioResult.load(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(InputError, match=r"no definition, files and sha256; expected the manifest of a scenario"):
        ScenarioResult.load(tmp_path)


def test_a_result_replaces_an_earlier_one_but_nothing_else(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    folder = baseline_result.save(tmp_path / "out")
    assert baseline_result.save(folder) == folder
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter-1.txt").write_text("years of work")
    with pytest.raises(InputError, match="other things"):
        baseline_result.save(other)
    with pytest.raises(InputError, match="a file"):
        baseline_result.save(other / "chapter-1.txt")
    assert (other / "chapter-1.txt").read_text() == "years of work"
