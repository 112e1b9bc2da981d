"""What a change is made of, by group: the parts, which add up, as marks beside the change itself as a bar."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from impact.report.charts import row_names, theme
from impact.report.charts.chart import Chart
from impact.report.charts.facets import zero
from impact.words.texts import Lang

ROW = 26  # height of a group
NAME = 40  # letters of it on a line


def parts_by_group(
    rows: pd.DataFrame, *, lang: Lang, title: str, subtitle: str, axis: str, source: str, remarks: Sequence[str] = ()
) -> alt.VConcatChart:
    """Return the parts of a change by group, each part with a colour and a shape of its own.

    Parameters
    ----------
    rows : DataFrame
        name, part (texts as shown), value, change: a row a group and part, of which the parts add up to the change. The
        order of groups and parts is kept.
    lang
        `nl` or `en`.
    title, subtitle, source
        What stands above and below.
    axis
        What the values are, with their unit.
    remarks
        What a reader must know of the figures.
    """
    broken = {name: row_names.lines(name, NAME) for name in dict.fromkeys(rows["name"])}
    frame, parts = rows.assign(name=rows["name"].map(broken)), list(dict.fromkeys(rows["part"]))
    place = alt.Y("name:N", sort=list(broken.values()), axis=row_names.beside_rows())
    across = alt.Axis(title=axis, tickCount=6)
    bars = Chart(frame.drop_duplicates("name")).mark_bar(size=5, color=theme.LINE)
    colours, shapes = theme.series(len(parts))
    key = alt.Legend(title=None, orient="bottom", columns=len(parts), labelLimit=theme.LIMIT)
    marks = Chart(frame).mark_point(filled=True, size=80, opacity=1, stroke=theme.PAPER, strokeWidth=1)
    layers = [
        zero("x"),
        bars.encode(y=place, x=alt.X("change:Q", axis=across)),
        marks.encode(
            y=place,
            x=alt.X("value:Q", axis=across),
            color=alt.Color("part:N", scale=alt.Scale(domain=parts, range=colours), legend=key),
            shape=alt.Shape("part:N", scale=alt.Scale(domain=parts, range=shapes), legend=key),
        ),
    ]
    drawn = alt.LayerChart(layer=layers, width=400, height=ROW * len(broken))
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source, remarks=remarks)
