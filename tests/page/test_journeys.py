"""Whole journeys in Chromium: an officer by keyboard alone, an economist by clicks, and how each likes a screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from impact.cli import app as commands
from tests.page.conftest import DRAWS, Come
from tests.page.test_uploads import GOOD

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Locator, Page

SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return false;
  const told = document.getElementById("told"), one = document.activeElement.getBoundingClientRect();
  return !told || told.hidden || one.bottom > told.getBoundingClientRect().bottom
    || one.bottom < told.getBoundingClientRect().top;
}"""
"""Whether what has the focus shows that it does, and is not behind the figure that stays in sight."""
USE = "use.productivity"
FILES = {"totals": "totals.csv", "by municipality": "municipalities.csv", "use": "use.csv"}


def there(page: Page, state: str = "there") -> None:
    page.locator(f"#state[data-state={state}]").wait_for(state="attached", timeout=180_000)


def first_figures(page: Page) -> None:
    """Wait for figures, whole or not."""
    page.locator("#figures table").first.wait_for(timeout=180_000)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; whatever has it on the way shows that it does."""
    aim = wanted.element_handle()
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("one => one === document.activeElement", aim):
            return
    pytest.fail(f"nothing leads to {wanted}")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as a browser gives them (WCAG 2.2, contrast ratio)."""

    def luminance(colour: str) -> float:
        shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def means(page: Page, table: int = 0) -> list[str]:
    rows = page.locator("#figures table").nth(table).locator("tbody tr")
    return [row.locator("td[data-head]").nth(1).inner_text() for row in rows.all()]


def test_an_officer_goes_the_whole_way_by_keyboard(served: str, come: Come, tmp_path: Path) -> None:
    page = come()
    page.goto(f"{served}/nl/")
    tab_to(page, page.get_by_role("link", name="Scenario", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/scenario")
    there(page)
    before = means(page)
    slider = page.get_by_role("slider").first
    tab_to(page, slider)
    assert slider.get_attribute("aria-valuetext") == "niet gekozen, midden 50"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.locator("h2", has_text="Uw wijziging van").wait_for()
    assert page.evaluate("one => one === document.activeElement", slider.element_handle())
    set_to = page.get_by_role("textbox").first.input_value()
    assert slider.get_attribute("aria-valuetext") == set_to
    assert float(set_to.replace(",", ".")) > 50
    assert page.locator("#said").inner_text().startswith("Cijfers uit")
    told = page.locator("#told")
    assert told.inner_text().startswith(f"Netto werk in de regio, arbeidsjaren: {means(page)[2]} (")
    top, height = (told.bounding_box() or {}).get("y", -1.0), page.evaluate("innerHeight")
    assert 0 <= top < height  # in sight beside the slider
    for _ in range(8):
        page.keyboard.press("Shift+Tab")  # upwards what has the focus would come to stand behind it
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
    assert means(page)[:2] == before[:2]  # gross does not hang on where staff comes from
    assert means(page)[2:] != before[2:]
    there(page)
    tab_to(page, page.get_by_role("link", name="Het scenariobestand"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "kept.toml")
    assert "staff_displacement_share" in (tmp_path / "kept.toml").read_text(encoding="utf-8")
    tab_to(page, page.get_by_role("link", name="Vergelijk dit met een ander scenario"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/compare**")
    there(page)
    assert page.get_by_role("heading", name="vergeleken met AI-fabriek Groningen: basisscenario").count() == 1
    tab_to(page, page.get_by_role("link", name="Kaarten", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/maps")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # to the content
    tab_to(page, page.locator("#sector"))
    page.keyboard.type("J Informatie")
    page.wait_for_url("**sector=J**")
    csv = page.locator("tbody tr").first.get_by_role("link", name="csv")
    tab_to(page, csv)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "map.csv")
    assert (tmp_path / "map.csv").read_text(encoding="utf-8").count("\n") == 41


def test_an_economist_goes_the_whole_way_by_clicks(served: str, come: Come, tmp_path: Path) -> None:
    page = come(accept_downloads=True)
    page.goto(f"{served}/en/")
    page.get_by_role("link", name="Scenario", exact=True).click()
    own = tmp_path / "own.toml"
    own.write_bytes(GOOD.replace(b"central", b"cetnral") + b"[spending.firms]\namount = -5\n")
    page.locator("#file").set_input_files(own)
    page.get_by_role("button", name="Send the file").click()
    said = page.locator("#file-wrong li")
    said.first.wait_for()
    wrong = {text.split(":")[0] for text in said.all_inner_texts()}
    assert wrong == {"assumptions.deadweight_share.cetnral", "spending.firms.amount"}
    own.write_bytes(GOOD + b"[spending.firms]\namount = 25\n[reserve]\namount = 1.48\n")
    page.locator("#file").set_input_files(own)
    page.get_by_role("button", name="Send the file").click()
    page.wait_for_url("**upload=**")
    first_figures(page)
    assert page.locator("#scenario option").first.inner_text().strip() == "own"
    assert page.locator("#answer").get_by_text("Advice, training and vouchers for firms: amount: 25").count() == 1
    page.locator("#headline").select_option(USE)
    page.locator("#funding-nij-begun").select_option("granted")
    page.get_by_role("button", name="Compute").click()
    page.wait_for_url(f"**{USE}**")
    first_figures(page)
    facility = page.locator("input[type=range][data-for=use-assumptions-facility_extra_adoption]")
    assert facility.get_attribute("min") == "0"
    hint = page.locator("#use-assumptions-facility_extra_adoption-hint").inner_text()
    assert all(word in hint for word in ("Low 0", "central", "high", "Assumption."))
    with page.expect_response(lambda answer: "facility_extra_adoption=0&" in answer.url):
        facility.evaluate("one => { one.value = '0'; one.dispatchEvent(new Event('input')); }")
    there(page)
    used = page.locator("div.table", has=page.get_by_role("columnheader", name="In 2035")).first
    productivity = used.locator("tr", has_text="Labour productivity").locator("td").all_inner_texts()
    assert {sign for text in productivity for sign in text if sign.isdigit()} == {"0"}
    assert page.locator("#told").inner_text().endswith(": 0.000 (0.000 to 0.000)")
    kept = {}
    for name in ("The scenario file", *FILES):
        with page.expect_download() as download:
            page.locator("#answer").get_by_role("link", name=name, exact=True).click()
        kept[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(kept[name])
    told = ["run", str(kept["The scenario file"]), "--draws", str(DRAWS), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(commands, told)
    assert result.exit_code == 0, result.output
    for name, file in FILES.items():
        assert kept[name].read_bytes() == (tmp_path / "out" / file).read_bytes(), name
    page.get_by_role("link", name="Evaluation", exact=True).click()
    assert page.get_by_role("link", name="The frozen design").count() == 1
    page.get_by_role("link", name="Downloads", exact=True).click()
    assert page.locator("main").get_by_role("link", name="The figures").count() == 1


def test_money_is_granted_refused_and_late_by_clicks(served: str, come: Come) -> None:
    page = come()
    page.goto(f"{served}/nl/scenario?stop=1")
    there(page)
    for field, value, said in (
        ("funding-rijk", "granted", "status: toegekend"),
        ("funding-eurohpc", "refused", "status: afgewezen"),
        ("late", "1", "Supercomputer later dan gepland"),
    ):
        page.locator(f"#{field}").select_option(value)
        page.locator("#form").get_by_role("button", name="Bereken").click()
        page.wait_for_url(f"**{field.replace('-', '.')}={value}**")
        page.locator("#answer li", has_text=said).first.wait_for()
        assert page.locator(f"#{field}").input_value() == value


def test_who_sets_colours_and_wants_no_motion_sees_the_same(served: str, come: Come, axe: Axe) -> None:
    narrow = {"width": 320, "height": 900}
    page = come(forced_colors="active", reduced_motion="reduce", color_scheme="dark", viewport=narrow)
    page.goto(f"{served}/nl/scenario")
    there(page)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

    def colours(selector: str, of: str) -> list[str]:
        found: list[str] = page.eval_on_selector_all(
            selector, "(all, of) => all.map(one => getComputedStyle(one)[of])", of
        )
        assert found, selector
        return found

    strokes = (".bar path", ".plot polyline", ".plot .grid")
    for selector in strokes:
        assert all(contrast(paper, line) > 4.5 for line in colours(selector, "stroke")), selector
    for selector in (".bar rect", ".plot polygon"):  # shades of the same, so that lines on them can be seen
        assert set(colours(selector, "fill")) == set(colours(".plot polyline", "stroke"))
        assert set(colours(selector, "fillOpacity")) == {"0.4"}
    assert len(set(colours("#map-gemeente .region", "fill"))) > 2  # classes stay apart
    assert paper not in colours("button", "borderTopColor")
    assert paper not in colours("select", "borderTopColor")
    page.get_by_role("slider").first.press("ArrowRight")
    page.locator("h2", has_text="Uw wijziging van").wait_for()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(SEEN)
    found = axe.run(
        page, options={"rules": {"color-contrast": {"enabled": False}}}
    )  # it reads colours that are not used
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_downloads_and_refused_files_are_accessible_and_fit(
    served: str, come: Come, axe: Axe, lang: str, tmp_path: Path
) -> None:
    page = come(viewport={"width": 320, "height": 900})
    (tmp_path / "own.toml").write_bytes(b'extends = "/etc/passwd"')
    for view in ("downloads", "evaluate", "scenario?stop=1"):
        page.goto(f"{served}/{lang}/{view}")
        if view.startswith("scenario"):
            page.locator("#file").set_input_files(tmp_path / "own.toml")
            with page.expect_navigation():
                page.locator("#send button").click()
            page.locator("#file-wrong").wait_for()
        for width in (320, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, view
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
