"""Charts of what studies found: a pooled effect with its studies, and studies that cannot be pooled beside a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from impact.report.charts import row_names, theme
from impact.report.charts.chart import Chart
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.productivity import ElicitedRange, Studies, Synthesis

WIDE, HIGH = 380, 300
ROW = 13  # height of a study without the lines of its name
NAME = 34  # letters of its name on a line
_SMALLEST, _LARGEST = 30, 260  # area of the mark of a study, by its weight
_DASHES = [5, 3]
_FOUND = ("estimate", "lower", "upper")  # what a study prints: a number, or the ends of a range


def forest_plot(synthesis: Synthesis, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return the effect of every study with its interval, the pooled effect, and the one predicted for another place.

    Parameters
    ----------
    synthesis
        What `meta_analysis` or `Studies.synthesis` returns.
    lang
        `nl` or `en`.
    title, source
        What stands above and below.
    unit
        Of the effects, in words.
    """
    words = chart_words(lang)
    rows = synthesis.forest()
    of_all = {row: words(f"evidence.{row}") for row in ("pooled", "prediction")}
    rows = rows.assign(name=_broken(rows["study"].where(rows["row"].eq("study"), rows["row"].map(of_all))))
    base = Chart(rows).encode(y=_names(rows["name"]))
    of_study, pooled = (base.transform_filter(alt.datum.row == row) for row in ("study", "pooled"))
    size = alt.Size("weight:Q", legend=None, scale=alt.Scale(range=[_SMALLEST, _LARGEST], zero=True))
    layers = [
        _line(0.0),
        _line(synthesis.mean, dashed=True),
        _ends(of_study, unit, strokeWidth=1.6, color=theme.TREATED),
        of_study.mark_point(filled=True, shape="square", opacity=1, color=theme.TREATED).encode(
            x="estimate:Q", size=size
        ),
        _ends(pooled, unit, strokeWidth=3, color=theme.COMPARISON),
        pooled.mark_point(filled=True, shape="diamond", opacity=1, size=200, color=theme.COMPARISON).encode(
            x="estimate:Q"
        ),
        _ends(base.transform_filter(alt.datum.row == "prediction"), unit, strokeWidth=2, strokeDash=_DASHES),
    ]
    subtitle = words("evidence.forest", unit=unit, level=words.number(100 * synthesis.level, 0))
    return _signed(layers, lang, _height(rows["name"]), title=title, subtitle=subtitle, source=source)


def leave_one_out_plot(synthesis: Synthesis, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return the pooled effect with its interval without each study in turn, beside that of all studies.

    Parameters
    ----------
    synthesis, lang, title, unit, source
        As for `forest_plot`.

    Raises
    ------
    InputError
        There are two studies: without one of them nothing is left to pool.
    """
    words = chart_words(lang)
    without = synthesis.leave_one_out().reset_index()
    low, high = synthesis.interval
    every = pd.DataFrame({"mean": [synthesis.mean], "lower": [low], "upper": [high]})
    left = [*(words("evidence.without", study=study) for study in without["left_out"]), words("evidence.pooled")]
    rows = pd.concat([without[["mean", "lower", "upper"]], every], ignore_index=True)
    rows = rows.assign(name=_broken(pd.Series(left)), every=[False] * len(without) + [True])
    base = Chart(rows).encode(y=_names(rows["name"]))
    layers: list[alt.Chart] = [_line(0.0), _line(synthesis.mean, dashed=True)]
    for every_one, colour, shape in ((False, theme.TREATED, "circle"), (True, theme.COMPARISON, "diamond")):
        held = base.transform_filter(alt.datum.every == every_one)
        points = held.mark_point(filled=True, shape=shape, size=110, opacity=1, color=colour).encode(x="mean:Q")
        layers += [_ends(held, unit, strokeWidth=2, color=colour), points]
    subtitle = words("evidence.leave_one_out", unit=unit, level=words.number(100 * synthesis.level, 0))
    return _signed(layers, lang, _height(rows["name"]), title=title, subtitle=subtitle, source=source)


def funnel_plot(synthesis: Synthesis, *, lang: Lang, title: str, unit: str, source: str) -> alt.VConcatChart:
    """Return the effect of every study by its standard error, the most precise on top, with the sides of the funnel.

    Between the sides lie, at the level of the synthesis, the studies that differ by chance alone.

    Parameters
    ----------
    synthesis, lang, title, unit, source
        As for `forest_plot`.
    """
    words = chart_words(lang)
    points = synthesis.funnel()
    widest = points.sort_values("std_error").iloc[-1]
    sides = pd.DataFrame({"std_error": [0.0, widest["std_error"]] * 2, "side": ["lower"] * 2 + ["upper"] * 2}).assign(
        estimate=[synthesis.mean, widest["lower"], synthesis.mean, widest["upper"]]
    )
    down = alt.Y("std_error:Q", title=words("evidence.std_error"), scale=alt.Scale(reverse=True, zero=True))
    across = alt.X("estimate:Q", title=unit, axis=alt.Axis(tickCount=6), scale=alt.Scale(zero=False))
    layers = [
        _line(synthesis.mean),
        Chart(sides).mark_line(color=theme.QUIET, strokeDash=_DASHES).encode(x=across, y=down, detail="side:N"),
        Chart(points).mark_point(filled=True, size=80, opacity=1, color=theme.TREATED).encode(x=across, y=down),
    ]
    subtitle = words("evidence.funnel", unit=unit, level=words.number(100 * synthesis.level, 0))
    return _signed(layers, lang, HIGH, wide=WIDE + 120, title=title, subtitle=subtitle, source=source)


def studies_beside_range(
    studies: Studies, elicited: ElicitedRange, *, lang: Lang, title: str, unit: str, source: str
) -> alt.VConcatChart:
    """Return what studies found, as they print it, beside the range that people elicited.

    This is what can be drawn of studies without standard errors: a number, or a range over estimates, and no interval.

    Parameters
    ----------
    studies
        Studies of one outcome.
    elicited
        The range of that outcome.
    lang, title, unit, source
        As for `forest_plot`.
    """
    words = chart_words(lang)
    rows = _found(studies, words)
    mine = pd.DataFrame({"name": [words("evidence.elicited")], "lower": [elicited.low], "upper": [elicited.high]})
    mine = mine.assign(name=_broken(mine["name"]), estimate=elicited.central)
    every = pd.concat([rows["name"], mine["name"]], ignore_index=True)
    base, own = (Chart(one).encode(y=_names(every)) for one in (rows, mine))
    kinds = [words(f"evidence.{kind}") for kind in ("may", "may_not")]
    scale = alt.Scale(domain=kinds, range=["circle", "cross"])
    key = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=theme.LIMIT)
    band = Chart(mine).mark_rect(color=theme.NO_DATA)
    room = alt.Scale(padding=12)  # so that no mark stands at the names
    of_study = base.mark_point(filled=True, size=90, opacity=1, color=theme.TREATED)
    shape = alt.Shape("kind:N", scale=scale, legend=key)
    layers = [
        band.encode(x=alt.X("lower:Q", title=unit, axis=alt.Axis(tickCount=6), scale=room), x2="upper"),
        _line(0.0),
        _ends(base.transform_filter("isValid(datum.lower)"), unit, strokeWidth=2, color=theme.TREATED),
        *(of_study.transform_filter(f"isValid(datum.{at})").encode(x=f"{at}:Q", shape=shape) for at in _FOUND),
        _ends(own, unit, strokeWidth=3, color=theme.COMPARISON),
        own.mark_point(filled=True, shape="diamond", opacity=1, size=200, color=theme.COMPARISON).encode(
            x="estimate:Q"
        ),
    ]
    subtitle = words("evidence.range", unit=unit)
    return _signed(layers, lang, _height(every), title=title, subtitle=subtitle, source=source)


def _found(studies: Studies, words: Words) -> pd.DataFrame:
    """Return a row a study: name, estimate, lower, upper, and whether it may become a prior."""
    may = studies.admissible().table["study"]
    kinds = [words("evidence.may" if study in set(may) else "evidence.may_not") for study in studies.table["study"]]
    found = studies.table[list(_FOUND)].assign(name=_broken(studies.table["study"]), kind=kinds)
    return found.reset_index(drop=True)


def _broken(studies: pd.Series[str]) -> pd.Series[str]:
    return studies.map(lambda name: row_names.lines(str(name), NAME))


def _names(studies: pd.Series[str]) -> alt.Y:
    return alt.Y("name:N", sort=list(dict.fromkeys(studies)), axis=row_names.beside_rows())


def _height(studies: pd.Series[str]) -> int:
    return studies.nunique() * (ROW + row_names.LINE * (1 + max(studies.str.count("\n"))))


def _ends(base: alt.Chart, unit: str, **look: Any) -> alt.Chart:
    across = alt.X("lower:Q", title=unit, axis=alt.Axis(tickCount=6))
    rule: alt.Chart = base.mark_rule(**look).encode(x=across, x2="upper")
    return rule


def _line(value: float, *, dashed: bool = False) -> alt.Chart:
    rule = Chart(pd.DataFrame({"at": [value]})).mark_rule(color=theme.LINE, strokeDash=_DASHES if dashed else [1, 0])
    placed: alt.Chart = rule.encode(x="at:Q")
    return placed


def _signed(
    layers: Sequence[Any], lang: Lang, height: int, *, wide: int = WIDE, title: str, subtitle: str, source: str
) -> alt.VConcatChart:
    drawn = alt.LayerChart(layer=list(layers), width=wide, height=height)
    return theme.signed(drawn, lang, title=title, subtitle=subtitle, source=source)
