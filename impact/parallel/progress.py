"""A line on the screen that says how far the work is and how long it still takes; none where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TextIO, TypeVar

from impact.words.statements import said

PATIENCE = 2.0  # seconds for which nobody needs to be told anything
_HARDLY = 0.5  # seconds that are not worth a line of their own
_WIDTH = 24
_TAKE_AWAY = "\r\x1b[K"
Item = TypeVar("Item")


class Progress:
    """How far the work is, on one line of a terminal that is taken away at the end.

    Parameters
    ----------
    total
        How many parts there are; where there turn out to be more, the line stays at its end until they are done.
    done
        How many of them were done before; they say nothing of the time that the others take.
    shown
        Whether it may be shown at all; it never is where the stream is no terminal.
    stream
        Where it is shown.
    clock
        Seconds since whenever.
    since
        When whoever looks on began to wait, by that clock; when the work began if left out.
    """

    def __init__(
        self,
        total: int,
        *,
        done: int = 0,
        shown: bool = True,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        since: float | None = None,
    ) -> None:
        self.total, self.done, self.before = total, done, done
        self.stream = sys.stderr if stream is None else stream
        self.shown = shown and self.stream.isatty()
        self.clock, self.began, self.drawn = clock, clock(), False
        self.since = self.began if since is None else since

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.drawn:
            self._write(_TAKE_AWAY)

    def known(self, parts: int) -> None:
        """Count parts that were done before."""
        self.done += parts
        self.before += parts

    def through(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items one after the other, and count each when the next one is asked for."""
        for item in items:
            yield item
            self.advance()

    def advance(self, parts: int = 1) -> None:
        """Count some parts more, and show it once somebody has waited two seconds and has to wait for more."""
        self.done += parts
        now = self.clock()
        if not self.shown or now - self.since <= PATIENCE or self.done >= self.total:
            return
        left = (now - self.began) / (self.done - self.before) * (self.total - self.done)
        if self.drawn or left > _HARDLY:
            self._write(f"{_TAKE_AWAY}{self._line(left)}")
            self.drawn = True

    def _line(self, left: float) -> str:
        full = _WIDTH * self.done // self.total
        share = 100 * self.done // self.total
        told = said("time_left", share=share, time=duration(left))
        return f"[{'#' * full}{'.' * (_WIDTH - full)}] {told}"

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def duration(seconds: float) -> str:
    """Return a time as 0:07, 12:40 or 1:05:00, rounded up to whole seconds."""
    whole = int(-(-seconds // 1))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
