"""What an answer hangs on to its last digit, so that work which was cut off is only taken up for the same question."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from impact import bundle
from impact.datapackage import PACKAGES
from impact.folders import checksum_of
from impact.panel.figures import Figures, figures_of
from impact.parallel.versions import versions_here
from impact.scenario.keeping import Keep
from impact.scenario.question.scenario import Scenario


def identity(
    scenario: Scenario, *, draws: int, seed: int, data: str | Path | Figures, keep: Keep, sampling: str = "random"
) -> dict[str, Any]:
    """Return everything that the answer to a scenario hangs on, by name; the options are those of `run`.

    Parameters
    ----------
    scenario
        The question; it counts as it was read, not as its file is laid out.
    draws, seed
        How many random draws, and where they start.
    data
        Where the figures come from; what is in them counts, by checksum.
    keep
        What is kept of the draws.
    sampling
        How they are drawn.
    """
    figures = figures_of(data)
    return {
        "scenario": f"{scenario.name} {checksum_of(scenario.model_dump(mode='json'))}",
        "draws": draws,
        "seed": seed,
        "sampling": sampling,
        "keep": keep.value,
        "data": f"{figures.name} {_checksum(figures)}",
        **versions_here(),
    }


def _checksum(figures: Figures) -> str:
    """Return a checksum of all that could be read: of the checksums that vouch for the files."""
    seen = hashlib.sha256()
    for package in PACKAGES:
        seen.update(bundle.data(package, "datapackage.json").read_bytes())
    for table in figures.store.tables() if figures.store else ():
        if figures.store and (vintage := figures.store.current(table)):
            seen.update(f"{table} {vintage.origin().sha256}\n".encode())
    return seen.hexdigest()
