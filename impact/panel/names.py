"""What the codes of a panel are called, for who reads it in a spreadsheet."""

from __future__ import annotations

import re
from typing import Literal, cast

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel.variables import variable
from impact.regions.codes import municipalities, names

Language = Literal["en", "nl"]
NAMES = ["region_name", "sector_name", "variable_name"]
# Codes that hold what CBS could not place: CR98, CR99, PV99, GM9999. GM0098 and GM1699 are municipalities.
_WITHOUT_A_REGION = re.compile(r"(NL|LD|PV|CR)9[89]|GM99\d\d")
_WORDS = {
    "en": {
        "nation": "Netherlands",
        "nowhere": "not placed in a region",
        "all": "All industries",
        "without": "without",
        "sum_groups": "All groups that are published",
    },
    "nl": {
        "nation": "Nederland",
        "nowhere": "niet bij een regio in te delen",
        "all": "Alle bedrijfstakken",
        "without": "zonder",
        "sum_groups": "Alle groepen die gepubliceerd zijn",
    },
}


def named(frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a panel with three columns more, `NAMES`: what region, sector and variable are called.

    The name is empty for a code that the package does not know. A language other than "en" and "nl" raises InputError.
    """
    spoken = language(lang)
    called = {"region": _region, "sector": _sector, "variable": _variable}
    columns = {
        f"{column}_name": frame[column].map({code: name(code, spoken) for code in frame[column].unique()})
        for column, name in called.items()
    }
    return frame.assign(**columns)


def language(lang: str) -> Language:
    """Return the language, or raise InputError for another than English and Dutch."""
    if lang not in ("en", "nl"):
        raise InputError(Problem("panel", "language", repr(lang), "en or nl", "Choose one of the two."))
    return cast("Language", lang)


def _variable(code: str, lang: Language) -> str:
    return variable(code).label_nl if lang == "nl" else variable(code).label_en


def _region(code: str, lang: Language) -> str:
    parts_of_the_country = {m["land_part"]: m["land_part_name"] for m in municipalities()}
    found = {**names(), **parts_of_the_country, "NL": _WORDS[lang]["nation"]}.get(code, "")
    return found or (_WORDS[lang]["nowhere"] if _WITHOUT_A_REGION.fullmatch(code) else "")


def _sector(code: str, lang: Language) -> str:
    """Return what a sector covers: the name of its code, else those of the groups it is made of."""
    if code == "sum_groups":
        return _WORDS[lang][code]
    covered, without, less = code.partition(" without ")
    left_out = ", ".join(_covered(part, lang) for part in less.split(", "))
    whole = _covered(covered, lang)
    return f"{whole} {_WORDS[lang]['without']} {left_out}" if without else whole


def _covered(code: str, lang: Language) -> str:
    return _WORDS[lang]["all"] if code == sectors.TOTAL else "; ".join(sectors.names_within(code, lang))
