"""Options on who does long work and where it is kept, and what happens when it is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from impact.parallel import Kept
    from impact.words.statements import Statement

INTERRUPTED = 130
"""The exit code of a command that the user interrupted, as shells have it."""

Backend = Annotated[
    str, typer.Option("--backend", help="Who does the work: threads, processes, or dask; the figures are the same.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", help="With --backend dask, the address of its scheduler: tcp://192.168.1.10:8786."),
]
WorkerCount = Annotated[
    int | None, typer.Option("--workers", help="How many threads or processes; else one for each processor.")
]
Resume = Annotated[
    Path | None,
    typer.Option("--resume", help="Keep what is done in this folder, and go on from there; else beside --out."),
]


@contextmanager
def work(
    backend: str,
    scheduler: str | None,
    count: int | None,
    *,
    question: Callable[[], Mapping[str, Any]] | None = None,
    out: Path | None = None,
    resume: Path | None = None,
) -> Iterator[None]:
    """Let the workers that a user chose do the work inside, and keep what is done of it until the block has ended.

    Parameters
    ----------
    backend, scheduler, count
        The options.
    question
        Returns what the answers hang on, where they can be kept.
    out, resume
        The folder of the result, beside which answers are kept, and the folder that the user named for them instead.

    Raises
    ------
    InputError
        When an option cannot be used.
    typer.Exit
        With 130, when the user interrupts it: what is done is kept.
    """
    from impact.parallel import workers, working
    from impact.parallel.kept import beside, resumed

    chosen, kept = workers(backend, count=count, scheduler=scheduler), None
    if question is not None and resume is not None:
        kept = resumed(resume, question(), _told)
    elif question is not None and out is not None:
        kept = beside(out, question(), _told)
    with _interruptible(kept), working(workers=chosen, kept=kept):
        yield
    if kept is not None:
        kept.remove()


@contextmanager
def _interruptible(kept: Kept | None) -> Iterator[None]:
    from impact.words.statements import said

    try:
        yield
    except KeyboardInterrupt as error:
        if kept is not None and kept.folder.is_dir():
            _told(said("how_to_go_on", folder=str(kept.folder)))
        else:
            _told(said("nothing_kept"))
        raise typer.Exit(INTERRUPTED) from error


def _told(statement: Statement) -> None:
    typer.echo(statement.en, err=True)
