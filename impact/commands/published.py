"""What is built now beside what was published: the same bytes, or a list of what differs."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer

from impact import folders
from impact.errors import InputError, Problem
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.statements import in_language, said


def compare_with(published: Path, out: Path | None, build: Callable[[Path], None], lang: Lang) -> None:
    """Build into a place of its own and compare every file; nothing that was published is touched.

    Parameters
    ----------
    published
        The folder that was published.
    out
        What the user gave for `--out`: nothing is written, so nothing may be given.
    build
        Writes the publication into the folder that it is given.
    lang
        Of what is said of it: `nl` or `en`.

    Raises
    ------
    InputError
        When there is no such folder, or `--out` is given too.
    typer.Exit
        With 1 when anything differs.
    """
    if out is not None:
        todo = "Leave one of them out: --check writes nothing."
        raise InputError(Problem("option", "--out", f"--out {out} and --check {published}", "one of the two", todo))
    if not published.is_dir():
        todo = f"Publish it first: impact report --out {published}."
        raise InputError(Problem("option", "--check", str(published), "the folder of what was published", todo))
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / folders.REPORT
        with contextlib.redirect_stdout(io.StringIO()):  # the names of files that will be gone
            build(made)
        found = folders.differences(made, published)
        count = sum(path.is_file() for path in made.rglob("*"))
    if found:
        lines = [f"  {name}: {called('difference', how).spoken(lang)}" for name, how in found.items()]
        typer.echo("\n".join([in_language(said("published_differs", folder=str(published)), lang), *lines]), err=True)
        raise typer.Exit(1)
    typer.echo(in_language(said("published_same", folder=str(published), count=count), lang))
