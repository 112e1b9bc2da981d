"""What stands before every view: who may ask, what may be asked, and what a browser may do with the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impact.page.settings import Settings

LONGEST = 4_000  # bytes of an address: a map is some 300
MOST_SENT = 10_000_000  # bytes of a form: what is larger than its file may be is refused in words, and this is not read
_METHODS = ("GET", "HEAD")
_SENT = re.compile(r"/(nl|en)/(sign-out|scenario/upload)")  # what may be sent; all else is asked for
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
)


class Guard:
    """Let through what may be asked by who may ask it, and put `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    held.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        await (refused or self.app)(scope, receive, with_headers)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        """Return why a request is not answered, or None."""
        headers = Headers(scope=scope)
        if scope["method"] not in _allowed(scope["path"]):
            return PlainTextResponse("This page only answers GET.", 405, {"Allow": ", ".join(_METHODS)})
        if len(scope["query_string"]) + len(scope["path"]) > LONGEST:
            return PlainTextResponse("This address is too long.", 414)
        if _without_port(headers.get("host", "")) not in self.settings.names:
            return PlainTextResponse("This page does not go by that name.", 421)
        if not self._signed_in(scope, headers):
            return PlainTextResponse("Sign in first.", 403)
        return self._cannot_be_sent(headers) if scope["method"] == "POST" else None

    def _cannot_be_sent(self, headers: Headers) -> PlainTextResponse | None:
        """Return why a form is not taken, or None: it is far too large, or a page elsewhere sends it."""
        size = headers.get("content-length", "0")
        if not size.isdigit() or int(size) > MOST_SENT:
            return PlainTextResponse("This is too large.", 413)
        origin = headers.get("origin", "null")  # a browser that keeps to our policy says no more than that
        elsewhere = origin != "null" and _without_port(urlsplit(origin).netloc) not in self.settings.names
        if elsewhere or headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return PlainTextResponse("This page takes nothing from another one.", 403)
        return None

    def _signed_in(self, scope: Scope, headers: Headers) -> bool:
        """Return whether the trusted proxy says who is asking; without a header sessions decide, or nobody has to."""
        if not self.settings.login_header:
            return True
        client = scope.get("client")
        return bool(client and client[0] == self.settings.proxy and headers.get(self.settings.login_header, "").strip())


def _allowed(path: str) -> tuple[str, ...]:
    return ("POST",) if _SENT.fullmatch(path) else _METHODS


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
