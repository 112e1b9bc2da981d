"""The line that says how long work still takes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from impact.commands.map_order import MapOrder, map_written
from impact.parallel import ahead, answers, in_turn, side_by_side, working
from impact.parallel import progress as lines
from impact.parallel.progress import Progress, duration
from impact.report.maps.style import MapStyle
from impact.scenario.ledger import forecast


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, *, seconds_each: float, total: int = 10, done: int = 0, shown: bool = True) -> str:
    now = [0.0]
    with Progress(total, done=done, shown=shown, stream=stream, clock=lambda: now[0]) as progress:
        for _ in range(total - done):
            now[0] += seconds_each
            progress.advance()
    return stream.getvalue()


def test_nothing_is_shown_of_what_takes_two_seconds() -> None:
    assert shown(Terminal(), seconds_each=0.2) == ""


def test_two_seconds_count_from_when_somebody_began_to_wait() -> None:
    now, stream = [10.0], Terminal()
    with Progress(4, stream=stream, clock=lambda: now[0], since=8.5) as progress:
        for _ in progress.through(range(4)):
            now[0] += 0.7
    assert (
        stream.getvalue()
        == "\r\x1b[K[######..................] 25%, 0:03 left"
        + "".join(
            f"\r\x1b[K[{'#' * full}{'.' * (24 - full)}] {share}%, 0:0{left} left"
            for full, share, left in ((12, 50, 2), (18, 75, 1))
        )
        + "\r\x1b[K"
    )


def test_what_takes_no_time_any_more_has_no_line() -> None:
    now, stream = [10.0], Terminal()
    with Progress(9, stream=stream, clock=lambda: now[0], since=0.0) as progress:
        for _ in progress.through(range(9)):
            now[0] += 0.05
    assert stream.getvalue() == ""


def test_time_left_is_what_the_parts_took_so_far() -> None:
    lines = shown(Terminal(), seconds_each=1.0).split("\r\x1b[K")
    assert lines[1] == "[#######.................] 30%, 0:07 left"
    assert lines[-2] == "[#####################...] 90%, 0:01 left"


def test_parts_of_an_earlier_run_count_as_done_and_took_no_time() -> None:
    assert "60%, 0:12 left" in shown(Terminal(), seconds_each=3.0, done=5)


def test_the_line_is_taken_away_at_the_end() -> None:
    assert shown(Terminal(), seconds_each=1.0).endswith("\r\x1b[K")


def test_a_file_is_not_written_to_and_neither_is_a_terminal_that_was_not_asked() -> None:
    assert shown(io.StringIO(), seconds_each=5.0) == ""
    assert shown(Terminal(), seconds_each=5.0, shown=False) == ""


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "0:01"), (59.2, "1:00"), (760, "12:40"), (3900, "1:05:00")])
def test_times_are_rounded_up(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal on which every piece takes five seconds."""
    stream, now = Terminal(), iter(range(0, 10_000, 5))
    monkeypatch.setattr(lines, "sys", SimpleNamespace(stderr=stream))  # pytest sets that of sys before each phase
    monkeypatch.setattr(lines.Progress.__init__, "__kwdefaults__", {**KEYWORDS, "clock": lambda: float(next(now))})
    monkeypatch.setattr("impact.parallel.door.time", SimpleNamespace(monotonic=lambda: 0.0))
    return stream


KEYWORDS = dict(Progress.__init__.__kwdefaults__ or {})


def double(piece: int) -> int:
    return 2 * piece


@pytest.mark.parametrize("done_by", [answers, side_by_side])
def test_work_through_the_door_and_beside_it_is_shown(terminal: Terminal, done_by: Callable[..., list[int]]) -> None:
    with working(progress=True):
        assert done_by(double, range(4)) == [0, 2, 4, 6]
    assert "[############............] 50%, 0:10 left" in terminal.getvalue()


def test_what_is_done_in_turn_is_shown(terminal: Terminal) -> None:
    with working(progress=True):
        assert [double(item) for item in in_turn(range(4))] == [0, 2, 4, 6]
    assert "[############............] 50%, 0:10 left" in terminal.getvalue()


def test_nothing_is_shown_where_nobody_asked(terminal: Terminal) -> None:
    assert answers(double, range(4)) == side_by_side(double, range(4)) == [0, 2, 4, 6]
    assert terminal.getvalue() == ""


def test_larger_work_has_one_line_for_all_its_parts(terminal: Terminal) -> None:
    with working(progress=True), ahead(pieces=10):
        for _ in range(3):
            answers(double, range(3))
            side_by_side(double, range(3))
    shares = re.findall(r"(\d+)%", terminal.getvalue())
    assert shares == ["10", "20", "30", "40", "50", "60", "70", "80", "90"]


def test_a_forecast_for_the_record_and_a_map_say_how_long_they_still_take(terminal: Terminal, tmp_path: Path) -> None:
    with working(progress=True):
        forecast("births", horizon=1, draws=20)
        map_written(MapOrder("jobs"), MapStyle(), tmp_path / "jobs.svg", "en")
    assert re.findall(r"(\d+)%", terminal.getvalue()) == ["50", "50"]
