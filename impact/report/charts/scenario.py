"""Charts of a scenario result, one function each: result in, finished picture out.

Means are drawn everywhere, because only means add up; their range stands around them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from impact import sectors
from impact.inputoutput.tables.national import TABLE
from impact.panel.activity import COROP_JOBS
from impact.panel.activity import TABLE as JOBS_BY_REGION
from impact.report.charts import theme
from impact.report.charts.sources import source_line
from impact.scenario.answer import outlook
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

SHOWN_SECTORS = 8
SHADE = 0.75  # of bars that a range is drawn over: light enough to see it, dark enough for a contrast of 3:1 on white


def jobs_per_year(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return jobs per year with their range: gross and net for the region, side by side."""
    words = chart_words(lang)

    def panel(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        base = alt.Chart(rows).encode(x=_years(words))
        colour = theme.CONCEPTS[concept]
        band = base.mark_area(opacity=0.3, color=colour).encode(y=alt.Y("p05:Q", axis=axis), y2="p95")
        path = base.mark_line(strokeWidth=2.5, color=colour, point={"color": colour})
        line = path.encode(y=alt.Y("mean:Q", axis=axis))
        return alt.LayerChart(layer=[band, line, _zero("y")], width=268, height=220)

    frame = outlook.by_year(result, "jobs")
    return _signed(_panels(frame, HEADLINES, panel, _quantity(words), words), "jobs_per_year", result, words)


def jobs_by_stage(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return mean jobs per year by stage, gross and net for the region: the parts of a bar add up."""
    words = chart_words(lang)
    names = {stage: words(f"stage.{stage}") for stage in STAGES}
    scale = alt.Scale(domain=list(names.values()), range=list(theme.STAGES.values()))
    key = alt.Legend(title=None, orient="bottom", columns=3, symbolType="square")
    colour = alt.Color("name:N", scale=scale, legend=key)

    def panel(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        bars = alt.Chart(rows).mark_bar(stroke=theme.PAPER, strokeWidth=0.5, size=24)
        height = alt.Y("mean:Q", axis=axis, scale=alt.Scale(padding=4))
        drawn = bars.encode(x=_years(words), y=height, color=colour, order="order:Q")
        return alt.LayerChart(layer=[drawn, _zero("y")], width=268, height=210)

    frame = outlook.by_year(result, "jobs", stage=None)
    frame = frame[frame["stage"].isin(STAGES)]
    frame = frame.assign(name=frame["stage"].map(names), order=frame["stage"].map(STAGES.index))
    return _signed(_panels(frame, HEADLINES, panel, _quantity(words), words), "jobs_by_stage", result, words)


def jobs_by_sector(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return jobs by sector with their range, gross and net for the region, the largest sectors first."""
    words = chart_words(lang)
    names = sectors.labels(result.scenario.sectors, lang)
    frame = outlook.by_sector(result, "jobs")
    largest = largest_sectors(frame)
    frame = frame[frame["sector"].isin(largest)].assign(name=frame["sector"].map(names))
    order = [names[sector] for sector in largest]

    def panel(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=order, axis=axis))
        bars = base.mark_bar(size=14, color=theme.CONCEPTS[concept], opacity=SHADE)
        drawn = bars.encode(x=alt.X("mean:Q", title=words("axis.job_years")))
        return alt.LayerChart(layer=[drawn, _range(base, "x"), _zero("x")], width=196, height=alt.Step(26))

    names_axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
    return _signed(_panels(frame, HEADLINES, panel, names_axis, words, shared="x"), "jobs_by_sector", result, words)


def largest_sectors(frame: pd.DataFrame) -> list[str]:
    """Return the sectors with the most jobs gained or lost in the region, gross or net, the largest first."""
    regional = frame[frame["concept"].isin(HEADLINES)]
    size = regional["mean"].abs().groupby(regional["sector"]).max()
    return list(size.sort_values(ascending=False, kind="stable").index[:SHOWN_SECTORS])


def staircase(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return the steps from gross to net for the region."""
    words = chart_words(lang)
    steps = outlook.steps(result, "jobs").drop(index="net_national")
    return _signed(alt.hconcat(_bars(_stairs(steps, words), 500, words)), "staircase", result, words)


def _stairs(steps: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return where each bar begins and ends: what is taken away hangs from where the step before it ended.

    The range of a step that is taken away is drawn around the end of its bar.
    """
    whole = steps.index.isin(theme.CONCEPTS)
    mean = steps["mean"]
    end = mean.where(whole, mean.iloc[0] - mean.where(~whole, 0.0).cumsum())
    begin = (end + mean).where(~whole, 0.0)
    low, high = steps["p05"].where(whole, begin - steps["p95"]), steps["p95"].where(whole, begin - steps["p05"])
    names = ["|".join(textwrap.wrap(words(f"step.{name}"), 12)) for name in steps.index]
    colour = [theme.CONCEPTS.get(str(name), theme.TAKEN_AWAY) for name in steps.index]
    label = [words.number(v, 0) for v in mean.where(whole, -mean)]
    top = np.fmax(np.maximum(begin, end), high)  # where the range is not known, the bar itself
    columns = {"begin": begin, "end": end, "p05": low, "p95": high, "top": top}
    return pd.DataFrame({"name": names, "colour": colour, "label": label} | columns)


def _bars(stairs: pd.DataFrame, width: int, words: Words) -> alt.LayerChart:
    names = alt.Axis(
        title=None, labelAngle=0, labelExpr="split(datum.label, '|')", labelLineHeight=13, labelFontSize=11
    )
    base = alt.Chart(stairs).encode(x=alt.X("name:N", sort=None, axis=names))
    # Padding keeps the figure above a bar inside the frame.
    height = alt.Y("begin:Q", axis=_quantity(words), scale=alt.Scale(padding=16, nice=False))
    bars = base.mark_bar(size=40, opacity=SHADE).encode(y=height, y2="end", color=alt.Color("colour:N", scale=None))
    labels = base.mark_text(dy=-9, fontWeight="bold").encode(y="top:Q", text="label:N")
    layers = [bars, _range(base, "y"), _zero("y"), labels]
    return alt.LayerChart(layer=layers, width=width, height=260)


def _panels(
    frame: pd.DataFrame,
    concepts: tuple[str, ...],
    panel: Callable[[pd.DataFrame, str, alt.Axis | None], alt.LayerChart],
    axis: alt.Axis,
    words: Words,
    shared: Literal["x", "y"] = "y",
) -> alt.HConcatChart:
    """Return one panel a concept, side by side on one scale; only the first has the axis that all share."""
    found: list[alt.LayerChart] = []
    for concept in concepts:
        rows = frame[frame["concept"] == concept]
        colour = theme.CONCEPTS[concept]
        heading = alt.TitleParams(words(f"concept.{concept}"), fontSize=13, offset=8, frame="group", color=colour)
        found.append(panel(rows, concept, _without_labels(axis) if found else axis).properties(title=heading))
    beside = alt.hconcat(*found, spacing=18)
    drawn: alt.HConcatChart = beside.resolve_scale(x="shared") if shared == "x" else beside.resolve_scale(y="shared")
    return drawn


def _without_labels(axis: alt.Axis) -> alt.Axis:
    return alt.Axis(**{**axis.to_dict(), "title": None, "labels": False, "ticks": False, "domain": False})


def _years(words: Words) -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelFontSize=11)
    return alt.X("year:O", title=words("axis.year"), axis=axis)


def _quantity(words: Words) -> alt.Axis:
    return alt.Axis(title=words("axis.job_years"), tickCount=6)


def _zero(channel: Literal["x", "y"]) -> alt.Chart:
    line: alt.Chart = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=theme.INK, strokeWidth=1)
    return line.encode(**{channel: alt.datum(0)})


def _range(base: alt.Chart, channel: Literal["x", "y"]) -> alt.Chart:
    ends: dict[str, Any] = {channel: "p05:Q", f"{channel}2": "p95"}
    line: alt.Chart = base.mark_rule(color=theme.INK, strokeWidth=1.8)
    return line.encode(**ends)


def _signed(drawn: alt.HConcatChart, name: str, result: ScenarioResult, words: Words) -> alt.VConcatChart:
    years = result.scenario.years
    ranged = words.known(f"{name}.range") if result.ranged else None
    return theme.signed(
        drawn,
        words.lang,
        title=words(f"{name}.title"),
        subtitle=words(f"{name}.subtitle", first=years[0], last=years[-1]) + (ranged or ""),
        source=_source(result, words),
    )


def _source(result: ScenarioResult, words: Words) -> str:
    """Return the tables that a result rests on first, as its manifest has them: that of the nation, and regional jobs.

    The other tables stand in the list of sources of a report.
    """
    called = {
        TABLE: words("source.input_output", table_year=result.scenario.table_year),
        **dict.fromkeys((COROP_JOBS, JOBS_BY_REGION), words("source.jobs")),
    }
    used = [record for record in result.manifest["sources"] if record["table"] in called]
    return source_line(used, words, called=called, after=words("source.own", scenario=result.scenario.name))
