"""The chart of use: how many firms use AI without the facility, which is always drawn, and with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from impact.report.charts import facets, theme, values
from impact.report.charts.chart import Chart
from impact.report.charts.values import Values
from impact.scenario.answer import use_outlook
from impact.scenario.answer.outlook import Outlook
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

_PATHS = ("without", "with")
_COLOURS = (theme.COMPARISON, theme.TREATED)
_DASHES = ([1, 0], [6, 4])


def adoption(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return the share of firms that use AI by year, without the facility (with its range) and with it."""
    words = chart_words(lang)
    paths = use_outlook.adoption_paths(result)
    names = [words(f"adoption_path.{path}") for path in _PATHS]
    lines = pd.concat([paths[["year"]].assign(path=n, share=paths[p]) for n, p in zip(names, _PATHS, strict=True)])
    axis = alt.Axis(title=words("axis.adoption"), tickCount=6)
    height = alt.Scale(domain=[0, 100])
    key = alt.Legend(title=None, orient="bottom", columns=2, symbolType="stroke")
    band = Chart(paths).mark_area(opacity=0.25, color=theme.COMPARISON)
    line = Chart(lines).mark_line(strokeWidth=2.5)
    layers = [
        band.encode(x=facets.years(words), y=alt.Y("low:Q", axis=axis, scale=height), y2="high"),
        line.encode(
            x=facets.years(words),
            y=alt.Y("share:Q", axis=axis, scale=height),
            color=alt.Color("path:N", scale=alt.Scale(domain=names, range=list(_COLOURS)), legend=key),
            strokeDash=alt.StrokeDash("path:N", scale=alt.Scale(domain=names, range=list(_DASHES)), legend=key),
        ),
    ]
    years = paths["year"]
    return theme.signed(
        alt.hconcat(alt.LayerChart(layer=layers, width=500, height=240)),
        lang,
        title=_title(paths, words),
        subtitle=words("adoption.subtitle", first=years.min(), last=years.max()),
        source=words("adoption.source", scenario=result.scenario.name),
    )


def _title(paths: pd.DataFrame, words: Words) -> str:
    """Return that use rises without the facility where nine in ten draws say so, else what is drawn."""
    rises = paths["low"].iloc[-1] > paths["without"].iloc[0]
    return words("adoption.finding" if rises else "adoption.title")


def adoption_values(result: ScenarioResult, words: Words) -> Values:
    """Return what the chart draws: a row a year, without the facility with its range, and what the facility adds."""
    paths = use_outlook.adoption_paths(result)
    columns = ["year", "low", "without", "high", "added", "added_high"]
    draws = result.manifest["draws"]
    rows = [
        (
            str(int(year)),
            values.ranged(Outlook(low, mean, high, draws), words),
            words.number(added, 2),
            words.number(most, 2),
        )
        for year, low, mean, high, added, most in paths[columns].to_numpy(dtype=float)
    ]
    return values.table(words, ("year", "adoption_without", "adoption_added", "adoption_added_high"), rows)
