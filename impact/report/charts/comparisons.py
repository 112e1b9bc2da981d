"""Charts of one comparison: the gap over the years, who it is made of, and what is left of it by dose or distance."""

from __future__ import annotations

import altair as alt
import pandas as pd

from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.words.texts import Lang, words

TEXTS = "effects"
BAR = 18  # height of the bar of one area
BAND = 0.22  # opacity of what is uncertain


def gap(
    rows: pd.DataFrame, *, start: float, level: float, lang: Lang, title: str, unit: str, source: str
) -> alt.VConcatChart:
    """Return the gap between treated and comparison by year, with its band where there is one; the start is marked.

    Parameters
    ----------
    rows : DataFrame
        at (a year, or years since the start), estimate, lower, upper; NaN where there is nothing to draw.
    start : float
        Where the line of the start stands.
    level : float
        Coverage of the band.
    """
    text = words(TEXTS, lang)
    calendar = bool(rows["at"].min() > 1000)
    axis = alt.Axis(format="d", tickMinStep=1, grid=False)
    across = alt.X(
        "at:Q",
        title=text("effects.year" if calendar else "effects.event_time"),
        axis=axis,
        scale=alt.Scale(zero=False, nice=False, padding=12),
    )
    base = Chart(rows).encode(x=across)
    line = base.mark_line(
        color=theme.TREATED, strokeWidth=2.5, point=alt.OverlayMarkDef(size=36, opacity=1, color=theme.TREATED)
    )
    layers = [_rule("y", 0.0), _rule("x", start), line.encode(y=alt.Y("estimate:Q", title=None))]
    known = bool(rows["lower"].notna().any())
    if known:
        band = base.mark_area(color=theme.TREATED, opacity=BAND, line=False)
        layers.insert(0, band.encode(y=alt.Y("lower:Q", title=None), y2="upper"))
    share = text.number(100 * level, 0)
    subtitle = text("effects.gap_band", unit=unit, level=share) if known else text("effects.gap_alone", unit=unit)
    drawn = alt.LayerChart(layer=layers, width=600, height=260)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def weights(rows: pd.DataFrame, *, lang: Lang, title: str, source: str) -> alt.VConcatChart:
    """Return a bar an area, the heaviest first: how much of the comparison it is.

    Parameters
    ----------
    rows : DataFrame
        name (as shown) and weight (in per cent), in the order that is drawn.
    """
    text = words(TEXTS, lang)
    labels = alt.Axis(title=None, labelLimit=280, ticks=False, domain=False)
    base = Chart(rows).encode(y=alt.Y("name:N", sort=list(rows["name"]), axis=labels))
    bars = base.mark_bar(color=theme.COMPARISON).encode(x=alt.X("weight:Q", title=f"{text('effects.weight')}, %"))
    drawn = alt.LayerChart(layer=[bars], width=400, height=max(BAR * len(rows), 3 * BAR))
    return theme.signed(drawn, lang, title=title, subtitle=f"{text('effects.weight')}, %", source=source)


def response(
    rows: pd.DataFrame, *, over: str, level: float, lang: Lang, title: str, unit: str, source: str
) -> alt.VConcatChart:
    """Return the effect by dose, or what is left of it by distance, with its interval where there is one.

    Parameters
    ----------
    rows : DataFrame
        at (the dose, or kilometres), estimate, lower, upper.
    over : str
        What stands along the foot.
    level : float
        Coverage of the intervals.
    """
    text = words(TEXTS, lang)
    across = alt.X("at:Q", title=over, axis=alt.Axis(grid=False), scale=alt.Scale(domainMin=0))
    base = Chart(rows).encode(x=across)
    known = bool(rows["lower"].notna().any())
    points = base.mark_point(filled=True, size=60, color=theme.TREATED, opacity=1)
    layers = [_rule("y", 0.0), points.encode(y=alt.Y("estimate:Q", title=None))]
    if known:
        layers.insert(1, base.mark_rule(color=theme.TREATED).encode(y=alt.Y("lower:Q", title=None), y2="upper"))
    said = "effects.response" if known else "effects.response_alone"
    subtitle = text(said, unit=unit, **({"level": text.number(100 * level, 0)} if known else {}))
    drawn = alt.LayerChart(layer=layers, width=600, height=260)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def _rule(axis: str, value: float) -> alt.Chart:
    rule: alt.Chart = Chart(pd.DataFrame({"at": [value]})).mark_rule(color=theme.LINE, strokeDash=[4, 3])
    place: alt.Chart = rule.encode(y=alt.Y("at:Q", title=None)) if axis == "y" else rule.encode(x="at:Q")
    return place
