"""What the report says of use: its figures as texts, which sentences hold, and what it rests on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from impact import regions
from impact.report.pages.source_table import Row
from impact.report.scenario.tables import titles_of, with_source
from impact.scenario.answer import use_outlook
from impact.scenario.answer.outlook import Outlook
from impact.scenario.computation.use_measures import (
    ADOPTION,
    BIRTHS,
    FIRMS,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
    UseMeasure,
)
from impact.words.numbers import exact
from impact.words.texts import Words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

PLACES = (
    "heading", "text", "without", "added", "productivity", "innovation", "density", "chance", "zero", "scale",
    "accounts", "rests", "assumptions", "table",
)  # fmt: skip
"""Of the texts on use in the template."""
_ASKED: dict[str, tuple[UseMeasure, int]] = {
    "productivity": (PRODUCTIVITY, 3), "value_added": (VALUE_ADDED, 1), "firms": (FIRMS, 0), "births": (BIRTHS, 1),
    "added": (ADOPTION, 2),
}  # fmt: skip


def facts(result: ScenarioResult, words: Words) -> dict[str, str]:
    """Return the text of every `{name}` on use; nothing where the result says nothing of it."""
    if not use_outlook.is_known(result):
        return {}
    year = use_outlook.last_year(result)
    without = use_outlook.of_use(result, Concept.WITHOUT, ADOPTION, year)
    density = use_outlook.by_year(result, Concept.AGGLOMERATION, VALUE_ADDED)["mean"]
    found = {f"use_{name}": _spread(_of(result, name), decimals, words) for name, (_, decimals) in _ASKED.items()}
    return found | {
        "use_year": str(year),
        "use_first": str(int(density.index.min())),
        "use_without": _spread(without, 0, words),
        "use_rd": words.number(use_outlook.private_rd(result), 1),
        "use_chance": words.number(100 * use_outlook.chance_of_nothing(result), 0),
        "use_density": words.number(float(density.max()), 1),
        "use_density_year": str(density.idxmax()),
        "use_usual": words.number(usual_change(result), 1),
    }


def _of(result: ScenarioResult, name: str) -> Outlook:
    return use_outlook.of_use(result, Concept.USE, _ASKED[name][0], use_outlook.last_year(result))


def _spread(found: Outlook, decimals: int, words: Words) -> str:
    return words(
        "number.ranged", mean=words.number(found.mean, decimals), span=words.span(found.low, found.high, decimals)
    )


def choices(result: ScenarioResult, words: Words) -> dict[str, str]:
    """Return which sentences on use hold: place in the template -> name of the text, empty for none.

    What a publication says of use where none is computed (`summary.use`, which it has to have) gives way to what is.
    """
    if not use_outlook.is_known(result):
        return {f"use.{place}": "" for place in PLACES}
    found = {name: _of(result, name) for name in _ASKED}
    zero = all(of.low <= 0 for of in found.values())
    small = found["productivity"].high < usual_change(result)
    own = {"summary.use": "use.in_brief"} if "summary.use" in words.texts else {}
    return own | {
        "unknown.use": "",
        "use.zero": "use.zero" if zero else "",
        "use.scale": "use.scale" if small else "",
    }


def usual_change(result: ScenarioResult) -> float:
    """Return by how much labour productivity usually moves in a year beside that of the nation, in per cent.

    The standard deviation of the yearly change of the gap between a COROP area and the Netherlands (outside mining,
    energy and water), that of the calmest area of the study area: an effect has to be larger to be seen.
    """
    return _usual_change(regions.study_area(result.scenario.study_area).corops)


@cache  # both languages ask, for a sentence and for whether it holds
def _usual_change(corops: tuple[str, ...]) -> float:
    from impact.productivity import labour_productivity

    frame = labour_productivity("corop", prices="current", area=list(corops))
    gaps = frame[frame["measure"] == "gap"].pivot_table(index="year", columns="region", values="value")
    changes = 100 * np.diff(np.log1p(gaps.to_numpy(dtype=float) / 100), axis=0)
    return float(np.nanstd(changes, axis=0, ddof=1).min())


def rests_on(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row an assumption on use, the most influential first: name and source, three values, unit."""
    if result.use_assumptions is None or not use_outlook.is_known(result):
        return []
    rows: list[Row] = []
    titles = titles_of(result, words)
    for row in result.use_assumptions.to_dict("records"):
        of = unit(str(row["unit"]))
        numbers = [exact(of.scale * float(row[at]), words.lang) for at in ("low", "central", "high")]
        rows.append([with_source(row, words, titles), *numbers, of.column.spoken(words.lang)])
    return rows
