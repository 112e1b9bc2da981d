"""Options that several commands have, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    str, typer.Option("--data", help="snapshot (in the package), live (the store), or the folder of a store.")
]
Sampling = Annotated[
    str,
    typer.Option("--sampling", help="random, or sobol: a scrambled Sobol sequence, with --draws a power of two."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the figures to this csv file too.")]
