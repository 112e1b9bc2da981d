"""Whether forecasts were as sure as they should be: how many figures fell inside their ranges, and how many should."""

from __future__ import annotations

import altair as alt
import pandas as pd

from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.words.texts import Lang, chart_words

LEVELS = (50, 90)
ROW = 17  # height of a method


def coverage(rows: pd.DataFrame, *, lang: Lang, title: str, source: str) -> alt.VConcatChart:
    """Return the share of figures inside the intervals of 50 and of 90 per cent, by what was forecast and method.

    Parameters
    ----------
    rows : DataFrame
        target, method (as shown), level (50 or 90), share (in per cent); the order of targets and methods is kept.
    lang
        `nl` or `en`.
    title, source
        What stands above and below.
    """
    words = chart_words(lang)
    methods, targets = (list(dict.fromkeys(rows[name])) for name in ("method", "target"))
    kinds = {level: words("calibration.level", level=level) for level in LEVELS}
    frame = rows.assign(kind=rows["level"].map(kinds))
    colours, _ = theme.series(len(methods))
    key = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=theme.LIMIT)
    names = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8, labelLimit=260)
    marks = Chart(frame).mark_point(filled=True, size=80, opacity=1)
    layers = [
        *(_should(level) for level in LEVELS),
        marks.encode(
            y=alt.Y("target:N", sort=targets, axis=names, scale=alt.Scale(paddingInner=0.25)),
            yOffset=alt.YOffset("method:N", sort=methods),
            x=alt.X("share:Q", title=words("calibration.axis"), scale=alt.Scale(domain=[0, 100])),
            color=alt.Color("method:N", scale=alt.Scale(domain=methods, range=colours), legend=key),
            shape=alt.Shape(
                "kind:N", scale=alt.Scale(domain=list(kinds.values()), range=["circle", "diamond"]), legend=key
            ),
        ),
    ]
    drawn = alt.LayerChart(layer=layers, width=420, height=ROW * (len(methods) + 1) * len(targets))
    return theme.signed(drawn, lang, title=title, subtitle=words("calibration.subtitle"), source=source)


def _should(level: int) -> alt.Chart:
    rule: alt.Chart = Chart(pd.DataFrame({"at": [float(level)]})).mark_rule(color=theme.LINE, strokeDash=[4, 3])
    return rule.encode(x="at:Q")
