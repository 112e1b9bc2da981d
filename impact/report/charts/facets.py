"""Facets of a chart of labour years: one a concept, side by side on one scale, and what is drawn in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import altair as alt
import pandas as pd

from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.words.texts import Words


def beside(
    frame: pd.DataFrame,
    concepts: tuple[str, ...],
    facet: Callable[[pd.DataFrame, str, alt.Axis | None], alt.LayerChart],
    axis: alt.Axis,
    words: Words,
    shared: Literal["x", "y"] = "y",
) -> alt.HConcatChart:
    """Return one facet a concept, side by side on one scale; only the first has the axis that all share."""
    found: list[alt.LayerChart] = []
    for concept in concepts:
        rows = frame[frame["concept"] == concept]
        colour = theme.CONCEPTS[concept]
        part = facet(rows, concept, _without_labels(axis) if found else axis)
        found.append(theme.headed(part, words(f"concept.{concept}"), colour=colour))
    return alt.HConcatChart(hconcat=found, spacing=18, resolve=theme.resolved(scale={shared: "shared"}))


def _without_labels(axis: alt.Axis) -> alt.Axis:
    return alt.Axis(**{**axis.to_dict(), "title": None, "labels": False, "ticks": False, "domain": False})


def years(words: Words) -> alt.X:
    """Return the years along the foot of a facet."""
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelFontSize=11)
    return alt.X("year:O", title=words("axis.year"), axis=axis)


def quantity(words: Words) -> alt.Axis:
    """Return the axis of labour years."""
    return alt.Axis(title=words("axis.job_years"), tickCount=6)


def zero(channel: Literal["x", "y"]) -> alt.Chart:
    """Return the line of nothing."""
    line: alt.Chart = Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=theme.INK, strokeWidth=1)
    return line.encode(**{channel: alt.datum(0)})


def span(base: alt.Chart, channel: Literal["x", "y"]) -> alt.Chart:
    """Return the line from `p05` to `p95` of each row."""
    ends: dict[str, Any] = {channel: "p05:Q", f"{channel}2": "p95"}
    line: alt.Chart = base.mark_rule(color=theme.INK, strokeWidth=1.8)
    return line.encode(**ends)
