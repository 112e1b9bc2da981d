"""Runs of scenarios in processes of their own: a queue, each run once for all who ask it, stopped when nobody waits.

The page stays quick while they work. Where there is more than one process, one of them does first figures and nothing
else: nobody waits for the refined figures of somebody else, and what it has solved before is there. What was made is
kept for who asks it next, within bounds.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

from impact.errors import InputError, Problem
from impact.page.scenarios.orders import Order, StoppedError, made
from impact.page.workroom import BusyError

MOST_WAITING = 60
MOST_KEPT = 300
MOST_BYTES = 64_000_000
LONGEST = 300.0  # seconds that a run may take
PATIENCE = 120.0  # seconds after which somebody who does not ask again is taken to have left
_GRACE = 10.0  # seconds in which a process that is asked to stop does so by itself
_TICK = 0.05
_GENTLE = 5  # how far what nobody waits for stands back

Make = Callable[..., Any]


class State(StrEnum):
    """How a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = (State.FAILED, State.STOPPED)
"""Without an answer."""


@dataclass
class Run:
    """A run and what became of it.

    Attributes
    ----------
    order : what was asked.
    state : how it is.
    share : of the work that is done, 0 to 1.
    answer : what was made, or the InputError of a refusal.
    size : bytes of the answer.
    visits : who waits for it, and when each asked last.
    """

    order: Order
    state: State = State.WAITING
    share: float = 0.0
    answer: Any = None
    size: int = 0
    visits: dict[str, float] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class Seen:
    """What there was of the runs of a view at one moment, so that the figures and what is said of them belong together.

    Attributes
    ----------
    state : "waiting" for first figures, "refining" while more draws are to come, "there", or "failed".
    answer : of the run of most draws that is done; None while there is none.
    problems : why it is refused.
    share : of the work of the last run that is done, 0 to 1.
    ahead : runs that are done before the first of these.
    """

    state: str = "there"
    answer: Any = None
    problems: tuple[Problem, ...] = ()
    share: float = 0.0
    ahead: int = 0

    @classmethod
    def of(cls, runs: Sequence[Run], ahead: int) -> Seen:
        """Return what there is of runs now, from few draws to many."""
        if any(run.state in ENDED for run in runs):
            state = "failed"
        else:
            state = "there" if all(run.over for run in runs) else "refining" if runs[0].over else "waiting"
        done = [run.answer for run in runs if run.state is State.DONE]
        refused = [run.answer.problems for run in runs if run.state is State.REFUSED]
        return cls(state, done[-1] if done else None, refused[0] if refused else (), runs[-1].share, ahead)


class Runs:
    """The runs of a page.

    Parameters
    ----------
    processes
        How many processes work.
    scheduler
        The address of a dask cluster to which blocks of draws go.
    make
        What a process does with an order; another one in tests.
    """

    def __init__(self, processes: int = 2, scheduler: str = "", make: Make = made) -> None:
        self._processes, self._scheduler, self._make = processes, scheduler, make
        self._runs: OrderedDict[Order, Run] = OrderedDict()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._open = True
        self.begun = 0  # how many runs were ever begun

    def want(self, order: Order, visit: str) -> Run:
        """Return the run of an order, begun if nobody asked it before.

        Parameters
        ----------
        order
            What is asked.
        visit
            Who asks: a page in a browser.

        Raises
        ------
        BusyError
            Too many runs are waited for.
        """
        with self._changed:
            run = self._runs.get(order)
            if run is None:
                if sum(not one.over for one in self._runs.values()) >= MOST_WAITING:
                    raise BusyError
                run = self._runs[order] = Run(order)
                self._start()
            run.visits[visit] = time.monotonic()
            self._runs.move_to_end(order)
            self._changed.notify_all()
            return run

    def let_go(self, visit: str, but: Iterable[Order] = ()) -> None:
        """Stop what a visit waits for, other than some orders, unless somebody else waits for it too."""
        kept = set(but)
        with self._changed:
            for order, run in list(self._runs.items()):
                if order not in kept and not run.over and run.visits.pop(visit, None) is not None and not run.visits:
                    self._leave(run)
            self._changed.notify_all()

    def ahead(self, run: Run) -> int:
        """Return how many runs are done before one that waits."""
        with self._changed:
            queue = self._queue()
            return queue.index(run) if run in queue else 0

    def seen(self, *runs: Run) -> Seen:
        """Return what there is of runs at this moment, from few draws to many; none of them ends meanwhile."""
        with self._changed:
            return Seen.of(runs, self.ahead(runs[0]))

    def close(self) -> None:
        """End the processes."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(_GRACE)

    def _leave(self, run: Run) -> None:
        """Take a run out that nobody waits for; one that is running is stopped by who attends it."""
        run.state = State.STOPPED
        self._runs.pop(run.order, None)

    def _queue(self) -> list[Run]:
        """Return what waits, first figures first, and else in the order in which it was first asked."""
        waiting = [run for run in self._runs.values() if run.state is State.WAITING]
        return sorted(waiting, key=lambda run: (run.order.rank, min(run.visits.values(), default=0.0)))

    def _start(self) -> None:
        if not self._threads:
            for number in range(self._processes):
                does = {True, False} if self._processes == 1 else {number == 0}
                thread = threading.Thread(target=self._attend, args=(does,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _attend(self, does: set[bool]) -> None:
        """Hand runs to one process, urgent ones, others or both, one after the other, until the page ends."""
        process: _Process | None = None
        while (run := self._next(does)) is not None:
            process = process or _Process(self._make, self._scheduler, 0 if True in does else _GENTLE)
            if not self._done_by(process, run):
                process.end()
                process = None
        if process is not None:
            process.end()

    def _next(self, does: set[bool]) -> Run | None:
        with self._changed:
            while self._open:
                long_ago = time.monotonic() - PATIENCE
                for run in self._queue():
                    if max(run.visits.values()) < long_ago:
                        self._leave(run)
                    elif run.order.urgent in does:
                        run.state = State.RUNNING
                        self.begun += 1
                        return run
                self._changed.wait(PATIENCE)
            return None

    def _done_by(self, process: _Process, run: Run) -> bool:
        """Return whether a process can be used again after a run."""
        try:
            process.ask(run.order)
            until, asked_to_stop = time.monotonic() + LONGEST, False
            while True:
                said, now = process.ready(), time.monotonic()
                if not asked_to_stop and (run.state is State.STOPPED or now > until or not self._open):
                    process.stop()
                    until, asked_to_stop = now + _GRACE, True
                elif asked_to_stop and now > until:
                    raise EOFError
                if not said:
                    continue
                kind, size, value = process.answer()
                if kind != "share":
                    self._end(run, State(kind), value, size)
                    return True
                run.share = value
        except (EOFError, OSError):  # the process is gone, or does not listen
            self._end(run, State.FAILED, None, 0)
            return False

    def _end(self, run: Run, state: State, answer: Any, size: int) -> None:
        with self._changed:
            if run.state is State.STOPPED:
                return
            run.answer, run.size, run.share, run.state = answer, size, 1.0, state  # over when its answer is there
            if state in ENDED:  # asked again, it is tried again
                self._runs.pop(run.order, None)
            self._forget()

    def _forget(self) -> None:
        """Forget what was asked longest ago, where there is more than may be kept."""
        over = [run for run in self._runs.values() if run.over]
        size = sum(run.size for run in over)
        while over and (len(over) > MOST_KEPT or size > MOST_BYTES):
            oldest = over.pop(0)
            size -= oldest.size
            del self._runs[oldest.order]


class _Process:
    """A process that makes what is ordered, standing back so far for the views and for first figures."""

    def __init__(self, make: Make, scheduler: str, gentle: int) -> None:
        context = multiprocessing.get_context("spawn")  # a copy of a process with threads may stop for ever
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, make, scheduler, gentle), daemon=True)
        self._process.start()
        there.close()

    def ask(self, order: Order) -> None:
        """Give it an order."""
        self._here.send(order)

    def stop(self) -> None:
        """Ask it to stop what it does."""
        self._here.send(None)

    def ready(self) -> bool:
        """Return whether it says something, after a moment."""
        return self._here.poll(_TICK)

    def answer(self) -> tuple[str, int, Any]:
        """Return what it says: kind, bytes, value; raises EOFError when it is gone."""
        packed = self._here.recv_bytes()
        kind, value = pickle.loads(packed)  # noqa: S301  of a process of our own
        return kind, len(packed), value

    def end(self) -> None:
        """End it."""
        self._here.close()
        self._process.terminate()
        self._process.join(_GRACE)


def _serve(there: Connection, make: Make, scheduler: str, gentle: int) -> None:
    """Make what is ordered until there is nobody who orders; an interruption is for the page to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(gentle)
    while True:
        try:
            order = there.recv()
            if order is None:  # a stop that came after the end of what it was meant for
                continue
            there.send_bytes(pickle.dumps(_answered(order, there, make, scheduler)))
        except (EOFError, OSError):
            return


def _answered(order: Order, there: Connection, make: Make, scheduler: str) -> tuple[str, Any]:
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        while there.poll():
            if there.recv() is None:
                raise StoppedError
        there.send_bytes(pickle.dumps(("share", min(done / order.blocks, 1.0))))

    try:
        return State.DONE.value, make(order, told, scheduler)
    except InputError as refusal:
        return State.REFUSED.value, refusal
    except StoppedError:
        return State.STOPPED.value, None
    except Exception:  # the log of the server says what; a visitor hears that it went wrong
        import logging

        logging.getLogger("impact.page").exception("a run of %s failed", order.source.name)
        return State.FAILED.value, None
