"""On whatever address, with or without something at it: our headers, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from impact.page.scenarios.uploads import Uploads
from tests.page.conftest import asked

FILLED = {"lang": "nl", "part": "ledger", "design": "ai-fabriek-ex-ante", "file": "design.toml", "name": "report"}


class Full:
    """Runs that take no more."""

    def want(self, order: Any, visit: str) -> None:
        from impact.page.workroom import BusyError

        raise BusyError

    def let_go(self, visit: str, but: object) -> None:
        return None


class Busy:
    """A workroom, a painter and a desk that get nothing done."""

    runs = Full()
    uploads = Uploads()
    refined = 1_000

    async def file(self, order: Any) -> bytes:
        from impact.page.workroom import BusyError

        raise BusyError

    async def outcome(self, job: Any, patience: float = 0.0) -> None:
        return None


def addresses(app: Any) -> Iterator[str]:
    """Give an address for every route of the application, with something in each of its places."""
    for route in app.app.routes:
        path = route.path if hasattr(route, "endpoint") else f"{route.path}/page.css"
        yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: FILLED.get(found.group(1), "svg"), path)


def test_every_address_has_the_headers_and_lets_nothing_else_run_or_be_fetched(
    peer: Callable[[str], ModuleType],
) -> None:
    peer("starlette")
    from impact.page import application
    from impact.page.safety import HEADERS

    app = application()
    app.app.state.desk = app.app.state.workroom = app.app.state.painter = Busy()  # type: ignore[attr-defined]
    found = [*addresses(app), "/nowhere", "/nl/nowhere", "/static/nothing.js"]
    assert len(found) > 12
    for path in found:
        given = asked(app, path)
        for name, value in HEADERS.items():
            assert given.headers[name.lower()] == value, path
        assert not given.cookies, path
        if given.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", given.text), (
                path
            )
            assert not re.search(r"(?:src|action)=\"(?!/)|<link[^>]+href=\"(?!/static/)", given.text), path
            assert "Traceback" not in given.text, path


def test_no_script_of_the_page_speaks_to_another_host() -> None:
    from impact import bundle

    scripts = sorted(bundle.reports("page", "static").glob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not re.search(
            r"https?://(?!www\.w3\.org/)|sendBeacon|WebSocket|localStorage|document\.cookie|eval\(", text
        ), script.name
