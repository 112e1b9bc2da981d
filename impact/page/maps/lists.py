"""The lists of the form of a map: the choices that there are, as value and what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact import regions
from impact.page import choices
from impact.page.maps.form import COUNTS, SCHEMES, SIDES, MapForm
from impact.words.texts import chart_words

if TYPE_CHECKING:
    from impact.words.texts import Words

Options = list[tuple[str, str]]
"""The choices of a list: value and what is shown."""


def lists(form: MapForm, words: Words) -> dict[str, Options]:
    """Return the choices of every list of a form.

    Parameters
    ----------
    form
        What is chosen, on which some lists depend.
    words
        Of the page.
    """
    subject, place, lang = form.subject, form.place, words.lang
    return {
        "level": [(level, words(f"level.{level}")) for level in subject.levels],
        "variable": [(name, subject.called(name, place, lang)) for name in subject.variables(place)],
        "concept": [(one, _concept(one, words)) for one in subject.concepts(form.name, place)],
        "sector": [
            (code, choices.sector_called(code, lang) if code else words("page.all_sectors")) for code in form.sectors
        ],
        "per": [(per, subject.divided(per, form.name, place, words)) for per in ("", *form.divisors)],
        "region": [
            ("", words("page.country")),
            *((name, regions.study_area(name).title(lang)) for name in choices.areas(place)),
        ],
        **_years(form, words),
        "compare": [(kind, words(f"compare.{kind}")) for kind in subject.compares(form.name, place)],
        "classes": [(scheme, words(f"classes.{scheme}")) for scheme in SCHEMES],
        "count": [(number, number) for number in COUNTS],
        "around": [(side, words(f"around.{side}")) for side in SIDES],
    }


def chosen(form: MapForm) -> dict[str, str]:
    """Return what is chosen of every list: what the address says, or else what stands there when nothing is said."""
    first = {"level": form.place, "variable": form.name, "concept": form.notion, "sector": form.part}
    return {
        **first,
        **{name: getattr(form, name) for name in ("per", "region", "year", "classes", "count", "around")},
        "compare": form.compared,
        "base": form.since,
    }


def _years(form: MapForm, words: Words) -> dict[str, Options]:
    years = [(str(year), str(year)) for year in form.known_years]
    last = words("page.years_together") if form.subject.together else words("page.last_year", year=form.known_years[0])
    return {"year": [("", last), *years], "base": [("", words("page.choose")), *years]}


def _concept(concept: str, words: Words) -> str:
    return chart_words(words.lang).known(f"outcome_concept.{concept}") or concept
