"""No text that nobody asks for: a sentence that is corrected has to be one that is read.

A name that is put together (`values.` with the name of a column) counts for every text that it may be, so a text that
is left over among those is not seen here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import impact
from impact import bundle
from impact.report.pages.publications import publication, publications
from impact.words.texts import texts

ROOMS = (Path(impact.__file__).parent / room for room in ("report", "words", "page"))
SOURCES = sorted(path for room in ROOMS for path in room.rglob("*.py"))
TEMPLATES = sorted([*bundle.reports().rglob("*.typ"), *bundle.reports("page").glob("*.html")])
ANY = "(.+)"  # a part of a name that is put in when it is asked for


def _in_python(tree: ast.AST) -> Iterator[str]:
    """Yield every text of a module as a pattern; in one that is put together, what is put in matches anything."""
    for part in ast.walk(tree):
        if isinstance(part, ast.JoinedStr):
            yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else ANY for v in part.values)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield re.escape(part.value)


def _in_template(text: str) -> Iterator[str]:
    """Yield every text of a template as a pattern; one that is put together goes on with anything."""
    for asked in (r'"([^"\n]+)"(\s*[+~])?', r't\("([^"\n]+)"(\s*[+~])?'):  # the second also inside an attribute
        for quoted, more in re.findall(asked, text):
            yield re.escape(quoted) + (ANY if more else "")


def _asked() -> set[str]:
    found = {p for path in SOURCES for p in _in_python(ast.parse(path.read_text(encoding="utf-8")))}
    found |= {p for path in TEMPLATES for p in _in_template(path.read_text(encoding="utf-8"))}
    return {p for p in found if r"\." in p or "." in p.replace(ANY, "")}


ASKED = [re.compile(p) for p in _asked() if re.search(r"[a-z]{3}", p.replace(ANY, "")) and " " not in p]
FOLDERS = sorted(path.parent.name for path in bundle.reports().glob("*/texts.toml"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_is_asked_for(folder: str) -> None:
    unread = [name for name in texts(folder) if not any(p.fullmatch(name) for p in ASKED)]
    assert not unread
    assert len(texts(folder)) > 3 or folder in publications()


def test_a_publication_says_otherwise_only_what_its_kind_or_its_template_asks_for() -> None:
    for name in publications():
        own = publication(name)
        assert all(any(p.fullmatch(text) for p in ASKED) for text in own.texts)
