"""Scenarios in Chromium: an officer by clicks, an economist by keyboard, two at once, accessible at every width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.page.test_uploads import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page

VIEWS = {
    "first": "scenario?stop=1&spending.firms.amount=30&headline=use.productivity",
    "wrong": "scenario?assumptions.deadweight_share=abc&stop=1",
    "compared": "compare?stop=1",
}
WHOLE = "scenario"
NET = "Netto, regio: werk, arbeidsjaren"


def there(page: Page, state: str = "there") -> None:
    page.locator(f"#state[data-state={state}]").wait_for(state="attached", timeout=180_000)


def mean_of(page: Page, label: str = NET) -> str:
    row = page.locator("#figures table").first.locator("tr", has=page.get_by_role("rowheader", name=label, exact=True))
    return row.locator("td").nth(1).inner_text()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_view_is_accessible_and_fits_and_asks_nothing_elsewhere(
    served: str, browser: Browser, axe: Axe, lang: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for view in (*VIEWS.values(), WHOLE):
        page.goto(f"{served}/{lang}/{view}")
        there(page)
        for width in (320, 768, 1280, 1920) if view == WHOLE else (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found = axe.run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width, (view, width)
    assert page.locator("#map-corop .region").count() == 4
    assert page.locator("#map-gemeente .region").count() > 10
    assert page.locator(".bars svg.bar").count() > 12
    assert page.locator(".plot polyline").count() == 2
    page.close()
    assert all(url.startswith(served) for url in asked)


def test_an_officer_changes_a_scenario_by_clicks_and_a_colleague_sees_it(
    served: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{served}/nl/")
    page.get_by_role("link", name="Scenario", exact=True).click()
    there(page)
    before, land = mean_of(page), page.locator("#map-corop").element_handle()
    assert land is not None
    told = page.locator("#map-corop title").first.text_content()
    fills = page.eval_on_selector_all(".drawing .region", "all => all.map(one => one.getAttribute('fill'))")
    slider = page.get_by_role("slider").first
    slider.evaluate("one => { one.value = '80'; one.dispatchEvent(new Event('input')); }")
    page.locator("h2", has_text="Uw wijziging van").wait_for()
    assert page.get_by_role("textbox").first.input_value() == "80"
    assert "assumptions.staff_displacement_share=80" in page.url
    assert page.locator("#figures").get_by_text("gaat: 80 %. In ‘AI-fabriek Groningen: basisscenario’: 50").count() == 1
    changed = mean_of(page)
    assert changed != before
    there(page)
    assert abs(float(mean_of(page)) - float(changed)) < 10  # the served page refines with few draws
    changed = mean_of(page)
    assert land.evaluate("one => one === document.getElementById('map-corop')")  # recoloured, not sent again
    assert page.locator("#said").inner_text().startswith("Cijfers uit")
    again = page.eval_on_selector_all(".drawing .region", "all => all.map(one => one.getAttribute('fill'))")
    assert len(again) == len(fills) > 10
    assert page.locator("#map-corop title").first.text_content() != told
    with page.expect_download() as download:
        page.get_by_role("link", name="Het scenariobestand").click()
    download.value.save_as(tmp_path / "kept.toml")
    assert "staff_displacement_share" in (tmp_path / "kept.toml").read_text(encoding="utf-8")
    other = browser.new_context().new_page()
    other.goto(page.url)
    there(other)
    assert mean_of(other) == changed
    assert problems == []
    other.context.close()
    page.close()


def test_an_economist_works_by_keyboard_alone_and_without_script(served: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{served}/en/scenario?stop=1")
    while page.locator("#state[data-state=waiting]").count():  # a busy machine takes more than a view waits for
        page.get_by_role("link", name="Show how far it is").click()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        held = page.locator(":focus")
        reached.append(held.get_attribute("id") or held.inner_text()[:30])
        if reached[-1] == "funding-rijk":
            page.keyboard.type("refused")
        if reached[-1] == "assumptions-deadweight_share":
            page.keyboard.type("12,5")
        if reached[-1] == "Compute":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**funding.rijk=refused**")
    assert "assumptions.deadweight_share=12.5" in page.url
    assert reached[0] == "Skip to the content"
    assert {"scenario", "file", "headline", "late"} <= set(reached)
    assert page.get_by_role("heading", name="Your change of: AI-fabriek Groningen: baseline").count() == 1
    told = "The budget: 131 million euros. In ‘AI-fabriek Groningen: baseline’: 201 million euros."
    assert page.get_by_text(told).count() == 1
    page.get_by_role("button", name="Stop computing").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**stop=1**")
    assert page.get_by_text("Stopped: these are the first figures.").count() == 1
    (tmp_path / "own.toml").write_bytes(GOOD)
    page.locator("#file").set_input_files(tmp_path / "own.toml")
    page.get_by_role("button", name="Send the file").press("Enter")
    page.wait_for_url("**upload=**")
    assert page.locator("#scenario").input_value() == ""
    (tmp_path / "own.toml").write_bytes(b'extends = "/etc/passwd"')
    page.locator("#file").set_input_files(tmp_path / "own.toml")
    page.get_by_role("button", name="Send the file").press("Enter")
    page.get_by_text("a file can only extend a shipped scenario here, by its name.").wait_for()
    page.close()


def test_two_visitors_at_once_each_have_their_own_figures(served: str, browser: Browser) -> None:
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, share in zip(pages, ("30", "80"), strict=True):
        page.goto(f"{served}/en/scenario?assumptions.staff_displacement_share={share}&stop=1", wait_until="commit")
    found = [float(mean_of(page, "Net, region: jobs, labour years")) for page in pages]
    assert found[0] > found[1] + 50
    for page in pages:
        page.context.close()


def test_what_is_wrong_is_said_at_once_and_goes_when_it_is_mended(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served}/nl/scenario?stop=1")
    there(page)
    field = page.get_by_role("textbox").first
    field.fill("veel")
    field.press("Tab")
    page.locator(".slider .wrong", has_text=re.compile("schrijf een getal")).wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("40")
    field.press("Tab")
    page.locator("h2", has_text="Uw wijziging van").wait_for()
    assert field.get_attribute("aria-invalid") is None
    page.close()


def test_two_scenarios_are_compared_by_clicks(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served}/nl/compare?stop=1")
    page.get_by_label("Dit scenario", exact=True).select_option("tight-labour-market")
    page.get_by_role("button", name="Vergelijk").click()
    page.locator("h2", has_text="krappe arbeidsmarkt, vergeleken met").wait_for()
    assert "scenario=tight-labour-market" in page.url
    assert mean_of(page).startswith("−")
    page.get_by_role("button", name="Stop met rekenen").click()
    page.wait_for_url("**stop=1**")
    page.close()
