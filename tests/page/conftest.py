from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

DRAWS = 250
"""Of refined figures on the page that is served to tests: fewer than visitors get, which takes seconds."""


@dataclass(frozen=True)
class Given:
    """What an application answered: its status, headers and content."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


def finished(work: Coroutine[Any, Any, None]) -> None:
    """Run to its end what has to wait; in a thread, because a browser of other tests has a loop running in this one."""
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, work).result()


def asked(app: Any, path: str, *, method: str = "GET", host: str = "127.0.0.1:8350", **scope: Any) -> Given:
    """Ask an application for an address without a server between; headers and client as in an ASGI scope."""
    where, _, query = path.partition("?")
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", host.encode()), *scope.pop("headers", [])]
    request = {
        **{"type": "http", "http_version": "1.1", "method": method, "scheme": "http"},
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        **{"path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": ""},
        **{"headers": headers, "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8350)},
        **scope,
    }

    def answered() -> None:
        with suppress(RuntimeError):  # raised for the log of the server after the visitor was answered
            asyncio.run(app(request, receive, send))

    thread = threading.Thread(target=answered)  # a browser of other tests has a loop running in this one
    thread.start()
    thread.join()
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    cookies = tuple(value.decode() for name, value in start["headers"] if name == b"set-cookie")
    return Given(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body, cookies)


@pytest.fixture(scope="session")
def ask(peer: Callable[[str], ModuleType]) -> Callable[..., Given]:
    """Return how to ask the page of this machine for an address."""
    peer("starlette")
    from impact.page import application

    app = application()
    return lambda path, **scope: asked(app, path, **scope)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def listening(app: Any, port: int) -> Iterator[str]:
    """Serve an application on loopback, as `impact page` does, and give its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", proxy_headers=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def page_served(peer: Callable[[str], ModuleType]) -> Any:
    """Return the page that is served."""
    peer("uvicorn")
    from impact.page import application

    found = application()
    found.app.state.desk.refined = DRAWS  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="session")
def served(page_served: Any) -> Iterator[str]:
    """The address of the page, served on loopback as `impact page` does."""
    with listening(page_served, free_port()) as address:
        yield address


Come = Callable[..., "Page"]
"""Opens a page in a browser of its own, with options of that browser."""


@pytest.fixture
def come(browser: Browser, served: str) -> Iterator[Come]:
    """Return how somebody comes to the page; what asks another host, breaks or complains fails the test."""
    contexts, wrong = [], []

    def refused(said: ConsoleMessage) -> bool:
        return "status of 422" in said.text  # a file that cannot be used, which the page says itself

    def opened(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: None if asked.url.startswith(served) else wrong.append(asked.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" and not refused(said) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
