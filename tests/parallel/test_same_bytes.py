"""A run is the same to the byte whoever does it, wherever, in one go or taken up again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from impact.panel.figures import figures_of
from impact.parallel import Workers, workers, working
from impact.scenario import Scenario, run
from impact.scenario.computation.draws import Draws, drawn
from impact.scenario.computation.economy import Economy, economy_of
from impact.scenario.computation.outcome import only_totals, outcome_of
from impact.scenario.computation.totals import Totals

ROOT = Path(__file__).parents[2]
IMPACT = [sys.executable, "-m", "impact", "run", "--draws", "230", "--seed", "5"]

# A run that is killed when it has kept three of its five parts.
KILLED = """
import os, signal, sys
from pathlib import Path
from impact.parallel import Kept
from impact.cli import main
keep = Kept.keep
def three(self, *args):
    keep(self, *args)
    if len(list(self.folder.glob("*.part"))) == 3:
        os.kill(os.getpid(), signal.NUMBER)
Kept.keep = three
main()
"""


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


Question = tuple[Scenario, Draws, Economy]


@pytest.fixture(scope="module")
def question(baseline: Scenario) -> Question:
    return baseline, drawn(baseline, 230, 5), economy_of(baseline, figures_of())


@pytest.fixture(scope="module")
def totals(question: Question) -> dict[str, bytes]:
    """What one thread finds."""
    with working(workers=workers("threads", count=1)):
        return of_totals(only_totals(*question))


def of_totals(found: Totals) -> dict[str, bytes]:
    parts = {"by_year": found.by_year, "by_stage": found.by_stage, "summed": found.summed}
    named = {f"{part} {name}": array for part, arrays in parts.items() for name, array in arrays.items()}
    return {name: array.tobytes() for name, array in (named | {"net_jobs": found.net_jobs}).items()}


def chosen(name: str, address: str) -> Workers:
    if name == "dask":
        return workers("dask", scheduler=address)
    backend, _, count = name.partition(" ")
    return workers(backend, count=int(count))


@pytest.mark.parametrize("who", ["threads 2", "threads 8", "processes 1", "processes 2", "dask"])
def test_the_same_bytes_whoever_does_the_work(
    question: Question, totals: dict[str, bytes], address: str, who: str
) -> None:
    with working(workers=chosen(who, address)):
        assert of_totals(only_totals(*question)) == totals


def test_what_every_draw_sets_in_motion_is_the_same_elsewhere(
    question: Question, totals: dict[str, bytes], address: str
) -> None:
    here = outcome_of(*question)
    with working(workers=workers("dask", scheduler=address)):
        there = outcome_of(*question)
    assert of_totals(there.totals) == of_totals(here.totals) == totals
    for one, other in zip(there.flows.blocks, here.flows.blocks, strict=True):
        for part in ("suppliers", "households", "income"):
            assert getattr(one, part).strides == getattr(other, part).strides  # in which order it is added up
            assert getattr(one, part).tobytes() == getattr(other, part).tobytes()


@pytest.fixture(scope="module")
def in_one_go(baseline: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, bytes]]:
    """What is written of a run that keeps so much."""

    @cache
    def written(keep: str) -> dict[str, bytes]:
        found = run(baseline, draws=230, seed=5, keep=keep, backend="threads")
        return content(found.save(tmp_path_factory.mktemp("one") / "result"))

    return written


OTHERWISE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "77", "OPENBLAS_NUM_THREADS": "2"}


def impact(*options: str, cwd: Path, number: str = "") -> subprocess.CompletedProcess[str]:
    command = [*IMPACT, *options]
    if number:
        command = [sys.executable, "-c", KILLED.replace("NUMBER", number), *command[3:]]
    environment = {**os.environ, **OTHERWISE, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("keep", ["totals", "everything"])
def test_the_same_bytes_after_a_kill_elsewhere_in_another_zone_locale_and_hash_seed(
    in_one_go: Callable[[str], dict[str, bytes]], tmp_path: Path, keep: str
) -> None:
    options = ("--out", "result", *(["--totals"] if keep == "totals" else []))
    killed = impact(*options, cwd=tmp_path, number="SIGKILL")
    assert killed.returncode == -9
    assert [path.name for path in tmp_path.iterdir()] == ["result.part"]
    done = impact(*options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 of 5 parts were done already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["result"]
    assert content(tmp_path / "result") == in_one_go(keep)


def test_an_interruption_keeps_what_is_done_and_leaves_the_result_that_was(
    in_one_go: Callable[[str], dict[str, bytes]], tmp_path: Path
) -> None:
    (tmp_path / "result").mkdir()
    for name, was in in_one_go("totals").items():
        (tmp_path / "result" / name).write_bytes(was)
    options = (
        "--totals",
        "--out",
        "result",
        "--resume",
        "kept",
        "--backend",
        "processes",
        "--workers",
        "1",
        "--seed",
        "6",
    )
    interrupted = impact(*options, cwd=tmp_path, number="SIGINT")
    assert interrupted.returncode == 130, interrupted.stderr
    assert interrupted.stderr == "Interrupted. What is done is kept in kept; the same command goes on from there.\n"
    assert content(tmp_path / "result") == in_one_go("totals")
