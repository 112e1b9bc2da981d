"""Behind the door of an office: a certificate of its own, a proxy, and what is said when one of them is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from impact.sources import pull
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
