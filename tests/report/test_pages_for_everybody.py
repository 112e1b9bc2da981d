"""The pages of every publication, for everybody: with a screen reader, on a phone, on paper, in both languages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from impact.words.texts import LANGUAGES
from tests.report.conftest import STUDIES
from tests.report.on_paper import pieces, stranded

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser

WIDTHS = (320, 768, 1280)
ONE_PAGE = ("ai-fabriek", "regional-record", "kwartaalbericht", "technical-annex", "backcast-eemshaven", "comparison")
PAGES = [(name, "report") for name in (*ONE_PAGE, *STUDIES, "regional-monitor")] + [("regional-monitor", "eemsdelta")]
NO_TAB_STOP = "main [tabindex='0'], [role=region]"
WITHOUT_HEAD = """[...document.querySelectorAll("table")].filter(one => !one.querySelector("thead th[scope]")
    || !one.querySelector("tbody th[scope]") || one.querySelector("th:not([scope])")).length"""
OPENED = "opened => document.querySelectorAll('details').forEach(one => one.open = opened)"
CUT = """[...document.querySelectorAll(".narrow text")].map(text => text.getBoundingClientRect())
    .filter(box => box.width && (box.left < 0 || box.right > innerWidth)).length"""
Peer = Callable[[str], ModuleType]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "file"), PAGES)
def test_a_page_is_accessible_and_fits_every_screen(
    publications: dict[str, Path], browser: Browser, axe: Axe, name: str, file: str, lang: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (publications[name] / f"{file}-{lang}.html").as_uri()
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(OPENED, width == min(WIDTHS))
        found = axe.run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (width, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CUT) == 0
    idle, headless = page.locator(NO_TAB_STOP).count(), page.evaluate(WITHOUT_HEAD)
    page.close()
    assert (idle, headless, asked) == (0, 0, [address])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "file"), PAGES)
def test_on_paper_from_the_browser_nothing_stands_alone_at_the_foot_of_a_page(
    publications: dict[str, Path], browser: Browser, peer: Peer, name: str, file: str, lang: str
) -> None:
    page = browser.new_page()
    page.goto((publications[name] / f"{file}-{lang}.html").as_uri())
    printed = page.pdf(format="A4", tagged=True)
    page.close()
    paper = peer("pypdf").PdfReader(BytesIO(printed))
    assert len({piece.page for piece in pieces(paper)}) == len(paper.pages)
    assert stranded(paper) == []


@pytest.mark.parametrize(("name", "file"), PAGES)
def test_in_the_pdf_nothing_stands_alone_at_the_foot_of_a_page(
    publications: dict[str, Path], peer: Peer, name: str, file: str
) -> None:
    for lang in LANGUAGES:
        paper = peer("pypdf").PdfReader(publications[name] / f"{file}-{lang}.pdf")
        assert len({piece.page for piece in pieces(paper)}) == len(paper.pages)
        assert stranded(paper) == [], lang


STRANDED = """<title>a</title><style>@page { size: A5 } div { height: %s } figure { margin: 0 }</style>
<div></div>%s"""


@pytest.mark.parametrize(
    ("above", "content", "found"),
    [
        ("100mm", "<h2 style='break-after: page'>Alone</h2><p>under it", "a heading at the foot of page 1"),
        ("100mm", "<h2>Not alone</h2><p>under it", None),
        (
            "100mm",
            "<figure><figcaption>Alone</figcaption><table style='break-before:page'><tr><th>a<td>b</table></figure>",
            "a caption apart from its figure on pages 1 and 2",
        ),
    ],
)
def test_what_stands_alone_is_found(browser: Browser, peer: Peer, above: str, content: str, found: str | None) -> None:
    page = browser.new_page()
    page.set_content(STRANDED % (above, content))
    printed = page.pdf(prefer_css_page_size=True, tagged=True)
    page.close()
    assert stranded(peer("pypdf").PdfReader(BytesIO(printed))) == ([found] if found else [])


@pytest.mark.parametrize(("name", "file"), PAGES)
def test_a_pdf_passes_the_checker_of_its_standard(
    publications: dict[str, Path], peer: Peer, name: str, file: str
) -> None:
    for lang in LANGUAGES:
        assert peer("pdfua").validate(publications[name] / f"{file}-{lang}.pdf").findings == ()


@pytest.mark.parametrize(("name", "file"), PAGES)
def test_a_pdf_is_read_aloud_whole(publications: dict[str, Path], peer: Peer, name: str, file: str) -> None:
    """docs/decisions/0100: a head that is repeated is no text that is lost."""
    found = peer("outloud").check(str(publications[name] / f"{file}-nl.pdf"))
    assert found.error is None
    errors = [one for one in found.findings if one.severity == "error"]
    repeated = [set(head) for head in heads(publications[name] / f"{file}-nl.html")]
    for one in errors:
        assert one.rule == "TAG-002", one
        for line in one.evidence.split("; "):
            assert any(set(line.removesuffix("…").split()[:-1]) <= head for head in repeated), one


def heads(page: Path) -> Iterator[list[str]]:
    """Yield the words of the head of each table of a page."""
    for head in re.findall(r"<thead.*?</thead>", page.read_text(encoding="utf-8"), flags=re.DOTALL):
        yield html.unescape(re.sub(r"<[^>]+>", " ", head)).split()
