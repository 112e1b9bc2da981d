"""A title or a name that looks like code stays text, in everything that is written."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from impact import bundle
from impact.errors import InputError
from impact.report import build
from impact.report.gallery.named import Asked, Shown
from impact.report.gallery.picture import CHART, ChartPicture
from impact.report.gallery.registry import named
from impact.report.letter.publication import gathered
from impact.report.maps import files as map_files
from impact.report.maps.figures import map_figures
from impact.report.maps.picture import MapPicture
from impact.report.maps.question import map_question
from impact.report.pages import picture_files
from impact.report.pages.publications import publication
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.ledger import shipped_backtest
from tests.report.hostile import HOSTILE

NOT_IN_THE_FONT = HOSTILE["emoji"]  # a document that everybody can read shows no letter it does not have
NAMES = ("Quarterly letter on the AI-fabriek Groningen", "impact project", "Expertise centre", "central government")
Write = Callable[[str, Path], object]


class Alive(HTMLParser):
    """Finds what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "img", "iframe", "object") else []
        self.found += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.found += [value for name, value in attrs if name == "href" and value and value.startswith("javascript")]


def alive(*paths: Path) -> list[str]:
    reader = Alive()
    for path in paths:
        reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


@pytest.fixture(scope="module")
def calibration() -> Shown:
    return named("ledger-calibration").draw(shipped_backtest(), Asked("en"))


@pytest.fixture(params=["map", "chart"])
def write(request: pytest.FixtureRequest, calibration: Shown) -> Write:
    """Return how to write a picture with a title to a file."""
    if request.param == "chart":
        return lambda title, path: picture_files.write(CHART, ChartPicture(calibration, "en", "page", title), path)
    figures = map_figures(map_question("gdp", level="provincie"))
    return lambda title, path: map_files.write(MapPicture(figures, "en", heading=title), path)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_title_of_a_picture_stays_text(
    write: Write, text: str, tmp_path: Path, peer: Callable[..., ModuleType]
) -> None:
    for ending in ("svg", "html", "csv"):
        write(text, tmp_path / f"a.{ending}")
    assert alive(tmp_path / "a.svg", tmp_path / "a.html") == []
    assert text in html.unescape((tmp_path / "a.html").read_text(encoding="utf-8"))
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]
    if text == NOT_IN_THE_FONT:
        with pytest.raises(InputError, match="Take these letters out, or write svg, png or html"):
            write(text, tmp_path / "a.pdf")
        return
    write(text, tmp_path / "a.pdf")
    told = peer("pypdf").PdfReader(tmp_path / "a.pdf")
    assert told.metadata.title == text
    assert "/JavaScript" not in str(told.trailer["/Root"])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_names_in_a_publication_stay_text(
    text: str, baseline_result: ScenarioResult, tmp_path: Path, peer: Callable[..., ModuleType]
) -> None:
    asked = publication(renamed(tmp_path, text))
    if text == NOT_IN_THE_FONT:
        with pytest.raises(InputError, match="Take this letter out of the titles and names"):
            build(asked.folder, "en", tmp_path / "out", gathered(asked, baseline_result))
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]
        return
    build(asked.folder, "en", tmp_path / "out", gathered(asked, baseline_result))
    written = tmp_path / "out" / "report-en.html"
    assert alive(written) == []
    assert html.unescape(written.read_text(encoding="utf-8")).count(text) >= 4
    assert peer("pypdf").PdfReader(written.with_suffix(".pdf")).metadata.title == text


OPEN_TEXTS = {"title", "note", "source", "source_nl", "name", "author", "references", "references_nl", "nl", "en"}
AT_ONCE = "=cmd|'/c calc'!A1 <script>alert(1)</script> #let x = 1 [link](javascript:alert(1)) *bold* $x$ \u202eשלום"


def told(value: Any, name: str = "") -> Any:
    """Return a scenario with `AT_ONCE` for every text that its author may choose."""
    if isinstance(value, dict):
        return {key: told(inner, key) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [told(inner, name) for inner in value]
    return AT_ONCE if isinstance(value, str) and name in OPEN_TEXTS else value


def test_notes_sources_and_names_of_a_scenario_stay_text_in_its_report(baseline: Scenario, tmp_path: Path) -> None:
    result = run(Scenario.model_validate(told(baseline.model_dump())), draws=20, seed=1)
    build("ai-fabriek", "nl", tmp_path / "out", result)
    written = tmp_path / "out" / "report-nl.html"
    assert alive(written, *written.parent.glob("figures/*.svg")) == []
    assert html.unescape(written.read_text(encoding="utf-8")).count(AT_ONCE) > 100
    for table in written.parent.glob("figures/*.csv"):
        rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8")))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]


def renamed(folder: Path, text: str) -> Path:
    """Return the folder of a letter in which title, author, an item and a funder are called `text`."""
    mine = folder / "mine"
    mine.mkdir()
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    for path in bundle.reports("kwartaalbericht").glob("*.toml"):
        kept = path.read_text(encoding="utf-8")
        for ours in NAMES:
            kept = kept.replace(f'"{ours}"', f'"{written}"')
        (mine / path.name).write_text(kept, encoding="utf-8")
    return mine
