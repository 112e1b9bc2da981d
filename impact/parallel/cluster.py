"""Pieces of work on the workers of a dask cluster.

The scheduler keeps the work, packed: a worker that is lost takes nothing with it that another cannot unpack again.
Every piece is asked for the versions of the machine that does it, as the last digit hangs on them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from impact.errors import InputError, Problem
from impact.parallel import versions
from impact.parallel.errors import WorkersLostError
from impact.parallel.threads import each

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 5.0  # seconds for a scheduler to answer, and for its first worker
LOST = 60.0  # seconds without any worker, after which nobody is waited for
_SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "4GB",  # the work is sent once, and is as large as it is
    "distributed.comm.timeouts.connect": f"{PATIENCE}s",
}
_GO_ON = "Start the cluster again and run the same command."


class _OtherVersionsError(RuntimeError):
    """A worker has other versions than the process that asks; what it found stands in `args`."""


@dataclass(frozen=True)
class Pending:
    """Answers to come from the cluster."""

    client: Client
    future: Future

    def result(self) -> list[Any]:
        """Return the answers; raises WorkersLostError when nobody is left who could make them."""
        from concurrent.futures import CancelledError

        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        while True:
            try:
                found: list[Any] = self.future.result(timeout=LOST)
                return found
            except TimeoutError:
                if not self.future.done() and not _has_workers(self.client):
                    raise WorkersLostError("The cluster has no workers left.", _GO_ON) from None
                if self.future.done():
                    raise
            except KilledWorker as error:
                todo = "Is there too little memory? Give each worker more, or start fewer on a machine."
                raise WorkersLostError("Part of the work ended several workers of the cluster.", todo) from error
            except (CancelledError, CommClosedError, OSError) as error:
                raise WorkersLostError("The scheduler of the cluster is gone.", _GO_ON) from error
            except _OtherVersionsError as error:
                raise _refused(error.args[0], versions.versions_here()) from error


@dataclass(frozen=True)
class ClusterPool:
    """A cluster that is open for work."""

    client: Client
    work: Future
    at_once: int
    expected: Mapping[str, str]

    def submit(self, pieces: Sequence[Any]) -> Pending:
        """Return the answers to come."""
        return Pending(self.client, self.client.submit(_each, self.work, pieces, self.expected, pure=False))


@contextmanager
def opened(work: Callable[[Any], Any], address: str) -> Iterator[ClusterPool]:
    """Yield the workers of the scheduler at an address, when they have the versions of this process."""
    import cloudpickle
    import dask
    import distributed  # noqa: F401  its settings come with it

    with _quiet(), dask.config.set(_SETTINGS), _client(address) as client:
        expected = dict(versions.versions_here())
        _require_workers(client, address)
        _require_versions(client, expected)
        threads = sum(client.nthreads().values())
        packed = client.submit(cloudpickle.loads, cloudpickle.dumps(work), pure=False)
        yield ClusterPool(client, packed, 2 * threads + 1, expected)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False, name="impact")
    except (OSError, ValueError, TimeoutError) as error:
        found, todo = f"no scheduler that answers at {address}", "Is it running, and may this machine reach it?"
        raise InputError(Problem("option", "--scheduler", found, "the address of a dask scheduler", todo)) from error
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from writing about connections: what is lost is said by this module."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.core")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _require_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        found, todo = f"a scheduler without workers at {address}", f"Start some: dask worker {address}"
        raise InputError(Problem("option", "--scheduler", found, "one worker or more", todo)) from error


def _require_versions(client: Client, expected: Mapping[str, str]) -> None:
    for found in client.run(_versions, on_error="return").values():
        if not isinstance(found, dict):
            todo = "Install this package, of the same version, on every machine of the cluster."
            problem = f"a worker on which it cannot be loaded: {found}"
            raise InputError(Problem("option", "--scheduler", problem, "impact-noord on every worker", todo))
        if versions.differences(found, expected):
            raise _refused(found, expected)


def _refused(found: Mapping[str, str], expected: Mapping[str, str]) -> InputError:
    other = versions.differences(found, expected)
    problems = []
    for name, (there, here) in other.items():
        todo = f"Install the same {name} on every machine of the cluster and on this one."
        if name == versions.LINEAR_ALGEBRA:
            todo = "Where processors differ, set OPENBLAS_CORETYPE=Haswell on every machine, this one as well."
        problems.append(Problem("option", "--scheduler", f"a worker with {name} {there}", f"{here}, as here", todo))
    return InputError(problems)


def _has_workers(client: Client) -> bool:
    try:
        return bool(client.nthreads())
    except Exception:  # it cannot be asked: whatever dask raises, nobody answers
        return False


def _versions() -> dict[str, str]:
    """Return those of a worker, as something that can be sent."""
    return dict(versions.versions_here())


def _each(work: Callable[[Any], Any], pieces: Sequence[Any], expected: Mapping[str, str]) -> list[Any]:
    """Return the answers, on a worker."""
    if versions.differences(found := versions.versions_here(), expected):
        raise _OtherVersionsError(dict(found))
    return each(work, pieces)
