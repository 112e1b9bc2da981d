"""Report and data package: the files of the commands, byte for byte."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from impact.cli import app as commands
from impact.page.files.downloads import PackageMade, ReportMade, archived, exported
from impact.scenario import run
from tests.page.conftest import asked

if TYPE_CHECKING:
    from impact.scenario import Scenario, ScenarioResult


@dataclass
class Made:
    """A workroom in which files are there already."""

    files: dict[Any, Any] = field(default_factory=dict)

    async def outcome(self, job: Any, patience: float = 0.0) -> Any:
        return self.files.get(job)


@pytest.fixture(scope="module")
def small_result(baseline: Scenario) -> ScenarioResult:
    return run(baseline, draws=3)


def test_the_data_package_is_that_of_the_command(
    small_result: ScenarioResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books: list[Path] = []
    monkeypatch.setattr(
        "impact.report.exports.workbook.write_workbook", lambda export, out, lang: books.append(out)
    )  # takes seconds, and is tested where it is written
    made = exported(small_result, "nl", tmp_path)
    assert list(made.values())[1:] == books == [tmp_path / "ai-fabriek-baseline-nl.xlsx"]
    result, written = small_result.save(tmp_path / "result"), tmp_path / "package"
    answer = CliRunner().invoke(commands, ["export", str(result), "--lang", "nl", "--out", str(written)])
    assert answer.exit_code == 0, answer.output
    with zipfile.ZipFile(made["ai-fabriek-baseline-nl.zip"]) as held:
        packed = {name.partition("/")[2]: held.read(name) for name in held.namelist()}
    assert packed == {path.relative_to(written).as_posix(): path.read_bytes() for path in written.rglob("*")}


def test_the_report_is_built_as_the_command_builds_it(
    monkeypatch: pytest.MonkeyPatch, small_result: ScenarioResult, tmp_path: Path
) -> None:
    """With the same publication, languages and result; the building itself is tested where it is done."""
    from impact.report.pages.publications import publication

    def build(name: Path, lang: str | None, out: Path, result: ScenarioResult) -> list[Path]:
        assert (name, lang) == (publication("ai-fabriek").folder, None)
        assert result is small_result
        (out / "figures").mkdir(parents=True)
        paths = [out / "report-nl.html", out / "report-nl.pdf", out / "figures" / "path-nl.svg", out / "report.json"]
        for path in paths:
            path.write_text(path.name, encoding="utf-8")
        return paths

    monkeypatch.setattr("impact.report.build", build)
    monkeypatch.setattr("impact.scenario.run", lambda scenario: small_result)
    made = ReportMade().done(tmp_path)
    assert set(made) == {"report-nl.html", "report-nl.pdf", "ai-fabriek.zip"}
    with zipfile.ZipFile(made["ai-fabriek.zip"]) as held:
        assert "ai-fabriek/figures/path-nl.svg" in held.namelist()


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    (folder / "below").mkdir(parents=True)
    for name in ("b.txt", "below/a.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    first = archived(folder, tmp_path / "first.zip").read_bytes()
    (folder / "b.txt").touch()
    assert archived(folder, tmp_path / "second.zip").read_bytes() == first


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_lists_what_there_is_and_gives_only_that(
    peer: Callable[[str], ModuleType], tmp_path: Path, lang: str
) -> None:
    peer("starlette")
    from impact.page import application

    file = tmp_path / "report-nl.pdf"
    file.write_bytes(b"%PDF")
    app = application()
    app.app.state.workroom = Made({ReportMade(): {file.name: file}})  # type: ignore[attr-defined]
    assert asked(app, f"/{lang}/downloads").status == 200
    assert f"/{lang}/downloads/report/report-nl.pdf" in asked(app, f"/{lang}/downloads/report").text
    given = asked(app, f"/{lang}/downloads/report/report-nl.pdf")
    assert given.content == b"%PDF"
    assert given.headers["content-disposition"] == 'attachment; filename="report-nl.pdf"'
    assert asked(app, f"/{lang}/downloads/package").status == 202
    for path in ("report/report-en.pdf", "report/..%2f..%2fetc%2fpasswd", "nothing", "nothing/report-nl.pdf"):
        assert asked(app, f"/{lang}/downloads/{path}").status == 404
    assert PackageMade("nl") != PackageMade("en")
