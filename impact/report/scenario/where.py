"""What the report says of where the work lands: by area and municipality; nothing where it is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from impact import regions
from impact.report.pages.source_table import Row
from impact.scenario.answer.in_municipalities import YEAR
from impact.scenario.answer.outlook import outlook_of
from impact.scenario.answer.where import place, shown
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.municipalities import bearing, note
from impact.words.statements import in_language, said
from impact.words.texts import Words

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.scenario import ScenarioResult

PLACES = (
    "heading",
    "text",
    "adds_up",
    "areas",
    "place",
    "gross",
    "net",
    "money",
    "money_text",
    "money_divided",
    "municipal",
    "municipal_text",
    "apportioned",
    "municipalities",
    "municipality",
)
"""Of the texts on where the work lands in the template."""
_JOBS = "jobs"


def is_known(result: ScenarioResult) -> bool:
    """Return whether a result says where the work lands; one of before there were areas does not."""
    return result.areas is not None


def net_level(result: ScenarioResult) -> Level | None:
    """Return of which regions a map can show net figures, which are known for the study area alone; None for none.

    COROP areas, or municipalities where the study area holds a part of a COROP area and figures by municipality are
    known: for the rest of that area there is no net figure.
    """
    if _area(result).complete_corops:
        return "corop"
    return None if result.municipalities is None else "gemeente"


def facts(result: ScenarioResult, words: Words) -> dict[str, str]:
    """Return the text of every `{name}` on where the work lands; nothing where that is not known."""
    if result.areas is None:
        return {}
    codes = _own(result)
    gross = {code: result.in_area(code, "gross", _JOBS).get("mean", 0.0) for code in (*codes, NATION)}
    most = max(codes, key=lambda code: gross[code])
    inside = sum(gross[code] for code in codes)
    return {
        "where_most": words.number(gross[most]),
        "where_most_name": in_language(place(most), words.lang),
        "where_elsewhere": words.number(gross[NATION] - inside),
        "where_adds_up": in_language(said("where_it_lands"), words.lang),
        "where_apportioned": in_language(note(YEAR), words.lang),
        "where_map_area": _area(result).title(words.lang),
    }


def says(result: ScenarioResult, text: Mapping[str, str]) -> bool:
    """Return whether the section on municipalities says a note of the result itself, so that nothing is said twice.

    Parameters
    ----------
    result
        What a scenario leads to.
    text
        A note in both languages.
    """
    return result.municipalities is not None and text["en"] == in_language(note(YEAR), "en")


def choices(result: ScenarioResult) -> dict[str, str]:
    """Return which sentences hold: place in the template -> name of the text, empty for none."""
    if not is_known(result):
        return {f"where.{place}": "" for place in PLACES}
    count = "several" if len(_own(result)) > 1 else "one"
    municipal = () if result.municipalities is not None else PLACES[PLACES.index("municipal") :]
    mapped = net_level(result) or "nowhere"
    chosen = {"where.text": f"where.text.{count}", "where.money_divided": f"where.money_divided.{mapped}"}
    return chosen | {f"where.{place}": "" for place in municipal}


def areas(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row an area of the study area, then the rest of the country and the whole of it: jobs, gross and net."""
    if result.areas is None:
        return []
    return [
        [in_language(place(code), words.lang), *(_ranged(result, code, concept, words) for concept in HEADLINES)]
        for code in shown(result.areas)
    ]


def municipalities(result: ScenarioResult, words: Words) -> list[Row]:
    """Return a row a municipality, the most work first: jobs, gross and net, with the one digit that they bear."""
    frame = result.municipalities
    if frame is None:
        return []
    of_jobs = frame["measure"].eq(_JOBS) & frame["statistic"].eq("mean") & frame["stage"].eq("total")
    rows = frame[of_jobs & frame["year"].isna() & frame["concept"].isin(HEADLINES)]
    wide = rows.pivot_table(index="region", columns="concept", values="value").reindex(columns=list(HEADLINES))
    ordered = wide.fillna(0.0).sort_values(HEADLINES[0], ascending=False, kind="stable")
    return [
        [regions.name(str(code)), *(one_digit(float(value), words) for value in found)]
        for code, *found in ordered.itertuples(name=None)
    ]


def one_digit(value: float, words: Words) -> str:
    """Return what a figure bears that was apportioned: its first digit, at most one decimal."""
    kept = float(bearing(np.array([value]))[0])
    return words.number(kept, 0 if abs(kept) >= 1 or round(kept, 1) == 0 else 1)


def _own(result: ScenarioResult) -> list[str]:
    """Return the areas of the study area."""
    assert result.areas is not None
    return [code for code in shown(result.areas) if result.in_area(code, "net_regional", _JOBS)]


def _area(result: ScenarioResult) -> StudyArea:
    return regions.study_area(result.scenario.study_area)


def _ranged(result: ScenarioResult, code: str, concept: str, words: Words) -> str:
    """Return the mean and between which figures nine in ten draws lie; a mark where it is not computed."""
    found = result.in_area(code, concept, _JOBS)
    if not found:
        return words("document.nothing")
    of = outlook_of(result, found)
    return words("number.ranged", mean=of.mean_in(words), span=of.span_in(words))
