"""Where the page listens, and how people sign in."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from impact.datapackage import SNAPSHOT
from impact.errors import InputError, Problem
from impact.parallel import workers
from impact.parallel.backends import DASK

if TYPE_CHECKING:
    from impact.page.access.provider import Provider

LOOPBACK = "127.0.0.1"
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Settings:
    """How the page is served.

    Attributes
    ----------
    host, port : where it listens; an address that others can reach asks for a login.
    login_header : the header in which a proxy says who signed in; "" for no login.
    proxy : the address of that proxy, the only one whose header counts.
    name : the name under which people reach the page through the proxy, such as "impact.example.nl".
    scheduler : the address of the scheduler of a dask cluster that does the draws of scenarios; "" for this machine.
    provider : who signs people in by OpenID Connect, in place of a proxy; None for nobody.
    ledger : a file of registered forecasts that the page shows; None for none.
    data : where pulled figures for maps are, as for `impact map --data`; "snapshot" for those of the package alone.
    ahead : whether what takes long is worked out before somebody asks for it.
    """

    host: str = LOOPBACK
    port: int = 8350
    login_header: str = ""
    proxy: str = ""
    name: str = ""
    scheduler: str = ""
    provider: Provider | None = None
    ledger: Path | None = None
    data: str = SNAPSHOT
    ahead: bool = False

    def __post_init__(self) -> None:
        """Refuse settings under which anybody could read the page; raises InputError."""
        if problems := [*self._of_address(), *self._of_login(), *self._of_cluster()]:
            raise InputError(problems)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the page."""
        return _is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the page."""
        return f"http://{_in_address(self.host)}:{self.port}"

    @property
    def names(self) -> frozenset[str]:
        """The names and addresses, without port, under which a browser may ask for the page."""
        held = {"localhost", LOOPBACK, "[::1]"} if self.local else {_in_address(self.host)}
        given = {self.name, self.provider.host if self.provider else ""}
        return frozenset(held | {name.lower() for name in given if name})

    def _of_address(self) -> list[Problem]:
        problems = []
        if not _is_address(self.host):
            todo = f"Leave it out for {LOOPBACK}, which only this machine can reach."
            problems.append(Problem("option", "--host", repr(self.host), "an IP address", todo))
        elif not self.local and not self.login_header and self.provider is None:
            todo = (
                f"Leave --host out and let a proxy on this machine pass on to {LOOPBACK}; or sign people in by OpenID "
                "Connect: --login FILE; or name the header in which your proxy says who signed in: --login-header "
                "X-Remote-User --proxy ADDRESS."
            )
            problems.append(Problem("option", "--host", self.host, "a login for an address others can reach", todo))
        if not 1 <= self.port <= 65_535:
            problems.append(Problem("option", "--port", str(self.port), "1 to 65535", "Choose another port."))
        if self.name and not _NAME.fullmatch(self.name):
            found, todo = repr(self.name), "Give the name alone, without https:// and without a port."
            problems.append(Problem("option", "--name", found, "a host name", todo))
        return problems

    def _of_cluster(self) -> tuple[Problem, ...]:
        if not self.scheduler:
            return ()
        try:
            workers(DASK.name, scheduler=self.scheduler)
        except InputError as refusal:
            return refusal.problems
        return ()

    def _of_login(self) -> list[Problem]:
        problems = []
        if self.login_header and self.provider is not None:
            todo = "Leave one out: two ways in are two things to keep shut."
            found = f"--login beside --login-header {self.login_header}"
            problems.append(Problem("option", "--login", found, "one way of signing in", todo))
        if self.login_header and not _HEADER.fullmatch(self.login_header):
            found = repr(self.login_header)
            problems.append(Problem("option", "--login-header", found, "the name of a header", "Try X-Remote-User."))
        if self.proxy and not _is_address(self.proxy):
            todo = "Give the address from which the proxy calls."
            problems.append(Problem("option", "--proxy", repr(self.proxy), "an IP address", todo))
        if bool(self.login_header) != bool(self.proxy):
            todo = "Give both: a header that anybody can send signs nobody in."
            found = f"--login-header {self.login_header or 'left out'}, --proxy {self.proxy or 'left out'}"
            problems.append(Problem("option", "--login-header", found, "a header and the proxy that sends it", todo))
        return problems


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def _in_address(host: str) -> str:
    """Return an IP address as it stands in the address of a page."""
    return f"[{host}]" if ":" in host else host
