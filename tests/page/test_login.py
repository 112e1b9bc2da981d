"""Signing in: who the provider signs for us, in this browser, now, and nobody else."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from impact.errors import InputError
from tests.page.conftest import Given, asked, finished, free_port, listening

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "impact.example.nl"
FILE = """
issuer = "{issuer}"
client_id = "impact"
client_secret_file = "secret"
url = "{url}"
everyone = true
"""


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def location_of(address: str) -> str:
    """Return where an address sends people, without going there."""
    from urllib.error import HTTPError

    try:
        build_opener(_Stays).open(address)
    except HTTPError as answered:
        with answered:
            return str(answered.headers["Location"])
    raise AssertionError(address)


@pytest.fixture(scope="session")
def running(peer: Callable[[str], ModuleType]) -> Iterator[Any]:
    peer("authlib")
    from tests.page.oidc_provider import Provider

    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    with listening(provider.application(), port):
        yield provider


@pytest.fixture
def provider(running: Any) -> Iterator[Any]:
    """The provider on loopback, which tells the truth until a test has it lie."""
    yield running
    running.behave()


def settings(provider: Any, folder: Path, url: str = f"https://{HOST}", **changed: Any) -> Any:
    from impact.page import Settings
    from impact.page.access.provider import Provider
    from tests.page.oidc_provider import SECRET

    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    (folder / "login.toml").write_text(FILE.format(issuer=provider.issuer, url=url), encoding="utf-8")
    read = Provider.load(folder / "login.toml")
    return Settings(provider=read.model_copy(update=changed) if changed else read)


@pytest.fixture
def app(provider: Any, tmp_path: Path) -> Any:
    from impact.page import application

    return application(settings(provider, tmp_path))


def go(app: Any, path: str, cookies: dict[str, str] | None = None, **scope: Any) -> Given:
    sent = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    headers = [(b"cookie", sent.encode())] if sent else []
    return asked(app, path, host=HOST, headers=headers, **scope)


def jar(given: Given) -> dict[str, str]:
    held: SimpleCookie = SimpleCookie()
    for cookie in given.cookies:
        held.load(cookie)
    return {name: morsel.value for name, morsel in held.items()}


def returned(app: Any, to: str = "/nl/maps?sector=J") -> tuple[str, dict[str, str]]:
    """Return the address that the provider sends somebody back to, and the cookies of the browser."""
    left = go(app, f"/nl/sign-in?to={quote(to)}")
    assert left.status == 302, left.text
    back = urlsplit(location_of(left.headers["location"]))
    assert f"{back.scheme}://{back.netloc}" == f"https://{HOST}"
    return f"{back.path}?{back.query}", jar(left)


def signed_in(app: Any, to: str = "/nl/maps?sector=J") -> Given:
    back, cookies = returned(app, to)
    return go(app, back, cookies)


def refused(app: Any) -> bool:
    """Whether nobody is signed in after the whole way to the provider and back."""
    given = signed_in(app)
    return given.status == 403 and not jar(given).get("__Host-impact")


def algorithms(provider: Any) -> list[str]:
    """Return with which algorithms a provider may sign for us."""
    from impact.page.access.login import Login

    found: list[str] = []

    async def asking() -> None:
        found.extend((await Login(provider)._metadata())["id_token_signing_alg_values_supported"])

    finished(asking())
    return found


ROUTES = ["/", "/nl/", "/en/maps", "/nl/maps/map.svg", "/nowhere", "/nl/evaluate", "/nl/downloads/report.pdf"]


@pytest.mark.parametrize("path", ROUTES)
def test_without_a_session_there_is_a_way_in_and_nothing_else(app: Any, path: str) -> None:
    given = go(app, path)
    assert given.status == 401
    assert "/sign-in?to=" in given.text
    assert "drawing" not in given.text
    assert "default-src 'none'" in given.headers["content-security-policy"]
    assert go(app, path, {"__Host-impact": "made.up"}).status == 401


def test_the_style_of_the_way_in_is_open(app: Any) -> None:
    assert go(app, "/static/page.css").status == 200


def test_somebody_signs_in_and_comes_back_to_where_they_were(app: Any, provider: Any) -> None:
    given = signed_in(app)
    assert (given.status, given.headers["location"]) == (303, "/nl/maps?sector=J")
    cookie = next(one for one in given.cookies if one.startswith("__Host-impact="))
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert "Jansen" not in cookie
    shown = go(app, "/nl/maps?sector=J", jar(given))
    assert shown.status == 200
    assert "Aangemeld: J. Jansen" in shown.text


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another-page"},
        {"aud": "another-page", "azp": "impact"},
        {"aud": ["another-page", "a-third"], "azp": "impact"},
        {"aud": ["impact", "another-page"], "azp": "another-page"},
        {"aud": None},
        {"exp": int(time.time()) - 600},
        {"exp": None},
        {"iat": int(time.time()) + 6_000},
        {"nbf": int(time.time()) + 6_000},
        {"sub": None},
    ],
    ids=str,
)
def test_what_is_signed_for_others_or_for_another_time_signs_nobody_in(
    app: Any, provider: Any, lie: dict[str, Any]
) -> None:
    provider.claims = lie
    assert refused(app)


def test_a_signature_of_somebody_else_signs_nobody_in(app: Any, provider: Any) -> None:
    from joserfc.jwk import RSAKey

    provider.signs_with = RSAKey.generate_key(2048, {"kid": "first"})
    assert refused(app)


def test_no_signature_or_one_with_the_public_key_as_a_secret_signs_nobody_in(
    app: Any, provider: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64
    import json

    provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    for alg in ("none", "HS256"):

        def unsigned(nonce: str, alg: str = alg) -> str:
            now = int(time.time())
            claims = {"iss": provider.issuer, "aud": "impact", "iat": now, "exp": now + 60, "nonce": nonce, "sub": "u"}
            parts = ({"alg": alg, "kid": "first"}, claims)
            coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
            return ".".join([*coded, ""])

        monkeypatch.setattr(provider, "signed", unsigned)
        assert refused(app)
    assert algorithms(settings(provider, tmp_path).provider) == ["RS256"]  # the library would refuse it too


def test_an_answer_without_anything_signed_signs_nobody_in(app: Any, provider: Any) -> None:
    provider.without_token = True
    assert refused(app)


@pytest.mark.parametrize("lie", [{"state": "another"}, {"iss": "https://elsewhere.example"}, {"code": "made-up"}])
def test_an_answer_that_was_not_asked_for_signs_nobody_in(app: Any, provider: Any, lie: dict[str, str]) -> None:
    provider.answer = lie
    assert refused(app)


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": "http://elsewhere.example/keys"},
    ],
)
def test_a_provider_that_is_another_or_writes_in_the_open_is_not_asked(
    app: Any, provider: Any, told: dict[str, str]
) -> None:
    provider.metadata = told
    given = go(app, "/nl/sign-in")
    assert given.status == 403
    provider.metadata = {}
    assert signed_in(app).status == 303  # what was wrong is not kept


def test_an_answer_in_another_browser_or_for_the_second_time_signs_nobody_in(app: Any, provider: Any) -> None:
    back, cookies = returned(app)
    assert go(app, back).status == 403
    _, of_another = returned(app)
    assert go(app, back, of_another).status == 403
    assert go(app, back, cookies).status == 303
    assert go(app, back, cookies).status == 403


def test_a_sign_in_that_took_too_long_begins_anew(app: Any, provider: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import itsdangerous

    back, cookies = returned(app)
    later = int(time.time()) + 700
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: later)
    assert go(app, back, cookies).status == 403


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/nl/\\elsewhere", "/de/", "javascript:1", "/nl/ a", ""]
)
def test_nobody_is_sent_on_to_another_website(app: Any, provider: Any, to: str) -> None:
    assert signed_in(app, to).headers["location"] == "/nl/"


def test_who_may_come_in_is_who_has_what_the_file_asks(provider: Any, tmp_path: Path) -> None:
    from impact.page import application

    def with_allow(**allow: list[str]) -> Any:
        return application(settings(provider, tmp_path, everyone=False, allow=allow))

    assert signed_in(with_allow(groups=["impact", "more"])).status == 303
    no = signed_in(with_allow(groups=["others"]))
    assert no.status == 403
    assert "niet voor u opengezet" in no.text
    assert signed_in(with_allow(groups=["impact"], name=["somebody else"])).status == 403
    assert signed_in(with_allow(email=["jansen@example.nl"])).status == 403  # an address that nobody verified
    provider.claims = {"email_verified": True}
    assert signed_in(with_allow(email=["jansen@example.nl"])).status == 303


def test_who_signs_out_is_out_and_a_copy_of_the_cookie_is_worth_nothing(app: Any, provider: Any) -> None:
    held = jar(signed_in(app))
    assert go(app, "/nl/sign-out", held).status == 405  # not by a link that somebody sends
    out = go(app, "/nl/sign-out", held, method="POST")
    assert (out.status, out.headers["location"]) == (303, "/nl/signed-out")
    assert jar(out)["__Host-impact"] == ""
    assert go(app, "/nl/maps", held).status == 401
    after = go(app, "/nl/signed-out")
    assert after.status == 200
    assert f"{provider.issuer}/end?client_id=impact" in after.text


def test_a_session_ends_when_idle_and_in_any_case(peer: Callable[[str], ModuleType]) -> None:
    peer("itsdangerous")
    from impact.page.access.sessions import Sessions

    now = [0.0]
    sessions = Sessions(idle=60, longest=150, clock=lambda: now[0])
    busy, idle = sessions.begin("a"), sessions.begin("b")
    for now[0] in (50.0, 100.0, 150.0):
        assert sessions.of(busy) is not None
    assert sessions.of(idle) is None
    now[0] = 151.0
    assert sessions.of(busy) is None
    now[0] = 0.0
    assert sessions.of(busy) is None  # gone, not hidden
    assert sessions.of(busy.rpartition(".")[0]) is None
    assert sessions.of("") is None


def test_memory_of_sessions_is_bounded(peer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    peer("itsdangerous")
    from impact.page.access import sessions

    monkeypatch.setattr(sessions, "MOST", 3)
    held = sessions.Sessions(60, 60)
    cookies = [held.begin(str(at)) for at in range(4)]
    assert [held.of(cookie) is not None for cookie in cookies] == [False, True, True, True]


def test_no_secret_is_shown_or_logged(
    app: Any, provider: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.page.oidc_provider import SECRET

    provider.answer = {"code": "made-up"}
    with caplog.at_level(logging.INFO):
        given = signed_in(app)
    assert "sign-in refused: OAuthError: invalid_grant" in caplog.text
    held = settings(provider, tmp_path)
    for text in (caplog.text, given.text, repr(held), str(held.provider), held.provider.model_dump_json()):
        assert SECRET not in text
        assert "made-up" not in text


def test_a_provider_that_does_not_answer_is_said_so(provider: Any, tmp_path: Path) -> None:
    from impact.page import application

    provider_gone = type(provider)(f"http://127.0.0.1:{free_port()}")
    given = go(application(settings(provider_gone, tmp_path)), "/en/sign-in")
    assert given.status == 403
    assert "Signing in does not work now" in given.text


GOOD = {"issuer": "https://id.example.nl", "client_id": "impact", "url": f"https://{HOST}", "everyone": True}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"issuer": "http://id.example.nl"}, "issuer"),
        ({"url": "https://impact.example.nl/page"}, "url"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": "x"}, "client_secret"),
        ({"everyone": False}, "file"),
        ({"allow": {"groups": ["a"]}}, "file"),
        ({"everyone": False, "allow": {"groups": []}}, "file"),
        ({"idle_minutes": 0}, "idle_minutes"),
        ({"longest_hours": 1_000}, "longest_hours"),
        ({"iss": "x"}, "iss"),
        ({}, "client_secret_file"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_says_which_key(changed: dict[str, Any], field: str, tmp_path: Path) -> None:
    from impact.page.access.provider import Provider

    def toml(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + "}"
        return str(value).lower() if isinstance(value, bool) else repr(value)

    lines = [f"{name} = {toml(value)}" for name, value in (GOOD | changed).items()]
    (tmp_path / "login.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as error:
        Provider.load(tmp_path / "login.toml", {})
    assert [problem.field for problem in error.value.problems] == [field]


def test_the_secret_may_stand_in_the_environment(tmp_path: Path) -> None:
    from impact.page.access.provider import SECRET, Provider

    text = FILE.format(issuer="https://id.example.nl", url=f"https://{HOST}")
    (tmp_path / "login.toml").write_text(re.sub("client_secret_file.*", "", text), encoding="utf-8")
    found = Provider.load(tmp_path / "login.toml", {SECRET: "kept"})
    assert found.client_secret.get_secret_value() == "kept"


def test_with_a_provider_another_address_may_be_listened_on(provider: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    held = replace(settings(provider, tmp_path), host="0.0.0.0")
    assert held.names == {"0.0.0.0", HOST}
    with pytest.raises(InputError, match="one way of signing in"):
        replace(held, login_header="X-Remote-User", proxy="10.0.0.2")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_in_a_browser_somebody_signs_in_and_out(
    provider: Any, tmp_path: Path, browser: Browser, axe: Any, lang: str
) -> None:
    from impact.page import application

    port = free_port()
    app = application(settings(provider, tmp_path, url=f"http://127.0.0.1:{port}"))
    with listening(app, port) as address:
        page = browser.new_page(viewport={"width": 320, "height": 800})
        page.goto(f"{address}/{lang}/maps?sector=J")
        assert axe.run(page).violations_count == 0
        page.locator("main a.button").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#drawing")
        assert page.locator("#drawing").count() == 1
        assert "J. Jansen" in page.locator("header").inner_text()
        assert axe.run(page).violations_count == 0
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate("document.cookie") == ""
        page.locator(".signed-in button").click()
        page.wait_for_url("**/signed-out")
        assert axe.run(page).violations_count == 0
        page.goto(f"{address}/{lang}/maps")
        assert page.locator("main a.button").count() == 1
        page.close()


def test_the_state_and_the_nonce_are_new_every_time(app: Any, provider: Any) -> None:
    sent = [parse_qs(urlsplit(go(app, "/nl/sign-in").headers["location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]
