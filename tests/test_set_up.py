"""Setting up on machines that are not ours: which certificates the installers look at, which Python is taken."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "requirements" / "trusting.sh"
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


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder, with a space and a letter outside ASCII in its name, with what sets up and nothing else."""
    clone = tmp_path / "een kl\u00f3on"
    (clone / "requirements").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements/pythons.sh"):
        shutil.copy(ROOT / name, clone / name)
    for name in ("bootstrap", "run", "test"):
        (clone / "requirements" / f"{name}.txt").touch()
    (clone / "bin").mkdir()
    for name in ("dirname", "sed", "head", "sh", "make"):
        (clone / "bin" / name).symlink_to(str(shutil.which(name)))
    return clone


def add_python(path: Path, minor: int, home: str = "/usr") -> None:
    """Write a Python that says what its version is and where it lives, as far as the set-up asks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    supported = minor if 11 <= minor < 14 else ""
    body = f"""case "$2" in *ensurepip*) echo '{supported}' ;; *base_prefix*) echo '{home} {minor}' ;; esac"""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def run_in(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": str(clone / "bin"), "HOME": str(clone)}
    return subprocess.run(command, cwd=clone, env=kept, capture_output=True, text=True, check=False)


def test_the_first_supported_python_of_the_path_is_taken_and_every_other_version_named_once(clone: Path) -> None:
    for name, minor in {"python3": 14, "python3.13": 13, "python3.12": 12}.items():
        add_python(clone / "bin" / name, minor)
    for version in ("3.10.1", "3.11.7", "3.11.9", "3.12.1"):
        add_python(clone / ".pyenv" / "versions" / version / "bin" / "python3", int(version.split(".")[1]))
    (clone / "bin" / "python3.11").write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")  # a shim that points nowhere
    (clone / "bin" / "python3.11").chmod(0o755)
    found = run_in(clone, "sh", "requirements/pythons.sh").stdout.splitlines()
    assert found == ["python3.12", "python3.13", str(clone / ".pyenv/versions/3.11.7/bin/python3")]


@pytest.mark.parametrize(("made_with", "anew"), [((12, "/usr"), False), ((11, "/usr"), True), ((12, "/opt"), True)])
def test_an_environment_of_another_python_is_made_anew(clone: Path, made_with: tuple[int, str], anew: bool) -> None:
    add_python(clone / "bin" / "python3", 12)
    add_python(clone / ".venv" / "bin" / "python", *made_with)
    for stamp in (".bootstrap", ".run", ".test"):
        (clone / ".venv" / stamp).touch()
    done = run_in(clone, "make", "--dry-run", ".venv/.test")
    assert ("'python3' -m venv --clear .venv" in done.stdout) is anew, done.stderr
    assert ("requirements/test.txt" in done.stdout) is anew


def test_the_python_asked_for_is_taken_or_refused_by_name(clone: Path) -> None:
    for name, minor in {"python3": 12, "my python": 13, "old": 10}.items():
        add_python(clone / "bin" / name, minor)
    asked = str(clone / "bin" / "my python")
    assert f"'{asked}' -m venv" in run_in(clone, "make", "--dry-run", f"PYTHON={asked}", ".venv/.run").stdout
    refused = run_in(clone, "make", "PYTHON=old", ".venv/.run")
    assert refused.returncode != 0
    assert "old is no Python that this project supports" in refused.stdout
    assert not (clone / ".venv").exists()
