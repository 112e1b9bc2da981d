"""Charts of a whole study: all estimates together, what could be found beside what is expected, who is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from impact import regions
from impact.report.charts import row_names, theme
from impact.report.charts.chart import Chart
from impact.report.charts.maps import BORDER, layered, shapes
from impact.report.charts.sources import division_line
from impact.words.texts import Lang, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXTS = "effects"
WRAP = 34  # letters of an outcome on one line
KEY = 66  # and of a series in the key
ROW = 17  # height of one estimate
BETWEEN = 12  # two names of outcomes, at the least
ROLES = {"treated": theme.OUTLINE, "donor": theme.SEQUENTIAL[1], "ring": theme.AREAS[1], "left_out": theme.NO_DATA}


def estimates(rows: pd.DataFrame, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return all estimates with their intervals, by outcome and, within it, by definition of the treated and method.

    Parameters
    ----------
    rows : DataFrame
        outcome, series (texts as shown), estimate, lower, upper in the shown unit; the order of rows is kept.
    """
    text = words(TEXTS, lang)
    rows = rows.assign(series=[row_names.lines(name, KEY) for name in rows["series"]])
    series = list(dict.fromkeys(rows["series"]))
    base = _by_outcome(rows, series)
    key = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=theme.LIMIT, labelExpr=row_names.LINES)
    colours, shapes = theme.series(len(series))
    colour = alt.Color("series:N", scale=alt.Scale(domain=series, range=colours), legend=key)
    shape = alt.Shape("series:N", scale=alt.Scale(domain=series, range=shapes), legend=key)
    bars = base.mark_rule(strokeWidth=1.6).encode(x=alt.X("lower:Q", title=unit), x2="upper", color=colour)
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x="estimate:Q", color=colour, shape=shape)
    drawn = alt.LayerChart(layer=[_zero(), bars, points], width=380, height=_height(rows, series))
    return theme.signed(drawn, lang, title=title, subtitle=text("effects.intervals", unit=unit), source=source)


def detectable_beside_expected(
    rows: pd.DataFrame, *, lang: Lang, title: str, unit: str, source: str
) -> alt.VConcatChart:
    """Return the smallest effect that would be found, by outcome and definition of the treated, and what is expected.

    Parameters
    ----------
    rows : DataFrame
        outcome, series (texts as shown), detectable, expected (NaN where nothing is) in the shown unit.
    """
    text = words(TEXTS, lang)
    rows = rows.assign(series=[row_names.lines(name, KEY) for name in rows["series"]])
    series = list(dict.fromkeys(rows["series"]))
    base = _by_outcome(rows, series)
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=series, range=theme.ramp(theme.SEQUENTIAL[2:], len(series))),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            columns=1,
            symbolType="square",
            labelLimit=theme.LIMIT,
            labelExpr=row_names.LINES,
        ),
    )
    bars = base.mark_bar(size=12).encode(x=alt.X("detectable:Q", title=unit), color=colour)
    known = rows["expected"].notna()
    marks = _by_outcome(rows[known], series).mark_tick(thickness=3, size=20, color=theme.OUTLINE).encode(x="expected:Q")
    layers = [bars, marks] if known.any() else [bars]
    drawn = alt.LayerChart(layer=layers, width=380, height=_height(rows, series))
    subtitle = text("effects.detectable_and_expected" if known.any() else "effects.detectable_only", unit=unit)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def compared_areas(roles: Mapping[str, str], *, lang: Lang, title: str, subtitle: str) -> alt.VConcatChart:
    """Return the map of who is compared with whom: treated, donors, rings and left out, by COROP code.

    Parameters
    ----------
    roles
        COROP code -> treated, donor, ring or left_out; a code that is absent counts as left out.
    """
    text = words(TEXTS, lang)
    called = {role: text(f"role.{role}") for role in ROLES}
    land = regions.geometry("corop")
    land["role"] = [called[roles.get(code, "left_out")] for code in land["region"]]
    present = [role for role in ROLES if called[role] in set(land["role"])]
    scale = alt.Scale(domain=[called[r] for r in present], range=[ROLES[r] for r in present])
    key = alt.Legend(title=None, orient="right", symbolType="square", symbolSize=180, symbolStrokeColor=BORDER)
    drawn = shapes(land).mark_geoshape(stroke=BORDER, strokeWidth=0.5)
    layer = drawn.encode(color=alt.Color("role:N", scale=scale, legend=key))
    foot = division_line(text)
    return theme.signed(layered([layer], 260, 306), lang, title=title, subtitle=subtitle, source=foot)


def _by_outcome(rows: pd.DataFrame, series: Sequence[str]) -> alt.Chart:
    """Return a chart with a line of rows an outcome, a place in it for each series, and names on several lines."""
    broken = {name: row_names.lines(name, WRAP) for name in dict.fromkeys(rows["outcome"])}
    frame = rows.assign(outcome=rows["outcome"].map(broken))
    place = alt.Y(
        "outcome:N", sort=list(broken.values()), axis=row_names.beside_rows(), scale=alt.Scale(paddingInner=0.25)
    )
    return Chart(frame).encode(y=place, yOffset=alt.YOffset("series:N", sort=list(series)))


def _height(rows: pd.DataFrame, series: Sequence[str]) -> int:
    lines = max(row_names.lines(name, WRAP).count("\n") + 1 for name in rows["outcome"])
    return rows["outcome"].nunique() * max(ROW * (len(series) + 1), row_names.LINE * lines + BETWEEN)


def _zero() -> alt.Chart:
    rule: alt.Chart = Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=theme.LINE).encode(x="at:Q")
    return rule
