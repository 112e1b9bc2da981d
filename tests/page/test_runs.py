"""Runs in processes of their own: each once, in their order, stopped when nobody waits, and never more than fits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from impact.page.scenarios import runs as room
from impact.page.scenarios.orders import FIRST, REFINED, Kind, Order, Source
from impact.page.scenarios.runs import Run, Runs, State
from impact.page.workroom import BusyError

PATIENCE = 20.0


@pytest.fixture(scope="module")
def pair() -> Iterator[Runs]:
    """Return runs in two processes, which the tests share."""
    here = str(Path(__file__).parent)  # packages of others are called `tests` too
    sys.path.insert(0, here)
    found = Runs(2, "", import_module("orders_elsewhere").make)
    yield found
    found.close()
    sys.path.remove(here)


def over(run: Run) -> Run:
    until = time.monotonic() + PATIENCE
    while not run.over:
        assert time.monotonic() < until, run
        time.sleep(0.005)
    return run


def until(true: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last
        time.sleep(0.005)


@pytest.fixture
def order(tmp_path: Path) -> Callable[..., Order]:
    trace = tmp_path / "trace"
    return lambda name, draws=REFINED: Order(Kind.FIGURES, Source(str(trace), name), draws)


def done(tmp_path: Path) -> list[str]:
    trace = tmp_path / "trace"
    return trace.read_text(encoding="utf-8").split() if trace.exists() else []


def test_the_same_run_is_done_once_for_all_who_ask(pair: Runs, order: Callable[..., Order], tmp_path: Path) -> None:
    first, second = pair.want(order("a"), "one"), pair.want(order("a"), "two")
    assert first is second
    assert over(first).answer == "a"
    assert pair.want(order("a"), "three").state is State.DONE
    assert done(tmp_path) == ["a"]


def test_another_text_name_or_number_of_draws_is_another_run(pair: Runs, order: Callable[..., Order]) -> None:
    found = [over(pair.want(one, "one")).answer for one in (order("b"), order("c"), order("b", 400))]
    assert found == ["b", "c", "b"]


def test_a_run_is_stopped_when_nobody_waits_for_it_any_more(
    pair: Runs, order: Callable[..., Order], tmp_path: Path
) -> None:
    run = pair.want(order("long"), "one")
    pair.want(order("long"), "two")
    until(lambda: run.share > 0)
    pair.let_go("one")
    assert run.state is State.RUNNING
    pair.let_go("two")
    assert run.state is State.STOPPED
    until((tmp_path / "stopped").exists)
    (tmp_path / "go").touch()
    again = pair.want(order("long"), "one")
    assert again is not run
    assert over(again).answer == "long"


def test_what_a_visit_still_wants_goes_on(pair: Runs, order: Callable[..., Order], tmp_path: Path) -> None:
    run = pair.want(order("long"), "one")
    pair.let_go("one", [order("long")])
    (tmp_path / "go").touch()
    assert over(run).answer == "long"


def test_first_figures_do_not_wait_for_refined_ones_and_the_place_in_the_queue_is_known(
    pair: Runs, order: Callable[..., Order], tmp_path: Path
) -> None:
    long, later = pair.want(order("long"), "one"), pair.want(order("d"), "two")
    last = pair.want(order("e"), "three")
    until(lambda: long.state is State.RUNNING)
    assert (pair.ahead(later), pair.ahead(last)) == (0, 1)
    assert over(pair.want(order("f", FIRST), "four")).answer == "f"
    assert later.state is State.WAITING
    pair.let_go("two")
    assert later.state is State.STOPPED
    (tmp_path / "go").touch()
    assert over(last).answer == "e"
    assert "d" not in done(tmp_path)


def test_what_somebody_waits_for_comes_before_what_makes_later_figures_quick(
    pair: Runs, order: Callable[..., Order], tmp_path: Path
) -> None:
    long = pair.want(order("long", FIRST), "one")
    until(lambda: long.state is State.RUNNING)
    ready = pair.want(Order(Kind.READY, order("m").source), "one")
    first = pair.want(order("n", FIRST), "two")
    assert (pair.ahead(first), pair.ahead(ready)) == (0, 1)
    (tmp_path / "go").touch()
    over(ready)
    assert done(tmp_path) == ["long", "n", "m"]


def test_a_refusal_is_kept_and_a_failure_is_tried_again(
    pair: Runs, order: Callable[..., Order], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refused = over(pair.want(order("refused"), "one"))
    assert (refused.state, refused.answer.problems[0].field) == (State.REFUSED, "b")
    for name in ("broken", "gone"):
        for _ in range(2):
            failed = over(pair.want(order(name), "one"))
            assert (failed.state, failed.answer) == (State.FAILED, None)
        assert done(tmp_path).count(name) == 2
    assert over(pair.want(order("refused"), "two")) is refused


def test_a_process_that_does_not_listen_is_ended(
    pair: Runs, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LONGEST", 0.3)
    monkeypatch.setattr(room, "_GRACE", 0.2)
    assert over(pair.want(order("deaf"), "one")).state is State.FAILED
    monkeypatch.undo()
    assert over(pair.want(order("g"), "one")).answer == "g"


def test_more_than_can_be_done_soon_is_not_taken(
    pair: Runs, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "MOST_WAITING", 2)
    run = pair.want(order("long"), "one")
    pair.want(order("long2"), "one")
    with pytest.raises(BusyError):
        pair.want(order("long3"), "two")
    assert pair.want(order("long"), "two") is run  # what is there already is no more work
    (tmp_path / "go").touch()
    pair.let_go("one")
    over(run)


def test_those_who_left_are_not_worked_for(
    pair: Runs, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long, left = pair.want(order("long"), "one"), pair.want(order("h"), "two")
    until(lambda: long.state is State.RUNNING)
    monkeypatch.setattr(room, "PATIENCE", 0.0)
    (tmp_path / "go").touch()
    over(long)
    assert over(left).state is State.STOPPED
    assert "h" not in done(tmp_path)


def test_what_was_asked_longest_ago_is_forgotten(
    pair: Runs, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 2)
    for name in ("i", "j", "k", "j", "i"):
        over(pair.want(order(name), "one"))
    assert done(tmp_path) == ["i", "j", "k", "i"]
    monkeypatch.setattr(room, "MOST_BYTES", 1)
    over(pair.want(order("l"), "one"))
    over(pair.want(order("i"), "one"))
    assert done(tmp_path)[-1] == "i"
