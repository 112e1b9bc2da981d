"""What use does, as people read it: means and quantiles by year and area, what must hold of it, what was assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact import regions
from impact.errors import InputError
from impact.productivity.use.accounts import Channel
from impact.productivity.use.audit import Check, audit, audit_accounts
from impact.productivity.use.figures import ALL_GROUPS, municipal_shares
from impact.productivity.use.municipalities import municipal_effects
from impact.scenario.answer.assumed import DUTCH_SOURCE, LATER, drawn_as
from impact.scenario.answer.assumed import INFLUENCE_OF_USE as INFLUENCE
from impact.scenario.answer.in_municipalities import YEAR
from impact.scenario.answer.statistics import ALL, COLUMNS, DECIMALS, STATISTICS, statistics
from impact.scenario.computation.draws import Array, Draws, Name
from impact.scenario.computation.influence import influence
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
from impact.scenario.question.correlations import partners
from impact.scenario.question.ranges import Range
from impact.scenario.question.use import EVIDENCE_YEAR, on_use, ranges_of_use
from impact.sources import snapshot
from impact.words.names import Named, called
from impact.words.statements import Statement, in_both, said

if TYPE_CHECKING:
    from impact.scenario.computation.use import UseOutcome
    from impact.scenario.question.scenario import Scenario


ASSUMED = [
    *("name", "title_en", "title_nl", "low", "central", "high", "means", "unit", "source", "basis"),
    *LATER,
    INFLUENCE,
    DUTCH_SOURCE,
]
_UNITS = {"opening": "year", "rd_share": "share"}
_TABLES = ("corop-establishments", "corop-firm-births", "corop-value-added", "national-jobs", "corop-jobs")


@dataclass(frozen=True)
class DrawnOfUse:
    """The draws of one measure of one concept, (draws, years, regions)."""

    concept: Concept
    measure: UseMeasure
    regions: tuple[str, ...]
    draws: Array


@dataclass(frozen=True)
class UseFound:
    """What is read of use, of all draws.

    Attributes
    ----------
    years : of use.
    value_added : of the study area without any effect, MEUR a year.
    drawn : every measure of every concept.
    checks : what must hold, at its worst.
    last, firms, nothing : (draws,) value added of the last year, firms of ten or more workers, whether there is no
        effect.
    draws : of the ranges of use.
    """

    years: list[int]
    value_added: float
    drawn: tuple[DrawnOfUse, ...]
    checks: tuple[Check, ...]
    last: Array
    firms: Array
    nothing: NDArray[np.bool_]
    draws: Draws


def found_of(outcome: UseOutcome, *, areas: bool = True) -> UseFound:
    """Return what is read of an outcome: of the study area, and of each of its areas unless that is not asked."""
    effects = outcome.effects
    ones = drawn_of_use(outcome)
    return UseFound(
        years=[int(year) for year in effects.years],
        value_added=float(outcome.value_added.sum()),
        drawn=tuple(ones if areas else map(_of_all_areas, ones)),
        checks=(
            *audit(effects, outcome.ceiling),
            *audit_accounts(channels(outcome), joint_value_added(outcome)),
        ),
        last=effects.value_added[:, -1].sum(axis=1),
        firms=outcome.firms.sum(axis=1),
        nothing=effects.nothing,
        draws=outcome.draws,
    )


def _of_all_areas(one: DrawnOfUse) -> DrawnOfUse:
    return replace(one, regions=one.regions[:1], draws=one.draws[:, :, :1].copy())


def joined(parts: Iterable[UseFound], draws: Draws) -> UseFound:
    """Return what is read of all draws, from what is read of one block of draws after the other.

    Parameters
    ----------
    parts
        In the order of the draws; each is let go once it is read.
    draws
        All of them.
    """
    whole, at = None, 0
    for part in parts:
        whole = whole or _room_for(part, draws)
        here = slice(at, at + len(part.last))
        for one, drawn in zip(whole.drawn, part.drawn, strict=True):
            one.draws[here] = drawn.draws
        whole.last[here], whole.firms[here], whole.nothing[here] = part.last, part.firms, part.nothing
        pairs = zip(whole.checks, part.checks, strict=True)
        worst = tuple(replace(found, value=max(found.value, other.value)) for found, other in pairs)
        whole, at = replace(whole, checks=worst), here.stop
    assert whole is not None  # there is a draw
    return whole


def _room_for(part: UseFound, draws: Draws) -> UseFound:
    """Return what is read of so many draws, with nothing in it yet but the checks of the first block."""
    drawn = tuple(replace(one, draws=np.empty((draws.count, *one.draws.shape[1:]))) for one in part.drawn)
    count = draws.count
    return replace(
        part,
        drawn=drawn,
        last=np.empty(count),
        firms=np.empty(count),
        nothing=np.empty(count, dtype=np.bool_),
        draws=draws,
    )


def use_frame(scenario: Scenario, found: UseFound) -> pd.DataFrame:
    """Return one row a figure of use: the columns of `impacts`, `*` in region for the study area, values of a year.

    Sums over areas are made draw by draw; productivity is weighted by value added. Figures that are 0 in every draw are
    there too.
    """
    frames = [_frame(scenario.name, one, found.years) for one in found.drawn]
    text = dict.fromkeys((c for c in COLUMNS if c not in ("year", "value")), "str")
    return pd.concat(frames, ignore_index=True).astype({**text, "year": "Int64"})


def in_totals(totals: pd.DataFrame, use: pd.DataFrame, area: str) -> pd.DataFrame:
    """Return the sums of spending and, below them, those of use in the study area of name `area`, by year.

    Concepts keep them apart: no sum of gross or net takes in use. What spending adds is there already, as net regional.
    """
    rows = use[(use["region"] == ALL) & (use["concept"] != Concept.SPENDING)]
    return pd.concat([totals, rows.assign(region=area).astype({"region": "str"})], ignore_index=True)


def in_impacts(impacts: pd.DataFrame, use: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of spending and, below them, those of use by COROP area and year, sectors together."""
    return pd.concat([impacts, use[use["region"] != ALL]], ignore_index=True)


def use_by_municipality(scenario: Scenario, outcome: UseOutcome) -> pd.DataFrame | None:
    """Return what use does in the municipalities of the study area, in the columns of `use_frame`.

    Apportioned by establishments, births by those in J; they add up to their area. None where those are not known.
    """
    effects = outcome.effects
    inside = set(regions.study_area(scenario.study_area).municipalities)
    try:
        shares, births = ({area: _held(area, group, inside) for area in effects.areas} for group in (ALL_GROUPS, "J"))
        found = municipal_effects(effects, shares, births)
    except InputError:  # the note on outcomes by municipality says why
        return None
    drawn = {
        PRODUCTIVITY: 100 * np.expm1(found.productivity),
        VALUE_ADDED: found.value_added,
        FIRMS: found.firms_using_ai,
        BIRTHS: found.births,
        PRIVATE_RD: found.private_rd,
    }
    years = [int(year) for year in effects.years]
    ones = [DrawnOfUse(Concept.USE, measure, found.municipalities, draws) for measure, draws in drawn.items()]
    frame = pd.concat([_frame(scenario.name, one, years) for one in ones], ignore_index=True)
    text = dict.fromkeys((c for c in COLUMNS if c not in ("year", "value")), "str")
    return frame.astype({**text, "year": "Int64"})


def _held(area: str, group: str, inside: set[str]) -> pd.Series[float]:
    """Return the share of each municipality in what an area has inside the study area, by establishments."""
    found = municipal_shares(area, YEAR, group)
    held = found[found.index.isin(list(inside))]
    return held / held.sum()


def _frame(scenario: str, one: DrawnOfUse, years: list[int]) -> pd.DataFrame:
    values = statistics(one.draws)  # (years, regions, statistics)
    year, region, statistic = (axis.ravel() for axis in np.indices(values.shape))
    columns = {
        "scenario": scenario,
        "year": np.asarray(years)[year],
        "region": np.asarray(one.regions, dtype=object)[region],
        "sector": ALL,
        "measure": one.measure.name,
        "stage": "total",
        "concept": str(one.concept),
        "statistic": np.asarray(STATISTICS, dtype=object)[statistic],
        "value": np.round(values.ravel(), DECIMALS) + 0.0,
        "unit": one.measure.unit,
    }
    return pd.DataFrame(columns)[COLUMNS]


def drawn_of_use(outcome: UseOutcome) -> Iterator[DrawnOfUse]:
    """Yield the draws of every measure of every concept of use, in the order of the frame."""
    effects = outcome.effects
    without = effects.adoption_without[:, :, None]
    firms = outcome.firms[:, None, :]
    yield DrawnOfUse(Concept.WITHOUT, ADOPTION, (ALL,), 100 * without)
    yield _summed(Concept.WITHOUT, FIRMS, outcome, without * firms)
    of_all = effects.firms_using_ai.sum(axis=2) / firms.sum(axis=2)
    by_area = np.divide(effects.firms_using_ai, firms, out=np.zeros_like(effects.firms_using_ai), where=firms > 0)
    yield DrawnOfUse(Concept.USE, ADOPTION, (ALL, *effects.areas), 100 * _beside(of_all, by_area))
    yield _rate(Concept.USE, outcome, effects.value_added, effects.productivity)
    yield _summed(Concept.USE, VALUE_ADDED, outcome, effects.value_added)
    yield _summed(Concept.USE, FIRMS, outcome, effects.firms_using_ai)
    yield _summed(Concept.USE, BIRTHS, outcome, effects.births)
    yield _summed(Concept.USE, PRIVATE_RD, outcome, effects.private_rd)
    yield _rate(Concept.AGGLOMERATION, outcome, outcome.density_value_added, outcome.density)
    yield _summed(Concept.AGGLOMERATION, VALUE_ADDED, outcome, outcome.density_value_added)
    yield DrawnOfUse(Concept.SPENDING, VALUE_ADDED, (ALL,), outcome.spending_value_added[:, :, None])
    yield DrawnOfUse(Concept.JOINT, VALUE_ADDED, (ALL,), joint_value_added(outcome)[:, :, None])


def _beside(whole: Array, areas: Array) -> Array:
    return np.concatenate([whole[:, :, None], areas], axis=2)


def _summed(concept: Concept, measure: UseMeasure, outcome: UseOutcome, amounts: Array) -> DrawnOfUse:
    return DrawnOfUse(concept, measure, (ALL, *outcome.effects.areas), _beside(amounts.sum(axis=2), amounts))


def _rate(concept: Concept, outcome: UseOutcome, amounts: Array, log_points: Array) -> DrawnOfUse:
    of_all = amounts.sum(axis=2) / outcome.value_added.sum()
    found = 100 * _beside(of_all, np.expm1(log_points))
    return DrawnOfUse(concept, PRODUCTIVITY, (ALL, *outcome.effects.areas), found)


def channels(outcome: UseOutcome) -> dict[str, Array]:
    """Return value added by channel, each run alone, MEUR, (draws, years)."""
    return {
        Channel.SPENDING: outcome.spending_value_added,
        Channel.USE: outcome.effects.value_added.sum(axis=2),
        Channel.AGGLOMERATION: outcome.density_value_added.sum(axis=2),
    }


def joint_value_added(outcome: UseOutcome) -> Array:
    """Return the value added of the three accounts together, each once, MEUR, (draws, years).

    Area by area, and not by `joint`, so that the check on their sum has something to find.
    """
    supply = outcome.effects.value_added + outcome.density_value_added
    return np.asarray(outcome.spending_value_added + supply.sum(axis=2))


_SAID = {
    "adoption_within_ceiling": ("adoption stays within its ceiling", "share above it, worst draw"),
    "no_more_adopters_than_supported": ("no more firms adopt than were supported", "firms above it, worst draw"),
    "nothing_is_zero": ("where nothing happens every effect of use is zero", "largest effect"),
    "parts_held_once": ("no part of an outcome is in two accounts", "parts that are in two, or in none"),
    "joint_is_sum": ("the joint result is the sum of the accounts run alone", "MEUR, largest gap"),
}


def use_checks(found: UseFound) -> pd.DataFrame:
    """Return what must hold of use and of the accounts: check, where, value, tolerance, passed."""
    return pd.DataFrame([_checked(check) for check in found.checks])


def _checked(check: Check) -> dict[str, object]:
    said_of, where = _SAID[check.rule]
    return {
        "check": said_of, "where": where, "value": check.value, "tolerance": check.tolerance, "passed": check.passed,
    }  # fmt: skip


def use_assumptions_frame(scenario: Scenario, found: UseFound) -> pd.DataFrame:
    """Return every range of use with its source, the most influential first.

    `influence_use_value_added` is the share of the variation of the value added of the last year that goes with it.
    """
    shares = influence(found.draws, found.last)
    rows = [_assumed(scenario, name, limits, shares[name]) for name, limits in ranges_of_use(scenario).items()]
    frame = pd.DataFrame(rows)[ASSUMED].round({INFLUENCE: 4})
    return frame.sort_values(INFLUENCE, ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def _assumed(scenario: Scenario, name: Name, found: Range, share: float) -> dict[str, object]:
    use = scenario.use
    assert use is not None  # its ranges are here
    last = name[-1]
    of_evidence = on_use().get(last) if name[1] == "assumptions" else None
    founded: Any = use.assumptions.get(last, of_evidence) if of_evidence else use
    titles = {f"title_{lang}": text for lang, text in in_both(title_of(scenario, name)).items()}
    return {
        "name": ".".join(name),
        **titles,
        **drawn_as(found, partners(scenario).get(name, {})),
        "unit": of_evidence.unit if of_evidence else _UNITS[name[1]],
        "source": founded.source,
        "basis": founded.basis,
        INFLUENCE: share,
        DUTCH_SOURCE: founded.source_nl or "",
    }


def title_of(scenario: Scenario, name: Name) -> Statement | Named:
    """Return what a range of use is of: an assumption, the opening, or the part of an item that is R&D."""
    if name[1] != "rd_share":
        return called("on_use", name[-1])
    group, _, key = name[-1].partition(".")
    return said("quantity_of_item", item=getattr(scenario, group)[key].title, quantity=called("on_use", "rd_share"))


def use_manifest(found: UseFound) -> dict[str, Any]:
    """Return what the manifest says of use: which channels, of what they are made, and the tables behind them."""
    return {
        "channels": [str(channel) for channel in Channel],
        "evidence_year": EVIDENCE_YEAR,
        "value_added_of_the_area": round(found.value_added, 3),
        "firms_of_ten_workers_mean": round(float(found.firms.mean()), 1),
        "probability_of_nothing": round(float(found.draws["use", "assumptions", "no_effect_probability"].mean()), 4),
        "share_of_draws_without_effect": round(float(found.nothing.mean()), 4),
        "sources": [snapshot.record(table).manifest() for table in _TABLES],
    }
