"""The figures of a map of what a scenario leads to, per thousand jobs of the area or as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from impact import regions
from impact.errors import InputError, Problem
from impact.panel.figures import SNAPSHOT
from impact.panel.names import label
from impact.panel.variables import variable
from impact.report.maps import quotient
from impact.report.maps.figures import BAND, NATION, MapFigures, figures_of_series, map_figures
from impact.report.maps.outcome import Outcome
from impact.report.maps.outcome_question import GROSS as GROSS
from impact.report.maps.outcome_question import NOTHING, chosen
from impact.report.maps.outcome_question import OutcomeQuestion as OutcomeQuestion
from impact.report.maps.question import map_question
from impact.scenario.answer.statistics import ALL, FEWEST_DRAWS
from impact.scenario.computation.measures import MONEY
from impact.scenario.computation.municipalities import bearing
from impact.words.names import Name, name_of
from impact.words.texts import Words, chart_words, within_sentence
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.regions import Level
    from impact.sources.provenance import Record
    from impact.sources.store import Store
    from impact.words.languages import Lang

_MEAN, _LOW, _HIGH = "mean", "p05", "p95"
_APPORTIONED = "gemeente"


@dataclass(frozen=True)
class _Below:
    """What figures are divided by: how much of it each region has, from which tables, and how the quotient is told."""

    counts: pd.Series[float]
    nation: float
    times: float
    unit: Name
    note: Name | None
    records: tuple[Record, ...] = ()


def outcome_figures(outcome: Outcome, asked: OutcomeQuestion) -> MapFigures:
    """Return the figures of a map of an outcome: the mean of the draws, and between which nine in ten of them lie.

    Figures by municipality are apportioned and have one digit, no more than that bears. An area without a row is zero
    in every draw; a municipality that the result does not know has no figure, nor has an area outside the study area of
    a concept that is computed for the study area alone.

    Parameters
    ----------
    outcome
        What `outcome_of` found in a folder, or the frames of a result.
    asked
        What to show.

    Raises
    ------
    InputError
        A level, measure, concept, year or sector that the result does not have, with those that it has; what is divided
        by is not there; no figure in the area.
    """
    frame = chosen(outcome, asked)
    years = asked.years or (None,)
    found = {_year(year, frame): _of_year(frame, year, outcome, asked) for year in years}
    below = _below(asked, outcome, str(frame["unit"].iloc[0]))
    tables = {year: _over(values, below, asked.level) for year, values in found.items()}
    first = next(iter(tables))
    made = figures_of_series(
        {year: table[_MEAN].drop(NATION, errors="ignore") for year, table in tables.items()},
        level=asked.level,
        year=first,
        subject=_subject(asked),
        unit=below.unit,
        kind="rate" if asked.divided_by else "level",
        nation=_of_nation(tables[first]),
        records=(*outcome.sources, *_besides(below.records, outcome.sources)),
        notes=tuple(_notes(outcome, asked, below)),
    )
    figures = replace(_with_band(made, tables, outcome), sector=asked.sector, own=_own(outcome))
    figures = replace(figures, period=None if asked.years else _together(frame), frame=_outside(figures.frame))
    if asked.level == _APPORTIONED:
        figures = replace(figures, decimals=_few_decimals(figures.frame["value"]))
    shown = _shown(figures, asked)
    _refuse_nothing(shown, asked, outcome)
    return replace(figures, notes=(*figures.notes, *_of_band(figures, shown)))


def _outside(frame: pd.DataFrame) -> pd.DataFrame:
    """Return figures of which those outside of what a scenario computes are not called absent from a source."""
    return frame.assign(status=frame["status"].replace({"not collected": "impossible"}))


def _year(year: int | None, frame: pd.DataFrame) -> int:
    """Return the year that figures stand at: of all years together the last."""
    return int(frame["year"].max()) if year is None else year


def _of_year(frame: pd.DataFrame, year: int | None, outcome: Outcome, asked: OutcomeQuestion) -> pd.DataFrame:
    """Return mean and ends of the band by area, (areas and perhaps NL, statistics); zero where there is no row."""
    of_year = frame["year"].isna() if year is None else frame["year"].eq(year)
    rows = frame[of_year & frame["sector"].eq(asked.sector or ALL)]
    wide = rows.pivot_table(index="region", columns="statistic", values="value", aggfunc="sum")
    known = outcome.frames[asked.level]["region"].unique()
    codes = regions.codes(asked.level)
    areas = codes if asked.level != _APPORTIONED else [code for code in codes if code in known]
    kept = [*areas, *([NATION] if NATION in known else [])]
    found = wide.reindex(index=kept, columns=[_MEAN, _LOW, _HIGH])
    return found.fillna(0.0).where(pd.Series(kept, index=kept).isin(_computed(frame, kept)))


def _computed(frame: pd.DataFrame, areas: Sequence[str]) -> list[str]:
    """Return the areas for which a concept is computed.

    Those of the whole country where it is there for the nation, without those that the result divides (`CR07-inside`
    and `CR07-rest`); else those that it has rows of: net of the region is not computed elsewhere.
    """
    with_rows = set(frame["region"].unique())
    if not {NATION} & with_rows and areas[0].startswith("CR"):
        return sorted(with_rows)
    divided = {code.partition("-")[0] for code in with_rows if "-" in code}
    return [code for code in areas if code not in divided or code in with_rows]


def _below(asked: OutcomeQuestion, outcome: Outcome, in_unit: str) -> _Below:
    """Return what figures are divided by; ones where they are shown as they are."""
    money = in_unit == MONEY
    told = unit(in_unit).in_prices(outcome.price_year) if money else unit(in_unit)
    if not asked.divided_by:
        every = pd.Series(1.0, index=regions.codes(asked.level))
        return _Below(every, 1.0, 1.0, told.after, None)
    wanted = variable(asked.divided_by)
    if wanted.kind != "count":
        todo = f"Divide by jobs, population or another count, or --per {NOTHING}."
        raise InputError(Problem("map", "per", wanted.name, "something that is counted", todo))
    counted_by = _bundled if asked.data == SNAPSHOT else _counts
    found = counted_by(wanted.name, asked.level, asked.data)  # type: ignore[arg-type]
    year, counted = found.years[0], unit(wanted.unit).times
    values = found.frame.set_index("region")["value"] * counted
    nation = found.nation.get(year, np.nan) * counted
    note = name_of(lambda lang: _divided(wanted.name, year, lang))
    if money:
        per = quotient.money_per(wanted, outcome.price_year)
        return _Below(values, nation, unit(MONEY).times, per, note, found.records)
    quotient_unit = name_of(lambda lang: f"{told.after.spoken(lang)} {quotient.per_what(wanted, lang, many=True)}")
    return _Below(values, nation, 1000.0, quotient_unit, note, found.records)


def _besides(records: Sequence[Record], known: Sequence[Record]) -> Iterator[Record]:
    """Yield the tables that are not among those that are known, in the same edition.

    Without their cautions: these are of regions and years beside each other, and what is divided by is of one year.
    """
    held = {(one.table, one.sha256) for one in known}
    yield from (replace(one, cautions=()) for one in records if (one.table, one.sha256) not in held)


def _counts(name: str, level: Level, data: str | Path | Store | Figures) -> MapFigures:
    """Return a count by region."""
    return map_figures(map_question(name, level=level, data=data))


_bundled = lru_cache(maxsize=16)(_counts)  # what travels with the package does not change


def _over(values: pd.DataFrame, below: _Below, level: str) -> pd.DataFrame:
    """Return figures over what they are divided by; those that were apportioned with one digit."""
    under = pd.concat([below.counts, pd.Series({NATION: below.nation})]).reindex(values.index)
    found = values.mul(below.times).div(under.where(under > 0), axis=0)
    if level != _APPORTIONED:
        return found
    rounded = bearing(found.to_numpy(dtype=float))
    return pd.DataFrame(rounded, index=found.index, columns=found.columns)


def _of_nation(table: pd.DataFrame) -> float | None:
    value = table[_MEAN].get(NATION, np.nan)
    return None if np.isnan(value) else float(value)


def _with_band(made: MapFigures, tables: Mapping[int, pd.DataFrame], outcome: Outcome) -> MapFigures:
    """Return figures with the ends between which nine in ten draws lie; without, where draws are too few to know."""
    if outcome.draws < FEWEST_DRAWS:
        return made
    together = pd.concat(tables, names=["year", "region"])[[_LOW, _HIGH]]
    places = pd.MultiIndex.from_frame(made.frame[["year", "region"]])
    ends = together.reindex(places).to_numpy()
    return replace(made, frame=made.frame.assign(**dict(zip(BAND, ends.T, strict=True))))


def _few_decimals(values: pd.Series[float]) -> int:
    """Return how many decimals figures of one digit take, by the largest of them."""
    largest = float(values.abs().max())
    return 0 if largest >= 5 else 1 if largest >= 0.5 else 2


def _shown(figures: MapFigures, asked: OutcomeQuestion) -> pd.DataFrame:
    """Return the rows of the area that is shown."""
    if asked.area is None:
        return figures.frame
    return figures.frame[figures.frame["region"].isin(asked.area.regions(asked.level))]


def _refuse_nothing(shown: pd.DataFrame, asked: OutcomeQuestion, outcome: Outcome) -> None:
    """Refuse a map on which every region would be hatched."""
    if shown["value"].notna().any():
        return
    where = asked.area.name if asked.area else "any region"
    known = ", ".join(outcome.frames[asked.level]["region"].unique()[:20])
    todo = f"The result has figures of {known}. Choose another area, level or --per {NOTHING}."
    raise InputError(Problem(outcome.place, "region", f"no figure for {where}", "a figure of one region", todo))


def _subject(asked: OutcomeQuestion) -> Name:
    def spoken(lang: Lang) -> str:
        words = chart_words(lang)
        measure = words.known(f"measure.{asked.measure}") or asked.measure
        return words("outcome.title", measure=measure, concept=_concept(asked.concept, words))

    return name_of(spoken)


def _concept(concept: str, words: Words) -> str:
    return words.known(f"outcome_concept.{concept}") or concept


def _own(outcome: Outcome) -> Name:
    return name_of(lambda lang: chart_words(lang)("source.own", scenario=outcome.scenario))


def _together(frame: pd.DataFrame) -> Name:
    years = frame["year"].dropna()
    first, last = int(years.min()), int(years.max())
    return name_of(lambda lang: chart_words(lang)("outcome.together", first=first, last=last))


def _divided(name: str, year: int, lang: Lang) -> str:
    what = within_sentence(label(variable(name)).spoken(lang))
    return chart_words(lang)("outcome.divided", what=what, year=year)


def _notes(outcome: Outcome, asked: OutcomeQuestion, below: _Below) -> Iterator[Name]:
    """Return what a reader has to know: the scenario, what the concept means, the draws, what figures are of."""
    yield name_of(lambda lang: chart_words(lang)("outcome.scenario", title=outcome.title.spoken(lang)))
    texts = [f"outcome_note.{asked.concept}", "outcome.few" if outcome.draws < FEWEST_DRAWS else "outcome.mean"]
    texts += ["outcome.apportioned"] if asked.level == _APPORTIONED else []
    for text in texts:
        if chart_words("en").known(text, draws=outcome.draws) is not None:
            yield _noted(text, outcome.draws)
    if below.note is not None:
        yield below.note


def _of_band(figures: MapFigures, shown: pd.DataFrame) -> Iterator[Name]:
    """Yield between which figures nine in ten draws lie, of the region with the highest figure."""
    if not figures.banded or len(figures.years) > 1:
        return
    highest = shown[shown["value"].notna()].sort_values(["value", "region"]).iloc[-1]
    low, high = (float(highest[end]) for end in BAND)

    def spoken(lang: Lang) -> str:
        words = chart_words(lang)
        return words(
            "outcome.band", region=regions.name(highest["region"]), span=words.span(low, high, figures.decimals)
        )

    yield name_of(spoken)


def _noted(text: str, draws: int) -> Name:
    return name_of(lambda lang: chart_words(lang)(text, draws=chart_words(lang).number(draws, 0)))
