"""No number of a page is typed where a figure belongs: what stands in texts and templates is of a few declared kinds.

A page is its template, the texts it asks for, and values that are filled in; these come from results and are followed
to their cells in the tests of each publication. So what is left is what somebody typed: here every such number, in both
languages, is a year, a name, a scale, a threshold, or the number of the record that a text puts into Dutch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from impact import bundle
from impact.words.languages import LANGUAGES
from impact.words.names import groups
from impact.words.statements import sentences
from impact.words.texts import texts

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
FIELD = re.compile(r"\{[^{}]*\}")

# What may be typed, and why it is no figure that a result could change.
KINDS = {
    "names of tables, laws, standards, licences, areas and codes": (
        r"\b\d{5}(?:NED|ned)\b|\b(?:reeks|[Gg]enerati(?:on|e)) \d{5}\b|RTV Noord \d+|SHA-256|UTF-8|CC BY 4\.0"
        r"|EN 301 549|WCAG 2\.1|PDF/UA-1|PDF/A-2a|NUTS[ -]3|SBI(?:[ -]2008| \(2008\))|ARCHER2|\b(?:CR|GM|PV)\d+"
        r"|20\d\d/1732|SNA_TABLE43|docs/decisions/\d{4}(?:(?:, | and | en )\d{4})*"
    ),
    "years and days": r"\b(?:19|20)\d\d\b|\b\d{1,2} (?:januari|January|mei|May|[Nn]ovember|juni|June)\b",
    "scales, in which figures are given": (
        r"\b(?:[Pp]er|[Oo]f|[Ii]n|van(?: de)?|elke|every|op|uit|[Ww]aar|Where) (?:100|1[.,]000)\b"
        r"|[=:×][ \xa0]1(?:00\b|[.,]000\b)"
        r"|\b(?:100|1[.,]000) (?:banen|inwoners|jobs|labour|arbeidsjaren|draws|trekkingen)"
        r"|\b100 =|\bis 100\b|\(= 1\)|\(0\)"
    ),
    "percentiles and shares that define a range": (
        r"\bp\d\d\b|\bp10-p90\b|\b(?:10th|90th|10e|90e)\b|\b(?:50|90|95) ?%|%?\b(?:90|95) (?:procent|per cent)\b"
        r"|\b2[.,]5 (?:procent|per cent)|\b9[05] (?:in|van de|of) 100\b|\b0[.,]05\b"
    ),
    "sizes of firms, by which CBS counts them": r"\b(?:10|50) (?:or more|of meer)\b|\b10 (?:to|tot) (?:49|50)\b",
}
KNOWN = re.compile("|".join(KINDS.values()))
# Texts whose key is what a record says: their numbers are those of the record, in both languages.
OF_RECORDS = ("caution.", "vintage.", "source_origin.", "study_name.")
# One by one: what else is typed, with the reason.
DECLARED = {
    "methods.model": "81: industries of the table, tested in tests/inputoutput",
    "method.three": "81: industries of the table",
    "source_title.national-input-output": "81: industries of the table",
    "accessibility.tested": "320, 768, 1280: widths of the tests in the browser",
    "page.bounds_hint": "an example of what to type",
    "wrong.number": "an example of what to type",
    "scenario.send_hint": "64 kB: the largest file that the page takes",
    "problem.share": "0 to 100: what a share can be; 1: what shares add up to",
    "jobs.rounded": "0.1: the digit that the table is printed with",
    "effect_unit.ai_productivity_effect_adopter": "an example of the unit",
    "effect_unit.ai_macro_labour_productivity": "an example of the unit",
    "assumptions.drawn.nothing": "0: nothing",
    "influence.text": "3: the share below which no row stands, impact.report.scenario.drivers",
    "check.spectral radius of the coefficients": "1: the limit of the check",
    "check.gross output stays small against that of the area": "10%: the limit of the check",
    "check.gross work stays small against that of the area": "10%: the limit of the check",
    "check.output of the alternative use stays small against that of the area": "10%: the limit of the check",
    "check.work of the alternative use stays small against that of the area": "10%: the limit of the check",
    "check.net output stays small against that of the area": "10%: the limit of the check",
    "check.net work stays small against that of the area": "10%: the limit of the check",
    "summary.level": "5: the highest level of the scale",
    "glossary.level": "1 to 5: the scale",
    "limits.text": "70 and 70.0: how an amount of the press is written",
    "more_draws": "999: the most that is given as advice, impact.effects",
    "ledger_entry_one": "1: one",
    "range_or_nothing": "0: nothing",
    "sensitivity_columns": "0: an interval that holds it",
    "apportioned_results": "1.7: measured where jobs are known, tests/scenario/test_municipalities.py",
}


def typed() -> Iterator[tuple[str, str, str]]:
    """Return every text that can stand on a page, with its name and language."""
    folders = sorted(path.name for path in bundle.reports().iterdir() if (path / "texts.toml").is_file())
    named = {f"{folder}: {name}": pair for folder in folders for name, pair in texts(folder).items()}
    named |= {f"sentences: {code}": sentences()[code] for code in sentences()}
    named |= {
        f"{group}: {key}": {"nl": name.nl, "en": name.en} for group, of in groups().items() for key, name in of.items()
    }
    for name, pair in named.items():
        for lang in LANGUAGES:
            yield name, lang, pair[lang]


def numbers(text: str) -> list[str]:
    """Return the numbers that are typed in a text and of no declared kind, as Python writes them."""
    return NUMBER.findall(KNOWN.sub(" ", FIELD.sub(" ", text)))


def test_a_number_in_a_text_is_of_a_declared_kind() -> None:
    found = {
        f"{name} ({lang})": (rest, text)
        for name, lang, text in typed()
        if (rest := numbers(text)) and not name.partition(": ")[2].startswith((*OF_RECORDS, *DECLARED))
    }
    assert found == {}


def _values(text: str) -> list[str]:
    return sorted(re.sub(r"[.,]", "", number) for number in NUMBER.findall(FIELD.sub(" ", text)))


def test_a_text_on_a_record_has_the_numbers_of_the_record() -> None:
    for name, _, text in typed():
        key = name.partition(": ")[2]
        if key.startswith(OF_RECORDS):
            assert _values(text) == _values(key.partition(".")[2]), name


def test_what_is_declared_is_typed() -> None:
    there = {name.partition(": ")[2] for name, _, text in typed() if NUMBER.search(text)}
    assert set(DECLARED) <= there


TEMPLATES = sorted(bundle.reports().rglob("*.typ"))
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|(?<![\w)\]])\[([^\[\]]*)\]')
NO_WORDS = re.compile(r"#[0-9a-fA-F]{6}|\ba4\b|^-1$|^1 / 1$")  # colours, paper, where the keyboard lands, page numbers


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
def test_no_template_has_a_number_of_its_own(path: Path) -> None:
    source = re.sub(r"(?m)//.*$", "", path.read_text(encoding="utf-8"))
    said = [NO_WORDS.sub("", one or other) for one, other in LITERAL.findall(source)]
    assert [text for text in said if re.search(r"\d", text)] == []
