"""The wheel carries figures and texts, and runs from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, peer: Callable[[str], ModuleType]) -> Path:
    peer("build")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_is_small_and_complete(wheel: Path) -> None:
    assert wheel.stat().st_size < 12_000_000
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "impact/data/snapshot/datapackage.json" in names
    assert "impact/data/scenarios/ai-fabriek-baseline.toml" in names
    assert "impact/reports/ai-fabriek/texts.toml" in names
    assert not any(name.startswith(("tests", "benchmarks", "docs")) for name in names)


def test_an_unpacked_wheel_runs_outside_the_repository(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, cwd=work, env=environment, check=False
        )

    assert python("-c", "import impact; print(impact.__file__)").stdout.startswith(str(site))
    done = python("-m", "impact", "run", "--draws", "20", "--out", "result")
    assert done.returncode == 0, done.stderr
    assert (work / "result" / "summary.json").is_file()
