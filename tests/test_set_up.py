"""Setting up on networks that are not ours: which certificates the installers look at."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "requirements" / "trusting.sh"
REFUSED = "invalid peer certificate: UnknownIssuer"


def installed(tmp_path: Path, body: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the script with an installer that does what `body` says and counts how often it was called."""
    installer = tmp_path / "installer"
    installer.write_text(f"#!/bin/sh\necho called >> '{tmp_path}/calls'\n{body}\n", encoding="utf-8")
    installer.chmod(0o755)
    kept = {"PATH": os.environ["PATH"], **given}
    return subprocess.run(
        ["sh", str(SCRIPT), str(installer), "some package"], env=kept, capture_output=True, text=True, check=False
    )


def calls(tmp_path: Path) -> int:
    return len((tmp_path / "calls").read_text(encoding="utf-8").splitlines())


def test_the_system_store_comes_first(tmp_path: Path) -> None:
    done = installed(tmp_path, f'[ "$UV_SYSTEM_CERTS" = true ] || {{ echo "{REFUSED}" >&2; exit 2; }}\necho "got $1"')
    assert (done.returncode, done.stdout.strip(), calls(tmp_path)) == (0, "got some package", 1)


def test_a_machine_without_a_store_uses_what_the_installer_brings(tmp_path: Path) -> None:
    done = installed(tmp_path, f'[ "$UV_SYSTEM_CERTS" = false ] || {{ echo "{REFUSED}" >&2; exit 2; }}')
    assert (done.returncode, calls(tmp_path)) == (0, 2)


def test_pip_is_pointed_at_the_store(tmp_path: Path) -> None:
    store = tmp_path / "network.pem"
    store.write_text("a certificate", encoding="utf-8")
    body = f'[ "$PIP_CERT" = "{store}" ] || {{ echo "CERTIFICATE_VERIFY_FAILED" >&2; exit 1; }}'
    assert installed(tmp_path, body, SSL_CERT_FILE=str(store)).returncode == 0


def test_where_nobody_knows_the_certificate_it_says_what_to_do(tmp_path: Path) -> None:
    done = installed(tmp_path, f'echo "{REFUSED}" >&2; exit 2')
    assert done.returncode == 2
    assert REFUSED in done.stderr
    assert "SSL_CERT_FILE=/path/to/network.pem" in done.stderr


@pytest.mark.parametrize("reason", ["hash mismatch", "no such package"])
def test_another_failure_is_told_once_as_it_is(tmp_path: Path, reason: str) -> None:
    done = installed(tmp_path, f'echo "{reason}" >&2; exit 3')
    assert (done.returncode, done.stderr.strip(), calls(tmp_path)) == (3, reason, 1)
