"""The assumptions that can be set on the page: for each headline the ten that matter most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from impact.page.drawing import round_step
from impact.scenario.answer.assumed import DUTCH_SOURCE, assumption_table
from impact.scenario.computation.influence import QUOTED, column, influences
from impact.scenario.question.all_ranges import Name, as_written, ranges
from impact.scenario.question.assumptions import NEEDED
from impact.scenario.question.definition import Definition
from impact.scenario.responses import Figures, Responses
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.numbers import exact, listed
from impact.words.units import unit

MOST = 10
HEADLINES = tuple(f"{concept}.{measure}" for concept, measure in QUOTED)
_MATTERS = 0.03  # of the variation of a headline: with less an assumption is not named
_STEPS = 100


@dataclass(frozen=True)
class Slider:
    """One assumption that can be set; values are in the unit in which people read them.

    Attributes
    ----------
    name : where it stands in the file.
    title, unit, low, central, high, basis, source : as the language writes them.
    translated : whether the source is in the language of the page.
    scale : what a value in the file is multiplied by to be read.
    least, most, step, at : of the slider, with a point before decimals.
    headlines : those of which it is among the ten.
    first : whether the first headline is one of them.
    """

    name: str
    title: str
    unit: str
    low: str
    central: str
    high: str
    basis: str
    source: str
    translated: bool
    scale: float
    least: str
    most: str
    step: str
    at: str
    headlines: tuple[str, ...]
    first: bool

    @property
    def id(self) -> str:
        """Its name in the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Offered:
    """The sliders of a scenario, and by headline what matters but asks for another solve, as the language lists it."""

    sliders: tuple[Slider, ...]
    solved: dict[str, str]


def offered(found: Responses, figures: Figures, first: str, lang: Lang) -> Offered:
    """Return what can be set.

    Parameters
    ----------
    found
        The responses of the scenario.
    figures
        Those of the scenario as it is.
    first
        The headline that is shown first.
    lang
        Of the page.
    """
    table = assumption_table(found.scenario, influences(found.draws, figures.summed))
    free, most, solved = set(found.free), {}, {}
    for concept, measure in QUOTED:
        shares = table[column(concept, measure)].fillna(0.0)
        ordered = table.loc[shares.sort_values(ascending=False, kind="stable").index]
        drawn = ordered[ordered["low"] < ordered["high"]]
        most[f"{concept}.{measure}"] = [name for name in drawn["name"] if name in free][:MOST]
        other = drawn[~drawn["name"].isin(free) & (shares.loc[drawn.index] >= _MATTERS)]
        solved[f"{concept}.{measure}"] = listed(
            [title[:1].lower() + title[1:] for title in other[f"title_{lang}"]], lang
        )
    names = list(dict.fromkeys(name for headline in HEADLINES for name in most[headline]))
    rows = table.set_index("name")
    of = {as_written(name): name for name in ranges(found.scenario)}
    sliders = (
        _slider(found.scenario, of[name], rows.loc[name], [h for h in HEADLINES if name in most[h]], first, lang)
        for name in sorted(names, key=lambda name: _rank(most[first], name))
    )
    return Offered(tuple(sliders), solved)


def _rank(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _slider(
    scenario: Definition, name: Name, row: pd.Series[Any], headlines: list[str], first: str, lang: Lang
) -> Slider:
    of = unit(row["unit"])
    least, most = limits(scenario, name)
    step = round_step((most - least) * of.scale, _STEPS)
    dutch = row[DUTCH_SOURCE] if lang == "nl" else row["source"]
    ends = {end: exact(round(row[end] * of.scale, 9), lang) for end in ("low", "central", "high")}
    return Slider(
        name=as_written(name),
        title=row[f"title_{lang}"],
        unit=of.column.spoken(lang),
        basis=row["basis"],
        source=str(dutch or row["source"]).rstrip("."),
        translated=bool(dutch),
        scale=of.scale,
        least=_plain(least * of.scale),
        most=_plain(most * of.scale),
        step=_plain(step),
        at=_plain(row["central"] * of.scale),
        headlines=tuple(headlines),
        first=first in headlines,
        **ends,
    )


def limits(scenario: Definition, name: Name) -> tuple[float, float]:
    """Return from where to where an assumption can be set: half its range beyond either end, where that can be.

    Parameters
    ----------
    scenario
        The scenario.
    name
        The place of the range.
    """
    of = ranges(scenario)[name]
    least, most = of.possible
    if name[-1] in NEEDED:
        least, most = NEEDED[name[-1]].bounds
    elif name[0] == "assumptions":  # a delay: the years of the page are those that can be drawn
        least, most = of.ends
    elif name[-1] in ("regional_share", "import_share") and name[0] == "spending":
        item = scenario.spending[name[1]]
        other = item.import_share if name[-1] == "regional_share" else item.regional_share
        most = 1 - other.ends[1]
    half = (of.high - of.low) / 2
    below = 0.0 if of.low - 2 * half <= 0 <= of.low else of.low - half
    return max(least, below), min(most, of.high + half)


def _plain(value: float) -> str:
    return format(Decimal(f"{value:.6g}").normalize(), "f")


def title_of_headline(name: str, lang: Lang) -> str:
    """Return what a headline is called.

    Parameters
    ----------
    name
        `CONCEPT.MEASURE`.
    lang
        Of the page.
    """
    return called("headline", name).spoken(lang)
