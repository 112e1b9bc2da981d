"""Options that several commands have, each said once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from impact.errors import InputError, Problem, suggestion
from impact.words.languages import LANGUAGES, Lang

BASELINE = "ai-fabriek-baseline"
Data = Annotated[
    str, typer.Option("--data", help="snapshot (in the package), live (the store), or the folder of a store.")
]
Sampling = Annotated[
    str,
    typer.Option("--sampling", help="random, or sobol: a scrambled Sobol sequence, with --draws a power of two."),
]
Language = Annotated[str, typer.Option("--lang", help="Words in English or Dutch: en or nl.")]
Years = Annotated[str, typer.Option("--years", help="First and last year, such as 2015-2024.")]
Area = Annotated[
    list[str] | None, typer.Option("--area", help="Only a study area: its name, or the option again for each code.")
]
Sectors = Annotated[
    list[str] | None,
    typer.Option("--sector", help="Only these sectors, such as H or M-N; the option again for each."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the figures to this csv file too.")]


def span(text: str) -> tuple[int, int] | None:
    """Return the first and the last year of a text such as `2015-2024`, one year, or nothing."""
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
    if found is None:
        todo = "Write the first and the last year, or one year."
        raise InputError(Problem("option", "--years", repr(text), "a year, or two such as 2015-2024", todo))
    return int(found[1]), int(found[2] or found[1])


def spoken(lang: str) -> Lang:
    """Return the language that is asked for, or raise InputError."""
    chosen = next((known for known in LANGUAGES if known == lang), None)
    if chosen is None:
        raise InputError(Problem("option", "--lang", repr(lang), "nl or en", suggestion(lang, LANGUAGES)))
    return chosen
