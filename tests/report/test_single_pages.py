"""The page that a map or a chart by itself is written as: accessible, and as wide as the screen, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from impact.report.gallery.named import Asked
from impact.report.gallery.picture import CHART, ChartPicture
from impact.report.gallery.registry import named
from impact.report.maps import files
from impact.report.maps.figures import map_figures
from impact.report.maps.picture import MapPicture
from impact.report.maps.question import map_question
from impact.report.pages import picture_files
from impact.scenario.ledger import shipped_backtest
from impact.words.texts import LANGUAGES

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser

WIDTHS = (320, 768, 1280)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Return the pages by what they show and language: a map of a study area, and a chart of a ledger."""
    folder = tmp_path_factory.mktemp("single")
    north = map_question("establishments", level="gemeente", region=["nij-begun"], sector="J", per="establishments")
    figures, scores = map_figures(north), shipped_backtest()
    found = {}
    for lang in LANGUAGES:
        shown = named("ledger-calibration").draw(scores, Asked(lang))
        found["map", lang] = files.write(MapPicture(figures, lang, north.area), folder / f"map-{lang}.html")
        chart = ChartPicture(shown, lang)
        found["chart", lang] = picture_files.write(CHART, chart, folder / f"chart-{lang}.html")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["map", "chart"])
def test_the_page_is_accessible_and_fits(
    pages: dict[tuple[str, str], Path], browser: Browser, axe: Axe, what: str, lang: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = pages[what, lang].as_uri()
    page.goto(address)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width
    spoken = page.evaluate("document.documentElement.lang")
    page.close()
    assert spoken == lang
    assert asked == [address]
    assert pages[what, lang].stat().st_size < 2_000_000
