"""Texts that a spreadsheet would compute are guarded in every csv file; signs that no document shows are refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from impact.effects.study.evaluation import evaluate
from impact.errors import InputError
from impact.inputs import read_toml
from impact.scenario import Scenario, ScenarioResult, run
from impact.spreadsheets import as_written, guarded, write_csv

FORMULAS = ("=cmd()", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "'=cmd()", "''+x", "- a dash", "-", "-1.5", "+31")
PLAIN = ("", "'s-Gravenhage", "a=b", "A-U")
UNSHOWN = ("\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\ufeff", "\ufffe", "\uffff", "\U0001ffff")


def test_what_a_spreadsheet_would_compute_is_guarded_and_comes_back() -> None:
    frame = pd.DataFrame({"=head": [*FORMULAS, *PLAIN], "figure": range(len(FORMULAS) + len(PLAIN))})
    for texts in (frame, frame.astype({"=head": "category"}), frame.astype({"=head": "string"})):
        found = guarded(texts)
        assert list(found)[0] == "'=head"
        assert list(found["'=head"]) == [*(f"'{text}" for text in FORMULAS), *PLAIN]
        assert list(as_written(found)["'=head"]) == [*FORMULAS, *PLAIN]


def test_labels_of_rows_are_guarded_too(tmp_path: Path) -> None:
    both = pd.MultiIndex.from_tuples([("=a", "b"), ("c", "@d")], names=["one", "other"])
    write_csv(pd.DataFrame({"v": [1, 2]}, index=both), tmp_path / "a.csv", index=True)
    write_csv(pd.DataFrame({"v": [1, 2]}, index=["=a", "b"]), tmp_path / "b.csv", index=True)
    assert (tmp_path / "a.csv").read_text() == "one,other,v\n'=a,b,1\nc,'@d,2\n"
    assert (tmp_path / "b.csv").read_text() == ",v\n'=a,1\nb,2\n"


def cells(folder: Path) -> list[str]:
    """Return every cell of every csv file of a folder."""
    files = sorted(folder.rglob("*.csv"))
    assert files
    texts = [io.StringIO(file.read_bytes().decode(), newline="") for file in files]
    return [cell for text in texts for row in csv.reader(text) for cell in row]


def test_units_and_titles_of_a_study_are_no_formulas_in_its_folder(tmp_path: Path) -> None:
    figures = [(f"R{place:02d}", year, 100 + place * year % 7) for place in range(24) for year in range(2008, 2020)]
    pd.DataFrame(figures, columns=["region", "year", "=value"]).to_csv(tmp_path / "own.csv", index=False)
    (tmp_path / "mine.toml").write_text(STUDY, encoding="utf-8")
    evaluate(tmp_path / "mine.toml").save(tmp_path / "out")
    written = cells(tmp_path / "out")
    assert "'=unit()" in written
    assert not [cell for cell in written if cell.startswith(("=", "@", "\t"))]


def test_sources_of_a_scenario_are_no_formulas_in_its_folder_and_come_back(baseline: Scenario, tmp_path: Path) -> None:
    told = baseline.model_dump()
    for name in told["assumptions"]:
        told["assumptions"][name]["source"] = "=cmd()"
    result = run(Scenario.model_validate(told), draws=20)
    result.save(tmp_path / "out")
    written = cells(tmp_path / "out")
    assert "'=cmd()" in written
    assert "=cmd()" not in written
    assert list(ScenarioResult.load(tmp_path / "out").assumptions["source"]) == list(result.assumptions["source"])


@pytest.mark.parametrize("sign", UNSHOWN, ids=[f"{ord(sign):04X}" for sign in UNSHOWN])
def test_a_sign_that_no_document_shows_is_refused_with_the_key_of_its_text(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    escaped = f"\\U{ord(sign):08x}"
    file.write_text(f'title = "fine"\nlimits = ["one", "a{escaped}b"]\n"k{escaped}" = 1\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_toml(file)
    assert [problem.field for problem in refused.value.problems] == [repr(f"k{sign}"), "limits.1"]
    assert all(problem.found == f"the sign U+{ord(sign):04X}, at position 2" for problem in refused.value.problems)


def test_letters_of_every_script_ends_of_lines_and_joined_emoji_are_text(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = "one\\ntwo\\tthree שלום \u202e \u200b 👩🏽‍🔬 🇳🇱 Z\u0351"
    file.write_text(f'title = "{text}"\n', encoding="utf-8")
    assert read_toml(file)["title"] == text.replace("\\n", "\n").replace("\\t", "\t")


STUDY = """
title = "=title()"
question = "?"
reference = "@reference"
[[treated]]
name = "t"
title = "=treated()"
first = { R00 = 2014 }
primary = true
[[outcomes]]
name = "o"
title = "=outcome()"
unit = "=unit()"
numerator = { file = "own.csv", source = "=source()", unit = "=unit()", columns = { value = "=value" } }
years = [2008, 2019]
transform = "level"
donors = ["R*"]
primary = true
[[tests]]
outcomes = ["o"]
treated = ["t"]
estimator = "did"
inference = "scaled_permutation"
primary = true
"""
