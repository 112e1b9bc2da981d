"""Charts of estimated effects, one function each: result in, finished picture out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from impact.effects.estimators.left_out import NEGLIGIBLE
from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.report.charts.maps import choropleth
from impact.words.texts import Lang, words

if TYPE_CHECKING:
    from impact.effects import Effect, MinimumDetectableEffect, NotIdentified

TEXTS = "effects"
BINS = 40


def event_study(effect: Effect, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return the path of an effect by years since the start, with its bands; the start is marked."""
    text = words(TEXTS, lang)
    rows = effect.path[["period", "estimate", "lower", "upper"]].replace([np.inf, -np.inf], np.nan)  # no end to draw
    base = Chart(rows).encode(
        x=alt.X("period:Q", title=text("effects.event_time"), axis=_whole(), scale=_inside(zero=False))
    )
    bars = base.mark_rule(color=theme.TREATED).encode(y=alt.Y("lower:Q", title=None), y2="upper")
    points = base.mark_point(filled=True, size=60, color=theme.TREATED, opacity=1).encode(y="estimate:Q")
    drawn = alt.LayerChart(layer=[_line("y", 0.0), _line("x", -0.5), bars, points], width=600, height=260)
    subtitle = text("effects.bars", unit=unit, level=text.number(100 * effect.level, 0))
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def treated_against_synthetic(
    effect: Effect | NotIdentified, *, lang: Lang, title: str, unit: str, source: str
) -> alt.VConcatChart:
    """Return the outcome of the treated beside the weighted comparison; years that do not count are grey and empty.

    A comparison without a verdict is drawn like any other.

    Raises
    ------
    ValueError
        When the estimator has no weighted comparison.
    """
    if effect.fitted is None or effect.path is None:
        raise ValueError("There is no synthetic comparison; use synthetic_did or synthetic_control.")
    text = words(TEXTS, lang)
    names = {"treated": text("effects.treated"), "synthetic": text("effects.synthetic")}
    fitted = effect.fitted.set_index("time")
    every = fitted.reindex(pd.RangeIndex(fitted.index[0], fitted.index[-1] + 1, name="time"))
    rows = every.reset_index().melt("time", var_name="which", value_name="value").replace({"which": names})
    scale = alt.Scale(domain=list(names.values()), range=[theme.TREATED, theme.COMPARISON])
    key = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.5)
    dash = alt.StrokeDash("which:N", scale=alt.Scale(domain=list(names.values()), range=[[1, 0], [6, 3]]), legend=key)
    lines = (
        Chart(rows)
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=20, opacity=1))
        .encode(
            x=alt.X("time:Q", title=text("effects.year"), axis=_whole(), scale=_inside(zero=False)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            color=alt.Color("which:N", scale=scale, legend=key),
            strokeDash=dash,
        )
    )
    start = effect.fitted["time"].to_numpy()[effect.path["period"].to_numpy() >= 0][0] - 0.5
    empty = every.index[every["treated"].isna()]
    layers = [_band(empty), _line("x", float(start)), lines] if len(empty) else [_line("x", float(start)), lines]
    drawn = alt.LayerChart(layer=layers, width=600, height=260)
    subtitle = text("effects.empty_years", unit=unit) if len(empty) else unit
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def permutation_distribution(effect: Effect, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return what other assignments give, as a histogram, with the observed value marked.

    Raises
    ------
    ValueError
        When the inference has no such distribution.
    """
    if effect.distribution is None:
        raise ValueError(f"{effect.inference} has no distribution of assignments to draw.")
    text = words(TEXTS, lang)
    counts, edges = np.histogram(effect.distribution, bins=BINS)
    rows = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
    bars = (
        Chart(rows[rows["count"] > 0])
        .mark_bar(color=theme.LINE)
        .encode(
            x=alt.X("low:Q", title=unit, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=10)),
            x2="high",
            y=alt.Y("count:Q", title=text("effects.count"), axis=_whole(grid=True)),
            y2=alt.datum(0),
        )
    )
    mark = pd.DataFrame({"value": [effect.estimate], "name": [text("effects.estimate")]})
    rule = Chart(mark).mark_rule(color=theme.OUTLINE, strokeWidth=2.5).encode(x="value:Q")
    label = Chart(mark).mark_text(align="left", dx=5, dy=8).encode(x="value:Q", y=alt.value(0), text="name:N")
    drawn = alt.LayerChart(layer=[bars, rule, label], width=600, height=220)
    p, smallest = (text.p_is(value) for value in (effect.p_value, effect.smallest_p))
    subtitle = text("effects.p_value", unit=unit, p=p, smallest=smallest)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def power_curve(power: MinimumDetectableEffect, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return the smallest effect that would be found by years after the start.

    A line for the treated with its own noise, and one for each number of treated, on average over all units.

    Raises
    ------
    ValueError
        When the test can find no effect of any size.
    """
    text = words(TEXTS, lang)
    average = power.curve.assign(name=[text("effects.units", n=n) for n in power.curve["n_treated"]])
    own = average.assign(value=average["for_treated"], name=text("effects.own_noise"))
    rows = pd.concat([own, average], ignore_index=True)
    rows = rows.loc[np.isfinite(rows["value"]), ["post_periods", "value", "name"]]
    if rows.empty:
        raise ValueError(f"No effect can be found: the smallest p-value is {power.smallest_p:.3f}.")
    lines = _told_apart(rows, title=text("effects.post_years")).encode(
        y=alt.Y("value:Q", title=text("effects.detectable"))
    )
    share, level = text.number(100 * power.power, 0), text.number(100 * power.level, 0)
    subtitle = text("effects.power", unit=unit, power=share, level=level)
    drawn = lines.properties(width=600, height=240)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)


def _told_apart(rows: pd.DataFrame, *, title: str) -> alt.Chart:
    """Return a line by years after the start for each name, each with a colour and points of its own."""
    names = list(dict.fromkeys(rows["name"]))
    colours, shapes = theme.series(len(names))
    key = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=theme.LIMIT)
    drawn: alt.Chart = Chart(rows).mark_line(point=alt.OverlayMarkDef(size=70, opacity=1), strokeWidth=2.5)
    return drawn.encode(
        x=alt.X("post_periods:Q", title=title, axis=_whole(), scale=_inside(zero=False)),
        color=alt.Color("name:N", sort=names, legend=key, scale=alt.Scale(domain=names, range=colours)),
        shape=alt.Shape("name:N", sort=names, legend=key, scale=alt.Scale(domain=names, range=shapes)),
    )


def weights_map(
    effect: Effect | NotIdentified, *, lang: Lang, title: str, year: int | str, source: str
) -> alt.VConcatChart:
    """Return the weights of the donors on a map of the COROP areas, in per cent; areas without weight are hatched.

    Raises
    ------
    ValueError
        When the estimator has no weights.
    """
    if effect.unit_weights is None:
        raise ValueError("There are no donor weights; use synthetic_did or synthetic_control.")
    shown = effect.unit_weights[effect.unit_weights.abs() > NEGLIGIBLE] * 100
    text = words(TEXTS, lang)
    return choropleth(
        shown,
        level="corop",
        year=year,
        title=title,
        unit=f"{text('effects.weight')}, %",
        lang=lang,
        source=source,
        classes=4,
        absent=text("effects.no_weight"),
    )


def _inside(*, zero: bool) -> alt.Scale:
    """Return a scale on which no mark stands on the axis of the other figures."""
    return alt.Scale(zero=zero, nice=False, padding=12)


def _whole(*, grid: bool = False) -> alt.Axis:
    return alt.Axis(format="d", tickMinStep=1, grid=grid)


def _band(years: pd.Index) -> alt.Chart:
    """Return grey over whole years."""
    rows = pd.DataFrame({"from": years - 0.5, "to": years + 0.5})
    grey: alt.Chart = Chart(rows).mark_rect(color=theme.NO_DATA).encode(x="from:Q", x2="to")
    return grey


def _line(axis: str, value: float) -> alt.Chart:
    rule: alt.Chart = Chart(pd.DataFrame({"at": [value]})).mark_rule(color=theme.LINE, strokeDash=[4, 3])
    place: alt.Chart = rule.encode(y=alt.Y("at:Q", title=None)) if axis == "y" else rule.encode(x="at:Q")
    return place
