"""Where a euro of demand for what an area makes goes: the first round, and when every supplier has been paid."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from impact.inputoutput.regional.euro_flow import ABROAD, TAXES
from impact.panel.names import region_label
from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.words.texts import Lang, Words, chart_words

ROUNDS = ("first_round", "total")
ROW = 34  # height of a destination


def euro_flow_plot(flow: pd.DataFrame, area: Sequence[str], *, lang: Lang, title: str, source: str) -> alt.VConcatChart:
    """Return the cents of a euro by where they go, in the first round and in the end.

    Parameters
    ----------
    flow
        As `euro_flow` returns it: regions, abroad and taxes by `first_round` and `total`, parts of a euro.
    area
        The regions in which the euro is spent, which stand apart; all others are one destination.
    lang
        `nl` or `en`.
    title, source
        What stands above and below.
    """
    words = chart_words(lang)
    rows = flow_rows(flow, area, words)
    rounds = [words(f"euro_flow.{one}") for one in ROUNDS]
    places = alt.Axis(title=None, labelLimit=theme.LIMIT, ticks=False, domain=False, labelPadding=8)
    colours, _ = theme.series(len(rounds))
    key = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=theme.LIMIT)
    base = Chart(rows).encode(
        y=alt.Y("place:N", sort=list(dict.fromkeys(rows["place"])), axis=places),
        yOffset=alt.YOffset("round:N", sort=rounds),
        x=alt.X("cents:Q", axis=alt.Axis(title=words("euro_flow.axis"), tickCount=6)),
    )
    bars = base.mark_bar().encode(color=alt.Color("round:N", scale=alt.Scale(domain=rounds, range=colours), legend=key))
    figures = base.mark_text(align="left", dx=4, color=theme.INK).encode(text="written:N")
    drawn = alt.LayerChart(layer=[bars, figures], width=420, height=ROW * rows["place"].nunique())
    return theme.signed(drawn, lang, title=title, subtitle=words("euro_flow.subtitle"), source=source)


def flow_rows(flow: pd.DataFrame, area: Sequence[str], words: Words) -> pd.DataFrame:
    """Return `place round cents written`: the area's regions, the rest of the country, abroad, taxes.

    Parameters
    ----------
    flow, area
        As for `euro_flow_plot`.
    words
        The texts of charts in one language.
    """
    left = [*area, ABROAD, TAXES]
    parts = {code: flow.loc[code] for code in area}
    parts["rest"] = flow.drop(index=left).sum()
    parts |= {name: flow.loc[name] for name in (ABROAD, TAXES)}
    named = {code: region_label(code).spoken(words.lang) for code in area}
    named |= {other: words(f"euro_flow.{other}") for other in ("rest", ABROAD, TAXES)}
    found = [
        {"place": named[code], "round": words(f"euro_flow.{one}"), "cents": 100 * part[one]}
        for code, part in parts.items()
        for one in ROUNDS
    ]
    rows = pd.DataFrame(found)
    return rows.assign(written=[words.number(cents, 1) for cents in rows["cents"]])
