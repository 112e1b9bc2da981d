"""The tornado of one headline: how far it moves where one input is low, and where it is high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from impact.inputoutput.tables.national import TABLE
from impact.panel.activity import COROP_JOBS
from impact.panel.activity import TABLE as JOBS_BY_REGION
from impact.report.charts import row_names, theme
from impact.report.charts.chart import Chart
from impact.report.charts.sources import source_line
from impact.scenario.drivers.headlines import ALL, Headline
from impact.scenario.drivers.result import CENTRAL, DRAWN
from impact.words.names import called
from impact.words.statements import in_language
from impact.words.texts import Lang, Words, chart_words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult, Sensitivity
    from impact.scenario.drivers.of_result import Driven

SHOWN = 8
"""Inputs that are drawn: those with the largest part in the variance."""
MATTERS = 0.005
"""Of the variance: an input with less has no bar."""
ENDS = ("low", "high")
_COLOURS = (theme.COMPARISON, theme.TREATED)
_LETTERS = 44  # of an input on one line beside its bar
_WIDE, _ROW, _BAR, _LINE = 364, 14, 16, 14  # all facets together


def tornado(found: Sensitivity, *, headline: str, lang: Lang) -> alt.VConcatChart:
    """Return the tornado of one headline, with everything else at its central value and with everything drawn.

    Parameters
    ----------
    found
        What `impact.scenario.sensitivity` returns.
    headline
        Which figure, such as `net_regional.jobs`.
    lang
        `nl` or `en`.

    Raises
    ------
    KeyError
        When there is no such headline.
    """
    words, of = chart_words(lang), ALL[headline]
    rows = pd.concat([_bars(found, headline, others, lang) for others in (CENTRAL, DRAWN)], ignore_index=True)
    facets = {others: words(f"tornado.{others}") for others in (CENTRAL, DRAWN)}
    return theme.signed(
        drawn(rows, facets, _axis(of, found.manifest["price_year"], lang), words),
        lang,
        title=words("tornado.title", headline=called("headline", headline).spoken(lang)),
        subtitle=words("tornado.subtitle"),
        source=_source(found, words),
    )


def tornado_of_draws(result: ScenarioResult, of: Driven, names: Sequence[str], *, lang: Lang) -> alt.VConcatChart:
    """Return the tornado of one headline of a result, everything drawn: means where an input is low and where high.

    Parameters
    ----------
    result
        Whose draws these are.
    of
        What one of its headlines depends on.
    names
        The inputs that are drawn, from top to bottom.
    lang
        `nl` or `en`.
    """
    words = chart_words(lang)
    bars = of.rows.set_index("input").loc[list(names), list(ENDS)].assign(base=of.mean)
    named = [in_language(of.titles[name], lang) for name in names]
    rows = bars.assign(input=named, facet=DRAWN).reset_index(drop=True)
    return theme.signed(
        drawn(rows, {DRAWN: ""}, _axis(of.headline, result.scenario.price_year, lang), words),
        lang,
        title=words("tornado.title", headline=called("headline", of.headline.name).spoken(lang)),
        subtitle=words("tornado.of_draws"),
        source=_source(result, words),
    )


def drawn(rows: pd.DataFrame, facets: Mapping[str, str], axis: str, words: Words) -> alt.HConcatChart:
    """Return the bars of tornados beside each other, on one scale and with one row an input.

    Parameters
    ----------
    rows : DataFrame
        A row a bar: facet, input, low, high and base, in the order from top to bottom.
    facets
        What stands above each facet, by its key; nothing above a facet without words.
    axis
        What stands under the bars.
    words
        Of charts.
    """
    bars = _long(rows, words)
    # Said of each facet, and not shared, so that a narrow screen can put them below each other.
    across = alt.X("base:Q", title=axis, scale=_scale(bars), axis=alt.Axis(tickCount=5))
    first = next(iter(facets))
    width = _WIDE // len(facets)
    made = [
        _facet(bars[bars["facet"] == key], title, across, width, first=key == first) for key, title in facets.items()
    ]
    return alt.HConcatChart(hconcat=made, spacing=18, resolve=theme.resolved(scale={"y": "shared"}))


def _bars(found: Sensitivity, headline: str, others: str, lang: Lang) -> pd.DataFrame:
    """Return the bars of the inputs that matter most, by their part in the variance, the most first."""
    indices = found.of(headline)
    bars = found.bars(headline, others).set_index("input")
    kept = [name for name in indices.loc[indices["total"] >= MATTERS, "input"] if name in bars.index][:SHOWN]
    named = [in_language(found.titles[name], lang) for name in kept]
    return bars.loc[kept, [*ENDS, "base"]].assign(input=named, facet=others).reset_index(drop=True)


def _long(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return a row an end of a bar; names in lines."""
    named = rows.assign(name=[row_names.lines(name, _LETTERS) for name in rows["input"]])
    ends = [named.assign(end=words(f"tornado.{end}"), to=named[end]) for end in ENDS]
    return pd.concat(ends, ignore_index=True)[["facet", "name", "base", "end", "to"]]


def _scale(bars: pd.DataFrame) -> alt.Scale:
    ends = bars[["base", "to"]].to_numpy()
    return alt.Scale(domain=[float(ends.min()), float(ends.max())], nice=True, zero=False) if len(bars) else alt.Scale()


def _facet(bars: pd.DataFrame, title: str, across: alt.X, width: int, *, first: bool) -> alt.LayerChart:
    lines = int(bars["name"].str.count("\n").max()) + 1 if len(bars) else 1
    hidden = alt.Axis(title=None, labels=False, ticks=False, domain=False)
    base = Chart(bars).encode(
        y=alt.Y(
            "name:N", sort=None, axis=row_names.beside_rows() if first else hidden, scale=alt.Scale(paddingOuter=0.6)
        )
    )
    key = alt.Legend(title=None, orient="bottom", columns=1, symbolType="square")
    scale = alt.Scale(domain=list(dict.fromkeys(bars["end"])), range=list(_COLOURS))
    colour = alt.Color("end:N", scale=scale, legend=key)
    drawn = base.mark_bar(size=_BAR).encode(x=across, x2="to", color=colour)
    middle = Chart(bars.head(1)).mark_rule(color=theme.INK, strokeWidth=1).encode(x=across)
    height = alt.Step(max(_LINE * lines + _ROW, _BAR + _ROW))
    layered = alt.LayerChart(layer=[drawn, middle], width=width, height=height)
    return theme.headed(layered, title) if title else layered


def _axis(headline: Headline, price_year: int, lang: Lang) -> str:
    of = unit(headline.unit)
    priced = of.in_prices(price_year) if of.prices else of
    spoken = priced.after.spoken(lang)
    return spoken[:1].upper() + spoken[1:]


def _source(found: Sensitivity | ScenarioResult, words: Words) -> str:
    """Return the tables that the scenario rests on first, and that the rest is reckoned."""
    called_so = {
        TABLE: words("source.input_output", table_year=found.scenario.table_year),
        **dict.fromkeys((COROP_JOBS, JOBS_BY_REGION, "corop-jobs-by-section"), words("source.jobs")),
    }
    used = [record for record in found.manifest["sources"] if record["table"] in called_so]
    return source_line(used, words, called=called_so, after=words("source.own", scenario=found.scenario.name))
