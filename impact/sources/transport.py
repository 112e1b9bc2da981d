"""Getting bytes from a statistical office over a network that fails: retries, deadlines, one host, every byte counted.

A reply is used only when it arrived whole, from the host that was asked, and is JSON. Anything else is tried again
where that can help, and otherwise ends in a `SourceError` that says what was seen and what to do.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from impact.sources.obstacles import obstacle

if TYPE_CHECKING:
    import requests  # fetched where something travels: it takes a tenth of a second, and most runs ask no network

_AGAIN = {429, 500, 502, 503, 504}
_CHUNK = 1 << 16
_SHOWN = 160  # characters of an address in a message


class SourceError(Exception):
    """A source could not be read; the store is as it was. Says which table, what was seen and what to do."""

    def __init__(self, subject: str, seen: str, todo: str) -> None:
        self.subject, self.seen, self.todo = subject, seen, todo
        super().__init__(f"{subject}: {seen}. {todo}")

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str]]:
        return type(self), (self.subject, self.seen, self.todo)  # an error of another process comes back whole


class GoneError(SourceError):
    """The table or the service answers that it does not exist (any more)."""


@dataclass(frozen=True)
class Policy:
    """How patient to be: attempts for a reply, seconds to connect, between two chunks, and for a whole reply."""

    attempts: int = 5
    connect: float = 10.0
    silence: float = 30.0
    reply: float = 300.0
    pause: float = 1.0
    longest_pause: float = 120.0


@dataclass(frozen=True)
class Reply:
    """One reply as it was received: where it stands in the raw folder, and its checksum."""

    url: str
    file: str
    sha256: str
    bytes: int


@dataclass
class Transfer:
    """The conversation with one host about one subject (a table, a set of boundaries).

    Replies are written to `folder` unchanged, under running numbers. `asked` (requests) and `received` (bytes) count
    what travelled.
    """

    subject: str
    base: str
    folder: Path | None = None
    policy: Policy = field(default_factory=Policy)
    replies: list[Reply] = field(default_factory=list)
    asked: int = 0
    received: int = 0
    replayed: ClassVar[bool] = False

    def get(
        self, url: str, params: Mapping[str, str] | None = None, *, series: set[str] | None = None
    ) -> dict[str, Any]:
        """Return a reply, a JSON object, after keeping its bytes in the raw folder.

        `series` holds the addresses read so far in a chain of pages; a page that leads back into it is refused.
        """
        import requests

        address = self._address(requests.Request("GET", url, params=params).prepare().url or url)
        if series is not None and address in series:
            seen = f"the pages lead back to {shown(address)}, which was read before"
            raise self.error(seen, "Report it to the source.")
        if series is not None:
            series.add(address)
        return self._read(address)

    def _read(self, address: str) -> dict[str, Any]:
        body, found = self._patiently(address)
        self._keep(address, body)
        return found

    def error(self, seen: str, todo: str) -> SourceError:
        """Return what to raise about this subject."""
        return SourceError(self.subject, seen, todo)

    def _address(self, url: str) -> str:
        wanted, asked = urlsplit(self.base), urlsplit(url)
        if asked.hostname != wanted.hostname or (asked.port or wanted.port) != wanted.port:
            seen = f"a link to {asked.scheme}://{asked.netloc} in the reply of {wanted.netloc}"
            raise self.error(seen, "It was not followed; check the address of the source.")
        # Some services write http links in replies that came over https.
        return urlunsplit(asked._replace(scheme=wanted.scheme, netloc=wanted.netloc))

    def _patiently(self, url: str) -> tuple[bytes, dict[str, Any]]:
        seen, todo, pause = "", "", self.policy.pause
        for attempt in range(1, self.policy.attempts + 1):
            try:
                return self._once(url)
            except _TryAgainError as failure:
                seen, todo = str(failure), failure.todo
                pause = failure.pause or self.policy.pause * 2 ** (attempt - 1)
                if pause > self.policy.longest_pause:
                    raise self.error(f"{seen}, to come back in {pause:.0f} seconds", "Try again then.") from failure
            if attempt < self.policy.attempts:
                time.sleep(pause)
        tried = f"{seen} ({self.policy.attempts} attempts at {shown(url)})"
        raise self.error(tried, todo)

    def _once(self, url: str) -> tuple[bytes, dict[str, Any]]:
        import requests
        import urllib3

        self.asked += 1
        limits = (self.policy.connect, self.policy.silence)
        try:
            # A fresh session honours HTTPS_PROXY and REQUESTS_CA_BUNDLE and leaves no broken connection behind.
            with requests.Session() as session, session.get(url, timeout=limits, stream=True, hooks=self._hooks()) as r:
                self._refuse(r)
                body = self._body(r)
        except (OSError, urllib3.exceptions.HTTPError) as failure:  # every failure of requests is an OSError
            raise self._explained(failure) from failure
        return body, _parse(body, r.headers.get("Content-Type", ""))

    def _explained(self, failure: Exception) -> SourceError | _TryAgainError:
        """Return what to raise for a request that came to nothing: whose fault it is, and whether it may pass."""
        import requests
        import urllib3

        found = obstacle(failure, urlsplit(self.base).hostname or self.base)
        if found:
            return self.error(found.seen, found.todo) if found.lasting else _TryAgainError(found.seen, todo=found.todo)
        if isinstance(failure, (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError)):
            return _TryAgainError(_said(failure))
        return self.error(_said(failure), "Check the address of the source.")

    def _hooks(self) -> dict[str, Callable[..., None]]:
        def same_host(response: requests.Response, **_: object) -> None:
            if response.is_redirect:
                self._address(urljoin(response.url, response.headers["Location"]))

        return {"response": same_host}

    def _refuse(self, response: requests.Response) -> None:
        status = response.status_code
        if status in _AGAIN:
            raise _TryAgainError(f"HTTP {status}", _retry_after(response))
        if status in (404, 410):
            seen = f"HTTP {status} at {shown(response.url)}"
            raise GoneError(self.subject, seen, "It may have moved or been withdrawn.")
        if status != 200:
            seen = f"HTTP {status} at {shown(response.url)}"
            raise self.error(seen, "Check the selection, or try again later.")

    def _body(self, response: requests.Response) -> bytes:
        chunks, until = [], time.monotonic() + self.policy.reply
        # One read of the socket at a time: a reply that drips in must not outlive the deadline.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            chunks.append(chunk)
            if time.monotonic() > until:
                raise _TryAgainError(f"a reply that took longer than {self.policy.reply:g} seconds")
        self.received += response.raw.tell()
        return b"".join(chunks)

    def _keep(self, url: str, body: bytes) -> None:
        file = f"{len(self.replies):05d}.json"
        if self.folder is not None:
            (self.folder / file).write_bytes(body)
        self.replies.append(Reply(url, file, hashlib.sha256(body).hexdigest(), len(body)))


class Recorded(Transfer):
    """A conversation that was had before, from its raw folder: the same replies, no network."""

    replayed: ClassVar[bool] = True

    def _read(self, address: str) -> dict[str, Any]:
        assert self.folder is not None
        # Asked for more than once (to see whether the table changed), the last answer stands.
        file = next((r.file for r in reversed(self.replies) if r.url == address), None) or self._otherwise(address)
        if file is None:
            raise self.error(f"no reply to {shown(address)} in {self.folder}", "Pull the table again.")
        found: dict[str, Any] = json.loads((self.folder / file).read_bytes())
        return found

    def _otherwise(self, address: str) -> str | None:
        """Return the first reply from the same place: other editions of this package asked the same in other words."""
        path = urlsplit(address).path
        return next((r.file for r in self.replies if urlsplit(r.url).path == path), None)


def shown(address: str) -> str:
    """Return an address as a message gives it: its beginning, where it is long."""
    return address if len(address) <= _SHOWN else f"{address[:_SHOWN]}… ({len(address):,} characters)"


class _TryAgainError(Exception):
    """Something that may be over the next time; `pause` is what the server asked for, in seconds."""

    def __init__(self, seen: str, pause: float | None = None, todo: str = "Try again later.") -> None:
        super().__init__(seen)
        self.pause, self.todo = pause, f"Nothing in the store was changed. {todo}"


def _parse(body: bytes, content_type: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as failure:
        page = "html" in content_type.lower() or body.lstrip()[:1] == b"<"
        kind = "a web page instead of figures" if page else f"a reply that is not whole JSON ({len(body)} bytes)"
        raise _TryAgainError(kind) from failure
    if not isinstance(found, dict):
        raise _TryAgainError(f"a JSON {type(found).__name__} where an object belongs")
    return found


def _retry_after(response: requests.Response) -> float | None:
    stated = response.headers.get("Retry-After", "")
    if stated.isdigit():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _said(failure: Exception) -> str:
    import requests

    cause: BaseException = failure
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    kind = "no reply in time" if isinstance(failure, requests.Timeout) else "the connection broke"
    return f"{kind} ({type(cause).__name__})"
