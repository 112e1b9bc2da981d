"""Who is signed in: kept in memory, behind a signed cookie that says nothing, until it was idle or lasted too long."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

COOKIE = "__Host-impact"  # a browser takes a name like this only with Secure, for this host alone
MOST = 5_000  # sessions: who comes after that sends away whoever did nothing for longest


@dataclass
class Session:
    """Somebody who signed in.

    Attributes
    ----------
    user : the name that the provider gave.
    began, seen : when it began and when it last asked for something, in seconds of the clock of `Sessions`.
    """

    user: str
    began: float
    seen: float


class Sessions:
    """The sessions of one page; they end with it.

    Parameters
    ----------
    idle, longest
        Seconds without a request, and in all, after which a session is over.
    clock
        Seconds that only go forward.
    """

    def __init__(self, idle: float, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle, self._longest, self._clock = idle, longest, clock
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._signer = Signer(secrets.token_bytes(32), salt="session")

    def begin(self, user: str) -> str:
        """Return the cookie of a new session: a number that nobody can guess, signed, with nothing else in it."""
        while len(self._held) >= MOST:
            self._held.popitem(last=False)
        now, name = self._clock(), secrets.token_urlsafe(32)
        self._held[name] = Session(user, now, now)
        return self._signer.sign(name).decode()

    def of(self, cookie: str) -> Session | None:
        """Return the session of a cookie, which then is not idle; None for one that is over or was never ours."""
        name = self._name(cookie)
        session = self._held.get(name)
        if session is None:
            return None
        now = self._clock()
        if now - session.seen > self._idle or now - session.began > self._longest:
            del self._held[name]
            return None
        session.seen = now
        self._held.move_to_end(name)
        return session

    def end(self, cookie: str) -> None:
        """End the session of a cookie: who kept a copy of it has nothing."""
        self._held.pop(self._name(cookie), None)

    def _name(self, cookie: str) -> str:
        try:
            return self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeError):
            return ""
