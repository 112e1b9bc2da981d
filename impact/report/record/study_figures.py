"""The figures of earlier studies: pooled where they print their errors, else as they are beside the elicited range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from impact.productivity import shipped_studies
from impact.report.charts import evidence
from impact.report.charts.values import Values
from impact.report.pages.manuscript import Illustration
from impact.words.numbers import exact

if TYPE_CHECKING:
    import altair as alt

    from impact.productivity import ElicitedRange, Synthesis
    from impact.report.record.outcomes import Outcome
    from impact.words.texts import Words

FEWEST = 4  # studies: a chart of fewer that cannot be pooled says no more than the table
FOR_EVERY_CHART = 3  # studies that can be pooled: of two there is nothing to leave out
DECIMALS = 2
FOREST = "forest"


def illustrations(told: Sequence[Outcome]) -> Iterator[Illustration]:
    """Return a forest, a funnel and leave-one-out where studies can be pooled; else studies beside the range.

    Parameters
    ----------
    told
        The outcomes of the studies.
    """
    for outcome in told:
        if (synthesis := outcome.synthesis) is not None:
            yield from _pooled(outcome, synthesis)
        elif outcome.elicited is not None and len(outcome.rows) >= FEWEST:
            yield beside_range(outcome, outcome.elicited)


def _pooled(outcome: Outcome, synthesis: Synthesis) -> Iterator[Illustration]:
    for kind in POOLED:
        if synthesis.k >= FEWEST_FOR[kind.name]:
            yield pooled(outcome, synthesis, kind.name)


def pooled(outcome: Outcome, synthesis: Synthesis, name: str) -> Illustration:
    """Return a figure of studies that are pooled.

    Parameters
    ----------
    outcome
        What they studied.
    synthesis
        All of them together.
    name
        forest, leave_one_out or funnel; as many studies are needed as `FEWEST_FOR` says.
    """
    kind = next(one for one in POOLED if one.name == name)
    low, high = (outcome.words.number(end, DECIMALS) for end in synthesis.interval)
    told = {"k": synthesis.k, "mean": outcome.words.number(synthesis.mean, DECIMALS), "low": low, "high": high}
    around = _around(outcome, name)
    if name == FOREST:
        around["title"] = _finding(synthesis, around["title"], outcome.words)
    drawn = kind.draw(synthesis, **around)
    return _illustration(outcome, name, drawn, kind.values(synthesis, outcome.words), **told)


def _finding(synthesis: Synthesis, title: str, words: Words) -> str:
    """Return a title with whether the studies together decide on which side of zero the effect lies."""
    low, high = synthesis.interval
    if low <= 0 <= high:
        return words("evidence.across", title=title)
    return words("evidence.apart", title=title, side=words("evidence.above" if low > 0 else "evidence.below"))


def beside_range(outcome: Outcome, elicited: ElicitedRange) -> Illustration:
    """Return studies as they print themselves, beside the range that people elicited.

    Parameters
    ----------
    outcome
        What they studied.
    elicited
        The range of it.
    """
    words = outcome.words
    chart = evidence.studies_beside_range(outcome.shown, elicited, **_around(outcome, "range"))
    ends = {name: exact(getattr(elicited, name), words.lang) for name in ("low", "central", "high")}
    mine = (words("evidence.elicited"), words("evidence_range.ends", **ends), words("document.nothing"))
    table = _values(words, ("study", "found", "counts"), [*outcome.rows, mine])
    return _illustration(outcome, "range", chart, table, k=len(outcome.rows), **ends)


def _around(outcome: Outcome, kind: str) -> dict[str, Any]:
    """Return what stands around a chart."""
    words = outcome.words
    title, source = (
        words(f"evidence_{kind}.title", outcome=outcome.title),
        words("evidence.source", file=_name_of(outcome.studies.file)),
    )
    return {"lang": words.lang, "title": title, "unit": outcome.unit, "source": source}


def _name_of(file: str) -> str:
    """Return a file as it may stand under a chart: that of the package with its place, of others the name alone."""
    return file if file == shipped_studies().file else Path(file).name


def _illustration(outcome: Outcome, kind: str, chart: alt.VConcatChart, table: Values, **told: object) -> Illustration:
    message, caption = (
        outcome.words(f"evidence_{kind}.{text}", outcome=outcome.title, unit=outcome.unit, **told)
        for text in ("alt", "caption")
    )
    return Illustration(f"{kind}-{outcome.name}".replace("_", "-"), chart, message, caption, table)


def _forest(synthesis: Synthesis, words: Words) -> Values:
    rows = [
        (
            study or words(f"evidence.{row}"),
            _number(mean, words),
            words.span(low, high, DECIMALS),
            _share(weight, words),
        )
        for row, study, mean, low, high, weight in synthesis.forest().itertuples(index=False, name=None)
    ]
    return _values(words, ("study", "effect", "interval", "weight"), rows)


def _without_each(synthesis: Synthesis, words: Words) -> Values:
    without = synthesis.leave_one_out()[["mean", "lower", "upper"]]
    rows = [
        (words("evidence.without", study=study), _number(mean, words), words.span(low, high, DECIMALS))
        for study, mean, low, high in without.itertuples(name=None)
    ]
    return _values(words, ("study", "effect", "interval"), rows)


def _funnel(synthesis: Synthesis, words: Words) -> Values:
    points = synthesis.funnel()[["study", "estimate", "std_error"]]
    rows = [
        (study, _number(estimate, words), _number(error, words))
        for study, estimate, error in points.itertuples(index=False, name=None)
    ]
    return _values(words, ("study", "effect", "error"), rows)


def _number(value: float, words: Words) -> str:
    return words.number(value, DECIMALS)


def _share(weight: float, words: Words) -> str:
    return words("document.nothing") if math.isnan(weight) else f"{words.number(100 * weight, 0)}%"


def _values(words: Words, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Values:
    return Values(tuple(words(f"evidence.{column}") for column in columns), tuple(rows))


class Pooled(NamedTuple):
    """A chart of a pooled effect: its name, how it is drawn, and the figures in it."""

    name: str
    draw: Callable[..., alt.VConcatChart]
    values: Callable[[Synthesis, Words], Values]


POOLED = (
    Pooled(FOREST, evidence.forest_plot, _forest),
    Pooled("leave_one_out", evidence.leave_one_out_plot, _without_each),
    Pooled("funnel", evidence.funnel_plot, _funnel),
)
FEWEST_FOR = {kind.name: FOR_EVERY_CHART if at else 2 for at, kind in enumerate(POOLED)}
"""How many studies each of them needs."""
