"""The page on a comparison: its tables, maps and sentences are those of the differences."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from impact.errors import InputError
from impact.parallel import progress, working
from impact.report import build
from impact.report.differences import tables
from impact.report.differences.publication import manuscript
from impact.report.maps.difference import difference_figures
from impact.report.pages.publications import asked_for, publication
from impact.report.screens.comparison import comparison_screen
from impact.scenario import Comparison, ScenarioResult, compare
from impact.words.texts import words

NAME = "no-eu-cofinancing"


def test_the_pages_are_there_in_both_languages(comparison_pages: Path) -> None:
    for lang, title in (("nl", "Scenario’s vergeleken"), ("en", "Scenarios compared")):
        page = (comparison_pages / f"report-{lang}.html").read_text(encoding="utf-8")
        assert title in page
        assert (comparison_pages / f"report-{lang}.pdf").stat().st_size > 50_000
    assert {path.name for path in (comparison_pages / "figures").glob("*-nl.svg")} == {
        "overview-nl.svg", "map_gross_1-nl.svg", "map_net_regional_1-nl.svg",
    }  # fmt: skip


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_same_comparison_gives_the_same_bytes_and_a_terminal_sees_how_far_it_is(
    compared: Comparison, comparison_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with working(progress=True):
        made = build("comparison", "nl", tmp_path / "again", compared)
    assert "[######..................] 25%" in terminal.getvalue()  # the first of three figures and a document
    for path in made:
        if path.suffix in (".pdf", ".html"):
            assert path.read_bytes() == (comparison_pages / path.name).read_bytes()


def test_the_tables_hold_the_differences(compared: Comparison) -> None:
    english = words("differences", "en")
    found = dict((row[0], row[1:]) for row in tables.areas(compared, NAME, english))
    difference = compared.in_area(NAME, "CR03", "gross", "jobs")
    assert difference is not None
    ends = (difference.mean, difference.low, difference.high)
    assert found["Overig Groningen"][0] == "{:+.0f} ({:+.0f} to {:+.0f})".format(*ends).replace("-", "−")
    assert found["Netherlands"][1] == english("document.nothing")
    years = tables.years(compared, NAME, english)
    assert [row[0] for row in years] == [str(year) for year in range(2026, 2034)]
    assert [row[0] for row in tables.of_use(compared, NAME, english)] == [
        "Labour productivity, %", "Value added, million euros", "Firms that use AI", "New ICT firms",
        "R&D by firms, million euros",
    ]  # fmt: skip


def test_the_map_divides_the_difference_by_the_jobs_of_the_area(compared: Comparison) -> None:
    figures = difference_figures(compared, NAME, "gross")
    assert figures is not None
    values = figures.frame.set_index("region")
    difference = compared.in_area(NAME, "CR02", "gross", "jobs")
    assert difference is not None
    per_thousand = difference.mean / values.loc["CR02", "value"]
    assert values.loc["CR02", ["low", "high"]].to_list() == pytest.approx(
        [difference.low / per_thousand, difference.high / per_thousand]
    )
    assert 14 < per_thousand < 25  # thousand jobs in Delfzijl en omgeving
    assert values["value"].notna().all()


def test_net_is_mapped_in_the_study_area_alone(compared: Comparison) -> None:
    figures = difference_figures(compared, NAME, "net_regional")
    assert figures is not None
    known = figures.frame.dropna(subset="value")["region"]
    assert set(known) == {"CR01", "CR02", "CR03", "CR07"}
    assert np.isfinite(figures.frame.dropna(subset="value")[["low", "high"]].to_numpy()).all()


def test_a_scenario_and_itself_have_no_map_and_say_so(baseline_result: ScenarioResult) -> None:
    same = compare(baseline_result, baseline_result)
    made = manuscript(same, publication("comparison"), "en")
    assert [one.name for one in made.illustrations] == ["overview"]
    assert "no difference in work" in made.content["brief"][0]
    assert made.content["compared"][0]["areas"][0][1] == "0.0 (0.0 to 0.0)"


def test_the_screen_shows_areas_and_use(compared: Comparison) -> None:
    for lang, where, use in (("en", "Where, in labour years", "Firms that use AI"), ("nl", "Waar", "Bedrijven die AI")):
        screen = comparison_screen(compared, lang)  # type: ignore[arg-type]
        assert where in screen
        assert use in screen
        assert "Delfzijl en omgeving" in screen
        assert max(map(len, screen.splitlines())) <= 96


def test_it_is_not_made_by_name_alone() -> None:
    with pytest.raises(InputError) as caught:
        asked_for("comparison")
    assert "impact compare" in caught.value.problems[0].todo


def test_the_command_writes_the_pages(baseline_result: ScenarioResult, tmp_path: Path, capsys: Any) -> None:
    from impact.commands import compare as compare_command

    folder = baseline_result.save(tmp_path / "result")
    compare_command.compare([str(folder), str(folder)], page=tmp_path / "pages")
    assert "report-nl.pdf" in capsys.readouterr().out
    assert (tmp_path / "pages" / "report-en.html").is_file()


def test_pages_and_tables_do_not_share_a_folder(tmp_path: Path) -> None:
    from impact.commands import compare as compare_command

    with pytest.raises(InputError) as caught:
        compare_command.compare([NAME, NAME], out=tmp_path / "one", page=tmp_path / "one")
    assert caught.value.problems[0].field == "--page"
