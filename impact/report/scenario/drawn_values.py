"""The figures that the charts of a scenario draw, as the tables under them show them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from impact import regions, sectors
from impact.report.charts import maps
from impact.report.charts.scenario import largest_sectors
from impact.report.pages.manuscript import Values
from impact.report.scenario import facts
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import Words


def drawn_values(result: ScenarioResult, words: Words) -> dict[str, Values]:
    """Return the table of every chart of the publication, by the name of its place."""
    return {
        "area": _area(result, words),
        "start": _shares(words),
        "years": _years(result, words),
        "stages": _stages(result, words),
        "sector": _sectors(result, words),
        "steps": _steps(result, words),
    }


def _area(result: ScenarioResult, words: Words) -> Values:
    held: dict[str, list[str]] = {}
    for code in sorted(regions.study_area(result.scenario.study_area).municipalities, key=regions.name):
        held.setdefault(regions.corop_of(code), []).append(regions.name(code))
    rows = [(f"{regions.name(corop)} ({corop})", words.listed(names)) for corop, names in sorted(held.items())]
    return _table(words, ("corop", "municipalities"), rows)


def _shares(words: Words) -> Values:
    shares = maps.sector_shares(facts.ICT, facts.last_observed()).sort_values(ascending=False)
    rows = [(f"{regions.name(str(code))} ({code})", _figure(share, words, 1)) for code, share in shares.items()]
    return _table(words, ("corop", "share"), rows)


def _years(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_year(result, "jobs").set_index(["year", "concept"])
    return _by_concept(frame, "year", HEADLINES, words)


def _sectors(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_sector(result, "jobs")
    named = frame[frame["sector"].isin(largest_sectors(frame))]
    ranked = {sector: at for at, sector in enumerate(largest_sectors(frame))}
    named = named.sort_values("sector", key=lambda column: column.map(ranked), kind="stable")
    names = sectors.labels(result.scenario.sectors, words.lang)
    frame = named.assign(sector=named["sector"].map(names)).set_index(["sector", "concept"])
    return _by_concept(frame, "sector", HEADLINES, words)


def _by_concept(frame: pd.DataFrame, row: str, concepts: tuple[str, ...], words: Words) -> Values:
    """Return a row a year or a sector: the mean of each concept with its range."""
    names = list(dict.fromkeys(frame.index.get_level_values(row)))
    statistics = frame[["p05", "mean", "p95"]]
    found = dict(zip(frame.index, statistics.itertuples(index=False, name=None), strict=True))
    rows = [(str(name), *(_ranged(found.get((name, concept)), words) for concept in concepts)) for name in names]
    return Values((words(f"values.{row}"), *(words(f"concept.{concept}") for concept in concepts)), tuple(rows))


def _ranged(statistics: tuple[float, ...] | None, words: Words) -> str:
    if statistics is None:
        return words("document.nothing")
    low, mean, high = statistics
    return words("headline.range", mean=words.number(mean), span=words.span(low, high))


def _stages(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_year(result, "jobs", stage=None)
    kept = frame[frame["stage"].isin(STAGES) & frame["concept"].isin(HEADLINES)]
    wide = kept.pivot_table(index="year", columns=["concept", "stage"], values="mean")
    columns = [(concept, stage) for concept in HEADLINES for stage in STAGES]
    head = [words("values.stage", concept=words(f"concept.{c}"), stage=words(f"stage.{s}")) for c, s in columns]
    rows = [
        (str(year), *(_figure(value, words) for value in row))
        for year, *row in wide.reindex(columns=pd.MultiIndex.from_tuples(columns)).itertuples(name=None)
    ]
    return Values((words("values.year"), *head), tuple(rows))


def _steps(result: ScenarioResult, words: Words) -> Values:
    steps = outlook.steps(result, "jobs").drop(index="net_national", errors="ignore")[["mean", "p05", "p95"]]
    rows = [
        (words(f"step.{step}"), words.number(mean, 0), words.span(low, high, 0))
        for step, mean, low, high in steps.itertuples(name=None)
    ]
    return _table(words, ("step", "mean", "range"), rows)


def _figure(value: float, words: Words, decimals: int | None = None) -> str:
    return words("document.nothing") if math.isnan(value) else words.number(value, decimals)


def _table(words: Words, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Values:
    return Values(tuple(words(f"values.{column}") for column in columns), tuple(rows))
