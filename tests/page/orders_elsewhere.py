"""What the processes of the tests of runs do, in a module of its own: they import it by this name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from impact.errors import InputError, Problem
from impact.page.scenarios.orders import Order, StoppedError


def make(order: Order, told: Callable[[], None], scheduler: str) -> Any:
    """Do what the name of a scenario says; its text is where to write that it was done."""
    name, trace = order.source.name, Path(order.source.text)
    with trace.open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")
    if name == "refused":
        raise InputError(Problem("a", "b", "c", "d", "e"))
    if name == "broken":
        raise RuntimeError("not for visitors")
    if name == "gone":
        os._exit(1)
    if name == "deaf":
        time.sleep(60)
    try:
        while name.startswith("long") and not trace.with_name("go").exists():
            time.sleep(0.01)
            told()
    except StoppedError:
        trace.with_name("stopped").touch()
        raise
    return f"{name} {scheduler}".strip()
