"""The tables of the report: lists of rows, each cell a text as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from impact.report.pages.source_table import Row, in_english, named, source_rows, sourced
from impact.report.scenario import facts
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.scenario.answer.assumed import DUTCH_SOURCE, LATER
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.measures import MEASURES
from impact.scenario.question.definition import BASES_WEAKEST_FIRST, Spending, Staff
from impact.sources import snapshot
from impact.words.names import called
from impact.words.texts import Words, exact, within_sentence
from impact.words.units import unit

JOBS = "corop-jobs"  # the table of the map of jobs
ESTABLISHMENTS = "municipal-establishments"  # what municipalities are apportioned by
PER_PERSON = "MEUR per year"


def tables(result: ScenarioResult, words: Words) -> dict[str, list[Row]]:
    """Return every table of the report but the assumptions: name -> rows, the head left to the template."""
    return {
        "headline": headline(result, words),
        "funding": funding(result, words),
        "spending": spending(result, words),
        "checks": checks(result, words),
        "sources": sources(result, words),
    }


def headline(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row a measure: gross and net for the region, each as mean (low to high)."""
    rows: list[Row] = []
    for measure in MEASURES:
        found = [outlook.over_years(result, concept, measure) for concept in HEADLINES]
        cells = [words("number.ranged", mean=o.mean_in(words), span=o.span_in(words)) for o in found]
        rows.append([words(f"headline.{measure}"), *cells])
    return rows


def funding(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row a source of money, with the total of what can be spent."""
    rows: list[Row] = [
        [
            sourced(words.choose(source.title.model_dump()), source.source, source.source_nl, words),
            words.number(source.amount, 1),
            words(f"status.{source.status}"),
            words(f"basis.{source.basis}"),
        ]
        for source in result.scenario.funding.values()
    ]
    return [*rows, [words("document.total"), words.number(result.scenario.budget, 1), *_nothing(words, 2)]]


def spending(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row an expense: low, central and high amount in MEUR; the central ones add up to the budget.

    The range of a group of staff takes the number of people and what one costs at their lowest, or highest, together.
    """
    scenario = result.scenario
    rows = [
        _expense(item, (item.amount.low, item.amount.central, item.amount.high), words)
        for item in scenario.spending.values()
    ]
    for group in scenario.staff.values():
        people = sum(group.fte.values())
        amounts = [
            people * getattr(group.scale, at) * getattr(group.cost_per_fte, at) for at in ("low", "central", "high")
        ]
        rows.append(_expense(group, amounts, words))
    amount = words.number(scenario.reserve.amount, 1)
    (none,) = _nothing(words, 1)
    rows.append([words("money.reserve"), none, amount, none, words(f"basis.{scenario.reserve.basis}")])
    return [*rows, [words("document.total"), none, words.number(scenario.budget, 1), none, none]]


def _nothing(words: Words, cells: int) -> list[str]:
    """Return cells where there is nothing to say: a mark, for an empty one leaves a listener in doubt."""
    return [words("document.nothing")] * cells


def _expense(item: Spending | Staff, amounts: Iterable[float], words: Words) -> Row:
    name = sourced(words.choose(item.title.model_dump()), item.source, item.source_nl, words)
    return [name, *(words.number(amount, 1) for amount in amounts), words(f"basis.{item.basis}")]


def assumptions(result: ScenarioResult, words: Words) -> list[dict[str, Any]]:
    """Return the assumptions in groups by how well they are founded, the weakest first: heading and rows.

    They stand in the order of `assumption_table`: the most influential first, those whose value is fixed last.
    """
    frame, titles = result.assumptions, titles_of(result, words)
    years = {"first": result.scenario.years[0], "last": result.scenario.years[-1]}
    grouped = [(basis, frame[frame["basis"] == basis]) for basis in BASES_WEAKEST_FIRST]
    return [
        {
            "heading": words(f"assumptions.group.{basis}"),
            "caption": words("assumptions.caption", group=words(f"assumptions.group.{basis}"), **years),
            "rows": [_assumption(row, words, titles) for row in rows.to_dict("records")],
        }
        for basis, rows in grouped
        if len(rows)
    ]


def _assumption(row: Mapping[Any, Any], words: Words, titles: Mapping[str, str]) -> Row:
    values, unit = _amounts(row, words)
    return [with_source(row, words, titles), *values, unit]


def titles_of(result: ScenarioResult, words: Words) -> dict[str, str]:
    """Return what every range is called, by its place as files name it."""
    frames = [frame for frame in (result.assumptions, result.use_assumptions) if frame is not None]
    return {
        name: title for frame in frames for name, title in zip(frame["name"], frame[f"title_{words.lang}"], strict=True)
    }


def with_source(row: Mapping[Any, Any], words: Words, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return the name of an assumption with its source under it, and how it is drawn."""
    source, dutch = (_meant(row, row.get(key, ""), words, titles) for key in ("source", DUTCH_SOURCE))
    return sourced(row[f"title_{words.lang}"], source, dutch, words)


def _meant(row: Mapping[Any, Any], source: str, words: Words, titles: Mapping[str, str]) -> str:
    """Return a source with what low and high mean after it, and what is not usual of the draws; nothing without one."""
    if not source:
        return ""
    parts = [words(f"assumptions.means.{row['means']}", source=source)]
    if row["shape"] != LATER["shape"]:
        shape = called("shape", row["shape"]).spoken(words.lang)
        parts.append(words("assumptions.drawn.shape", shape=shape))
    if row["nothing"] > 0:
        parts.append(words("assumptions.drawn.nothing", chance=words.number(100 * row["nothing"], 0)))
    for one in filter(None, row["correlated_with"].split("; ")):
        place, _, rank = one.rpartition(" ")
        other = within_sentence(titles.get(place, place))
        parts.append(words("assumptions.drawn.together", other=other, rank=exact(float(rank), words.lang)))
    return ". ".join(parts)


def _amounts(row: Mapping[Any, Any], words: Words) -> tuple[list[str], str]:
    """Return the three values and their unit as people read them: shares in per cent, what a person costs in euros."""
    values = [row[at] for at in ("low", "central", "high")]
    if row["unit"] == PER_PERSON and max(values) < 1:
        return [words.number(1e6 * value, 0) for value in values], unit("euros a year").column.spoken(words.lang)
    of = unit(str(row["unit"]))
    return [exact(of.scale * value, words.lang) for value in values], of.column.spoken(words.lang)


def references(result: ScenarioResult, words: Words) -> dict[str, Any]:
    """Return what the scenario refers to, with the language in which that is said."""
    scenario = result.scenario
    if words.lang == "nl" and scenario.references_nl:
        return {"references": list(scenario.references_nl), "references_lang": "nl"}
    return {"references": list(scenario.references), "references_lang": "en"}


def choices(content: Mapping[str, Any]) -> dict[str, str]:
    """Return whether the page says that sources are in English: when any of them is."""
    rows = [*content["tables"]["funding"], *content["tables"]["spending"]]
    rows += [row for group in content["assumptions"] for row in group["rows"]]
    left = in_english(rows) or content["references_lang"] == "en"
    return {"money.english": "money.english" if left else ""}


def checks(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row a check: what must hold, and whether it does."""
    return [
        [named(f"check.{name}", str(name), words), words("checks.yes" if passed else "checks.no")]
        for name, passed in result.checks[["check", "passed"]].itertuples(index=False, name=None)
    ]


def sources(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row a table that was read, by the scenario or by the report itself."""
    used = {record["table"]: record for record in result.manifest["sources"]}
    for record in result.manifest.get("use", {}).get("sources", ()):
        used.setdefault(record["table"], record)
    read = [JOBS, *([facts.AI_USE] if facts.asks_for_ai_use(words) else [])]  # what the report itself reads
    read += [ESTABLISHMENTS] if result.municipalities is not None else []
    for name in read:
        used.setdefault(name, snapshot.record(name).manifest())
    return source_rows(used, words)
