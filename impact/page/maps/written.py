"""What people write in the fields of a map: years, codes of regions, bounds of classes; as the Dutch write numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.errors import InputError
from impact.report.maps import style
from impact.report.maps.question import area_of

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea


def years_in(text: str) -> tuple[int, ...]:
    """Return the years in a text, whatever stands between them; nothing where something else stands there too."""
    parts = text.replace(";", " ").replace(",", " ").split()
    return tuple(map(int, parts)) if all(len(part) == 4 and part.isdecimal() for part in parts) else ()


def code_list(text: str) -> tuple[str, ...]:
    """Return the codes in a text, whatever stands between them."""
    return tuple(text.replace(";", " ").replace(",", " ").upper().split())


def of_codes(text: str, level: Level) -> StudyArea | None:
    """Return the area of some codes, or None where they are no regions of a level."""
    try:
        return area_of(code_list(text), level)
    except InputError:
        return None


def own_bounds(text: str) -> tuple[float, ...]:
    """Return bounds of classes written with semicolons or spaces between them, a comma or a point before decimals.

    Nothing comes back for a text that is no rising row of finite numbers.
    """
    return style.own_bounds([part.replace(",", ".") for part in text.replace(";", " ").split()])
