"""What the views of scenarios share on the server: runs, files that were sent, and waiting without holding a thread."""

from __future__ import annotations

import asyncio
import secrets
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from impact.page.scenarios.orders import REFINED, Source, parsed
from impact.page.scenarios.runs import Run, Runs
from impact.page.scenarios.uploads import Uploads
from impact.parallel.threads import most_at_once

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.scenario import Scenario

MOST_PROCESSES = 4
TICK = 0.02
FIRST_FIGURES = 10.0  # seconds that a view waits for something to show


class Desk:
    """Runs and uploads of one page.

    Parameters
    ----------
    scheduler
        The address of a dask cluster for the draws; "" for processes of this machine.
    refined
        How many draws refined figures have.
    """

    def __init__(self, scheduler: str = "", refined: int = REFINED) -> None:
        self.refined = refined
        self.runs = Runs(max(2, min(most_at_once(), MOST_PROCESSES)), scheduler)
        self.uploads = Uploads()

    def close(self) -> None:
        """End the processes."""
        self.runs.close()


def desk_of(request: Request) -> Desk:
    """Return the desk of the page."""
    found: Desk = request.app.state.desk
    return found


def visit_of(request: Request) -> str:
    """Return who asks: the page in a browser that its address names, or a new one."""
    given = request.query_params.get("visit", "")
    return given if given.isalnum() and len(given) <= 32 else secrets.token_hex(8)


async def settled(run: Run, seconds: float) -> bool:
    """Return whether a run is over, waiting so long for it."""
    until = time.monotonic() + seconds
    while not run.over and time.monotonic() < until:
        await asyncio.sleep(TICK)
    return run.over


@lru_cache(maxsize=64)
def read(source: Source) -> Scenario:
    """Return the scenario of a source; one that was read is not read again."""
    return parsed(source)
