"""The documentation as a site: no warning, nothing from another host, and no link that leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
OTHER_HOST = re.compile(r"(?:https?:)?//")


class Page(HTMLParser):
    """What a page fetches, links to, and can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag in FETCHED and FETCHED[tag] in given:
            self.fetched.append(given[FETCHED[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    asked = ["-q", "-W", "--keep-going", "-d", str(out / "trees"), "-b", "html", str(ROOT / "docs"), str(out / "html")]
    done = subprocess.run([sys.executable, "-m", "sphinx", *asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / "html"


@pytest.fixture(scope="module")
def pages(site: Path, peer: Callable[[str], ModuleType]) -> dict[Path, Page]:
    peer("sphinx")  # says what to do where it is not installed
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def internal(pages: dict[Path, Page]) -> Iterator[tuple[Path, str, Path, str]]:
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                yield path, link, target, unquote(parts.fragment)


def test_every_page_of_the_documentation_is_in_the_site(pages: dict[Path, Page], site: Path) -> None:
    made = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    written = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert written <= made
    assert {"tutorial", "how-to", "effects", "reference", "glossary"} <= written


def test_no_page_takes_anything_from_another_host(pages: dict[Path, Page], site: Path) -> None:
    for path, page in pages.items():
        assert not [address for address in page.fetched if OTHER_HOST.match(address)], path
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(\s*['\"]?|@import\s+['\"]?)(?:https?:)?//", text), path


def test_every_link_inside_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    checked = 0
    for path, link, target, place in internal(pages):
        assert target.is_file(), (path.name, link)
        assert not place or target not in pages or place in pages[target].places, (path.name, link)
        checked += 1
    assert checked > 1000


def test_the_commands_that_the_documentation_names_are_there() -> None:
    from typer.main import get_command

    from impact.cli import app

    known = get_command(app).commands  # type: ignore[attr-defined]
    for name in ("tutorial", "how-to", "exports", "ci"):
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        asked = set(re.findall(r"(?:^|`|&& )impact ([a-z]+)", text, re.MULTILINE))
        assert asked
        assert asked <= set(known), name
