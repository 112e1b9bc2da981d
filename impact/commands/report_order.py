"""What `impact report` builds: which publication, made of what, where to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from impact import folders
from impact.commands.options import BASELINE
from impact.errors import InputError, Problem
from impact.report.study.carried_out import carried_out

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult

BUILT = Path("build")


@dataclass(frozen=True)
class Order:
    """What is asked of `impact report`.

    Attributes
    ----------
    name : a publication or a design; None for that on the scenario or result.
    scenario, result : what it is made of, in place of its own; None for its own.
    lang : one language; both when None.
    out : the folder to write; its usual place when None.
    """

    name: str | None = None
    scenario: str | None = None
    result: Path | None = None
    lang: str | None = None
    out: Path | None = None

    @property
    def given(self) -> dict[str, str]:
        """The options that say what it is made of, as they were given."""
        options = {"--scenario": self.scenario, "--result": self.result}
        return {option: str(value) for option, value in options.items() if value is not None}

    def into(self, folder: Path) -> Order:
        """Return the same, written to a folder."""
        return replace(self, out=folder)

    def folder(self, usual: Path) -> Path:
        """Return the folder to write; raises InputError when it holds something else than an earlier report."""
        chosen = self.out or usual
        folders.check(chosen, folders.REPORT_MARK)
        return chosen


@dataclass(frozen=True)
class Made:
    """What was built: its files, and the outcome of a scenario that it tells."""

    files: list[Path]
    result: ScenarioResult | None = None


def made(order: Order) -> Made:
    """Build what is asked for and return its files.

    Parameters
    ----------
    order
        What is asked.

    Raises
    ------
    InputError
        For a name that is unknown, what does not go together, what a file says wrong, a folder of something else.
    """
    from impact.report.pages.publications import asked_for

    if order.name is None:
        return _on_scenario(None, "", order)
    chosen, source = asked_for(order.name)
    return _WAYS.get(chosen.kind, _beside_scenario)(chosen, source, order)


def _on_study(chosen: Publication, design: str, order: Order) -> Made:
    from impact.report import build

    if order.result is not None:
        todo = "Leave --result out: the pages of a study are made from its design."
        raise InputError(Problem("option", "--result", str(order.result), "no result for a study", todo))
    folder = order.folder(BUILT / "studies" / Path(design).stem)
    return Made(build(chosen.folder, order.lang, folder, carried_out(design, order.scenario)))


def _on_record(chosen: Publication, _: str, order: Order) -> Made:
    from impact.report.pages.descriptions import OnRecord

    if order.given:
        found = " and ".join(f"{option} {value}" for option, value in order.given.items())
        todo = "Leave it out: a record is made of figures; the area stands in publication.toml."
        raise InputError(Problem("option", next(iter(order.given)), found, "neither, for a record", todo))
    assert isinstance(chosen.about, OnRecord)
    folder = order.folder(BUILT / chosen.name)
    from impact.productivity import regional_record
    from impact.report import build

    return Made(build(chosen.folder, order.lang, folder, regional_record(chosen.about.area)))


def _on_backcast(chosen: Publication, source: str, order: Order) -> Made:
    """Build it from its own scenario and design; a scenario or result that is given besides is refused."""
    from impact.report.pages.descriptions import OnBackcast

    for option, value in order.given.items():
        todo = "Leave it out: what is looked back at stands in publication.toml."
        raise InputError(Problem("option", option, value, "nothing, for a look back", todo))
    assert isinstance(chosen.about, OnBackcast)
    folder = order.folder(BUILT / chosen.name)
    from impact.effects import DesignFile, evaluate
    from impact.report import build
    from impact.report.backcast.account import Backcast
    from impact.scenario import Scenario, run

    result = run(Scenario.load(source))
    looked_back = Backcast(result, evaluate(DesignFile.load(chosen.about.design)))
    return Made(build(chosen.folder, order.lang, folder, looked_back), result)


def _beside_scenario(chosen: Publication, _: str, order: Order) -> Made:
    """Build a publication in which the outcome of a scenario is one of the things told."""
    from impact.report.pages.documents import build, writer_of

    folder = order.folder(BUILT / chosen.name)
    found = _outcome(order.scenario or str(getattr(chosen.about, "scenario", "")), order.result)
    gathered = writer_of(chosen.kind).gathered(chosen, found)
    return Made(build(chosen.folder, order.lang, folder, gathered), found)


def _outcome(scenario: str, result: Path | None) -> ScenarioResult | None:
    """Return a result that is named, or what a scenario leads to; None without either."""
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario import run as run_scenario

    if result is not None:
        return ScenarioResult.load(result)
    return run_scenario(Scenario.load(scenario)) if scenario else None


def _on_scenario(chosen: Publication | None, _: str, order: Order) -> Made:
    """Build a publication on a result; where none is named, that on the scenario of the result, or on the baseline."""
    from impact.report import build
    from impact.report.pages.publications import on_scenario
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario import run as run_scenario

    result = order.result
    if len(order.given) == 2:
        both = f"--result {result} and --scenario {order.scenario}"
        todo = "A result holds its scenario: leave one out."
        raise InputError(Problem("option", "--scenario", both, "one of the two", todo))
    loaded = ScenarioResult.load(result) if result is not None else None
    asked = loaded.scenario if loaded else Scenario.load(order.scenario or (chosen.source if chosen else BASELINE))
    publication = chosen or on_scenario(asked, otherwise=BASELINE)
    beside = BUILT / (folders.REPORT if publication.source == BASELINE else publication.name)
    folder = order.folder(result / folders.REPORT if result is not None else beside)
    found = loaded or run_scenario(asked)
    return Made(build(publication.folder, order.lang, folder, found), found)


_WAYS: Mapping[str, Callable[[Publication, str, Order], Made]] = MappingProxyType(
    {"study": _on_study, "record": _on_record, "backcast": _on_backcast, "scenario": _on_scenario}
)
