"""What a reader of a panel, or of changes in it, has to know before using the figures, in English or Dutch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from impact.panel.breaks import AND, BREAK, EVERY, breaks, crossed, tables, together
from impact.panel.names import Language, language
from impact.panel.variables import variable
from impact.sources import snapshot

STATUS: Mapping[str, Mapping[Language, str]] = {
    "": {"en": "as published", "nl": "zoals gepubliceerd"},
    "provisional": {"en": "will still be revised", "nl": "wordt nog herzien"},
    "estimated": {"en": "estimated by the source", "nl": "door de bron geschat"},
    "break": {
        "en": "first year on another footing: not to be compared with the years before",
        "nl": "eerste jaar op een andere grondslag: niet vergelijken met de jaren ervoor",
    },
    "definition differs": {"en": "by another definition than the others", "nl": "volgens een andere definitie"},
    "suppressed": {"en": "not published, because it is secret", "nl": "niet gepubliceerd, want geheim"},
    "unknown": {
        "en": "not published; the source does not say why",
        "nl": "niet gepubliceerd; de bron zegt niet waarom",
    },
    "not collected": {"en": "not in the source", "nl": "niet in de bron"},
    "impossible": {"en": "no figure is possible here", "nl": "hier is geen cijfer mogelijk"},
    "nil": {"en": "there is nothing to count", "nl": "er is niets te tellen"},
}
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "break": {
        "en": "{who}: figures from {year} are not comparable with those before: {why}.",
        "nl": "{who}: cijfers vanaf {year} zijn niet te vergelijken met die ervoor: {why}.",
    },
    "sum": {"en": " The sum {areas} is.", "nl": " De som {areas} wel."},
    "every": {"en": "all regions", "nl": "alle regio's"},
    "marked": {"en": "the source marks a break", "nl": "de bron meldt een breuk"},
    "refused": {
        "en": "{who}: no change from {first} to {last}: {why}.",
        "nl": "{who}: geen verandering van {first} tot {last}: {why}.",
    },
    "together": {"en": " {areas} together: {change} %.", "nl": " {areas} samen: {change} %."},
    "and": {"en": " and ", "nl": " en "},
}


def cautions(frame: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return what to know of a panel: the breaks that its years cross, then what its tables say of themselves.

    The cautions of tables are in English, as in the records of the embedded figures; a language other than "en" and
    "nl" raises InputError.
    """
    spoken = language(lang)
    of_tables = (f"{table}: {caution}" for table in tables(frame) for caution in snapshot.record(table).cautions)
    return [*_of_breaks(frame, spoken), *of_tables]


def refused(changes: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return why some of the changes were not computed, and what the areas concerned changed by together."""
    spoken = language(lang)
    by_name = {one.name: one for one in breaks()}
    said = []
    for (crossing, comparable), rows in changes[changes["status"] == BREAK].groupby(["breaks", "comparable"]):
        known = [by_name[name] for name in str(crossing).split()]
        why = "; ".join(f"{one.reasons[spoken]} ({one.year})" for one in known) or _WORDS["marked"][spoken]
        first, last = rows[["from_year", "to_year"]].iloc[0]
        who = _concerned(rows, [one.sectors for one in known], spoken)
        text = _say("refused", spoken, who=who, first=first, last=last, why=why)
        said.append(text + _joint(changes, rows, str(comparable), spoken))
    return said


def _of_breaks(frame: pd.DataFrame, lang: Language) -> Iterator[str]:
    first, last = frame["year"].min(), frame["year"].max()
    joint = together([one for one in breaks() if one.lies_between(first, last) and one.is_in(frame)])
    for one, rows in crossed(frame):
        regions = _WORDS["every"][lang] if EVERY in one.regions else _listed(set(rows["region"]), lang)
        sectors = "" if EVERY in one.sectors else f" {', '.join(rows['sector'].unique())}"
        names = [variable(name) for name in rows["variable"].unique()]
        labels = ", ".join(one.label_nl if lang == "nl" else one.label_en for one in names)
        sums = [AND.join(areas) for areas in joint if one.kind == "boundary" and set(areas) & set(rows["region"])]
        summed = _say("sum", lang, areas=", ".join(sums)) if sums else ""
        yield _say("break", lang, who=f"{labels}{sectors}, {regions}", year=one.year, why=one.reasons[lang]) + summed


def _concerned(rows: pd.DataFrame, sectors: Collection[Collection[str]], lang: Language) -> str:
    """Return the areas of some rows, after the sectors where not all of them are concerned."""
    areas = _listed(set(rows["region"]), lang)
    some = bool(sectors) and not any(EVERY in listed for listed in sectors)
    return f"{', '.join(sorted(set(rows['sector'])))}, {areas}" if some else areas


def _joint(changes: pd.DataFrame, rows: pd.DataFrame, comparable: str, lang: Language) -> str:
    """Return the change of the areas together, where one series is shown; of several it would not say which."""
    summed = changes[changes["region"] == comparable] if comparable else changes[:0]
    if len(summed) != 1 or summed["change"].isna().any():
        return ""
    written = f"{summed['change'].iloc[0]:+.1f}".replace("-", "\N{MINUS SIGN}")
    return _say("together", lang, areas=comparable, change=written.replace(".", ",") if lang == "nl" else written)


def _listed(codes: Collection[str], lang: Language) -> str:
    *first, last = sorted(codes)
    return f"{', '.join(first)}{_WORDS['and'][lang]}{last}" if first else last


def _say(name: str, lang: Language, **values: object) -> str:
    return _WORDS[name][lang].format(**values)
