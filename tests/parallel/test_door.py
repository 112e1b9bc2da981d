"""Answers come in the order of their pieces, the same whoever makes them."""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from impact.errors import InputError
from impact.parallel import THREADS, Workers, WorkersLostError, answers, side_by_side, workers, working
from impact.parallel.door import MOST_BUNDLES, bundles

ROOT = Path(__file__).parents[2]
HERE = [workers("threads"), workers("threads", count=1), workers("processes", count=2)]


@pytest.mark.parametrize("chosen", HERE, ids=lambda chosen: f"{chosen.backend.name}-{chosen.count}")
def test_answers_are_those_of_one_piece_after_the_other(chosen: Workers, works: ModuleType) -> None:
    expected = answers(works.luck, range(9), brief=True)
    with working(workers=chosen):
        found = answers(works.luck, range(9))
    assert [one.keys() for one in found] == [one.keys() for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_linear_algebra_has_one_processor_while_there_is_work_and_what_it_had_afterwards(works: ModuleType) -> None:
    before = works.threads_of_linear_algebra(0)
    assert set(answers(works.threads_of_linear_algebra, range(5))) == {1}
    assert set(answers(works.threads_of_linear_algebra, range(5), brief=True)) == {1}
    assert set(side_by_side(works.threads_of_linear_algebra, range(5))) == {1}
    assert works.threads_of_linear_algebra(0) == before


def test_pieces_of_pieces_are_done_where_their_piece_is(works: ModuleType) -> None:
    with working(workers=workers("threads", count=2)):
        assert answers(works.of_its_own_pieces, range(4)) == [[k * k for k in range(n)] * 2 for n in range(4)]


def test_processes_do_the_work_and_end_with_it(works: ModuleType) -> None:
    with working(workers=workers("processes", count=2)):
        found = set(answers(works.process, range(40)))
    assert os.getpid() not in found
    for process in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_no_pieces_have_no_answers(works: ModuleType) -> None:
    assert answers(works.squared, []) == []


@pytest.mark.parametrize("backend", ["threads", "processes"])
def test_what_a_piece_refuses_comes_back_whole(backend: str, works: ModuleType) -> None:
    with working(workers=workers(backend, count=2)), pytest.raises(InputError) as caught:
        answers(works.refused_at_three, range(6))
    assert [(p.found, p.todo) for p in caught.value.problems] == [("3", "Leave it out.")]


def test_a_refusal_can_be_sent(works: ModuleType) -> None:
    with pytest.raises(InputError) as caught:
        works.refused_at_three(3)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems and str(again) == str(caught.value)


def test_a_process_that_is_ended_from_outside_is_said(works: ModuleType) -> None:
    with working(workers=workers("processes", count=2)), pytest.raises(WorkersLostError, match="fewer workers"):
        answers(works.ends_its_worker, range(3))


@pytest.mark.parametrize("count", [1, 199, 200, 201, 4_000])
def test_bundles_hold_every_piece_once_in_order(count: int) -> None:
    made = bundles(range(count))
    assert len(made) <= MOST_BUNDLES
    assert [piece for bundle in made for piece in bundle] == list(range(count))


def test_what_is_in_force_ends_with_its_context() -> None:
    with working(workers=Workers(THREADS, 1)) as outer, working(progress=True) as inner:
        assert inner.workers is outer.workers
        assert inner.progress
    with working() as after:
        assert after.workers is None
        assert not after.progress


WAITS = """
import time
from impact.parallel import answers, workers, working
if __name__ == "__main__":
    with working(workers=workers("processes", count=2)):
        answers(time.sleep, [60, 60])
"""


def test_processes_end_when_the_one_that_began_them_is_killed(
    tmp_path: Path, peer: Callable[[str], ModuleType]
) -> None:
    psutil = peer("psutil")
    script = tmp_path / "waits.py"
    script.write_text(WAITS)
    begun = psutil.Popen([sys.executable, script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    deadline = time.monotonic() + 60
    while len(children := begun.children()) < 3 and time.monotonic() < deadline:  # two, and what keeps count of locks
        time.sleep(0.2)
    begun.kill()
    begun.wait()
    alive = psutil.wait_procs(children, timeout=60)[1]
    assert len(children) == 3
    assert not alive


def test_arrays_are_the_same_to_the_bit_in_a_process_and_a_thread(works: ModuleType) -> None:
    with working(workers=workers("processes", count=1)):
        (far,) = answers(works.luck, [5])
    (near,) = answers(works.luck, [5])
    np.testing.assert_array_equal(far["of/one"], near["of/one"])
