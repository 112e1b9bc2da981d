"""A dask cluster: two workers on this machine, one of them lost on the way, and schedulers that are of no use."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from impact.errors import InputError
from impact.parallel import WorkersLostError, answers, cluster, workers, working
from impact.parallel.versions import versions_here
from tests.parallel.local_cluster import local_cluster


@pytest.fixture(autouse=True)
def distributed(peer: Callable[[str], ModuleType]) -> ModuleType:
    """The package of the cluster, which every test here needs."""
    return peer("distributed")


def refused(address: str) -> tuple[str, str]:
    with working(workers=workers("dask", scheduler=address)), pytest.raises(InputError) as caught:
        answers(abs, range(5))
    (problem, *_) = caught.value.problems
    assert problem.field == "--scheduler"
    return problem.found, problem.todo


def test_answers_are_those_of_this_process(address: str, works: ModuleType) -> None:
    expected = answers(works.luck, range(9), brief=True)
    with working(workers=workers("dask", scheduler=address)):
        found = answers(works.luck, range(9))
        assert set(answers(works.threads_of_linear_algebra, range(5))) == {1}
        assert answers(works.of_its_own_pieces, range(3)) == [[], [0, 0], [0, 1, 0, 1]]
    for one, other in zip(found, expected, strict=True):
        assert all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_a_worker_that_is_killed_on_the_way_changes_nothing(address: str, tmp_path: Path, works: ModuleType) -> None:
    work = works.EndsItsWorkerOnce(tmp_path / "killed")
    with working(workers=workers("dask", scheduler=address)):
        assert answers(work, range(12)) == [piece**2 for piece in range(12)]
    assert work.note.exists()


@pytest.mark.parametrize(("raised", "said"), [("KilledWorker", "more"), ("FutureCancelledError", "again")])
def test_what_dask_gives_up_is_said(raised: str, said: str) -> None:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    errors = {
        "KilledWorker": KilledWorker("piece", None, 3),
        "FutureCancelledError": FutureCancelledError("key", "lost"),
    }

    class Future:
        def result(self, timeout: float) -> None:
            raise errors[raised]

    with pytest.raises(WorkersLostError, match=said):
        cluster.Pending(None, Future()).result()  # type: ignore[arg-type]


def test_what_a_piece_refuses_comes_back_whole(address: str, works: ModuleType) -> None:
    with working(workers=workers("dask", scheduler=address)), pytest.raises(InputError) as caught:
        answers(works.refused_at_three, range(6))
    assert caught.value.problems[0].todo == "Leave it out."


def test_a_worker_with_other_versions_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch, works: ModuleType
) -> None:
    here = versions_here() | {"numpy": "1.0", "linear algebra": "openblas 0.1 Z80"}
    monkeypatch.setattr(cluster.versions, "versions_here", lambda: here)
    with working(workers=workers("dask", scheduler=address)), pytest.raises(InputError) as caught:
        answers(works.squared, range(5))
    said = {problem.expected: problem.todo for problem in caught.value.problems}
    assert "Install the same numpy" in said["1.0, as here"]
    assert "OPENBLAS_CORETYPE" in said["openblas 0.1 Z80, as here"]


def test_a_worker_that_came_later_with_other_versions_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = versions_here() | {"numpy": "1.0"}
    monkeypatch.setattr(cluster.versions, "versions_here", lambda: here)
    monkeypatch.setattr(cluster, "_require_versions", lambda *_: None)  # it was not there when all were asked
    assert refused(address)[1].startswith("Install the same numpy")


def test_a_scheduler_that_is_not_there_is_refused_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cluster.PATIENCE <= 5.0
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # and nobody listens
        began = time.monotonic()
        found, todo = refused(f"tcp://127.0.0.1:{held.getsockname()[1]}")
    assert found.startswith("no scheduler that answers")
    assert "running" in todo
    assert time.monotonic() - began < 10.0


def test_something_else_that_answers_at_the_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up, args=(server,), daemon=True).start()
        assert refused(f"tcp://127.0.0.1:{server.getsockname()[1]}")[0].startswith("no scheduler that answers")


def _hang_up(server: socket.socket) -> None:
    while True:
        try:
            server.accept()[0].close()
        except OSError:
            return


def test_a_scheduler_without_workers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with local_cluster(tmp_path, 0) as found:
        said, todo = refused(found.scheduler_address)
        assert said.startswith("a scheduler without workers")
        assert todo == f"Start some: dask worker {found.scheduler_address}"


def test_a_scheduler_that_stops_on_the_way_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    found = local_cluster(tmp_path, 1)
    threading.Timer(2.0, found.close).start()
    with (
        working(workers=workers("dask", scheduler=found.scheduler_address)),
        pytest.raises(WorkersLostError, match="run the same command"),
    ):
        answers(time.sleep, [30, 30])
