"""Whether a publication has every text that its template asks for, with its values filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact import bundle
from impact.errors import InputError, Problem, suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from impact.report.pages.manuscript import Manuscript
    from impact.report.pages.publications import Publication

_NAME = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)(?<!\.typ)(?<!\.json)"')  # of a text, as a template quotes it


def check(publication: Publication, manuscript: Manuscript) -> None:
    """Refuse a publication whose template asks for a text that it does not have.

    What a template puts together itself (`t("summary." + name)`) is seen when it is set.

    Raises
    ------
    InputError
        With every text that is not there, or that needs a value that no one gives.
    """
    if problems := [*_lacking(publication, manuscript)]:
        raise InputError(problems)


def _lacking(publication: Publication, manuscript: Manuscript) -> Iterator[Problem]:
    words, given = manuscript.words, manuscript.texts()
    template = manuscript.template or publication.template
    own = str(publication.folder / "texts.toml")
    for name in dict.fromkeys([*_asked(template), *_asked(bundle.reports("house", "look.typ"))]):
        if name in given:
            continue
        if name not in words.texts:
            todo = f"Write it, or do not ask for it in {template.name}."
            yield Problem(own, name, "nothing", f"a text: {template} asks for it", todo)
            continue
        lacking = sorted(words.needs(name) - set(manuscript.quoted))
        found = " and ".join(f"{{{value}}}" for value in lacking)
        yield Problem(own, name, found, "values that are given", suggestion(lacking[0], [*manuscript.quoted]))


def _asked(template: Path) -> list[str]:
    """Return the names of texts that a template quotes whole."""
    return _NAME.findall(re.sub(r"(?m)//.*$", "", template.read_text(encoding="utf-8")))
