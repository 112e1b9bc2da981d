"""Where the figures of maps come from: the package, or a store of pulled tables as it was when the page was opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from impact.errors import REFUSALS, InputError, Problem
from impact.panel.figures import LIVE, SNAPSHOT, figures_of

if TYPE_CHECKING:
    from impact.panel.figures import Figures

_PULL = "Pull them with `impact pull 70072ned 83582NED` (people and jobs by area), or leave --data out."


@dataclass(frozen=True)
class Origin:
    """Where figures come from.

    Attributes
    ----------
    data : "snapshot", "live", or the folder of a store, as for `impact map --data`.
    vintages : table and vintage of all that a store held when it was opened; what is pulled later is left aside, so
        that a view and its files, drawn in another process, are of the same figures.
    """

    data: str = SNAPSHOT
    vintages: tuple[tuple[str, str], ...] = ()

    @classmethod
    def opened(cls, data: str) -> Origin:
        """Return an origin as it is now.

        Raises
        ------
        InputError
            A folder that is not there or cannot be read, or a store without figures that a map can show, or damaged.
        """
        try:
            return cls._read(data)
        except REFUSALS as refusal:
            raise InputError([replace(one, file="option", field="--data") for one in refusal.problems]) from refusal

    @classmethod
    def _read(cls, data: str) -> Origin:
        from impact.page import choices
        from impact.panel.pulled_figures import PulledFigures

        found = figures_of(data)
        if not isinstance(found, PulledFigures):
            return BUNDLED
        place = LIVE if data == LIVE else str(Path(data).resolve())
        origin = cls(place, found.vintages())
        if not choices.levels(origin):
            pulled = ", ".join(table for table, _ in origin.vintages) or "nothing"
            expected = "a store with figures that a map can show"
            raise InputError(Problem("option", "--data", f"{data}, in which there is {pulled}", expected, _PULL))
        return origin

    @property
    def pulled(self) -> bool:
        """Whether the figures were pulled."""
        return self.data != SNAPSHOT

    @property
    def told(self) -> str:
        """What stands behind `--data` in a command: of a folder its name alone, for others read it too."""
        name = Path(self.data).name
        return f"./{name}" if name in (SNAPSHOT, LIVE) and self.data != name else name


BUNDLED = Origin()
"""The figures that travel with the package."""


@cache
def figures_from(origin: Origin) -> Figures:
    """Return the figures of an origin, the same ones to all who ask: what was read is there.

    Parameters
    ----------
    origin
        Where they come from.
    """
    found = figures_of(origin.data)
    if origin.pulled:
        from impact.panel.pulled_figures import PulledFigures

        assert isinstance(found, PulledFigures)
        found.hold(dict(origin.vintages))
    return found
