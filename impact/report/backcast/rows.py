"""The figures of a look back as they are written: those of the claim, of the model and of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from impact import regions
from impact.inputoutput.tables.national import TABLE
from impact.panel.activity import COROP_JOBS
from impact.panel.activity import TABLE as JOBS_BY_REGION
from impact.report.backcast.account import Backcast, effect, outlook
from impact.report.charts.sources import source_line
from impact.report.differences.telling import signed
from impact.words.texts import Words

if TYPE_CHECKING:
    from impact.effects import Effect, Finding
    from impact.report.pages.descriptions import OnBackcast
    from impact.scenario.computation.draws import Array

ROWS = ("counted", "where", "years", "investment", "jobs", "people", "operation", "value_added")
_FACILITY_JOBS, _HUNDREDS = "jobs", -2


def rows(words: Words, quoted: dict[str, str]) -> list[list[str]]:
    """Return a row a subject: what it is, the claim, the model, the study."""
    return [
        [
            words(f"rows.{row}"),
            words(f"claim.{row}", **quoted),
            words(f"model.{row}", **quoted),
            words(f"study.{row}", **quoted),
        ]
        for row in ROWS
    ]


def quoted(backcast: Backcast, told: OnBackcast, words: Words) -> dict[str, str]:
    """Return the text of every `{name}` that the sentences quote."""
    return {
        **_general(backcast, told, words),
        **_of_claims(told, words),
        **_of_model(backcast, told, words),
        **_of_study(backcast, told, words),
    }


def _general(backcast: Backcast, told: OnBackcast, words: Words) -> dict[str, str]:
    first, last = told.building
    scenario = backcast.result.scenario
    return {
        "date": words.date(scenario.date),
        "scenario": scenario.name,
        "design": told.design,
        "draws": words.number(backcast.result.manifest["draws"], 0),
        "area": words.listed([regions.name(code) for code in regions.study_area(scenario.study_area).corops]),
        "power": words.number(100 * backcast.evaluation.study.power.power, 0),
        "first": str(first),
        "last": str(last),
        "operation": str(told.operation),
        "price_year": str(scenario.price_year),
    }


def _of_claims(told: OnBackcast, words: Words) -> dict[str, str]:
    sources: dict[str, list[str]] = {}
    for name, claim in told.claims.items():
        source = claim.source_nl if words.lang == "nl" and claim.source_nl else claim.source
        sources.setdefault(source, []).append(words(f"rows.{name}").lower())
    said = " ".join(f"{words.listed(of).capitalize()}: {source}." for source, of in sources.items())
    values = {f"claim_{name}": words.number(claim.value, 0) for name, claim in told.claims.items()}
    return values | {"claim_sources": said}


def _of_model(backcast: Backcast, told: OnBackcast, words: Words) -> dict[str, str]:
    years = range(told.building[0], told.building[1] + 1)
    country = backcast.in_country("gross", _FACILITY_JOBS, years) / len(years)
    found = {
        "jobs_country": country,
        "value_country": backcast.in_country("gross", "value_added", years),
        **{
            f"{name}_{short}": backcast.in_area(concept, measure, when) / divided
            for name, measure, when, divided in (
                ("jobs", _FACILITY_JOBS, years, len(years)),
                ("operation", _FACILITY_JOBS, [told.operation], 1),
                ("value", "value_added", years, 1),
            )
            for short, concept in (("gross", "gross"), ("net", "net_regional"))
        },
    }
    scenario = backcast.result.scenario
    staff = [(max(post.fte.values()), post.scale) for post in scenario.staff.values()]
    return {name: _ranged(drawn, words) for name, drawn in found.items()} | {
        "ratio": _times(told.claims["jobs"].value, country, words),
        "model_investment": words.number(sum(item.amount.central for item in scenario.spending.values()), 0),
        "people_low": words.number(sum(fte * scale.low for fte, scale in staff), 0),
        "people_high": words.number(sum(fte * scale.high for fte, scale in staff), 0),
        "table_source": _tables(backcast, words),
    }


def _ranged(drawn: Array, words: Words) -> str:
    found = outlook(drawn)
    return words("number.ranged", mean=found.mean_in(words), span=found.span_in(words))


def _times(claim: float, drawn: Array, words: Words) -> str:
    """Return how many times the mean of draws a claim is, in the digits that stand still."""
    found = outlook(drawn)
    times = claim / found.mean
    return words.number(times, 1, error=times * found.error / found.mean)


def _tables(backcast: Backcast, words: Words) -> str:
    """Return the tables that the model rests on first, under the names that readers know."""
    called = {
        TABLE: words("source.input_output", table_year=backcast.result.scenario.table_year),
        **dict.fromkeys((COROP_JOBS, JOBS_BY_REGION), words("source.jobs")),
    }
    used = [record for record in backcast.result.manifest["sources"] if record["table"] in called]
    return source_line(used, words, called=called)


def _of_study(backcast: Backcast, told: OnBackcast, words: Words) -> dict[str, str]:
    asked = {name: backcast.finding(one) for name, one in told.findings.items()}
    opening, value = asked["operation"], asked["value_added"]
    tables = {name for finding in asked.values() for name in finding.outcome.every_table}
    plausible = opening.outcome.plausible
    return {
        "building": finding_told(backcast, asked["building"], words, people=True),
        "opening": finding_told(backcast, opening, words, people=True),
        "second": finding_told(backcast, asked["second"], words, people=True),
        "own": finding_told(backcast, asked["people"], words, people=False),
        "value": finding_told(backcast, value, words, people=False),
        "plausible": words.number(_per_cent(plausible or float("nan")), 2),
        "study_first": str(opening.outcome.years[0]),
        "study_last": str(opening.outcome.years[1]),
        "study_value_last": str(value.outcome.years[1]),
        "base_year": str(backcast.people),
        "study_source": source_line([one for one in backcast.evaluation.sources() if one.table in tables], words),
    }


def finding_told(backcast: Backcast, finding: Finding, words: Words, *, people: bool) -> str:
    """Return what a finding is: per cent, persons where asked, p, whether zero lies in it, what could be found."""
    found = effect(finding)
    if found is None:
        return words("finding.none")
    parts = [words("finding.percent", **_written(found, words, 1, _per_cent))]
    if people:
        parts.append(words("finding.persons", **_written(found, words, 0, lambda x: _hundreds(backcast, finding, x))))
    parts.append(words("finding.p", p=words.p_is(found.p_value)))
    if finding.p_adjusted is not None:
        family = len(finding.test.outcomes)
        parts.append(words("finding.adjusted", n=family, p=words.p_value(finding.p_adjusted)))
    low, high = found.interval
    parts.append(words("finding.zero" if low <= 0 <= high else "finding.other"))
    if finding.detectable is not None:
        least = words.number(_per_cent(finding.detectable.for_treated), 0)
        parts.append(words("finding.detectable", value=least))
    return "".join(parts)


def _written(found: Effect, words: Words, decimals: int, counted: object) -> dict[str, str]:
    assert callable(counted)
    ends = {"mean": found.estimate, "low": found.interval[0], "high": found.interval[1]}
    return {name: signed(float(counted(value)), words.lang, decimals) for name, value in ends.items()}


def _hundreds(backcast: Backcast, finding: Finding, value: float) -> float:
    return round(backcast.persons(finding, value), _HUNDREDS)


def _per_cent(log_points: float) -> float:
    return float(100 * np.expm1(log_points))
