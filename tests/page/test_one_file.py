"""The page that is one file: the figures of the model, draw by draw, without a server and without the internet."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pytest

from impact.errors import InputError
from impact.scenario import Scenario, run
from impact.scenario.answer import use_outlook
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.use_measures import FIRMS, PRODUCTIVITY, VALUE_ADDED, Concept
from impact.scenario.responses import Figures

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page

    from impact.page.one_file.built import Computed

DRAWS = 200
MEASURES = ("jobs", "value_added")
WIDTHS = (320, 768, 1280)
TICK = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def made(peer: Callable[[str], ModuleType]) -> list[Computed]:
    peer("jinja2")
    from impact.page.one_file.built import computed

    names = ("ai-fabriek-baseline", "no-eu-cofinancing")
    return computed([Scenario.load(name) for name in names], draws=DRAWS)


@pytest.fixture(scope="module")
def files(made: list[Computed], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from impact.page.one_file.built import one_file

    folder = tmp_path_factory.mktemp("one-file")
    found = {}
    for lang in ("nl", "en"):
        found[lang] = folder / f"{lang}.html"
        found[lang].write_text(one_file(made, lang), encoding="utf-8")
    return found


Opened = Callable[..., "Page"]


@pytest.fixture
def opened(files: dict[str, Path], browser: Browser) -> Iterator[Opened]:
    """Return how to open the page from its folder; any request, error or complaint of the policy fails the test."""
    contexts, wrong = [], []

    def open_(lang: str = "en", held: str = "", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        address = files[lang].as_uri()
        page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}#{held}" if held else address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def shown(page: Page) -> dict[str, Any]:
    """Return the figures that the page shows, draw by draw."""
    found: dict[str, Any] = page.evaluate(
        "() => JSON.parse(JSON.stringify(figures, (_, held) => held instanceof Float64Array ? [...held] : held))"
    )
    return found


def assert_same(page: Page, name: str, model: Figures) -> None:
    ours, years = shown(page), page.evaluate("(name) => model[name].years", name)
    for measure in MEASURES:
        largest = np.abs(model.of("gross", measure)).max()
        for step, draws in ours["steps"][measure].items():
            assert np.abs(np.array(draws) - model.of(step, measure)).max() <= 1e-12 * largest, (measure, step)
        for concept, by_year in ours["byYear"][measure].items():
            theirs = dict(zip(model.years, model.by_year(concept, measure).T, strict=True))
            for year, draws in zip(years, by_year, strict=True):
                assert np.abs(np.array(draws) - theirs.get(year, 0.0)).max() <= 1e-12 * largest, (concept, year)
    gross = np.abs(model.of("gross", "jobs")).max()
    for concept, series in ours["areas"].items():
        expected = model.by_area[concept][:, :, PLACE["jobs"]].T
        assert (np.abs(np.array(series) - expected) <= 1e-12 * gross).all(), concept
    for concept, series in ours["municipalities"].items():
        expected = model.by_municipality[concept][:, :, PLACE["jobs"]].T
        assert (np.abs(np.array(series) - expected) <= 1e-5 * gross).all(), concept


def position(slide: Mapping[str, str], luck: random.Random) -> str:
    """Return a place where a slider can stand, as the address has it."""
    low, high, step = (float(slide[key]) for key in ("min", "max", "step"))
    return f"{low + step * luck.randint(0, round((high - low) / step - 0.5)):.10g}"


@pytest.mark.parametrize("turn", range(3))
def test_every_draw_of_the_page_is_the_models_at_random_settings(
    opened: Opened, made: list[Computed], turn: int
) -> None:
    page, luck = opened(), random.Random(turn)
    rows = page.evaluate(
        """() => [...form.querySelectorAll('[data-scenario="ai-fabriek-baseline"] [data-range]')].map((row) => {
        const { min, max, step } = row.querySelector('[type="range"]');
        return { name: row.dataset.range, scale: row.dataset.scale, min, max, step }; })"""
    )
    chosen = {row["name"]: position(row, luck) for row in luck.sample(rows, 6)}
    scale = {row["name"]: float(row["scale"]) for row in rows}
    address = chosen | ({"funding.eurohpc": "refused"} if turn else {}) | ({"late": "1"} if turn == 2 else {})
    page.evaluate("(held) => { location.hash = held; }", urlencode(address))
    page.wait_for_function("(held) => Object.keys(state.values).length === held", arg=len(chosen))
    values: dict[Any, object] = {name: float(text) / scale[name] for name, text in chosen.items()}
    base = made[0].responses.scenario
    if turn:
        values["funding.eurohpc.status"] = "refused"
    if turn == 2:
        values |= {("spending", n, "years"): {y + 1: v for y, v in s.years.items()} for n, s in base.spending.items()}
        values |= {("staff", n, "fte"): {y + 1: v for y, v in s.fte.items()} for n, s in base.staff.items()}
    model = made[0].responses.at(values)
    assert page.locator("#refused").is_hidden()
    assert_same(page, "ai-fabriek-baseline", model)
    assert model.share_cut > 0


def test_each_scenario_is_the_models_as_it_stands(opened: Opened, made: list[Computed]) -> None:
    page = opened()
    for one in made:
        name = one.figures.scenario.name
        page.locator("#scenario").select_option(name)
        assert_same(page, name, one.figures)


def test_the_script_writes_what_was_written_before_it_ran(opened: Opened) -> None:
    """Texts, bars, lines and colours of the finished page are those that the script gives the same figures."""
    for lang in ("nl", "en"):
        still, live = opened(lang, java_script_enabled=False), opened(lang)
        before = still.locator("#outcome").inner_text(), still.locator("#told").inner_text()
        live.evaluate("() => { for (const part of document.querySelectorAll('.needs-script')) part.hidden = true; }")
        after = live.locator("#outcome").inner_text(), live.locator("#told").inner_text()
        assert [part.split("\n") for part in after] == [part.split("\n") for part in before]
        still_marks, live_marks = (
            [
                [shape.get_attribute(name) for name in ("d", "x", "width", "points", "fill")]
                for shape in page.locator("#outcome svg :is(rect, path, polygon, polyline)").all()
            ]
            for page in (still, live)
        )
        assert still_marks == live_marks


def test_without_script_it_shows_the_finished_figures_and_says_so(opened: Opened) -> None:
    page = opened("nl", java_script_enabled=False)
    assert page.locator("noscript").count() == 1
    assert "Zonder JavaScript" in page.locator("body").inner_text()
    assert page.locator("#form").is_hidden()
    assert page.locator("#stairs tbody tr").count() == 6


def test_what_is_set_stands_in_the_address_and_comes_back(opened: Opened) -> None:
    page = opened("nl")
    first = page.locator("[data-scenario='ai-fabriek-baseline'] [data-range]:visible").first
    field = first.locator("input[type=text]")
    field.fill("12,5")
    page.locator("#headline").select_option("gross.value_added")
    page.evaluate(TICK)
    told = page.locator("#told").inner_text()
    name = first.get_attribute("data-range")
    assert f"{name}=12.5" in page.url
    again = opened("en", page.url.partition("#")[2])
    assert again.locator(f"[data-range='{name}'] input[type=text]").first.input_value() == "12.5"
    digits = "".join(sign for sign in told if sign.isdigit())
    assert "".join(sign for sign in again.locator("#told").inner_text() if sign.isdigit()) == digits


def test_a_fixed_value_says_what_it_does_to_the_range(opened: Opened) -> None:
    page = opened()
    assert "Every assumption is drawn" in page.locator("#band").inner_text()
    page.locator("[data-range='assumptions.deadweight_share'] input[type=range]").first.fill("20")
    page.evaluate(TICK)
    assert "You fixed one assumption" in page.locator("#band").inner_text()
    assert page.locator("[data-range='assumptions.deadweight_share'] input[type=text]").first.input_value() == "20"


def test_a_number_that_cannot_be_is_said_beside_its_field_and_changes_nothing(opened: Opened) -> None:
    page = opened("nl")
    told = page.locator("#told").inner_text()
    row = page.locator("[data-range='assumptions.deadweight_share']").first
    for text in ("veel", "300", "1.000,5"):
        row.locator("input[type=text]").fill(text)
        page.evaluate(TICK)
        assert "Geef een getal van" in row.locator(".wrong").inner_text()
        assert row.locator("input[type=text]").get_attribute("aria-invalid") is not None
    assert page.locator("#told").inner_text() == told
    row.locator("input[type=text]").fill("0,5")
    page.evaluate(TICK)
    assert row.locator(".wrong").inner_text() == ""


def test_money_that_does_not_come_is_said(opened: Opened) -> None:
    page = opened()
    page.locator("[data-source='eurohpc']").first.select_option("refused")
    page.evaluate(TICK)
    assert "too little money" in page.locator("#lowered").inner_text()
    for source in ("rijk", "nij-begun"):
        page.locator(f"[data-source='{source}']").first.select_option("refused")
    page.evaluate(TICK)
    assert "cannot be paid" in page.locator("#refused").inner_text()
    page.locator("#reset").click()
    assert page.locator("#refused").is_hidden()
    assert page.locator("#lowered").is_hidden()
    assert page.url.endswith("#")


def test_the_whole_journey_goes_by_keyboard(opened: Opened) -> None:
    page = opened("nl")
    page.locator("#headline").focus()
    page.keyboard.press("ArrowUp")
    page.evaluate(TICK)
    assert "headline=gross.value_added" in page.url
    slide = page.locator("[data-scenario='ai-fabriek-baseline'] [data-range]:visible").first
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.type"))
        if reached[-1] == "range":
            break
    assert {"select-one", "checkbox", "text"} <= set(reached)
    page.keyboard.press("ArrowRight")
    page.evaluate(TICK)
    assert slide.get_attribute("data-range") in page.url
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert slide.locator("input[type=text]").input_value() == ""
    assert page.evaluate("document.activeElement.type") == "text"


def test_the_slider_of_the_facility_has_zero_and_says_why(opened: Opened) -> None:
    page = opened("en")
    slide = page.locator("#use-ai-fabriek-baseline")
    slide.focus()
    page.keyboard.press("ArrowRight")
    assert "nobody has measured" in (slide.get_attribute("aria-valuetext") or "")
    table = page.locator("[data-scenario='ai-fabriek-baseline'] table.use")
    for name in ("productivity", "value_added", "firms_using_ai"):  # births come from spending on support as well
        texts = table.locator(f"[data-row='{name}'] td").all_inner_texts()
        assert {sign for text in texts for sign in text if sign.isdigit()} == {"0"}, name


def test_what_use_does_is_what_a_run_says(made: list[Computed]) -> None:
    result = run(made[0].figures.scenario, draws=DRAWS, keep="totals")
    stop = made[0].use[0]
    assert stop.share is None
    for measure in (PRODUCTIVITY, VALUE_ADDED, FIRMS):
        told = use_outlook.of_use(result, Concept.USE, measure, use_outlook.last_year(result))
        assert stop.figures[measure.name] == pytest.approx((told.low, told.mean, told.high), abs=1e-6)
    assert stop.figures["private_rd"][1] == pytest.approx(use_outlook.private_rd(result), abs=1e-5)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_it_is_accessible_and_fits_at_every_width(opened: Opened, axe: Axe, lang: str) -> None:
    for width in WIDTHS:
        page = opened(lang, "funding.eurohpc=refused&assumptions.deadweight_share=20", width=width)
        page.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true; }")
        found = axe.run(page)
        assert [(one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang") == lang


def test_it_is_small_and_a_browser_may_fetch_nothing(files: dict[str, Path]) -> None:
    for file in files.values():
        text = file.read_text(encoding="utf-8")
        assert len(text.encode()) < 3_000_000
        assert "default-src 'none'" in unescape(text)
        assert "unsafe" not in text.partition("</head>")[0].partition("<style>")[0]
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_same_scenarios_are_the_same_bytes(made: list[Computed], files: dict[str, Path]) -> None:
    from impact.page.one_file.built import one_file

    assert one_file(made, "en").encode() == files["en"].read_bytes()


def test_scenarios_in_one_economy_share_what_takes_room(made: list[Computed]) -> None:
    from impact.page.one_file.built import one_file

    alone, both = (len(one_file(found, "en").encode()) for found in (made[:1], made))
    assert both < 1.35 * alone


def test_what_cannot_be_a_page_is_refused(made: list[Computed], monkeypatch: pytest.MonkeyPatch) -> None:
    from impact.page.one_file import built

    baseline = made[0].responses.scenario
    with pytest.raises(InputError) as refused:
        built.computed([baseline, baseline, Scenario.load("google-eemshaven")], draws=50)
    assert [problem.field for problem in refused.value.problems] == ["--draws", "scenario", "study_area"]
    monkeypatch.setattr(built, "MOST_BYTES", 10_000)
    with pytest.raises(InputError, match="which can be mailed"):
        built.one_file(made, "nl")
