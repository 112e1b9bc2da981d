"""Lines by year, one panel or several: figures in, finished picture out. A break of a series interrupts its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.words.texts import Lang, chart_words

WIDE, HIGH = 590, 205  # of one panel
_BESIDE = 64  # between two: room for the axis of the second
DASHES = [4, 3]
_TICKS = 6  # on the axis of figures, which ends at one: else its last mark stands above the last line


@dataclass(frozen=True)
class Panel:
    """What one panel draws.

    Attributes
    ----------
    rows : columns series (as shown), year, value; a year without a figure has none, or NaN.
    axis : what the values are, with their unit.
    breaks : first years after a break, which is marked: the line does not go on across one.
    unbroken : series that no break concerns, such as an area that a border moved within.
    heading : what stands above it; nothing for a panel by itself.
    zero : whether a line stands at zero, which figures of both signs need.
    """

    rows: pd.DataFrame
    axis: str
    breaks: tuple[int, ...] = ()
    unbroken: tuple[str, ...] = ()
    heading: str = ""
    zero: bool = False


def by_year(
    panels: Sequence[Panel], *, lang: Lang, title: str, subtitle: str, source: str, remarks: Sequence[str] = ()
) -> alt.VConcatChart:
    """Return lines by year, each series with a colour and a shape of its own, the same in every panel.

    Parameters
    ----------
    panels
        Side by side, each with a scale of its own.
    lang
        `nl` or `en`.
    title, subtitle, source
        What stands above and below.
    remarks
        What a reader must know of the figures.
    """
    names = list(dict.fromkeys(name for panel in panels for name in panel.rows["series"]))
    width = (WIDE - _BESIDE * (len(panels) - 1)) // len(panels)
    # By their frames, so that headings stand level however large the figures on the axes are.
    made = [_panel(panel, names, width, lang) for panel in panels]
    drawn = alt.HConcatChart(hconcat=made, spacing=_BESIDE, bounds="flush")
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source, remarks=remarks)


def _panel(panel: Panel, names: Sequence[str], width: int, lang: Lang) -> alt.LayerChart:
    marks = [*([_at("y", 0.0, dashed=False)] if panel.zero else []), *(_at("x", y - 0.5) for y in panel.breaks)]
    drawn = alt.LayerChart(layer=[*marks, _lines(panel, names, lang)], width=width, height=HIGH)
    if not panel.heading:
        return drawn
    return theme.headed(drawn, panel.heading)


def _lines(panel: Panel, names: Sequence[str], lang: Lang) -> alt.Chart:
    rows = panel.rows.assign(
        piece=[_piece(panel, *at) for at in zip(panel.rows["series"], panel.rows["year"], strict=True)]
    )
    colours, shapes = theme.series(len(names))
    key = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=theme.LIMIT) if len(names) > 1 else None
    years = alt.Axis(format="d", tickMinStep=1, grid=False)
    lines: alt.Chart = Chart(rows).mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=34, opacity=1))
    return lines.encode(
        x=alt.X("year:Q", title=chart_words(lang)("axis.year"), axis=years, scale=alt.Scale(zero=False, nice=False)),
        y=alt.Y(
            "value:Q",
            title=panel.axis,
            axis=alt.Axis(tickCount=_TICKS),
            scale=alt.Scale(zero=not panel.zero, nice=_TICKS),
        ),
        color=alt.Color("series:N", sort=names, legend=key, scale=alt.Scale(domain=names, range=colours)),
        shape=alt.Shape("series:N", sort=names, legend=key, scale=alt.Scale(domain=names, range=shapes)),
        detail="piece:N",
    )


def _piece(panel: Panel, series: str, year: int) -> str:
    """Return the name of the piece of a line that a year is in."""
    passed = 0 if series in panel.unbroken else sum(year >= broken for broken in panel.breaks)
    return f"{series} {passed}"


def _at(axis: str, value: float, *, dashed: bool = True) -> alt.Chart:
    rule = Chart(pd.DataFrame({"at": [value]})).mark_rule(color=theme.LINE, strokeDash=DASHES if dashed else [1, 0])
    placed: alt.Chart = rule.encode(y="at:Q") if axis == "y" else rule.encode(x="at:Q")
    return placed
