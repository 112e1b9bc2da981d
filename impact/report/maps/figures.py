"""The figures of a map: one a region and year, with what a reader has to know of them.

`map_figures` finds those that a question asks for; `figures_of_series` takes those that somebody has already, such as
the outcome of a model by region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from impact import regions
from impact.errors import InputError, Problem
from impact.panel.figures import figures_of
from impact.panel.names import label
from impact.panel.series import bases
from impact.panel.variables import variable
from impact.report.maps import compared, quotient, rows
from impact.words.names import Name

if TYPE_CHECKING:
    from impact.regions import Level
    from impact.report.maps.question import MapQuestion
    from impact.sources.provenance import Record

NATION = "NL"
BAND = ("low", "high")
WITH_MINING = ("gdp", "value_added", "output")  # of all industries together
Kind = Literal["level", "rate", "change", "index"]
MIDDLE: Mapping[Kind, float] = {"level": 0.0, "rate": 0.0, "change": 0.0, "index": 100.0}


@dataclass(frozen=True)
class MapFigures:
    """What a map draws.

    Attributes
    ----------
    frame : columns region, year, value, status; every region of the level in every year, NaN where there is no figure;
        where figures are drawn by chance also `BAND`, between which nine in ten draws lie.
    level : the regions that are drawn.
    subject : what is measured.
    unit : of the figures.
    kind : "level" (an amount), "rate", "change" (in %) or "index".
    nation : the figure of the country by year, where it is known.
    base : the year that a change or an index is counted from; 0 for none.
    sector : the code of the sector; "" for all together.
    records : the tables that were drawn from.
    panels : the rows of the panel that the figures were made of.
    changes : the changes that were computed or refused, where figures are changes.
    notes : what is said of the figures besides.
    decimals : how many decimals the figures carry.
    mining : whether the production of gas is in the figures, which then follow its price.
    period : what the figures are of, where that is not a year.
    own : what was computed with the tables, to close the line of sources.
    """

    frame: pd.DataFrame
    level: Level
    subject: Name
    unit: Name
    kind: Kind = "level"
    nation: Mapping[int, float] = field(default_factory=dict)
    base: int = 0
    sector: str = ""
    records: tuple[Record, ...] = ()
    panels: tuple[pd.DataFrame, ...] = ()
    changes: tuple[pd.DataFrame, ...] = ()
    notes: tuple[Name, ...] = ()
    decimals: int = 1
    mining: bool = False
    period: Name | None = None
    own: Name | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are drawn."""
        return tuple(int(year) for year in self.frame["year"].unique())

    @property
    def middle(self) -> float:
        """The figure that parts falls from rises: 100 for an index, else zero."""
        return MIDDLE[self.kind]

    @property
    def banded(self) -> bool:
        """Whether it is known between which figures nine in ten draws lie."""
        return set(BAND) <= set(self.frame.columns)


def map_figures(asked: MapQuestion) -> MapFigures:
    """Return the figures that a question asks for.

    Raises
    ------
    InputError
        No table has the variable, the level, the sector or the year, and what there is; nothing that can be compared.
    """
    source = figures_of(asked.data)
    found = rows.rows_of_question(asked, source)
    years = asked.years or (rows.last_year(found, asked),)
    drawn = compared.drawn(found, years, asked)
    measured = quotient.measured(asked, variable(asked.variable))
    values = drawn.frame.assign(value=drawn.frame["value"] * measured.times)
    frame = _on_the_map(values[values["region"] != NATION], asked.level, years)
    _refuse_nothing(frame, asked, drawn.changes)
    of_nation = values[values["region"].eq(NATION) & values["value"].notna()].set_index("year")["value"]
    return MapFigures(
        frame,
        asked.level,
        label(variable(asked.variable)),
        measured.unit,
        kind=measured.kind,
        nation={int(str(year)): float(value) for year, value in of_nation.items()},
        base=asked.base,
        sector=asked.sector,
        records=rows.records(found, source),
        panels=tuple(part[part["region"] != NATION] for part in found),
        changes=drawn.changes,
        mining=not asked.sector and any(base.name in WITH_MINING for base in bases(variable(asked.variable))),
        decimals=carried(frame["value"], measured.kind, compared.error(found, years, asked) * measured.times),
    )


def figures_of_series(
    values: pd.Series[float] | Mapping[int, pd.Series[float]],
    *,
    level: Level,
    year: int,
    subject: Name,
    unit: Name,
    kind: Kind = "level",
    statuses: Mapping[str, str] | None = None,
    nation: float | None = None,
    records: Sequence[Record] = (),
    notes: Sequence[Name] = (),
) -> MapFigures:
    """Return figures of one's own as a map draws them.

    Parameters
    ----------
    values : Series or mapping
        Figures by region code; by year, for small multiples. NaN, or no row, is no figure.
    level : {"gemeente", "corop", "provincie"}
        The regions that are drawn.
    year : int
        When figures are of, where they are of one year.
    subject, unit : Name
        What is measured and in what, in both languages.
    kind : {"level", "rate", "change", "index"}
        Amounts, rates, changes in % or an index.
    statuses : mapping, optional
        Region code -> status of its figure (`impact.statuses`); "not collected" where there is none and none is given.
    nation : float, optional
        The figure of the country.
    records : sequence of Record
        The tables that figures come from.
    notes : sequence of Name
        What a reader has to know.

    Raises
    ------
    InputError
        A code that is not of the level, or an infinite figure, by the name of its region.
    ValueError
        A code stands twice.
    """
    of_years = {year: values} if isinstance(values, pd.Series) else values
    given = dict(statuses or {})
    parts = [
        pd.DataFrame(
            {
                "region": [str(code) for code in one.index],
                "year": at,
                "value": one.to_numpy(dtype=float),
                "status": [given.get(str(code), "") for code in one.index],
            }
        )
        for at, one in of_years.items()
    ]
    found = pd.concat(parts, ignore_index=True)
    check_figures(found, level)
    found.loc[found["value"].isna() & found["status"].eq(""), "status"] = "not collected"
    frame = _on_the_map(found, level, tuple(of_years))
    known = {} if nation is None else {year: nation}
    decimals = carried(frame["value"], kind)
    return MapFigures(
        frame, level, subject, unit, kind, known, records=tuple(records), notes=tuple(notes), decimals=decimals
    )


def check_figures(found: pd.DataFrame, level: Level) -> None:
    """Refuse codes of another level, codes that stand twice and infinite figures, by the names of their regions."""
    known = set(regions.codes(level))
    problems = [
        Problem("map", "region", repr(code), f"codes of the level {level}", "Leave it out, or choose its level.")
        for code in dict.fromkeys(found["region"])
        if code not in known
    ]
    endless = found[np.isinf(found["value"]) & found["region"].isin(known)]["region"]
    if len(endless):
        names = ", ".join(f"{regions.name(code)} ({code})" for code in dict.fromkeys(endless))
        todo = "A change from nothing has no size: give NaN, and the map says that there is no figure."
        problems.append(Problem("map", "value", f"an infinite figure of {names}", "a finite figure, or NaN", todo))
    if problems:
        raise InputError(problems)
    if found.duplicated(["region", "year"]).any():
        raise ValueError("A region stands twice in the figures of the map. Give every region one figure.")


def _on_the_map(found: pd.DataFrame, level: Level, years: Sequence[int]) -> pd.DataFrame:
    """Return a row for every region and year; one that is not in the source has that status."""
    places = pd.MultiIndex.from_product([regions.codes(level), years], names=["region", "year"])
    held = found.set_index(["region", "year"])[["value", "status"]]
    frame = held[held.index.isin(places)].reindex(places)
    values = frame["value"].astype("float64")
    return frame.assign(value=values, status=frame["status"].fillna("not collected")).reset_index()


def _refuse_nothing(frame: pd.DataFrame, asked: MapQuestion, changes: Sequence[pd.DataFrame]) -> None:
    """Refuse a map on which every region would be hatched."""
    inside = frame if asked.area is None else frame[frame["region"].isin(asked.area.regions(asked.level))]
    check_figures(inside, asked.level)
    if inside["value"].notna().any():
        return
    where = "any region" if asked.area is None else asked.area.name
    why = ", ".join(sorted({status or "no figure" for status in inside["status"]}))
    todo = "Choose another year, sector or area; `impact panel` lists the figures that there are."
    found = f"no figure of {asked.variable} for {where} ({why})"
    raise InputError(Problem("map", "value", found, "a figure of one region at least", todo))


def carried(values: pd.Series[float], kind: Kind, error: float = 0.0) -> int:
    """Return how many decimals figures carry: as published; of what is computed, no finer than it is known.

    Parameters
    ----------
    values : Series
        The figures; NaN where there is none.
    kind : {"level", "rate", "change", "index"}
        What they are.
    error : float
        How far the figure of a region can be off because its source is rounded, in the unit of the figures.
    """
    size = float(values.abs().median())
    if kind == "level":
        whole = values.dropna()
        return next((d for d in (0, 1) if np.allclose(whole.round(d), whole, atol=1e-6)), 0 if size >= 100 else 1)
    readable = 1 if kind == "change" else 0 if size >= 50 else 1 if size >= 1 else 2
    return max((d for d in range(readable + 1) if error <= 0.5 / 10**d), default=0)
