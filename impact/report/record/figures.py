"""The figures of a record's pages, each with its message in a sentence and the table of what it draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact import regions
from impact.productivity.record.innovation import WATCHED
from impact.productivity.record.measures import Measure
from impact.productivity.record.parts_of_growth import PARTS
from impact.productivity.record.places import NATION
from impact.productivity.record.regional_record import CLASSIC, Part
from impact.report.charts.parts import parts_by_group
from impact.report.charts.series import Panel, by_year
from impact.report.charts.values import Values, figure
from impact.report.maps.figures import MapFigures, figures_of_series
from impact.report.maps.page import slim, values
from impact.report.maps.picture import MapPicture, chart
from impact.report.maps.style import Side
from impact.report.pages.manuscript import Illustration
from impact.report.record.tables import provinces, research_years, spending
from impact.report.record.telling import Account, broken_years, mean_growth
from impact.words.names import name_of

if TYPE_CHECKING:
    import altair as alt


def illustrations(account: Account, quoted: Mapping[str, str]) -> Iterator[Illustration]:
    """Return the figures in the order of the pages.

    Parameters
    ----------
    account
        The record in one language.
    quoted
        What its sentences quote.
    """
    for draw in FIGURES.values():
        yield draw(account, quoted)


def _illustration(
    account: Account, name: str, drawn: alt.VConcatChart, table: Values, quoted: Mapping[str, str], message: str = ""
) -> Illustration:
    words = account.words
    return Illustration(
        name, drawn, message or words(f"{name}.alt", **quoted), words(f"{name}.caption", **quoted), table
    )


def _lines(
    account: Account, name: str, places: Sequence[str], measure: Measure, quoted: Mapping[str, str], *, decimals: int
) -> Illustration:
    """Return a measure of productivity of some places by year."""
    words = account.words
    frame = account.record[Part.PRODUCTIVITY]
    held = frame[frame["region"].isin(places) & frame["measure"].eq(measure) & frame["value"].notna()]
    rows = _ordered(held.assign(series=held["region"].map(account.place)), [account.place(code) for code in places])
    levels = frame[frame["region"].isin(places) & frame["measure"].eq(Measure.LEVEL)]
    whole = tuple(account.place(code) for code in places if not broken_years(levels[levels["region"].eq(code)]))
    panel = Panel(rows, words(f"{name}.axis"), broken_years(levels), whole, zero=measure is not Measure.LEVEL)
    around = _around(account, name, quoted, Part.PRODUCTIVITY)
    if (finding := account.words.known(f"{name}.finding", **quoted)) is not None:
        around["title"] = finding
    if panel.breaks:
        around["subtitle"] += words("break.mark")
    drawn = by_year([panel], **around)
    return _illustration(account, name, drawn, _by_year(account, rows, decimals), quoted)


def _around(account: Account, name: str, quoted: Mapping[str, str], *parts: Part) -> dict[str, Any]:
    """Return what stands around a chart."""
    words = account.words
    return {
        "lang": words.lang,
        "title": words(f"{name}.title", **quoted),
        "subtitle": words("place.of_area", said=words(f"{name}.subtitle", **quoted).rstrip("."), area=account.title),
        "source": account.source(*parts),
    }


def _ordered(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the rows of series in the order of their names, by year."""
    order = rows["series"].map(list(dict.fromkeys(names)).index)
    return rows.assign(order=order).sort_values(["order", "year"])[["series", "year", "value"]].reset_index(drop=True)


def _by_year(account: Account, rows: pd.DataFrame, decimals: int) -> Values:
    """Return a row a year with a column a series."""
    names = list(dict.fromkeys(rows["series"]))
    wide = rows.pivot_table(index="year", columns="series", values="value")[names]
    told = [
        (str(year), *(figure(v, account.words, decimals) for v in row)) for year, *row in wide.itertuples(name=None)
    ]
    return Values((account.words("axis.year"), *names), tuple(told))


def _gap_map(account: Account, quoted: Mapping[str, str]) -> Illustration:
    last = account.years[1]
    gaps = pd.Series({code: account.productivity(Measure.GAP, code)[last] for code in regions.codes("corop")})
    shown = _on_a_map(account, "gap_map", gaps, decimals=0)
    return _map(account, "gap_map", shown, "zero", quoted)


def _growth_map(account: Account, quoted: Mapping[str, str]) -> Illustration:
    last = account.years[1]
    held = {code: account.productivity(Measure.INDEX, code)[last] for code in regions.codes("corop")}
    grown = {
        code: _grown(account, code) for code, index in held.items() if pd.notna(index)
    }  # across a break there is none
    values = pd.Series(grown, dtype=float).reindex(regions.codes("corop"))
    shown = _on_a_map(account, "growth_map", values, decimals=1, nation=_grown(account, NATION))
    since = replace(shown, kind="change", base=account.years[0])
    return _map(account, "growth_map", since, "nation", quoted)


def _grown(account: Account, code: str) -> float:
    return mean_growth(account.productivity(Measure.LEVEL, code))


def _on_a_map(
    account: Account, name: str, values: pd.Series[float], *, decimals: int, nation: float | None = None
) -> MapFigures:
    found = figures_of_series(
        values,
        level="corop",
        year=account.years[1],
        subject=name_of(lambda lang: replace(account.words, lang=lang)(f"{name}.title")),
        unit=name_of(lambda lang: replace(account.words, lang=lang)(f"{name}.unit")),
        kind="rate",
        statuses={str(code): "break" for code in values.index[values.isna()]},
        nation=nation,
        # What the tables say of themselves is told with the figures, as far as it is about these.
        records=[replace(record, cautions=()) for record in account.record.sources(Part.PRODUCTIVITY)],
    )
    return replace(found, decimals=decimals)


def _map(account: Account, name: str, shown: MapFigures, around: Side, quoted: Mapping[str, str]) -> Illustration:
    heading = account.words(f"{name}.title")
    picture = MapPicture(shown, account.words.lang, around=around, heading=heading, outline=account.record.area)
    drawn = _illustration(account, name, chart(picture), values(picture), quoted, picture.message)
    return replace(drawn, slim=slim(picture))


def _jobs(account: Account, quoted: Mapping[str, str]) -> Illustration:
    """Return the parts of the growth of jobs by group, the largest change first."""
    words = account.words
    parts = account.jobs().sort_values("change", ascending=False, kind="stable")
    names = {part: words(f"part.{part}") for part in PARTS[CLASSIC]}
    rows = pd.DataFrame(
        {"name": account.sector(str(sector)), "part": names[part], "value": row[part], "change": row["change"]}
        for sector, row in parts.iterrows()
        for part in PARTS[CLASSIC]
    )
    drawn = parts_by_group(rows, axis=words("jobs.axis"), **_around(account, "jobs", quoted, Part.JOB_GROWTH))
    columns = ("before", "change", *PARTS[CLASSIC])
    told = [
        (account.sector(str(sector)), *(words.number(row[column], 1) for column in columns))
        for sector, row in parts.iterrows()
    ]
    head = tuple(words(f"part.{column}", **quoted) for column in ("group", *columns))
    return _illustration(account, "jobs", drawn, Values(head, tuple(told)), quoted)


def _births(account: Account, quoted: Mapping[str, str]) -> Illustration:
    """Return new establishments in each group that is watched, side by side."""
    frame = account.record[Part.BIRTHS]
    titles = {sector: account.sector(sector) for sector in WATCHED}
    rows = _ordered(frame.assign(series=frame["sector"].map(titles)), list(titles.values()))
    panels = [
        Panel(
            rows[rows["series"].eq(title)],
            account.words("births.axis"),
            heading=title,
            breaks=broken_years(frame[frame["sector"].eq(sector)]),
        )
        for sector, title in titles.items()
    ]
    drawn = by_year(panels, **_around(account, "births", quoted, Part.BIRTHS))
    return _illustration(account, "births", drawn, _by_year(account, rows, 0), quoted)


def _birth_rate(account: Account, quoted: Mapping[str, str]) -> Illustration:
    frame = account.record[Part.BIRTH_RATE]
    names = [account.place(code) for code in (account.area, NATION)]
    rows = _ordered(frame.assign(series=frame["region"].map(account.place)), names)
    panel = Panel(rows, account.words("birth_rate.axis"), breaks=broken_years(frame))
    drawn = by_year([panel], **_around(account, "birth_rate", quoted, Part.BIRTH_RATE))
    return _illustration(account, "birth_rate", drawn, _by_year(account, rows, 1), quoted)


def _research(account: Account, quoted: Mapping[str, str]) -> Illustration:
    """Return spending on research in the provinces of the area, interrupted at the break."""
    frame = spending(account)
    inside = provinces(account)
    held = frame[frame["region"].isin(inside) & frame["value"].notna()]
    rows = _ordered(held.assign(series=held["region"].map(regions.name)), [regions.name(code) for code in inside])
    panel = Panel(rows, account.words("research.axis"), breaks=(research_years(account).broken,))
    drawn = by_year([panel], **_around(account, "research", quoted, Part.RESEARCH))
    return _illustration(account, "research", drawn, _by_year(account, rows, 0), quoted)


FIGURES: Mapping[str, Callable[[Account, Mapping[str, str]], Illustration]] = MappingProxyType(
    {
        "level": lambda of, quoted: _lines(of, "level", (of.area, NATION), Measure.LEVEL, quoted, decimals=1),
        "gap_map": _gap_map,
        "gap": lambda of, quoted: _lines(of, "gap", (of.area, *of.drawn), Measure.GAP, quoted, decimals=0),
        "growth": lambda of, quoted: _lines(of, "growth", (of.area, NATION), Measure.GROWTH, quoted, decimals=1),
        "growth_map": _growth_map,
        "jobs": _jobs,
        "births": _births,
        "birth_rate": _birth_rate,
        "research": _research,
    }
)
"""The figures in the order of the pages, by their place in the template; of a record and what its sentences quote."""
