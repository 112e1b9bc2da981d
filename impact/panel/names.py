"""What the codes of a panel are called, for who reads it in a spreadsheet."""

from __future__ import annotations

import re

import pandas as pd

from impact import sectors
from impact.errors import InputError, Problem
from impact.panel.variables import Variable, variable
from impact.regions.codes import municipalities, names
from impact.words.languages import LANGUAGES, Lang
from impact.words.names import Name, called, groups, name_of
from impact.words.statements import Statement, in_language, said
from impact.words.units import unit

NAMES = ["region_name", "sector_name", "variable_name"]
# Codes that hold what CBS could not place: CR98, CR99, PV99, GM9999. GM0098 and GM1699 are municipalities.
ALL_GROUPS = "sum_groups"  # the code of all groups that are published, added up
_WITHOUT_A_REGION = re.compile(r"(NL|LD|PV|CR)9[89]|GM99\d\d")


def named(frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a panel with three columns more, `NAMES`: what region, sector and variable are called.

    The name is empty for a code that the package does not know. A language other than "en" and "nl" raises InputError.
    """
    spoken = language(lang)
    called = {"region": region_label, "sector": sector_label, "variable": _variable}
    columns = {
        f"{column}_name": frame[column].map({code: in_language(name(code), spoken) for code in frame[column].unique()})
        for column, name in called.items()
    }
    return frame.assign(**columns)


def in_words(frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a panel as it stands in a file for people: in Dutch with Dutch heads, units and statuses.

    In English the names of columns and units, and the statuses, are those of the panel.

    Parameters
    ----------
    frame : DataFrame
        A panel, with `NAMES` or without.
    lang : str
        "nl" or "en".

    Raises
    ------
    InputError
        Another language.
    """
    if language(lang) == "en":
        return frame
    units = {name: unit(name).after.nl for name in frame["unit"].unique()}
    statuses = {code: called("status", code).nl if code else "" for code in frame["status"].unique()}
    told = frame.assign(unit=frame["unit"].map(units), status=frame["status"].map(statuses))
    return told.rename(columns=lambda column: head(str(column), "nl"))


def head(column: str, lang: Lang) -> str:
    """Return what a column is called above it; one that the package does not know keeps its name.

    Parameters
    ----------
    column : str
        The name of the column.
    lang : str
        "nl" or "en".
    """
    known = groups()["column"].get(column)
    return known.spoken(lang) if known else column


def language(lang: str) -> Lang:
    """Return the language, or raise InputError for another than English and Dutch."""
    for known in LANGUAGES:
        if lang == known:
            return known
    raise InputError(Problem("panel", "language", repr(lang), "en or nl", "Choose one of the two."))


def label(what: Variable) -> Name:
    """Return what a variable is called."""
    return Name(en=what.label_en, nl=what.label_nl)


def _variable(code: str) -> Name:
    return label(variable(code))


def region_label(code: str) -> Name:
    """Return what a region of any level is called; empty for a code that the package does not know."""
    if code == "NL":
        return called("whole", "nation")
    parts_of_the_country = {m["land_part"]: m["land_part_name"] for m in municipalities()}
    found = {**names(), **parts_of_the_country}.get(code, "")
    nowhere = not found and _WITHOUT_A_REGION.fullmatch(code)
    return called("whole", "nowhere") if nowhere else Name(en=found, nl=found)


def sector_label(code: str) -> Name | Statement:
    """Return what a sector covers: the name of its code, else those of the groups it is made of."""
    if code == ALL_GROUPS:
        return called("whole", "published_groups")
    covered, without, less = code.partition(" without ")
    whole = _covered(covered)
    if not without:
        return whole
    return said("sector_without", whole=whole, left_out=[_covered(part) for part in less.split(", ")])


def _covered(code: str) -> Name:
    if code == sectors.TOTAL:
        return called("whole", "every_sector")
    return name_of(lambda lang: "; ".join(sectors.names_within(code, lang)))
