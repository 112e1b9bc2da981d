"""The figures of a scenario that the page shows, as few numbers: what a worker process makes and the page keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

from impact import regions
from impact.page.bands import Band
from impact.scenario.answer import outlook, use_outlook
from impact.scenario.answer.compared_figures import same_sign
from impact.scenario.answer.statistics import ALL, STATISTICS, statistics
from impact.scenario.answer.use import use_manifest
from impact.scenario.answer.use_drawn import DrawnOfUse, UseFound, found_of
from impact.scenario.computation.concepts import HEADLINES, NET_REGIONAL, STEPS
from impact.scenario.computation.influence import QUOTED
from impact.scenario.computation.use_measures import (
    ADOPTION,
    BIRTHS,
    FIRMS,
    PRIVATE_RD,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
    UseMeasure,
)
from impact.scenario.question.all_ranges import all_ranges
from impact.words.languages import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario.computation.draws import Array
    from impact.scenario.responses import Figures as AtSetting

MEASURES = ("jobs", "value_added")
"""What the page shows of spending; the files have the others too."""
OF_USE = (PRODUCTIVITY, VALUE_ADDED, FIRMS, BIRTHS, PRIVATE_RD)
"""What the page shows of use."""

Of = tuple[str, str]
"""A concept and a measure."""


class Change(NamedTuple):
    """By how much a figure differs, draw by draw; `same_sign` is the share of draws with the sign of the mean."""

    low: float
    mean: float
    high: float
    same_sign: float


@dataclass(frozen=True)
class Figures:
    """What the page shows of one scenario; labour years for jobs, MEUR of the price year for money.

    Attributes
    ----------
    draws : how many there were.
    whole : whether everything was computed; else sectors and municipalities are empty, and of areas there is net work
        at most.
    ranged : whether there is a range in which nine in ten draws lie, and draws enough to know it.
    cut : share of draws in which amounts were cut to the funding.
    failed : checks that do not hold; with one of them no figure can be used.
    totals : all years together.
    steps : by measure, the steps from gross to net.
    by_year : by year.
    sectors : by section of the SBI; empty where the run kept totals alone.
    areas : by COROP area of the study area; empty likewise.
    municipalities : by municipality, apportioned by establishments; empty likewise.
    use : by measure of use and year, what use of the facility does.
    without : share of firms that use AI by year without the facility, per cent.
    nothing : the chance that use changes nothing at all; None in a scenario that says nothing of use.
    changes : against the scenario that this one changes, draw by draw; empty where there is none.
    files : csv files of a whole run by name, packed.
    mapped : what maps of a whole run need (`impact.page.maps.of_scenario`), packed.
    """

    draws: int
    whole: bool
    ranged: bool
    cut: float
    failed: tuple[str, ...]
    totals: Mapping[Of, Band]
    steps: Mapping[str, Mapping[str, Band]]
    by_year: Mapping[Of, Mapping[int, Band]]
    sectors: Mapping[Of, Mapping[str, Band]]
    areas: Mapping[Of, Mapping[str, Band]]
    municipalities: Mapping[Of, Mapping[str, Band]]
    use: Mapping[str, Mapping[int, Band]]
    without: Mapping[int, Band]
    nothing: float | None
    changes: Mapping[Of, Change]
    files: Mapping[str, bytes] = field(default_factory=dict)
    mapped: bytes = b""


@dataclass(frozen=True)
class Assumed:
    """One range of a scenario, as its table of assumptions has it; `influence` is by name of headline."""

    name: str
    title: Mapping[str, str]
    low: float
    central: float
    high: float
    nothing: float
    unit: str
    basis: str
    source: Mapping[str, str]
    influence: Mapping[str, float]


def figures_of(result: ScenarioResult, against: ScenarioResult | None = None) -> Figures:
    """Return what the page shows of a result.

    Parameters
    ----------
    result
        An answer of `run`, whatever it kept.
    against
        That of the scenario that this one changes, with the same draws.
    """
    whole = result.cells is not None
    return Figures(
        draws=result.manifest["draws"],
        whole=whole,
        ranged=result.ranged,
        cut=result.manifest["share_of_draws_cut_to_the_funding"],
        failed=tuple(result.failed_checks),
        totals={(c, m): _band(outlook.over_years(result, c, m)) for c, m in QUOTED},
        steps={measure: _rows(outlook.steps(result, measure), STEPS) for measure in MEASURES},
        by_year={of: found for m in MEASURES for of, found in _split(outlook.by_year(result, m), m, "year").items()},
        sectors=_by_sector(result) if whole else {},
        areas=_by_region(result, result.areas, _corops(result)) if whole else {},
        municipalities=_by_region(result, result.municipalities) if whole else {},
        use={} if result.use is None or result.few_draws else _use(result.use),
        without={} if result.use is None else _of_use(result.use, Concept.WITHOUT, ADOPTION),
        nothing=None if result.use is None else use_outlook.chance_of_nothing(result),
        changes=_changes(_draws_of(result), _draws_of(against)) if against else {},
    )


def figures_at(found: AtSetting, scenario: Scenario, against: AtSetting | None = None) -> Figures:
    """Return what the page shows of responses at a setting: the draws of `run`, without checks and smaller places.

    Parameters
    ----------
    found
        The draws at the setting, of spending.
    scenario
        The scenario as it is set, with its table [use], which need not be that of the responses.
    against
        The draws of the scenario that this one changes.
    """
    of = [(concept, measure) for concept in HEADLINES for measure in MEASURES]
    use = _use_at(found, scenario)
    bands = {} if use is None else {(one.concept, one.measure): _of_draws(one, use.years) for one in use.drawn}
    return Figures(
        draws=found.draws.count,
        whole=False,
        ranged=_drawn(scenario),
        cut=found.share_cut,
        failed=(),
        totals={(c, m): _statistics(found.of(c, m)) for c, m in QUOTED},
        steps={m: {step: _statistics(found.of(step, m)) for step in STEPS} for m in MEASURES},
        by_year={(c, m): _by_year(found, c, m) for c, m in of},
        sectors={},
        areas={(NET_REGIONAL.name, "jobs"): _net_by_area(found)},
        municipalities={},
        use={of.name: bands[Concept.USE, of] for of in OF_USE if bands},
        without=bands.get((Concept.WITHOUT, ADOPTION), {}),
        nothing=None if use is None else float(use_manifest(use)["probability_of_nothing"]),
        changes={} if against is None else _changes(found.of, against.of),
    )


def _statistics(draws: Array) -> Band:
    found = dict(zip(STATISTICS, map(float, statistics(draws)), strict=True))
    return Band(found["p05"], found["mean"], found["p95"])


def _by_year(found: AtSetting, concept: str, measure: str) -> dict[int, Band]:
    draws = found.by_year(concept, measure)
    return {year: _statistics(draws[:, at]) for at, year in enumerate(found.years)}


def _net_by_area(found: AtSetting) -> dict[str, Band]:
    """Return net labour years of all years together in each area of the study area: all that is kept of them."""
    areas, draws = found.ground.economy.areas, found.totals.net_jobs.sum(axis=1)
    return {areas.codes[place]: _statistics(draws[:, at]) for at, place in enumerate(areas.inside)}


def _use_at(found: AtSetting, scenario: Scenario) -> UseFound | None:
    """Return what use does at a setting, in the draws of `run`."""
    from impact.scenario.computation.draws import drawn_of_use
    from impact.scenario.computation.use import use_outcome

    if scenario.use is None:
        return None
    own = drawn_of_use(scenario, found.draws.count, 0)
    net = (found.by_year("net_regional", "value_added"), found.totals.net_jobs)
    return found_of(use_outcome(scenario, found.draws, own, net), areas=False)


def _of_draws(one: DrawnOfUse, years: list[int]) -> dict[int, Band]:
    """Return the figures of the study area by year."""
    return {year: _statistics(one.draws[:, at, 0]) for at, year in enumerate(years)}


def _drawn(scenario: Scenario) -> bool:
    """Return whether anything is drawn of a scenario."""
    return any(not limits.fixed for limits in all_ranges(scenario).values())


def assumptions_of(result: ScenarioResult) -> tuple[Assumed, ...]:
    """Return every range of a result with how much goes with it of each headline.

    Parameters
    ----------
    result
        An answer of `run` with draws enough to tell what depends on what.
    """
    from impact.scenario.drivers.of_result import drivers_of

    shares: dict[str, dict[str, float]] = {}
    for driven in drivers_of(result):
        for name, share in zip(driven.rows["input"], driven.rows["share"], strict=True):
            shares.setdefault(name, {})[driven.headline.name] = float(share)
    tables = [result.assumptions, *([] if result.use_assumptions is None else [result.use_assumptions])]
    return tuple(_assumed(row, shares.get(row["name"], {})) for table in tables for row in table.to_dict("records"))


def _assumed(row: Mapping[Any, Any], influence: Mapping[str, float]) -> Assumed:
    numbers = {key: float(row[key]) for key in ("low", "central", "high", "nothing")}
    return Assumed(
        name=row["name"],
        title={lang: row[f"title_{lang}"] for lang in LANGUAGES},
        unit=row["unit"],
        basis=row["basis"],
        source={lang: row.get(f"source_{lang}", row["source"]) for lang in LANGUAGES},
        influence=influence,
        **numbers,
    )


def _band(of: outlook.Outlook) -> Band:
    return Band(of.low, of.mean, of.high)


def _rows(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, Band]:
    ends = dict(zip(frame.index, frame[["p05", "mean", "p95"]].to_numpy(dtype=float).tolist(), strict=True))
    return {name: Band(*ends[name]) for name in names}


def _split(frame: pd.DataFrame, measure: str, key: str) -> dict[Of, dict[Any, Band]]:
    """Return gross and net of a frame with a row for each concept and key."""
    found: dict[Of, dict[Any, Band]] = {(concept, measure): {} for concept in HEADLINES}
    for concept, at, *ends in frame[["concept", key, "p05", "mean", "p95"]].itertuples(index=False):
        if (concept, measure) in found:
            found[concept, measure][int(at) if key == "year" else str(at)] = Band(*ends)
    return found


def _by_sector(result: ScenarioResult) -> dict[Of, dict[str, Band]]:
    return {of: found for m in MEASURES for of, found in _split(outlook.by_sector(result, m), m, "sector").items()}


def _corops(result: ScenarioResult) -> tuple[str, ...]:
    return regions.study_area(result.scenario.study_area).corops


def _by_region(
    result: ScenarioResult, frame: pd.DataFrame | None, only: tuple[str, ...] | None = None
) -> dict[Of, dict[str, Band]]:
    """Return gross and net of all years together by region."""
    if frame is None:
        return {}
    rows = frame[frame["year"].isna() & (frame["sector"] == ALL) & (frame["stage"] == "total")]
    wide = rows.pivot_table(index=["concept", "measure", "region"], columns="statistic", values="value")
    found: dict[Of, dict[str, Band]] = {(concept, measure): {} for concept in HEADLINES for measure in MEASURES}
    for (concept, measure, region), *ends in wide[["p05", "mean", "p95"]].itertuples(name=None):
        if (concept, measure) in found and (only is None or region in only):
            low, mean, high = ends if result.ranged else (nan, ends[1], nan)
            found[concept, measure][region] = Band(low, mean, high)
    return found


def _use(frame: pd.DataFrame) -> dict[str, dict[int, Band]]:
    return {of.name: _of_use(frame, Concept.USE, of) for of in OF_USE}


def _of_use(frame: pd.DataFrame, concept: Concept, measure: UseMeasure) -> dict[int, Band]:
    """Return the figures of the study area by year."""
    rows = frame[
        (frame["concept"] == str(concept)) & (frame["measure"] == measure.name) & (frame["region"] == ALL)
    ].pivot_table(index="year", columns="statistic", values="value")
    ends = rows[["p05", "mean", "p95"]].itertuples(name=None)
    return {int(year): Band(low, mean, high) for year, low, mean, high in ends}


Drawn = Callable[[str, str], "Array"]
"""The draws of a concept and a measure, all years together."""


def _draws_of(result: ScenarioResult) -> Drawn:
    assert result.by_draw is not None  # of a run that was made just now
    return result.by_draw.of


def _changes(here: Drawn, there: Drawn) -> dict[Of, Change]:
    found = {}
    for concept, measure in QUOTED:
        draws = here(concept, measure) - there(concept, measure)
        found[concept, measure] = Change(*_statistics(draws), same_sign(draws))
    return found
