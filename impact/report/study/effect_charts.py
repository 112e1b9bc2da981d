"""Charts of one effect for whoever has one: picture, what it says in a sentence, and the table of what it draws.

Each takes an `Effect`, or a finding of a study, which knows its own unit and title. `gap_path` and `donor_weights` also
draw the comparison where the test cannot reject (`NotIdentified` with a path), without a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from impact.effects import Effect, Finding, NotIdentified
from impact.effects.estimators.left_out import NEGLIGIBLE
from impact.errors import InputError, Problem
from impact.regions.codes import names
from impact.report.charts import comparisons, theme
from impact.report.charts import effects as effects_charts
from impact.report.charts.values import Values
from impact.report.study import units as study_units
from impact.words.texts import Words, within_sentence
from impact.words.texts import words as texts_of

if TYPE_CHECKING:
    from impact.words.texts import Lang

TEXTS = "study"
MOST = 25  # areas with a bar; the table has them all
QUANTILES = (0.0, 0.025, 0.5, 0.975, 1.0)  # of a distribution, in its table

Result = Effect | NotIdentified | Finding


@dataclass(frozen=True)
class EffectChart:
    """A chart of one effect.

    Attributes
    ----------
    chart : the picture.
    alt : what it says, for who cannot see it; also the description of the picture.
    figures : the figures that it draws, as the table under it shows them.
    """

    chart: alt.VConcatChart
    alt: str
    figures: Values

    def svg(self) -> str:
        """Return the picture as SVG text, with its description."""
        return theme.svg(self.chart)

    def table(self) -> pd.DataFrame:
        """Return the figures that are drawn, as texts."""
        return pd.DataFrame(self.figures.rows, columns=list(self.figures.head))

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        return self.chart._repr_mimebundle_(*args, **kwargs)


@dataclass(frozen=True)
class Told:
    """The words around a chart of an effect: those of a language, a title, a unit, a line of sources."""

    words: Words
    title: str
    unit: str
    source: str


def event_plot(result: Result, *, lang: Lang = "nl", title: str = "", unit: str = "", source: str = "") -> EffectChart:
    """Return the effect by years since the start, with intervals.

    Parameters
    ----------
    result
        An effect with a path by event time, or a finding that has one.
    lang
        `nl` or `en`.
    title, unit, source
        What stands above and below; of a finding its outcome and unit when "". "log points" become per cent.

    Raises
    ------
    InputError
        When there is no estimate, or no path by event time.
    """
    effect, told = _estimated(result, "event_study", lang, title, unit, source)
    path = _path(effect)
    chart = effects_charts.event_study(effect, lang=lang, title=told.title, unit=told.unit, source=told.source)
    return _finished(chart, *path_told(path, told.words, told.unit))


def gap_path(result: Result, *, lang: Lang = "nl", title: str = "", unit: str = "", source: str = "") -> EffectChart:
    """Return the gap between the treated and their comparison by year, with the band of the test.

    Parameters
    ----------
    result
        An effect or a finding with a path, also one of which the test cannot reject: then without a band.
    lang, title, unit, source
        As in `event_plot`.

    Raises
    ------
    InputError
        When there is no path by event time.
    """
    found, told = _any(result, "gap", lang, title, unit, source)
    path, level = _path(found), found.level if isinstance(found, Effect) else 0.95
    first = 0 if found.fitted is None else int(found.fitted["time"].iloc[0] - path["period"].iloc[0])
    every = path.set_index("period").reindex(range(int(path["period"].min()), int(path["period"].max()) + 1))
    rows = every.reset_index().assign(at=lambda d: d["period"] + first)
    rows = rows.reindex(columns=["at", "estimate", "lower", "upper"])
    chart = comparisons.gap(
        rows, start=first - 0.5, level=level, lang=lang, title=told.title, unit=told.unit, source=told.source
    )
    return _finished(chart, *path_told(path, told.words, told.unit))


def donor_weights(result: Result, *, lang: Lang = "nl", title: str = "", source: str = "") -> EffectChart:
    """Return a bar a donor of a synthetic comparison, the heaviest first, at most twenty-five.

    Parameters
    ----------
    result
        An effect, a finding, or a comparison without a verdict, of a synthetic method.
    lang, title, source
        As in `event_plot`.

    Raises
    ------
    InputError
        When the estimator has no donor weights.
    """
    found, told = _any(result, "weights", lang, title, "", source)
    if found.unit_weights is None:
        raise _nothing("weights of donors", "Draw one of a synthetic method.")
    held = found.unit_weights[found.unit_weights.abs() > NEGLIGIBLE].sort_values(ascending=False, kind="stable")
    named = [names().get(str(unit), str(unit)) for unit in held.index]
    frame = pd.DataFrame({"name": named, "weight": 100 * held.to_numpy()})
    words = told.words
    rows = [(name, f"{words.number(weight, 1)}%") for name, weight in zip(named, frame["weight"], strict=True)]
    said = words("figure.bars_alt", n=len(rows), largest=rows[0][0], weight=rows[0][1])
    chart = comparisons.weights(frame.head(MOST), lang=lang, title=told.title, source=told.source)
    return _finished(chart, said, values(words, ("area", "weight"), rows))


def permutation_plot(
    result: Result, *, lang: Lang = "nl", title: str = "", unit: str = "", source: str = ""
) -> EffectChart:
    """Return what other assignments give, as a histogram, with the observed value marked.

    Parameters
    ----------
    result
        An effect or a finding that was tested by reassignment, or against drawn noise.
    lang, title, unit, source
        As in `event_plot`.

    Raises
    ------
    InputError
        When there is no estimate, or its test has no such distribution.
    """
    effect, told = _estimated(result, "permutation", lang, title, unit, source)
    if effect.distribution is None:
        raise _nothing("distribution of other assignments", "Draw one that was tested by reassignment.")
    chart = effects_charts.permutation_distribution(
        effect, lang=lang, title=told.title, unit=told.unit, source=told.source
    )
    return _finished(chart, *permutation_told(effect, told.words, told.unit))


def response_plot(
    result: Result, *, lang: Lang = "nl", title: str = "", unit: str = "", source: str = "", over: str = ""
) -> EffectChart:
    """Return the effect by dose, or what is left of it by distance to the treated.

    Parameters
    ----------
    result
        An effect or a finding of an estimator by dose or by distance.
    lang, title, unit, source
        As in `event_plot`.
    over
        What doses are in; of a finding its own when "".

    Raises
    ------
    InputError
        When there is no estimate, or none by dose or distance.
    """
    effect, told = _estimated(result, "response", lang, title, unit, source)
    if effect.response is None:
        raise _nothing("effect by dose or distance", "Draw one of an estimator that looks at either.")
    words, kind = told.words, "dose" if "dose" in effect.response else "distance"
    stated = result.treated.dose.unit if isinstance(result, Finding) and result.treated.dose else ""
    foot = words("values.distance") if kind == "distance" else over or stated or words("values.dose")
    frame = effect.response.rename(columns={kind: "at"})
    chart = comparisons.response(
        frame, over=foot, level=effect.level, lang=lang, title=told.title, unit=told.unit, source=told.source
    )
    figures = ("at", "estimate", "lower", "upper")
    texts = list(rows_of(frame, figures, words))
    ends = (texts[0], texts[-1])
    said = words(
        "figure.response_alt", unit=told.unit, over=within_sentence(foot), n=len(texts),
        first=ends[0][0], first_at=ends[0][1], last=ends[1][0], last_at=ends[1][1],
    )  # fmt: skip
    head = (foot, *(words(f"values.{name}") for name in figures[1:]))
    return _finished(chart, said, Values(head, tuple(texts)))


def path_told(path: pd.DataFrame, words: Words, unit: str) -> tuple[str, Values]:
    """Return what a path by event time says in a sentence, and its table."""
    path = path.sort_values("period")
    by_size = path.dropna(subset="estimate").sort_values("estimate", kind="stable")
    lowest, highest = by_size.iloc[0], by_size.iloc[-1]
    said = words(
        "figure.event_study_alt",
        unit=unit,
        first=words.number(path["period"].iloc[0], 0),
        last=words.number(path["period"].iloc[-1], 0),
        lowest=words.number(lowest["estimate"], 1),
        lowest_at=words.number(lowest["period"], 0),
        highest=words.number(highest["estimate"], 1),
        highest_at=words.number(highest["period"], 0),
    )
    figures = ("estimate", "lower", "upper")
    told = zip(path["period"], rows_of(path.reindex(columns=[*figures]), figures, words), strict=True)
    return said, values(words, ("event_time", *figures), ((words.number(at, 0), *row) for at, row in told))


def permutation_told(effect: Effect, words: Words, unit: str) -> tuple[str, Values]:
    """Return what a distribution of other assignments says in a sentence, and its table."""
    assert effect.distribution is not None
    observed, count = words.number(effect.estimate, 1), words.number(len(effect.distribution), 0)
    low, *inner, high = (words.number(q, 1) for q in np.quantile(effect.distribution, QUANTILES))
    said = words(
        "figure.permutation_alt",
        count=count, lowest=low, highest=high, amount=observed, unit=unit, p=words.p_is(effect.p_value),
    )  # fmt: skip
    places = ("lowest", "low", "middle", "high", "highest", "observed")
    rows = [(words(f"values.{at}"), value) for at, value in zip(places, (low, *inner, high, observed), strict=True)]
    return said, Values((words("values.what"), unit), tuple(rows))


def values(words: Words, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Values:
    """Return a table whose columns have their names under [values] of the texts."""
    return Values(tuple(words(f"values.{column}") for column in columns), tuple(rows))


def rows_of(frame: pd.DataFrame, columns: Sequence[str], words: Words) -> Iterator[tuple[str, ...]]:
    """Return figures as texts, with as many decimals as the largest of them asks for."""
    found = np.abs(frame[[*columns]].to_numpy(float))
    size = np.nanmax(found) if np.isfinite(found).any() else 1.0
    places = 1 if size >= 1 else 2 if size >= 0.1 else 3
    for row in frame[[*columns]].itertuples(index=False, name=None):
        yield tuple(words.number(v, places) if np.isfinite(v) else words("number.unknown") for v in row)


def _estimated(result: Result, kind: str, lang: Lang, title: str, unit: str, source: str) -> tuple[Effect, Told]:
    found, told = _any(result, kind, lang, title, unit, source)
    if not isinstance(found, Effect):
        raise _nothing("estimate", f"{found} gap_path and donor_weights draw the comparison where there is one.")
    return found, told


def _any(
    result: Result, kind: str, lang: Lang, title: str, unit: str, source: str
) -> tuple[Effect | NotIdentified, Told]:
    """Return what was found in the unit that people read, and the words around it."""
    words = texts_of(TEXTS, lang)
    finding = result if isinstance(result, Finding) else None
    found: Effect | NotIdentified = result.result if isinstance(result, Finding) else result
    unit = unit or (finding.outcome.unit if finding else "")
    outcome = finding.outcome.title if finding else words("figure.effect")
    found = study_units.effect_shown(found, unit) if isinstance(found, Effect) else study_units.gap_shown(found, unit)
    shown = study_units.unit_name(unit, words) if unit else words("figure.own_unit")
    return found, Told(words, title or words(f"figure.{kind}", outcome=outcome), shown, source)


def _path(found: Effect | NotIdentified) -> pd.DataFrame:
    if found.path is None or found.path.empty or "cohort" in found.path:
        raise _nothing("path by event time", 'Draw one of a single date, or of aggregate="dynamic".')
    return found.path.sort_values("period")


def _nothing(what: str, todo: str) -> InputError:
    return InputError(Problem("chart", "effect", f"no {what}", f"an effect with a {what}", todo))


def _finished(chart: alt.VConcatChart, said: str, drawn: Values) -> EffectChart:
    described: alt.VConcatChart = chart.properties(description=said)
    return EffectChart(described, said, drawn)
