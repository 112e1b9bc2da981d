"""Behind the door of an office: a certificate of its own, a proxy, and what is said when one of them is in the way."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from impact.sources import cbs, pull
from impact.sources.store import Store
from impact.sources.transport import Policy
from tests.sources.holdings import jobs_table
from tests.sources.office import Authority, Proxy, authority, proxying
from tests.sources.server import Source, serving

TABLE = "83582NED"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("office"))


@pytest.fixture
def secured(office: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A CBS that speaks TLS with a certificate that only the office trusts."""
    settings = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    for name in (*settings, *map(str.lower, settings)):
        monkeypatch.delenv(name, raising=False)
    source = Source(tables={TABLE: jobs_table()})
    with serving(source, office.context()) as url:
        monkeypatch.setenv("IMPACT_CBS_URL", url)
        yield source


def line(store: Store, policy: Policy) -> pull.Pulled:
    return pull.pull([TABLE], store=store, policy=policy).lines[0]


def test_certificate_of_the_office_has_to_be_trusted(
    secured: Source, office: Authority, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = line(store, hasty)
    assert (refused.outcome, refused.requests, store.tables()) == ("failed", 0, [])
    assert refused.note.startswith(f"{TABLE}: the certificate of localhost is not trusted (")
    assert "set REQUESTS_CA_BUNDLE to the file" in refused.note
    assert secured.asked == []
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(office.bundle))
    assert (line(store, hasty).outcome, store.verify()) == ("new", [])
    assert store.current(TABLE).record["base"].startswith("https://localhost:")
    assert line(store, hasty).outcome == "unchanged"


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_certificate_file_that_is_none_is_named(
    secured: Source, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "office.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    note = line(store, hasty).note
    assert "the store" not in note
    assert "REQUESTS_CA_BUNDLE" in note
    assert str(path) in note


def test_everything_goes_through_the_proxy(
    secured: Source, office: Authority, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy()
    with proxying(proxy) as url:
        monkeypatch.setenv("HTTPS_PROXY", url)
        assert "is not trusted" in line(store, hasty).note
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(office.bundle))
        done = line(store, hasty)
    assert done.outcome == "new"
    assert set(proxy.asked) == {secured.url.removeprefix("https://")}
    assert len(proxy.asked) == done.requests + 1


def test_proxy_that_wants_a_password_gets_it_and_no_message_tells_it(
    secured: Source, office: Authority, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(office.bundle))
    proxy = Proxy(password="Basic am86c2VjcmV0")  # jo:secret
    with proxying(proxy) as url:
        for user in ("", "jo:wrong@"):
            monkeypatch.setenv("HTTPS_PROXY", url.replace("://", f"://{user}"))
            refused = line(store, hasty)
            assert "the proxy refused it (Tunnel connection failed: 407" in refused.note
            assert "HTTPS_PROXY" in refused.note
            assert "wrong" not in refused.note
        assert len(proxy.asked) == 2  # a password does not become right by trying again
        monkeypatch.setenv("HTTPS_PROXY", url.replace("://", "://jo:secret@"))
        assert line(store, hasty).outcome == "new"


def test_proxy_that_is_not_there_is_named_as_such(
    secured: Source, store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    note = line(store, hasty).note
    assert "the proxy could not be reached (Connection refused)" in note
    assert "HTTPS_PROXY" in note


@pytest.fixture
def closed() -> str:
    """An address of this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("unknown", "seen"),
    [(False, "127.0.0.1 refused the connection"), (True, "the network does not know 127.0.0.1")],
)
def test_own_address_where_nobody_answers_is_named_at_once(
    store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch, closed: str, unknown: bool, seen: str
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if unknown:
        monkeypatch.setattr(socket, "getaddrinfo", nobody)
    monkeypatch.setenv("IMPACT_CBS_URL", closed)
    refused = line(store, hasty)
    assert refused.outcome == "failed"
    assert refused.note == (
        f"{TABLE}: {seen}; IMPACT_CBS_URL is {closed}. Correct IMPACT_CBS_URL, or leave it out for "
        "https://opendata.cbs.nl. Nothing in the store was changed."
    )


def test_usual_address_where_nobody_answers_is_tried_again_and_named(
    store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    monkeypatch.delenv("IMPACT_CBS_URL", raising=False)
    monkeypatch.setattr(cbs, "base", lambda _: closed)
    refused = line(store, hasty)
    assert f"127.0.0.1 refused the connection ({hasty.attempts} attempts at " in refused.note
    assert refused.note.endswith("Look whether the network and the service are up; try again later.")
    assert "IMPACT_CBS_URL" not in refused.note


def test_own_address_for_boundaries_is_named_too(
    store: Store, hasty: Policy, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    monkeypatch.setenv("IMPACT_PDOK_URL", closed)
    refused = pull.pull(["boundaries-2024"], store=store, policy=hasty).lines[0]
    assert f"IMPACT_PDOK_URL is {closed}" in refused.note
