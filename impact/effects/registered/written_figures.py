"""Figures and years as they are written in cells: signs, marks, blanks; and the line of a design that reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from impact.effects.registered.series import Layout
from impact.words.numbers import MINUS

DOTTED = re.compile(r"-?\d{1,3}(\.\d{3})+")  # of which the dots may part thousands
BOTH = re.compile(r"-?\d{1,3}(\.\d{3})*,\d+")  # 1.234,5
COMMA = re.compile(r"-?\d+,\d+(?:[eE][+-]?\d+)?")
SPACED = re.compile(r"-?\d{1,3}( \d{3})+(,\d+)?")
IN_BRACKETS = re.compile(r"\(\d[\d., ]*\)")  # (1.234), as accountants write -1.234
NOTE = r"[⁰¹²³⁴-⁹]+|(?<=\s)\d\)"  # a footnote behind a figure or a year: 1.234 1)
AROUND = re.compile(rf"(?P<before>[€$£]?)\s*(?P<figure>-?\d[\d., ]*?(?:[eE][+-]?\d+)?)\s*(?P<after>[%‰€*#]*|{NOTE})")
# 2017, "Jaar 2017", 2017JJ00 as StatLine writes it; 2022*, 2022 (voorlopig) and 2022v are provisional
YEAR = re.compile(
    rf"(?:jaar\s+)?(?P<year>\d{{4}})(?:JJ00|[.,]0)?\s*"
    rf"(?P<mark>\*{{0,2}}|\(?(?:nader\s+)?voorlopig\)?|\(?(?:nv|v|p)\)?)\s*(?:{NOTE})?",
    re.IGNORECASE,
)
ONE_YEAR = re.compile(r"\D*((?:19|20)\d{2})(?!.*(?:19|20)\d{2}).*")  # a year somewhere, and no other
PROVISIONAL = "provisional"
A_YEAR = "Write 2017; of quarters or months one figure a year."
NAMED = 9  # of what stands for no figure, and of rows that are no region


def number(cell: Any, layout: Layout) -> Any:
    """Return a figure that was written as text as a number, or the cell as it is where it is none."""
    if not isinstance(cell, str):
        return cell
    plain = even(cell)
    for mark in layout.marks:
        plain = plain.removeprefix(mark).removesuffix(mark).strip()
    if layout.thousands:
        plain = plain.replace(layout.thousands, "")
    try:
        return float(plain.replace(layout.decimal, "."))
    except ValueError:
        return cell


def numbers(column: pd.Series[Any], layout: Layout) -> pd.Series[Any]:
    """Return a column with figures in the place of text; what is no figure stays, to be named."""
    read = column.map(lambda cell: number(cell, layout), na_action="ignore")
    return read.astype(float) if read.map(lambda cell: not isinstance(cell, str)).all() else read


def even(text: str) -> str:
    """Return a text without blanks around it, with plain ones within, and with a plain minus before a figure."""
    plain = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text).strip()
    return re.sub(rf"^[{MINUS}\u2013](?=[\d.,])", "-", plain)


def in_doubt(written: Sequence[str]) -> str:
    """Return a figure of which nobody can tell what its dots part, where all that have any are so; else ""."""
    dotted = [even(text) for text in written if "." in text]
    return dotted[0] if dotted and all(DOTTED.fullmatch(text) for text in dotted) else ""


def year_and_status(written: Any) -> tuple[Any, str]:
    """Return a year as a number and whether it is marked as provisional; what is no year as it is."""
    match = YEAR.fullmatch(even(str(written)))
    return (int(match["year"]), PROVISIONAL if match["mark"] else "") if match else (written, "")


def advice(texts: Sequence[str], layout: Layout) -> str:
    """Return how figures may be written that were read as text, all of them in one column."""
    written = list(dict.fromkeys(map(even, texts)))
    if brackets := next(filter(IN_BRACKETS.fullmatch, written), ""):
        return f"Write -{brackets[1:-1].strip()} for {brackets}."
    figures = [match for match in map(AROUND.fullmatch, written) if match]
    none = [text for text in written if not AROUND.fullmatch(text)]
    stated = _signs(figures, layout) if figures else {}
    if layout.file and 0 < len(none) <= NAMED and (stated or not figures):
        stated["missing"] = quoted((*layout.missing, *none))
    if not stated:
        return 'Read it with its decimal sign (decimal = ","), and leave cells without a figure empty.'
    lines = " and ".join(f"{key} = {value}" for key, value in stated.items())
    doubt = ", if that stands for no figure, or leave these cells empty" if "missing" in stated else ""
    return f"State {lines}{doubt}."


def _signs(found: Sequence[re.Match[str]], layout: Layout) -> dict[str, str]:
    """Return the keys that read these figures."""
    figures = [match["figure"].strip() for match in found]
    marks = dict.fromkeys(sign for match in found for sign in (match["before"], match["after"]) if sign)
    stated = {"marks": quoted((*layout.marks, *marks))} if marks else {}
    if any(SPACED.fullmatch(figure) for figure in figures) and layout.thousands != " ":
        stated["thousands"] = '" "'
    elif any(BOTH.fullmatch(figure) and "." in figure for figure in figures) or all(map(DOTTED.fullmatch, figures)):
        stated["thousands"] = '"."'
    comma = any("," in figure for figure in figures if COMMA.fullmatch(figure) or BOTH.fullmatch(figure))
    if (comma or any("," in figure for figure in figures if SPACED.fullmatch(figure))) and layout.decimal != ",":
        stated["decimal"] = '","'
    return stated


def quoted(texts: Sequence[str]) -> str:
    """Return a list of texts as a design spells it."""
    return f"[{', '.join(_quoted(text) for text in dict.fromkeys(texts))}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
