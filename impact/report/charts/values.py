"""The figures that a chart draws, for the table under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.words.texts import Words

if TYPE_CHECKING:
    import altair as alt

    from impact.scenario import ScenarioResult
    from impact.scenario.answer.outlook import Outlook


@dataclass(frozen=True)
class Values:
    """The figures that a chart draws, as the table under it shows them.

    Attributes
    ----------
    head : names of the columns; the first names the rows.
    rows : a text a column.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Illustrated:
    """A chart of a publication on a scenario, with the figures it draws.

    Attributes
    ----------
    name : of its place in the template; its words are `NAME.alt` and `NAME.caption` of the texts.
    draw : the chart of a result, with the language as `lang`.
    values : the figures it draws, of a result and with the words of the publication.
    """

    name: str
    draw: Callable[..., alt.VConcatChart]
    values: Callable[[ScenarioResult, Words], Values]


def table(words: Words, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Values:
    """Return a table whose columns have their names under [values] of the texts."""
    return Values(tuple(words(f"values.{column}") for column in columns), tuple(rows))


def figure(value: float, words: Words, decimals: int | None = None) -> str:
    """Return a figure as it is written, or the mark of nothing where there is none."""
    return words("document.nothing") if math.isnan(value) else words.number(value, decimals)


def ranged(found: Outlook | None, words: Words) -> str:
    """Return `mean (low to high)` in the digits that stand still, or the mark of nothing where there is no figure."""
    if found is None:
        return words("document.nothing")
    return words("number.ranged", mean=found.mean_in(words), span=found.span_in(words))
