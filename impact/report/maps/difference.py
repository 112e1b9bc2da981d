"""The figures of a map of how two scenarios differ by area: labour years per thousand jobs, subtracted draw by draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions
from impact.panel.names import label
from impact.panel.variables import variable
from impact.report.maps.figures import BAND, NATION, MapFigures, figures_of_series, map_figures
from impact.report.maps.outcome import outcome_in
from impact.report.maps.question import map_question
from impact.words.names import Name, name_of
from impact.words.texts import Words, chart_words, within_sentence
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Comparison
    from impact.words.languages import Lang

_JOBS, _PER = "jobs", 1000.0


def difference_figures(comparison: Comparison, name: str, concept: str) -> MapFigures | None:
    """Return by how much labour years differ in each COROP area, all years together; None where they do not.

    An area of which one of the two scenarios says nothing has no figure.

    Parameters
    ----------
    comparison
        Scenarios subtracted draw by draw.
    name
        Which scenario, one of `names`.
    concept
        `gross`, for all areas, or `net_regional`, for those of the study area.
    """
    found = {code: comparison.in_area(name, code, concept, _JOBS) for code in [*regions.codes("corop"), NATION]}
    there = {code: one for code, one in found.items() if one is not None}
    if not any(one.mean for one in there.values()):
        return None
    counts, year, nation = _jobs()
    per = pd.concat([counts, pd.Series({NATION: nation})]) / _PER
    means = pd.Series({code: one.mean for code, one in there.items()})
    shares = means / per.reindex(means.index)
    made = figures_of_series(
        shares.drop(NATION, errors="ignore").reindex(regions.codes("corop")),
        level="corop",
        year=_years(comparison, name)[1],
        subject=_spoken("outcome.difference", concept=f"outcome_concept.{concept}"),
        unit=_unit(),
        kind="rate",
        nation=None if NATION not in there else float(shares[NATION]),
        records=outcome_in(comparison.against).sources,
        notes=(_titles(comparison, name), *_notes(comparison, concept), _divided(year)),
    )
    first, last = _years(comparison, name)
    made = replace(made, period=_spoken("outcome.together", first=first, last=last), own=_own(comparison, name))
    if not comparison.ranged:
        return made
    rows = [there.get(str(code)) for code in made.frame["region"]]
    below = [per[str(code)] for code in made.frame["region"]]
    ends = [
        [getattr(one, end) / under if one else float("nan") for one, under in zip(rows, below, strict=True)]
        for end in ("low", "high")
    ]
    return replace(made, frame=made.frame.assign(**dict(zip(BAND, ends, strict=True))))


def _jobs() -> tuple[pd.Series[float], int, float]:
    """Return the jobs of each COROP area, the year they are of, and those of the country."""
    found = map_figures(map_question(_JOBS, level="corop"))
    year, times = found.years[0], unit(variable(_JOBS).unit).times
    return found.frame.set_index("region")["value"] * times, year, found.nation[year] * times


def _years(comparison: Comparison, name: str) -> tuple[int, int]:
    years = [*comparison.against.scenario.years, *comparison.others[name].scenario.years]
    return min(years), max(years)


def _spoken(text: str, **fields: object) -> Name:
    """Return a text of charts in both languages; a field that names a text is spoken too."""

    def spoken(lang: Lang) -> str:
        words = chart_words(lang)
        return words(text, **{key: words.known(str(value)) or value for key, value in fields.items()})

    return name_of(spoken)


def _unit() -> Name:
    def spoken(lang: Lang) -> str:
        return f"{unit('labour years').after.spoken(lang)} {chart_words(lang)(f'map_thousand.{_JOBS}')}"

    return name_of(spoken)


def _titles(comparison: Comparison, name: str) -> Name:
    """Return which scenario is compared with which, by their titles."""
    of, against = comparison.others[name].scenario.title, comparison.against.scenario.title

    def spoken(lang: Lang) -> str:
        return chart_words(lang)("outcome.compared", of=_title(of, lang), against=_title(against, lang))

    return name_of(spoken)


def _title(text: object, lang: Lang) -> str:
    return str(getattr(text, lang))


def _notes(comparison: Comparison, concept: str) -> tuple[Name, ...]:
    told = "outcome.mean" if not comparison.few_draws else "outcome.few"

    def spoken(lang: Lang) -> str:
        words: Words = chart_words(lang)
        return words(told, draws=words.number(comparison.count, 0))

    return (_spoken(f"outcome_note.{concept}"), name_of(spoken))


def _divided(year: int) -> Name:
    return name_of(
        lambda lang: chart_words(lang)(
            "outcome.divided", what=within_sentence(label(variable(_JOBS)).spoken(lang)), year=year
        )
    )


def _own(comparison: Comparison, name: str) -> Name:
    names = [comparison.names[0], name]
    return name_of(
        lambda lang: chart_words(lang)("comparison.own", scenarios=chart_words(lang).listed(list(dict.fromkeys(names))))
    )
