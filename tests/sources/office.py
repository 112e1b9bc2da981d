"""An office network: its own certificate authority, and a proxy that everything has to go through."""

from __future__ import annotations

import selectors
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.sources.server import on_loopback

_SERVER = """subjectAltName=DNS:localhost,IP:127.0.0.1
basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the office, and a server certificate that it signed for localhost."""

    folder: Path

    @property
    def bundle(self) -> Path:
        """The certificate that a client has to trust."""
        return self.folder / "office.pem"

    def context(self) -> ssl.SSLContext:
        """Return what a server needs to speak TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


def authority(folder: Path) -> Authority:
    """Make an authority and a server certificate with the openssl of the system."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "server.ext").write_text(_SERVER)
    signs = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", *_KEY, "-keyout", "office.key", "-out", "office.pem", "-subj", "/CN=Office", *signs)
    openssl("req", *_KEY, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    signed = ("-CA", "office.pem", "-CAkey", "office.key", "-CAcreateserial", "-extfile", "server.ext")
    openssl("x509", "-req", "-in", "server.csr", "-out", "server.pem", *signed)
    return Authority(folder)


@dataclass
class Proxy:
    """What a proxy was asked to connect to; `password` is the Proxy-Authorization it wants, empty for none."""

    password: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def proxying(proxy: Proxy) -> Iterator[str]:
    """Run a proxy that knows CONNECT on a free port of loopback; gives its address."""
    with on_loopback(type("Handler", (_Connect,), {"proxy": proxy})) as port:
        proxy.url = f"http://127.0.0.1:{port}"
        yield proxy.url


class _Connect(BaseHTTPRequestHandler):
    proxy: Proxy

    def log_message(self, *_: object) -> None:
        pass

    def do_CONNECT(self) -> None:
        self.proxy.asked.append(self.path)
        if self.headers.get("Proxy-Authorization", "") != self.proxy.password:
            self.send_error(407)
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as target:
            self.send_response(200)
            self.end_headers()
            _relay(self.connection, target)


def _relay(one: socket.socket, other: socket.socket) -> None:
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, other)
        ready.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in ready.select():
                piece = key.fileobj.recv(1 << 16)
                if not piece:
                    return
                key.data.sendall(piece)
