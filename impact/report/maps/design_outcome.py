"""A map of the figures that a study looks at: those of an outcome of a design file, a user's own figures among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd

from impact import regions
from impact.effects.registered.design_file import DesignFile, Outcome
from impact.effects.registered.figures import file_record, study_figures
from impact.effects.registered.study_panel import outcome_values
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError, Problem, suggestion
from impact.panel.names import region_label
from impact.report.maps.figures import NATION, Kind, MapFigures, figures_of_series
from impact.report.study.pages import StudyPages, StudyWords
from impact.sources import snapshot
from impact.words.names import Name, name_of
from impact.words.texts import chart_words
from impact.words.units import unit as unit_of

if TYPE_CHECKING:
    from impact.regions import Level
    from impact.sources.provenance import Record

LOG = "log"
SHOWN = 5  # codes that are named


def design_figures(
    where: str | Path,
    *,
    outcome: str = "",
    years: Sequence[int] = (),
    change_from: int = 0,
    index: int = 0,
) -> MapFigures:
    """Return the figures of an outcome of a design, by municipality, COROP area or province, as a map draws them.

    Parameters
    ----------
    where
        A design file, or the name of a shipped one.
    outcome
        Its name; the only one, or the one that the design puts first, when "".
    years
        The years that are drawn; the last one with figures when empty.
    change_from, index
        The year that a change in % is counted from, or that is 100; 0 for neither.

    Raises
    ------
    InputError
        What `usable_design` raises; an outcome or a year that is not there, areas that are not drawn, and logarithms of
        which no unit is stated.
    """
    return design_series(where, outcome).figures(years, change_from=change_from, index=index)


@dataclass(frozen=True)
class DesignSeries:
    """The figures of one outcome of a design, of all years.

    Attributes
    ----------
    design : the study.
    outcome : which of its outcomes.
    level : the regions that they are of.
    wide : (regions, years), NaN where there is no figure.
    notes : what is said of them.
    """

    design: DesignFile
    outcome: Outcome
    level: Level
    wide: pd.DataFrame
    notes: tuple[Name, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years with figures, from the first to the last."""
        return tuple(int(year) for year in self.wide.columns)

    @property
    def compared_only(self) -> bool:
        """Whether it has no unit of its own, so that a map can show changes and an index alone."""
        return self.outcome.transform == LOG and not _own_unit(self.outcome)

    @property
    def title(self) -> Name:
        """What is measured."""
        return _subject(self.design, self.outcome)

    def figures(self, years: Sequence[int] = (), *, change_from: int = 0, index: int = 0) -> MapFigures:
        """Return what a map draws; parameters and errors are those of `design_figures`."""
        base = change_from or index
        asked = tuple(years) or (self.years[-1],)
        _require_years(self, asked, base)
        plain: Kind = "rate" if self.outcome.denominator else "level"
        found = figures_of_series(
            {year: _compared(self.wide[year], self.wide, base, change=bool(change_from)) for year in asked},
            level=self.level,
            year=asked[0],
            subject=self.title,
            unit=name_of(lambda lang: chart_words(lang)("change_map.unit"))
            if change_from
            else _index(index)
            if index
            else _unit(self.design, self.outcome),
            kind="change" if change_from else "index" if index else plain,
            records=tuple(_record(self.design, self.outcome)),
            notes=self.notes,
        )
        return replace(found, base=base)


def design_series(where: str | Path, outcome: str = "") -> DesignSeries:
    """Return the figures of an outcome of a design, by municipality, COROP area or province, of all years.

    Parameters
    ----------
    where
        A design file, or the name of a shipped one.
    outcome
        Its name; the only one, or the one that the design puts first, when "".

    Raises
    ------
    InputError
        What `usable_design` raises; an outcome that is not there, areas that are not drawn.
    """
    design = usable_design(where)
    chosen = _outcome(design, outcome)
    held = outcome_values(chosen, study_figures(design)).dropna(subset=["value"])
    own = {code: unit for unit, code in chosen.codes.items()}
    held = held.assign(region=held["unit"].map(lambda code: own.get(code, code)))
    level, drawn, notes = _drawn(design, chosen, held)
    wide = drawn.pivot_table(index="region", columns="year", values="value")
    return DesignSeries(design, chosen, level, wide, notes)


def _outcome(design: DesignFile, name: str) -> Outcome:
    """Return the outcome of that name, or the one that a reader would look for."""
    names = [one.name for one in design.outcomes]
    if name:
        if name not in names:
            problem = Problem("option", "--outcome", repr(name), "an outcome of the design", suggestion(name, names))
            raise InputError(problem)
        return design.outcome(name)
    first = [one for one in design.outcomes if one.primary] or list(design.outcomes)
    if len(first) > 1:
        found, todo = f"{len(names)} outcomes: {', '.join(names)}", f"Name one, such as --outcome {names[0]}."
        raise InputError(Problem("option", "--outcome", found, "one of them", todo))
    return first[0]


def _drawn(design: DesignFile, outcome: Outcome, held: pd.DataFrame) -> tuple[Level, pd.DataFrame, tuple[Name, ...]]:
    """Return the level that most areas are of, their figures, and which others are not on the map."""
    areas = set(held["region"])
    levels: tuple[Level, ...] = get_args(regions.Level)
    level = max(levels, key=lambda one: len(areas & set(regions.codes(one))))
    known = set(regions.codes(level))
    if not areas & known:
        found = f"areas such as {', '.join(sorted(areas)[:SHOWN])}"
        todo = "Give the codes that belong to them in codes of the outcome, or state regions where a file has names."
        expected = "codes of municipalities (GM0014), COROP areas (CR03) or provinces (PV20)"
        raise InputError(Problem(design.asked, f"outcomes.{outcome.name}", found, expected, todo))
    left = sorted(areas - known - {NATION})
    more = " ..." if len(left) > SHOWN else ""
    called_so = [region_label(code) for code in left[:SHOWN]]
    en, nl = (
        ", ".join(name.spoken(lang) or code for name, code in zip(called_so, left, strict=False))
        for lang in ("en", "nl")
    )
    said = Name(en=f"Not on this map: {en}{more}.", nl=f"Niet op deze kaart: {nl}{more}.")
    return level, held[held["region"].isin(known)], (said,) if left else ()


def _require_years(series: DesignSeries, asked: Sequence[int], base: int) -> None:
    there = series.years
    lacking = [year for year in (*asked, *([base] if base else [])) if year not in there]
    if lacking:
        found = f"{', '.join(map(str, lacking))}, of which {series.outcome.name} has no figures"
        raise InputError(Problem("option", "--year", found, "years with figures", f"It has {there[0]} to {there[-1]}."))


def _compared(values: pd.Series[float], wide: pd.DataFrame, base: int, *, change: bool) -> pd.Series[float]:
    """Return figures as they are, or against those of the year that they are compared with."""
    if not base:
        return values
    above = wide[base].where(wide[base] > 0)
    return 100 * (values / above - 1) if change else 100 * values / above


def _subject(design: DesignFile, outcome: Outcome) -> Name:
    pages = StudyPages.of(design)
    en, nl = (StudyWords(design, pages, lang).outcome(outcome.name) for lang in ("en", "nl"))
    return Name(en=en, nl=nl)


def _index(year: int) -> Name:
    return Name(en=f"index, {year} = 100", nl=f"index, {year} = 100")


def _unit(design: DesignFile, outcome: Outcome) -> Name:
    """Return what figures are in: as their file says, or the outcome, which in logarithms says nothing of them."""
    if own := _own_unit(outcome):
        return unit_of(own).axis
    if outcome.transform == LOG:
        expected = "the unit of the figures themselves"
        todo = "Draw a change (--change-from YEAR) or an index (--index YEAR), which have none."
        if outcome.numerator.file and outcome.denominator is None and outcome.scale == 1:
            todo = f'State it in the numerator, such as unit = "jobs"; or: {todo[0].lower()}{todo[1:]}'
        raise InputError(Problem(design.asked, f"outcomes.{outcome.name}", "logarithms", expected, todo))
    return unit_of(outcome.unit).axis


def _own_unit(outcome: Outcome) -> str:
    """Return the unit that a file states for figures which are taken as they are; "" for others."""
    plain = outcome.denominator is None and outcome.scale == 1
    return outcome.numerator.unit if plain and outcome.numerator.unit else ""


def _record(design: DesignFile, outcome: Outcome) -> list[Record]:
    """Return where the figures come from: whose file, with its checksum, or which table."""
    parts = [part for part in (outcome.numerator, outcome.denominator) if part is not None]
    return [file_record(part, design.folder) if part.file else snapshot.record(part.table) for part in parts]
