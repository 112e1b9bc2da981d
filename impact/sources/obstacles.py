"""What stands between an office and the internet, in words: certificates, proxies, addresses where nobody answers."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_ADDRESSES = {"IMPACT_CBS_URL": "https://opendata.cbs.nl", "IMPACT_PDOK_URL": "https://api.pdok.nl"}
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True)
class Obstacle:
    """What was seen and what to do about it; `lasting` when trying again cannot help."""

    seen: str
    todo: str
    lasting: bool


def obstacle(failure: Exception, host: str) -> Obstacle | None:
    """Return what the network of the office did to a request, or None when it was something else."""
    import requests  # what reads stored figures passes here too, and needs no network

    causes = list(_causes(failure))
    if fault := _bundle(causes):
        return fault
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            seen = f"the certificate of {host} is not trusted ({cause.verify_message.rstrip('.')})"
            todo = (
                "In an office network, ask for the certificate of its authority and set REQUESTS_CA_BUNDLE to the file."
            )
            return Obstacle(seen, todo, lasting=True)
    if isinstance(failure, requests.exceptions.ProxyError):
        return _proxy(causes)
    return _nobody(causes, host)


def _bundle(causes: list[BaseException]) -> Obstacle | None:
    """Return what is wrong with the file of certificates that the user named."""
    name = next((n for n in _BUNDLES if os.environ.get(n)), "")
    if not name or not any(type(c) is OSError or isinstance(c, ssl.SSLError) for c in causes):
        return None
    path = Path(os.environ[name])
    try:
        if not path.is_dir():
            ssl.create_default_context(cafile=path)
    except OSError as fault:  # an SSLError is one
        what = "there is no such file" if fault.errno == errno.ENOENT else "no certificate can be read from it"
        return Obstacle(f"{name} is {path}, and {what}", f"Set {name} to a file of certificates.", lasting=True)
    return None


def _proxy(causes: list[BaseException]) -> Obstacle:
    refused = next((str(c) for c in causes if str(c).startswith("Tunnel connection failed")), "")
    if refused:
        todo = "Check HTTPS_PROXY; a user and password go into it as http://user:password@proxy:port."
        return Obstacle(f"the proxy refused it ({refused})", todo, lasting=True)
    reasons = [c.strerror for c in causes if isinstance(c, OSError) and c.strerror]
    why = f" ({reasons[-1]})" if reasons else ""
    return Obstacle(f"the proxy could not be reached{why}", "Check HTTPS_PROXY.", lasting=False)


def _nobody(causes: list[BaseException], host: str) -> Obstacle | None:
    """Return what to do when nobody answers at an address: one that the user gave will not mend itself."""
    refused = any(isinstance(c, ConnectionRefusedError) for c in causes)
    if not refused and not any(isinstance(c, socket.gaierror) for c in causes):
        return None
    seen = f"{host} refused the connection" if refused else f"the network does not know {host}"
    for name, usual in _ADDRESSES.items():
        given = os.environ.get(name, "")
        if given and urlsplit(given).hostname == host:
            todo = f"Correct {name}, or leave it out for {usual}. Nothing in the store was changed."
            return Obstacle(f"{seen}; {name} is {given}", todo, lasting=True)
    return Obstacle(seen, "Look whether the network and the service are up; try again later.", lasting=False)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """Return a failure with everything that it was made from; the libraries wrap one in another in three ways."""
    seen: list[BaseException] = []
    waiting = [failure]
    while waiting:
        cause = waiting.pop(0)
        if cause in seen:
            continue
        seen.append(cause)
        inside = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting += [c for c in inside if isinstance(c, BaseException)]
    yield from seen
