"""The page in Chromium: accessible, readable on a phone, asking nothing of the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser


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


@pytest.mark.parametrize("at", [2, 3, 4, 5])  # years, stages, sectors, steps
def test_on_a_phone_every_chart_shows_gross_and_net_without_scrolling_sideways(
    report: Path, browser: Browser, at: int
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto((report / "report-nl.html").as_uri())
    drawing = page.locator(".narrow").nth(at)
    outside = drawing.evaluate(
        """one => [...one.querySelectorAll("text, p")].filter(part => {
            const box = part.getBoundingClientRect(); return box.left < 0 || box.right > 320 }).length"""
    )
    headings = drawing.evaluate("""one => [...one.querySelectorAll("text")].map(text =>
        [text.textContent, text.getBoundingClientRect().top]).filter(([text]) => /^(Bruto|Netto)/.test(text))""")
    wide = page.locator(".wide").nth(at).is_visible()
    page.close()
    assert not wide
    assert outside == 0
    gross = next(top for text, top in headings if text.startswith("Bruto"))
    net = next(top for text, top in headings if text.startswith("Netto"))
    assert abs(net - gross) < 480  # both in one view of the smallest phone


def test_no_box_takes_a_tab_stop_without_anything_to_do(report: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((report / "report-nl.html").as_uri())
    idle = page.locator("main [tabindex='0'], [role=region]").count()
    named = page.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => r.querySelector('th[scope]')).length")
    rows = page.locator("tbody tr").count()
    empty = page.evaluate("[...document.querySelectorAll('td, th')].filter(c => !c.textContent.trim()).length")
    landmarks = [page.locator(name).count() for name in ("header", "nav", "main", "footer")]
    page.close()
    assert idle == 0
    assert named == rows
    assert empty == 0
    assert landmarks == [1, 1, 1, 1]


BROKEN = """() => [...document.querySelectorAll("th, td")].filter(cell => {
    if (cell.closest("thead") && getComputedStyle(cell.closest("thead")).position === "absolute") return false;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const word of node.textContent.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) return true;
        }
    return false;
}).map(cell => cell.textContent)"""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_on_a_phone_no_word_of_a_table_breaks_and_open_tables_are_accessible(
    report: Path, record_report: Path, browser: Browser, axe: Axe, lang: str
) -> None:
    for folder in (report, record_report):
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto((folder / f"report-{lang}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        broken = page.evaluate(BROKEN)
        found = axe.run(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        assert broken == []
        assert found.violations_count == 0, found.generate_report()
        assert wide == 320
