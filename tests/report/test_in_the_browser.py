"""The page in Chromium: accessible, readable on a phone, asking nothing of the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_fits(report: Path, browser: Browser, axe: Axe, lang: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (report / f"report-{lang}.html").as_uri()
    page.goto(address)
    found = axe.run(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert wide == width
    assert asked == [address]


def test_the_skip_link_comes_first_and_leads_to_the_content(report: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((report / "report-nl.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = page.evaluate("document.activeElement.id")
    page.close()
    assert reached == "content"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_on_a_phone_net_stands_in_sight_beside_gross(report: Path, browser: Browser, lang: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((report / f"report-{lang}.html").as_uri())
    right = page.locator("table").first.locator("th").last.bounding_box()
    page.close()
    assert right is not None
    assert right["x"] + right["width"] <= 390
