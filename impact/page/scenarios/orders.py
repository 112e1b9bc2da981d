"""What a worker process of the page can be asked, and how it makes it: the one place where the page computes."""

from __future__ import annotations

import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from impact.errors import InputError
from impact.parallel import Workers, workers, working
from impact.parallel.backends import ALONE, Backend, Pending, Pool, Work

if TYPE_CHECKING:
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario.responses import Figures as AtSetting
    from impact.scenario.responses import Responses

Key = TypeVar("Key")
Held = TypeVar("Held")

FIRST, REFINED = 200, 1_000
"""How many draws the first figures have, and the refined ones: those of `impact run`. With fewer there is no band."""
FILES = ("totals", "staircase", "areas", "municipalities", "use", "assumptions")
"""Files of a result folder that can be kept."""
BLOCK = 50  # draws that are done together: what is told of how far it is comes after each
_KEPT = 4  # answers with totals alone, and solved economies, that a process keeps: some 20 MB each


class Kind(StrEnum):
    """What is asked."""

    ASSUMPTIONS = "assumptions"
    READY = "ready"
    FIGURES = "figures"
    COMPARED = "compared"


class StoppedError(Exception):
    """Nobody waits for it any more, or it took too long."""


@dataclass(frozen=True)
class Source:
    """A scenario as the text of its file, and its name. The same text and name give the same figures."""

    text: str
    name: str


@dataclass(frozen=True)
class Order:
    """One thing asked; two that are equal are computed once.

    Attributes
    ----------
    kind : what.
    source : of which scenario.
    draws : how many random draws; the seed is that of `impact run`.
    against : the scenario that figures are subtracted from, draw by draw.
    base : the scenario on the page before anything was set, whose responses give first figures; None for itself.
    """

    kind: Kind
    source: Source
    draws: int = FIRST
    against: Source | None = None
    base: Source | None = None

    @property
    def urgent(self) -> bool:
        """Whether somebody looks at an empty page until it is there."""
        return self.kind in (Kind.ASSUMPTIONS, Kind.READY) or self.draws <= FIRST

    @property
    def rank(self) -> int:
        """Its place before the time at which it was asked: what somebody waits for first."""
        return 2 if self.kind is Kind.READY else 0 if self.urgent else 1

    def refined(self, draws: int) -> Order:
        """Return the same with so many draws and everything kept."""
        return replace(self, draws=draws, base=None)

    @property
    def blocks(self) -> int:
        """How many parts can be told of."""
        runs = 2 if self.against else 1
        return runs * -(-self.draws // BLOCK)


def made(order: Order, told: Callable[[], None], scheduler: str = "") -> Any:
    """Return what was asked.

    Parameters
    ----------
    order
        What is asked.
    told
        Called after each block of draws; what it raises stops the work.
    scheduler
        The address of the scheduler of a dask cluster, to which blocks of draws go; this process does them without.

    Raises
    ------
    InputError
        The scenario cannot be computed.
    """
    inner = workers("dask", scheduler=scheduler) if scheduler else ALONE
    with working(workers=_watched(inner, told)):
        return _MAKERS[order.kind](order)


def _assumptions(order: Order) -> Any:
    from impact.page.scenarios.figures import assumptions_of

    return assumptions_of(_totals(order.source, REFINED))


def _ready(order: Order) -> None:
    """Solve the economy of a scenario for every setting, so that first figures come at once."""
    _unset(order.source)


def _figures(order: Order) -> Any:
    """Return figures: the first ones by responses of what was solved, or of few draws; else everything."""
    from impact.page.maps.of_scenario import packed
    from impact.page.scenarios.figures import figures_of

    if order.draws <= FIRST:
        return _at_setting(order) or figures_of(_totals(order.source, order.draws), _other(order))
    whole = _run(order.source, order.draws, "everything")
    return replace(figures_of(whole, _other(order)), files=_files(whole), mapped=packed(whole))


def _other(order: Order) -> ScenarioResult | None:
    return _totals(order.against, order.draws) if order.against else None


def _at_setting(order: Order) -> Any:
    """Return the figures of all draws by responses, or None where the scenario is of another economy.

    What use does is no multiplication: it is computed anew, so that its table may differ.
    """
    from impact.page.scenarios.figures import figures_at

    base, scenario = order.base or order.source, parsed(order.source)
    if base == order.source and base not in _responses:
        return None  # nobody waits for what was not set: few draws are there sooner
    try:
        against = _against(order.against, base) if order.against else None
        return figures_at(_at(scenario, base), scenario, against)
    except InputError:
        return None


def _at(scenario: Scenario, base: Source) -> AtSetting:
    """Return the draws of a scenario by the responses of another one, which differs in what these leave free."""
    solved = _solved(base)
    return solved.of(scenario.model_copy(update={"use": solved.scenario.use}))


def _against(other: Source, base: Source) -> AtSetting:
    """Return the draws that figures are subtracted from: mostly the scenario before anything was set."""
    return _unset(base) if other == base else _at(parsed(other), base)


def _solved(source: Source) -> Responses:
    from impact.scenario.responses import responses

    return _kept(_responses, source, lambda: responses(parsed(source), draws=REFINED))


def _unset(source: Source) -> AtSetting:
    """Return the draws of a scenario as it is, with its totals."""
    found = _kept(_as_they_are, source, lambda: _at(parsed(source), source))
    assert found.totals  # computed here: they are kept with it
    return found


def _compared(order: Order) -> Any:
    from impact.page.scenarios.compared import compared_of
    from impact.scenario import compare

    assert order.against is not None
    keep = "totals" if order.draws <= FIRST else "everything"
    run = _totals if keep == "totals" else lambda source, draws: _run(source, draws, keep)
    return compared_of(compare(run(order.against, order.draws), run(order.source, order.draws)))


def _files(result: ScenarioResult) -> dict[str, bytes]:
    """Return csv files as `impact run --out` writes them, packed; those that there are."""
    with tempfile.TemporaryDirectory() as folder:
        saved = result.save(Path(folder) / "result")
        there = [path for name in FILES if (path := saved / f"{name}.csv").exists()]
        return {path.stem: zlib.compress(path.read_bytes(), 1) for path in there}


_MAKERS: dict[Kind, Callable[[Order], Any]] = {
    Kind.ASSUMPTIONS: _assumptions,
    Kind.READY: _ready,
    Kind.FIGURES: _figures,
    Kind.COMPARED: _compared,
}
_answers: OrderedDict[tuple[Source, int], ScenarioResult] = OrderedDict()
_responses: OrderedDict[Source, Responses] = OrderedDict()
_as_they_are: OrderedDict[Source, AtSetting] = OrderedDict()


def _kept(held: OrderedDict[Key, Held], key: Key, make: Callable[[], Held]) -> Held:
    """Return what is held of a key, made now if it is not there; what was asked longest ago is let go."""
    if key not in held:
        held[key] = make()
        while len(held) > _KEPT:
            held.popitem(last=False)
    held.move_to_end(key)
    return held[key]


def _totals(source: Source, draws: int) -> ScenarioResult:
    """Return the answer with totals alone."""
    return _kept(_answers, (source, draws), lambda: _run(source, draws, "totals"))


def _run(source: Source, draws: int, keep: str) -> ScenarioResult:
    from impact.scenario import run

    return run(parsed(source), draws=draws, keep=keep)


def parsed(source: Source) -> Scenario:
    """Return the scenario of a source; raises InputError with every problem of the text."""
    from impact.scenario import Scenario

    return Scenario.parse(source.text, name=source.name)


@dataclass(frozen=True)
class _Watched:
    """Workers that tell of each block that is done."""

    inner: Pool
    told: Callable[[], None]

    @property
    def at_once(self) -> int:
        """As many as the workers take."""
        return self.inner.at_once

    def submit(self, pieces: Sequence[Any]) -> _Told:
        """Return the answers to come."""
        return _Told(self.inner.submit(pieces), self.told)


@dataclass(frozen=True)
class _Told:
    pending: Pending
    told: Callable[[], None]

    def result(self) -> list[Any]:
        """Return the answers, and tell that they are there."""
        found = self.pending.result()
        self.told()
        return found


def _watched(inner: Workers, told: Callable[[], None]) -> Workers:
    def opens(chosen: Workers, work: Work) -> AbstractContextManager[Pool]:
        @contextmanager
        def opened() -> Iterator[Pool]:
            with inner.opened(work) as pool:
                yield _Watched(pool, told)

        return opened()

    return Workers(Backend("watched", "workers that tell how far they are", opens))
