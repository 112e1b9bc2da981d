"""Where something is bought or where people work: the areas that an item of a scenario names.

The place of a purchase is where the buyer is, that of staff where they work. An item that names none is in the study
area, spread over it as the jobs of the sector are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_serializer, model_validator

from impact.inputs import StrictTable

if TYPE_CHECKING:
    from impact.scenario.question.definition import Spending, Staff

Places = dict[str, float] | tuple[str, ...] | None


class Where(StrictTable):
    """The municipalities or COROP areas of one item, on the boundaries of 2024.

    Attributes
    ----------
    areas : their codes, in the order of the file.
    shares : the share of each in the item, in that order; None where the file gives a list of areas alone.
    """

    written = '["GM0014"] or { GM0014 = 0.6, GM0037 = 0.4 }'

    areas: tuple[str, ...]
    shares: tuple[float, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _list_or_table(cls, given: Any) -> Any:
        if isinstance(given, list | tuple) and all(isinstance(code, str) for code in given):
            return {"areas": given}
        if isinstance(given, dict):
            if strange := [f"{code} = {share!r}" for code, share in given.items() if not _is_number(share)]:
                raise ValueError(f"a number for each area|{', '.join(strange)}")
            return {"areas": list(given), "shares": list(given.values())}
        return given  # refused, with the form that was meant

    @model_serializer
    def _as_in_the_file(self) -> dict[str, float] | list[str]:
        return self.share_of or list(self.areas)

    @property
    def share_of(self) -> dict[str, float]:
        """The share of each area; empty where the file gives a list of areas alone."""
        return dict(zip(self.areas, self.shares, strict=True)) if self.shares is not None else {}


def places_of(item: Spending | Staff) -> Places:
    """Return where an item is: the share of each area, areas alone, or None where the study area is meant.

    Areas alone share the item as the jobs of the sector do; codes are municipalities (GM) or COROP areas (CR) of 2024,
    none inside another.

    Parameters
    ----------
    item
        A purchase, which is where its buyer is, or a group of staff, who are where they work.
    """
    if item.where is None:
        return None
    return item.where.share_of or item.where.areas


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
