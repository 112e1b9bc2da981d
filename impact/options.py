"""Options that several commands have, each said once."""

from __future__ import annotations

from typing import Annotated

import typer

Data = Annotated[
    str, typer.Option("--data", help="snapshot (in the package), live (the store), or the folder of a store.")
]
