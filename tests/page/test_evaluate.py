"""The pages on whether it worked: what publications say of studies and forecasts, in both languages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from impact.effects import DesignFile, evaluate
from impact.errors import InputError, Problem
from impact.page.evaluation import told
from impact.page.evaluation.told import Figure, LedgerTold, PublishedTold, StudyTold
from impact.report.charts.values import Values
from tests.page.conftest import Given, asked, free_port, listening

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><path d="M0,0h600v300z" fill="#eee"/></svg>'
EX_ANTE, EARLIER = "ai-fabriek-ex-ante", "eemshaven-2016"
VIEWS = ["", "/detectable", "/design", f"/design?of={EARLIER}", "/analogues", f"/analogues?of={EARLIER}", "/ledger"]


class Ready:
    """A workroom in which all is done already, but for what is said to go on or to be refused."""

    def __init__(self, outcomes: dict[Any, Any]) -> None:
        self.outcomes = outcomes

    async def outcome(self, job: Any, patience: float = 0.0) -> Any:
        found = self.outcomes[job]
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        pass


def sketched(illustration: Any, lang: str, date: datetime.date) -> Figure:
    """A figure without the drawing, which takes a second and is tested where it is drawn."""
    table: Values | None = illustration.table
    files = {told.WIDE: SVG, told.NARROW: SVG} | ({told.TABLE: b"a,b\n"} if table else {})
    around = (illustration.name, illustration.caption, illustration.alt, "title", "measured", "source")
    return Figure(*around, files, 600, 300, table, (1,) if table else ())


def part_of(design: str, outcome: str, treated: str) -> Any:
    """A shipped study with one of its tests on one outcome."""
    study = DesignFile.load(design)
    test = study.tests[0].model_copy(update={"outcomes": (outcome,), "treated": (treated,)})
    found = evaluate(study.model_copy(update={"tests": (test,)}))
    return replace(found, file=Path(), predicted={(outcome, treated): 1.7e-4}, predicted_by="ai-fabriek-baseline")


@pytest.fixture(scope="module")
def outcomes() -> dict[Any, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "_figure", sketched)
        earlier = DesignFile.load(EARLIER)
        outcome, treated = earlier.tests[0].outcomes[0], earlier.tests[0].treated[0]
        studies = {EX_ANTE: part_of(EX_ANTE, "jobs", "cr03"), EARLIER: part_of(EARLIER, outcome, treated)}
        found: dict[Any, Any] = {
            StudyTold(name): {lang: told._study(of, name, lang) for lang in ("nl", "en")}
            for name, of in studies.items()
        }
        return found | {PublishedTold(): PublishedTold().done(Path()), LedgerTold(""): LedgerTold("").done(Path())}


@pytest.fixture(scope="module")
def ask_it(outcomes: dict[Any, Any], peer: Callable[[str], ModuleType]) -> Callable[..., Given]:
    peer("starlette")
    from impact.page import application

    app = application()
    app.app.state.workroom = Ready(outcomes)  # type: ignore[attr-defined]
    return lambda path, **scope: asked(app, path, **scope)


def test_studies_are_called_what_their_pages_call_them_without_loading_the_models() -> None:
    from impact.effects.registered.design_file import shipped_designs
    from impact.page.evaluation.studies import registered
    from impact.report.study.pages import StudyPages, StudyWords

    assert list(registered()) == shipped_designs()
    for name, study in registered().items():
        design = DesignFile.load(name)
        pages = StudyPages.of(design)
        assert study.design == design.file
        assert study.expected == bool(pages.scenario)
        assert study.titles == {lang: StudyWords(design, pages, lang).title for lang in ("nl", "en")}
    assert registered()[EX_ANTE].expected


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_there_in_both_languages(ask_it: Callable[..., Given], view: str) -> None:
    for lang, other in (("nl", "en"), ("en", "nl")):
        found = ask_it(f"/{lang}/evaluate{view}")
        assert found.status == 200
        assert f'href="/{other}/evaluate{view}" hreflang="{other}"' in found.text
        assert not re.search(r"\{[a-z_]+\}|None|Undefined", found.text)


def test_what_could_be_found_stands_beside_what_is_expected(ask_it: Callable[..., Given]) -> None:
    """The number is that of the design itself: `impact evaluate` prints it too."""
    from impact.report.study import units

    finding = part_of(EX_ANTE, "jobs", "cr03").findings[0]
    smallest = f"{units.shown(finding.detectable.for_treated, finding.outcome.unit):.0f}%"
    text = ask_it("/en/evaluate/detectable").text
    rows = [
        re.findall(r'<td role="cell" data-head="([^"]+)">([^<]+)</td>', row) for row in text.split('<tr role="row">')
    ]
    assert [("Found from", smallest), ("Expected", "+0.017%")] in [row[:1] + row[-1:] for row in rows if row]


def test_the_design_and_its_frozen_record_can_be_had_as_they_stand(ask_it: Callable[..., Given]) -> None:
    from impact import bundle

    for name, file in (("design.toml", f"{EX_ANTE}.toml"), ("frozen.json", f"{EX_ANTE}.frozen.json")):
        assert f'href="/nl/evaluate/design/{EX_ANTE}/{name}"' in ask_it("/nl/evaluate/design").text
        given = ask_it(f"/nl/evaluate/design/{EX_ANTE}/{name}")
        assert given.content == bundle.data("designs", file).read_bytes()
        assert given.headers["content-disposition"].startswith("attachment")
    assert "frozen.json" not in ask_it(f"/nl/evaluate/design?of={EARLIER}").text


@pytest.mark.parametrize(
    "path",
    [
        "/nl/evaluate/nothing",
        "/nl/evaluate/design?of=../../etc/passwd",
        f"/nl/evaluate/detectable?of={EARLIER}",
        "/nl/evaluate/design/nothing/design.toml",
        f"/nl/evaluate/design/{EX_ANTE}/pages.toml",
        f"/nl/evaluate/design/{EARLIER}/frozen.json",
        "/nl/evaluate/ledger/figures/backtest/nothing.svg",
        "/nl/evaluate/ledger/figures/nothing/wide.svg",
        "/de/evaluate",
    ],
)
def test_what_is_not_there_is_said_not_to_be(ask_it: Callable[..., Given], path: str) -> None:
    assert ask_it(path).status == 404


def test_every_figure_has_its_files_and_a_table_of_its_figures(ask_it: Callable[..., Given]) -> None:
    for view in VIEWS[1:]:
        text = ask_it(f"/nl/evaluate{view}").text
        figures = re.findall(r'<figure class="chart".*?</figure>', text, re.S)
        assert figures, view
        for figure in figures:
            assert re.search(r'<img src="[^"]+" alt="[^"]{20,}"', figure)
            for kind, path in re.findall(r'(?:src|href)="([^"]*?/(wide\.svg|narrow\.svg|figures\.csv)[^"]*)"', figure):
                given = ask_it(kind.replace("&amp;", "&"))
                assert given.status == 200, path
                assert ("csv" in path or "save" in kind) == ("content-disposition" in given.headers)


def test_every_table_has_heads_of_rows_and_columns(ask_it: Callable[..., Given]) -> None:
    for view in VIEWS[1:]:
        for table in re.findall(r"<table.*?</table>", ask_it(f"/en/evaluate{view}").text, re.S):
            assert "<caption>" in table
            assert 'scope="col"' in table
            heads = len(re.findall(r'scope="col"', table))
            under = 0
            for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", table, re.S)[1:]:
                cells = re.findall(r"<t[hd] ", row)
                spanned = re.search(r'rowspan="(\d+)"', row)
                assert len(cells) + (1 if under else 0) == heads
                assert under or 'scope="row' in row
                under = int(spanned.group(1)) - 1 if spanned else max(0, under - 1)


def test_while_it_is_worked_out_the_page_says_so_and_no_more(peer: Callable[[str], ModuleType]) -> None:
    peer("starlette")
    from impact.page import application

    app = application()
    app.app.state.workroom = Ready({StudyTold(EX_ANTE): None})  # type: ignore[attr-defined]
    found = asked(app, "/nl/evaluate/detectable")
    assert found.status == 202
    assert "Dit wordt nu berekend" in found.text
    assert "wait.js" in found.text


def test_a_ledger_that_was_changed_is_said_to_be_so_without_the_place_of_its_file(
    peer: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    peer("starlette")
    from impact.page import Settings, application

    file = tmp_path / "forecasts.jsonl"
    file.write_text('{"entry": 1}\n', encoding="utf-8")
    job = LedgerTold.of(file)
    with pytest.raises(InputError):
        job.done(tmp_path)
    refusal = InputError(Problem(str(file), "line 1", "a line that was changed", "a line as it was written", "Ask."))
    app = application(Settings(ledger=file))
    app.app.state.workroom = Ready({job: refusal})  # type: ignore[attr-defined]
    found = asked(app, "/nl/evaluate/ledger")
    assert "niet zoals het is vastgelegd" in found.text
    assert "a line that was changed" in found.text
    assert str(tmp_path) not in found.text


def test_registered_forecasts_are_shown_and_a_ledger_that_grows_is_read_again(tmp_path: Path) -> None:
    from impact.scenario.ledger import Ledger, forecast

    file = tmp_path / "forecasts.jsonl"
    record = Ledger.load(file, new=True).register(
        forecast(("jobs",), horizon=1, area="groningen-noord-drenthe"), today=datetime.date(2026, 3, 2)
    )
    before = LedgerTold.of(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "_figure", sketched)
        found = before.done(tmp_path)["nl"]
    assert found.content["entries"][0][:4] == ["1", "2 maart 2026", "Banen per gebied en groep", "2025"]
    assert found.content["head"] == record.head
    assert found.content["statuses"] == [["not_published", found.content["entries"][0][5]]]
    record.register(forecast(("jobs",), horizon=2, area="groningen-noord-drenthe"), today=datetime.date(2026, 3, 3))
    assert LedgerTold.of(file) != before
    assert LedgerTold.of(tmp_path / "gone.jsonl") == LedgerTold("")


def test_a_figure_is_what_the_command_for_charts_draws(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from impact.cli import app as commands
    from impact.report.gallery.named import Asked
    from impact.report.gallery.of_ledger import calibration_chart
    from impact.scenario.ledger import shipped_backtest

    shown = calibration_chart(shipped_backtest(), Asked("en"))
    figure = told._figure(shown.figure, "en", shown.date)
    for name, file in (("calibration.svg", told.WIDE), ("calibration.csv", told.TABLE)):
        path = tmp_path / name
        result = CliRunner().invoke(commands, ["chart", "ledger-calibration", "--lang", "en", "--out", str(path)])
        assert result.exit_code == 0, result.output
        assert figure.files[file] == path.read_bytes()


@pytest.fixture(scope="module")
def served_it(outcomes: dict[Any, Any], peer: Callable[[str], ModuleType]) -> Iterator[str]:
    peer("uvicorn")
    from impact.page import application

    app = application()
    with listening(app, free_port()) as address:
        app.app.state.workroom = Ready(outcomes)  # type: ignore[attr-defined]
        yield address


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_view_is_accessible_and_fits(served_it: str, browser: Browser, axe: Axe, lang: str) -> None:
    """Each view at each width; the checker, which takes longest, at two of them in one language, two in the other."""
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for view in VIEWS:
        page.goto(f"{served_it}/{lang}/evaluate{view}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for width in (320, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, view
            if (width in (320, 1280)) == (lang == "nl"):
                found = axe.run(page)
                assert found.violations_count == 0, found.generate_report()
    page.close()
    assert all(url.startswith(served_it) for url in requests)


def test_another_study_is_chosen_by_keyboard_without_script(served_it: str, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{served_it}/nl/evaluate")
    page.get_by_role("link", name="Wat elders is gevonden").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Van wie of waar").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/analogues?of={EARLIER}")
    assert page.get_by_role("heading", name="Wat er is gevonden").count() == 1
    page.close()
