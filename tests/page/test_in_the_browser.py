"""The page in Chromium: by clicks and by keyboard, accessible, offline, the same for whoever gets the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page, Route

VIEWS = {
    "start": "",
    "maps": "maps",
    "north": "maps?level=gemeente&variable=establishments&region=nij-begun&sector=J",
    "several": "maps?years=2015+2020+2024&region=groningen&title=Werk",
    "study": "maps?of=ai-fabriek-ex-ante",
    "outcome": "maps?of=ai-fabriek-baseline&level=gemeente&concept=net_regional&region=nij-begun",
    "wrong": "maps?year=1900&count=77&years=1900",
    "nowhere": "nowhere",
}


@pytest.fixture(scope="module", autouse=True)
def _worked_out(served: str) -> None:
    """Wait until the scenario of which a view shows maps is worked out."""
    import httpx2

    while httpx2.get(f"{served}/nl/{VIEWS['outcome']}", timeout=60).status_code != 200:
        pass


def fills(page: Page) -> list[str | None]:
    return page.eval_on_selector_all("#drawing .region", "all => all.map(one => one.getAttribute('fill'))")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", [320, 768, 1280, 1920])
def test_every_view_is_accessible_and_fits_and_asks_nothing_elsewhere(
    served: str, browser: Browser, axe: Axe, lang: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for view in VIEWS.values():
        page.goto(f"{served}/{lang}/{view}")
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
    assert all(url.startswith(served) for url in asked)


def test_an_officer_makes_a_map_by_clicks_and_a_colleague_sees_it(
    served: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{served}/nl/")
    page.get_by_role("link", name="Kaarten", exact=True).click()
    assert len(fills(page)) == 40
    before = fills(page)
    sides = "Twee kleuren aan weerszijden van"
    for field, value in (("Bedrijfstak", "J"), ("Gedeeld door", "jobs"), (sides, "nation")):
        with page.expect_response(lambda answer: "part=1" in answer.url):
            page.get_by_label(field, exact=True).select_option(value)
        page.wait_for_function("value => location.search.includes(value)", arg=value)
    assert page.locator("#drawing").count() == 1
    assert fills(page) != before
    assert page.get_by_label("Bedrijfstak", exact=True).input_value() == "J"
    with page.expect_download() as download:
        page.locator("tbody tr").first.get_by_role("link", name="csv").click()
    download.value.save_as(tmp_path / "map.csv")
    assert (tmp_path / "map.csv").read_text(encoding="utf-8").count("\n") == 41
    other = browser.new_page(java_script_enabled=False)
    other.goto(page.url)
    assert fills(other) == fills(page)
    assert other.locator("figure .title").inner_text() == page.locator("figure .title").inner_text()
    assert problems == []
    page.close()
    other.close()


def test_what_is_chosen_before_the_script_is_there_counts(served: str, browser: Browser) -> None:
    page = browser.new_page()
    held: list[Route] = []
    page.route("**/static/maps.js", lambda route: held.append(route))
    page.goto(f"{served}/nl/maps", wait_until="commit")
    page.get_by_label("Bedrijfstak", exact=True).select_option("J")
    before = fills(page)
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.wait_for_function("() => location.search.includes('sector=J')")
    assert fills(page) != before
    page.close()


def test_a_map_is_made_by_keyboard_alone_and_without_script(served: str, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{served}/en/maps")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").get_attribute("id") or page.locator(":focus").inner_text()[:20])
        if reached[-1] == "sector":
            page.keyboard.type("J Information")
        if reached[-1] == "count":
            page.keyboard.press("ArrowUp")
        if reached[-1] == "Show the map":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**sector=J**")
    assert reached[0] == "Skip to the content"
    assert {"level", "variable", "sector", "per", "region", "year", "bounds", "count"} <= set(reached)
    assert page.locator("figure .title").inner_text().endswith("Information and communication (J)")
    assert page.locator(".key li").count() == 4
    page.close()


def test_another_kind_of_region_is_drawn_anew_and_its_lists_follow(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served}/nl/maps?sector=J")
    with page.expect_response(lambda answer: "part=1" in answer.url):
        page.get_by_label("Soort gebied").select_option("gemeente")
    page.wait_for_function("document.querySelectorAll('#drawing .region').length === 342")
    assert page.get_by_label("Cijfer", exact=True).input_value() == "establishments"
    assert page.locator("#variable option").count() == 1
    assert page.get_by_label("Bedrijfstak", exact=True).input_value() == "J"
    page.close()


def test_two_visitors_at_once_each_have_their_own_map(served: str, browser: Browser) -> None:
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, name in zip(pages, ("jobs", "population"), strict=True):
        page.goto(f"{served}/en/maps?variable={name}")
    titles = [page.locator("figure .title").inner_text() for page in pages]
    assert titles == ["Employee jobs in December", "Population"]
    for page in pages:
        page.context.close()


def test_an_officer_makes_maps_of_a_scenario_and_of_a_study(served: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{served}/nl/maps?sector=J")
    page.get_by_label("Waarvan wilt u een kaart?").select_option(label="AI-fabriek Groningen: basisscenario")
    page.get_by_role("button", name="Kies").click()
    page.wait_for_selector("figure.map")
    assert page.locator("figure .title").inner_text() == "Werk: bruto"
    for field, value in (("Bruto of netto", "net_national"), ("Cijfer", "value_added"), ("Jaar", "2030")):
        with page.expect_response(lambda answer: "part=1" in answer.url):
            page.get_by_label(field, exact=True).select_option(value)
        page.wait_for_function("value => location.search.includes(value)", arg=value)
    assert "of=ai-fabriek-baseline" in page.url
    assert page.locator("figure .title").inner_text().startswith("Toegevoegde waarde: netto voor Nederland")
    assert page.get_by_label("Jaar", exact=True).locator("option").first.inner_text() == "alle jaren samen"
    with page.expect_download() as download:
        page.locator("tbody tr").first.get_by_role("link", name="csv").click()
    download.value.save_as(tmp_path / "map.csv")
    assert (tmp_path / "map.csv").read_text(encoding="utf-8").count("\n") == 41
    assert download.value.suggested_filename == "value-added-net-national-corop-2030.csv"
    page.get_by_label("Waarvan wilt u een kaart?").select_option("eemshaven-2016")
    page.get_by_role("button", name="Kies").click()
    page.wait_for_url("**of=eemshaven-2016**")
    assert page.get_by_label("Vergeleken met een eerder jaar").locator("option").count() == 2  # logarithms have no unit
    assert page.locator("figure .title").inner_text().endswith(": verandering")
    assert problems == []
    page.close()


def test_years_beside_each_other_come_and_go_without_a_reload(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served}/nl/maps?region=groningen")
    page.locator("details.more summary").click()
    for years, drawn in (("2015, 2020", 2), ("2015 2099", 0), ("", 1)):
        with page.expect_response(lambda answer: "part=1" in answer.url):
            page.get_by_label("Meer jaren naast elkaar").fill(years)
            page.keyboard.press("Tab")
        page.wait_for_function(
            "count => document.querySelectorAll('figure.map svg[role=img]').length === count", arg=drawn
        )
    page.close()
