"""Where pieces of work can be done, each declared once, and the workers that a user chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

from impact.errors import InputError, Problem, suggestion

Work = Callable[[Any], Any]
MOST_WORKERS = 256
ADDRESS = "tcp://192.168.1.10:8786"
_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://[^\s/:]+:[0-9]{1,5}|(tcp|tls)://\[[0-9a-fA-F:]+\]:[0-9]{1,5}")


class Pending(Protocol):
    """Answers to come."""

    def result(self) -> list[Any]:
        """Return the answers, when they are there."""
        ...


class Pool(Protocol):
    """Workers that have the work and are open for pieces of it."""

    @property
    def at_once(self) -> int:
        """How many bundles of pieces they should have at any time, to have always something to do."""
        ...

    def submit(self, pieces: Sequence[Any]) -> Pending:
        """Return the answers to come, in the order of the pieces."""
        ...


@dataclass(frozen=True)
class Backend:
    """A kind of workers.

    Attributes
    ----------
    name : as users write it.
    words : what it is, for the help of a command.
    opens : the workers that a user chose and their work, to an open pool.
    extra, module : the extra of the package that it needs, and what that installs; empty where it needs none.
    at_address : whether the workers are elsewhere, at the address of a scheduler that also says how many there are.
    """

    name: str
    words: str
    opens: Callable[[Workers, Work], AbstractContextManager[Pool]]
    extra: str = ""
    module: str = ""
    at_address: bool = False


@dataclass(frozen=True)
class Workers:
    """Workers of a kind: how many (None is one for each processor), or where their scheduler is."""

    backend: Backend
    count: int | None = None
    scheduler: str = ""

    def opened(self, work: Work) -> AbstractContextManager[Pool]:
        """Return a context in which the workers are open for pieces of the work."""
        return self.backend.opens(self, work)


def _alone(chosen: Workers, work: Work) -> AbstractContextManager[Pool]:
    from impact.parallel import threads

    return threads.alone(work)


def _threads(chosen: Workers, work: Work) -> AbstractContextManager[Pool]:
    from impact.parallel import threads

    return threads.opened(work, chosen.count)


def _processes(chosen: Workers, work: Work) -> AbstractContextManager[Pool]:
    from impact.parallel import processes

    return processes.opened(work, chosen.count)


def _cluster(chosen: Workers, work: Work) -> AbstractContextManager[Pool]:
    from impact.parallel import cluster

    return cluster.opened(work, chosen.scheduler)


THREADS = Backend("threads", "threads of this process", _threads)
PROCESSES = Backend("processes", "processes of this machine", _processes)
DASK = Backend("dask", "the workers of a dask cluster", _cluster, "cluster", "distributed", at_address=True)
ALONE = Workers(Backend("alone", "one piece after the other", _alone))
BACKENDS = (THREADS, PROCESSES, DASK)


def workers(backend: str = THREADS.name, *, count: int | None = None, scheduler: str | None = None) -> Workers:
    """Return the workers that a user chose.

    Parameters
    ----------
    backend
        The name of one of `BACKENDS`.
    count
        How many workers, 1 to 256; None is one for each processor. Those of a cluster are as many as there are.
    scheduler
        The address of the scheduler of a cluster, `tcp://192.168.1.10:8786`.

    Raises
    ------
    InputError
        When there is no such backend or it is not installed, an option is out of range, or the two do not go together.
    """
    known = {one.name: one for one in BACKENDS}
    if backend not in known:
        todo = suggestion(backend, list(known))
        raise InputError(Problem("option", "--backend", repr(backend), " or ".join(known), todo))
    chosen = Workers(known[backend], count, scheduler or "")
    if problems := [*_count_problems(chosen), *_scheduler_problems(chosen), *_extra_problems(chosen.backend)]:
        raise InputError(problems)
    return chosen


def _count_problems(chosen: Workers) -> Iterator[Problem]:
    count = chosen.count
    if count is None:
        return
    if chosen.backend.at_address:
        found, expected = f"{count} beside --backend {chosen.backend.name}", "no number: a cluster has its own workers"
        yield Problem("option", "--workers", found, expected, "Leave it out; start more workers at the scheduler.")
    elif not 1 <= count <= MOST_WORKERS:
        todo = "Leave it out for one worker on each processor."
        yield Problem("option", "--workers", str(count), f"a whole number from 1 to {MOST_WORKERS}", todo)


def _scheduler_problems(chosen: Workers) -> Iterator[Problem]:
    remote, address = chosen.backend.at_address, chosen.scheduler
    if address and not remote:
        found = f"{address} beside --backend {chosen.backend.name}"
        todo = f"Leave it out, or add --backend {DASK.name}."
        yield Problem("option", "--scheduler", found, "no address: the workers are on this machine", todo)
    elif remote and not address:
        todo = "The scheduler prints its address when it starts: dask scheduler."
        yield Problem("option", "--scheduler", "no address", f"that of a scheduler, such as {ADDRESS}", todo)
    elif remote and not _ADDRESS.fullmatch(address):
        todo = "Write it as the scheduler prints it when it starts."
        yield Problem("option", "--scheduler", repr(address), f"an address such as {ADDRESS}", todo)


def _extra_problems(backend: Backend) -> Iterator[Problem]:
    if backend.module and find_spec(backend.module) is None:
        found, expected = f"{backend.name} without {backend.module}", f"the extra {backend.extra}"
        todo = f"Install it: pip install 'impact-noord[{backend.extra}]'"
        yield Problem("option", "--backend", found, expected, todo)
