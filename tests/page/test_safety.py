"""Before every view: who asks, what is asked, and what a browser may do with the answer."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from tests.page.conftest import Given, asked

Ask = Callable[..., Given]


@pytest.mark.parametrize("path", ["/nl/", "/nl/maps", "/static/page.css", "/nowhere", "/nl/maps/map.exe", "/"])
def test_every_answer_tells_the_browser_to_fetch_and_run_nothing_else(ask: Ask, path: str) -> None:
    headers = ask(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_a_name_that_is_not_ours_is_not_answered(ask: Ask) -> None:
    """Else a page elsewhere could give its own name our address, and read us in somebody's browser."""
    assert ask("/nl/", host="evil.example").status == 421
    assert ask("/nl/", host="localhost:8350").status == 200
    assert ask("/nl/", host="[::1]:8350").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_sent(ask: Ask, method: str) -> None:
    assert ask("/nl/maps", method=method).status == 405


def test_an_endless_address_is_not_read(ask: Ask) -> None:
    assert ask("/nl/maps?variable=" + "x" * 5_000).status == 414


def test_nothing_outside_the_folder_of_the_page_is_served(ask: Ask) -> None:
    for path in ("/static/../texts.toml", "/static/%2e%2e/texts.toml", "/static//etc/passwd", "/static/"):
        assert ask(path).status in (404, 405)


def test_only_the_trusted_proxy_signs_people_in(peer: Callable[[str], ModuleType]) -> None:
    peer("starlette")
    from impact.page import Settings, application

    app = application(Settings(login_header="X-Remote-User", proxy="10.0.0.2"))
    header = [(b"x-remote-user", b"jansen")]
    assert asked(app, "/nl/").status == 403
    assert asked(app, "/nl/", headers=header).status == 403
    assert asked(app, "/nl/", client=("10.0.0.2", 1)).status == 403
    assert asked(app, "/nl/", client=("10.0.0.2", 1), headers=[(b"x-remote-user", b" ")]).status == 403
    assert asked(app, "/nl/", client=("10.0.0.2", 1), headers=header).status == 200


def test_a_failure_shows_nothing_of_the_inside(
    peer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    peer("starlette")
    from impact.page import application, start_view

    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(start_view, "_land", broken)
    answered = asked(application(), "/nl/")
    assert answered.status == 500
    assert "Het ligt niet aan u" in answered.text
    assert "secret" not in answered.text
    assert "Traceback" not in answered.text
    assert "content-security-policy" in answered.headers
