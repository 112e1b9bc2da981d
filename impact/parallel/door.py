"""The door through which work goes to whoever is to do it, and comes back in the order in which it was asked."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from impact.parallel import threads
from impact.parallel.backends import ALONE, THREADS, Pool, Workers
from impact.parallel.kept import Kept
from impact.parallel.progress import Progress
from impact.parallel.threads import at_work, each

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
MOST_BUNDLES = 200


@dataclass(frozen=True)
class Setting:
    """Who does the work where somebody chose, where finished pieces are kept, whether somebody looks on, and at what.

    `line` is that of larger work of which this is a part; without one work has its own. `since` is when whoever looks
    on began to wait.
    """

    workers: Workers | None = None
    kept: Kept | None = None
    progress: bool = False
    line: Progress | None = None
    since: float | None = None

    def line_of(self, total: int, *, shown: bool = True) -> Progress:
        """Return a line for so many parts, where it may be shown."""
        return Progress(total, shown=self.progress and shown, since=self.since)


_setting: ContextVar[Setting] = ContextVar("setting", default=Setting())  # noqa: B039  it is frozen


@contextmanager
def working(
    *, workers: Workers | None = None, kept: Kept | None = None, progress: bool | None = None
) -> Iterator[Setting]:
    """Let work inside this context be done by other workers, be kept, or be shown; what is left out stays as it was.

    Parameters
    ----------
    workers
        Who does the work; threads of this process at first.
    kept
        The folder in which answers of finished pieces are kept, where their work says under which name.
    progress
        Whether a terminal shows how long it still takes, two seconds after this was asked: once for a whole command.
    """
    since = time.monotonic() if progress else None
    given = {"workers": workers, "kept": kept, "progress": progress, "since": since}
    setting = replace(_setting.get(), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    before = _setting.set(setting)
    try:
        yield setting
    finally:
        _setting.reset(before)


@contextmanager
def ahead(pieces: int) -> Iterator[Progress]:
    """Show one line for all pieces that go through the door inside, and not one for each time.

    What is no piece can be counted on the line that is given.

    Parameters
    ----------
    pieces
        How many they will be.
    """
    setting = _setting.get()
    with setting.line_of(pieces) as line:
        before = _setting.set(replace(setting, line=line))
        try:
            yield line
        finally:
            _setting.reset(before)


def in_turn(items: Iterable[Piece]) -> Iterator[Piece]:
    """Yield items one after the other, and show how long those to come still take: for work that is no piece.

    Parameters
    ----------
    items
        Each is done when the next one is asked for.
    """
    asked, setting = list(items), _setting.get()
    with setting.line_of(len(asked), shown=setting.line is None) as line:
        yield from line.through(asked)


def side_by_side(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Return what `work` makes of every piece, in their order, in threads of this process whoever was chosen.

    Parameters
    ----------
    work
        What is to be done; it shares memory with whoever asks.
    pieces
        On what; where a line is shown already, each is begun as soon as it is there, while the next is made.
    """
    setting = _setting.get()
    if at_work() or setting.line is not None:
        return threads.side_by_side(work, pieces)
    asked = list(pieces)
    with setting.line_of(len(asked)) as line:

        def counted(piece: Piece) -> Answer:
            found = work(piece)
            line.advance()
            return found

        return threads.side_by_side(counted, asked)


def answers(
    work: Callable[[Piece], Answer], pieces: Iterable[Piece], *, kept_as: str = "", brief: bool = False
) -> list[Answer]:
    """Return what `work` makes of every piece, as `in_order` yields it."""
    return list(in_order(work, pieces, kept_as=kept_as, brief=brief))


def in_order(
    work: Callable[[Piece], Answer], pieces: Iterable[Piece], *, kept_as: str = "", brief: bool = False
) -> Iterator[Answer]:
    """Yield what `work` makes of every piece, in their order, the same whoever does it; few are held at a time.

    Parameters
    ----------
    work
        What is to be done, with all that it needs; workers elsewhere get a copy of it (`pickle`). It makes the same of
        a piece wherever and whenever, so a piece that has luck brings its own seed.
    pieces
        On what; none hangs on another.
    kept_as
        The name under which answers are kept, where the user asked for that (`Kept`): for work whose answers are
        mappings of names to arrays. Empty is not kept.
    brief
        Whether a piece takes less time than it takes to hand it to a thread: where nobody chose workers, one is done
        after the other.

    Raises
    ------
    InputError
        When the workers cannot be used.
    WorkersLostError
        When they are gone before the work is done.
    """
    asked = list(pieces)
    if at_work() or not asked:
        yield from each(work, asked)
        return
    setting = _setting.get()
    chosen = setting.workers or (ALONE if brief else Workers(THREADS))
    kept = setting.kept if kept_as else None
    for bundle in _bundle_by_bundle(work, bundles(asked), replace(setting, workers=chosen, kept=kept), kept_as):
        yield from bundle


def bundles(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Return pieces in at most 200 bundles, each done by one worker and kept as one; they hang on nothing else."""
    size = -(-len(pieces) // MOST_BUNDLES)
    return [pieces[at : at + size] for at in range(0, len(pieces), size)]


def _bundle_by_bundle(
    work: Callable[[Any], Any], asked: Sequence[Sequence[Any]], setting: Setting, name: str
) -> Iterator[list[Any]]:
    """Yield the answers of every bundle, kept before or made now."""
    assert setting.workers is not None
    kept, total = setting.kept, len(asked)
    known = kept.known(name, total) if kept else frozenset()
    missing = [bundle for number, bundle in enumerate(asked) if number not in known]
    own = setting.line_of(sum(map(len, asked)))
    progress = setting.line or own
    progress.known(sum(len(asked[number]) for number in known))
    with own, setting.workers.opened(work) if missing else nullcontext() as pool:
        made = _in_order(pool, missing) if pool else iter(())
        for number in range(total):
            if kept and number in known:
                yield list(kept.read(name, number, total))
                continue
            found = next(made)
            if kept:
                kept.keep(name, number, total, found)
            progress.advance(len(found))
            yield found


def _in_order(pool: Pool, asked: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield answers in order, with no more under way than keeps every worker busy."""
    ahead = iter(asked)
    under_way = deque(pool.submit(bundle) for bundle in islice(ahead, pool.at_once))
    while under_way:
        yield under_way.popleft().result()
        under_way.extend(pool.submit(bundle) for bundle in islice(ahead, 1))
