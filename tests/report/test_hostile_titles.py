"""Titles, units and names of a study that a drawing or a document could take for something else than text."""

from __future__ import annotations

import html
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from impact.effects.study.evaluation import evaluate
from impact.errors import InputError
from impact.report import build
from impact.report.charts import theme
from impact.report.pages.picture import one_line
from tests.report.test_hostile_text import alive
from tests.test_spreadsheets import STUDY

TITLES = ("one\ntwo", "\r=1", 'x\\"+1+"', "C:\\temp\\", "'\"`", "👩🏽‍🔬 🇳🇱")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("place", ["x", "color"])
def test_a_title_of_an_axis_or_a_key_is_drawn_as_text(place: str, title: str) -> None:
    axis = {"x": alt.X("a:Q", title=title if place == "x" else "a")}
    key = {"color": alt.Color("a:N", title=title)} if place == "color" else {}
    chart = alt.Chart(pd.DataFrame({"a": [1], "b": [2]})).mark_point().encode(**axis, **key, y="b:Q")
    drawn = html.unescape(theme.svg(chart))
    assert all(line.strip() in drawn for line in title.split("\n"))


def test_a_usual_chart_is_drawn_as_before() -> None:
    chart = alt.Chart(pd.DataFrame({"a": [1], "b": [2]})).mark_point().encode(x="a:Q", y="b:Q")
    assert 'aria-label="a: 1; b: 2"' in theme.svg(chart)


def test_a_title_has_no_sign_that_no_document_shows() -> None:
    assert one_line("a\x07b\ufeffc\uffffd\n e") == "abcd e"


ODD = "{{ 7*7 }} {% x %} ]]> --> $x$ C:\\temp \\ <script>alert(1)</script> #panic() [a](javascript:alert(1))\nnew line"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with figures of its own, in which every open text is odd."""
    figures = [(f"R{place:02d}", year, 100 + place * year % 7) for place in range(24) for year in range(2008, 2020)]
    pd.DataFrame(figures, columns=["region", "year", "=value"]).to_csv(tmp_path / "own.csv", index=False)
    told, written = STUDY, ODD.replace("\\", "\\\\").replace("\n", "\\n")
    for text in ("=title()", "@reference", "=treated()", "=outcome()", "=unit()", "=source()"):
        told = told.replace(f'"{text}"', f'"{written}"')
    file = tmp_path / "mine.toml"
    file.write_text(told, encoding="utf-8")
    (tmp_path / "mine.pages.toml").write_text(f'author = "{written}"\ndate = 2026-11-24\n', encoding="utf-8")
    return file


def test_open_texts_of_a_study_of_ones_own_stay_text(study: Path, tmp_path: Path) -> None:
    build("study", "en", tmp_path / "out", evaluate(study))
    written = tmp_path / "out" / "report-en.html"
    assert alive(written, *written.parent.glob("figures/*.svg")) == []
    assert html.unescape(written.read_text(encoding="utf-8")).count(ODD.partition("\n")[0]) > 10


def test_a_letter_that_the_font_does_not_have_is_named_and_nothing_is_left(study: Path, tmp_path: Path) -> None:
    told = study.read_text(encoding="utf-8")
    study.write_text(told.replace('title = "', 'title = "👩🏽‍🔬 ', 1), encoding="utf-8")
    with pytest.raises(InputError, match="Take this letter out of the titles and names"):
        build("study", "en", tmp_path / "out", evaluate(study))
    assert not (tmp_path / "out").exists()
