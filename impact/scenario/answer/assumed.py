"""What a scenario assumes, in words: every range with source and influence, and those that speak of another area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import pandas as pd

from impact import regions
from impact.errors import InputError
from impact.scenario.computation.draws import Name, ranges
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.question.definition import BASES_WEAKEST_FIRST, Scenario

_FIELDS: dict[str, dict[str, str]] = {
    "deadweight_share": {
        "en": "part that would have paid for the same anyway",
        "nl": "deel dat hetzelfde toch had betaald",
        "unit": "share",
    },
    "amount": {"en": "amount", "nl": "bedrag", "unit": "MEUR"},
    "import_share": {"en": "part bought abroad", "nl": "deel uit het buitenland", "unit": "share"},
    "regional_share": {"en": "part bought in the region", "nl": "deel uit de regio", "unit": "share"},
    "scale": {
        "en": "number of people, against the plan",
        "nl": "aantal mensen, ten opzichte van het plan",
        "unit": "ratio",
    },
    "cost_per_fte": {"en": "cost of one full-time job", "nl": "kosten van een voltijdbaan", "unit": "MEUR per year"},
    "wage_share": {"en": "part that is wages", "nl": "deel dat loon is", "unit": "share"},
    "overhead_regional_share": {
        "en": "overhead bought in the region",
        "nl": "bijkomende inkoop uit de regio",
        "unit": "share",
    },
}
_INFLUENCES = [column(*headline) for headline in QUOTED]
_COLUMNS = ["name", "title_en", "title_nl", "low", "central", "high", "means", "unit", "source", "basis", *_INFLUENCES]


def assumption_table(scenario: Scenario, influence: Mapping[tuple[str, str], Mapping[Name, float]]) -> pd.DataFrame:
    """Return every range with its source, the weakest basis first and, within a basis, the most influential first.

    Each headline has a column of influence of its own; the order goes by the largest.
    """
    rows = [
        {
            **_described(scenario, name),
            **{"low": r.low, "central": r.central, "high": r.high, "means": r.means},
            **{column(*headline): found[name] for headline, found in influence.items()},
        }
        for name, r in ranges(scenario).items()
    ]
    frame = pd.DataFrame(rows)[_COLUMNS].round(dict.fromkeys(_INFLUENCES, 4))
    weakness = frame["basis"].map(BASES_WEAKEST_FIRST.index)
    order = frame.assign(weakness=weakness, most=frame[_INFLUENCES].max(axis=1)).sort_values(
        ["weakness", "most"], ascending=[True, False], kind="stable", na_position="last"
    )
    return order[_COLUMNS].reset_index(drop=True)


def _described(scenario: Scenario, name: Name) -> dict[str, str]:
    group, key, *rest = name
    if group == "assumptions":
        a = scenario.assumptions[key]
        return _row(name, a.title.en, a.title.nl, a.unit, a.source, a.basis)
    item = scenario.alternative_use if group == "alternative_use" else getattr(scenario, group)[key]
    field = _FIELDS[rest[0] if rest else key]
    en, nl = f"{item.title.en}: {field['en']}", f"{item.title.nl}: {field['nl']}"
    return _row(name, en, nl, field["unit"], item.source, item.basis)


def _row(name: Name, en: str, nl: str, unit: str, source: str, basis: str) -> dict[str, str]:
    return {"name": ".".join(name), "title_en": en, "title_nl": nl, "unit": unit, "source": source, "basis": basis}


def notes_on_another_area(scenario: Scenario) -> Iterator[dict[str, str]]:
    """Return a note, in two languages, on the ranges that were written for another study area and not stated again."""
    written_for = scenario.extension.written_for if scenario.extension else ()
    for other in sorted({found.area for found in written_for}):
        names = [found.name for found in written_for if found.area == other]
        keys = ", ".join(sorted({name[-1] for name in names}))
        en, nl = (_area_title(other, lang) for lang in ("en", "nl"))
        yield {
            "en": f"These assumptions were written for another area, {en}, and taken over unchanged; as long as they "
            f"are, the answer hardly depends on the area: {_listed(scenario, names, 'en')}. State them again for this "
            f"area, in the scenario file under: {keys}.",
            "nl": f"Deze aannames zijn gemaakt voor een ander gebied, {nl}, en ongewijzigd overgenomen; zolang dat zo "
            f"is, hangt de uitkomst nauwelijks van het gebied af: {_listed(scenario, names, 'nl')}. Geef ze opnieuw "
            f"op voor dit gebied, in het scenariobestand onder: {keys}.",
        }


def _area_title(name: str, lang: str) -> str:
    try:
        return regions.study_area(name.split("+") if "+" in name else name).title(lang)
    except InputError:  # an area that only the scenario underneath could not be run with
        return name


_ALL = {
    "spending": {"en": "all purchases", "nl": "alle aankopen"},
    "staff": {"en": "all staff", "nl": "al het personeel"},
}


def _listed(scenario: Scenario, names: list[Name], lang: Literal["en", "nl"]) -> str:
    """Return what ranges are about; those of purchases, and of staff, together."""
    found = []
    for group, all_of_them in _ALL.items():
        items = getattr(scenario, group)
        ours = [name for name in names if name[0] == group]
        if ours:
            titles = "; ".join(getattr(items[key].title, lang) for _, key, _ in ours)
            which = all_of_them[lang] if len(ours) == len(items) else titles
            found.append(f"{_FIELDS[ours[0][-1]][lang]} ({which})")
    others = [name for name in names if name[0] not in _ALL]
    return "; ".join([*found, *(_described(scenario, name)[f"title_{lang}"] for name in others)])
