"""Study areas: what a result is about, by name or by a list of codes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from impact import bundle
from impact.errors import InputError, Problem
from impact.regions.codes import LEVELS, Level, check, codes, corop_of, members, name, names, unknown
from impact.regions.history import parts
from impact.words.names import called
from impact.words.statements import Statement, in_both, said


@dataclass(frozen=True)
class StudyArea:
    """A set of municipalities with a name, and the COROP areas they lie in.

    Where the area holds only a part of a COROP area, a figure for that COROP area has to be apportioned.
    """

    name: str
    title_en: str
    title_nl: str
    definition_en: str
    definition_nl: str
    municipalities: tuple[str, ...]
    corops: tuple[str, ...]

    @property
    def left_out(self) -> dict[str, tuple[str, ...]]:
        """The municipalities that are outside, for each COROP area that is only partly inside."""
        outside = {c: tuple(m for m in members(c) if m not in self.municipalities) for c in self.corops}
        return {corop: missing for corop, missing in outside.items() if missing}

    @property
    def complete_corops(self) -> bool:
        """Whether the area is a union of whole COROP areas."""
        return not self.left_out

    def regions(self, level: str) -> tuple[str, ...]:
        """Return the regions of a level that the area is made of, on the boundaries of 2024.

        Raises
        ------
        InputError
            An unknown level, or one of which the area is not made of whole regions.
        """
        if level not in LEVELS:
            todo = f"Choose one of: {', '.join(LEVELS)}."
            raise InputError(Problem("regions", "level", repr(level), f"a level that {self.name} is made of", todo))
        touched = {c: members(c) for c in codes(cast("Level", level)) if set(members(c)) & set(self.municipalities)}
        whole = tuple(c for c, inside in touched.items() if set(inside) <= set(self.municipalities))
        if partly := [f"{name(c)} ({c})" for c in touched if c not in whole]:
            found = f"{self.name}, which holds only a part of {', '.join(partly)}"
            todo = "Take level gemeente, or name the regions that you want instead of the area."
            raise InputError(Problem("regions", "area", found, f"an area of whole regions of level {level}", todo))
        return whole

    def municipalities_in(self, year: int) -> frozenset[str]:
        """Return the municipalities of a year that the area was made of then; a divided one counts as a whole."""
        return frozenset(old for new in self.municipalities for old in parts(new, year, 2024))

    def title(self, lang: str) -> str:
        """Return the title in English (`en`) or Dutch (`nl`)."""
        return self.title_nl if lang == "nl" else self.title_en

    def definition(self, lang: str) -> str:
        """Return one sentence that says what the area holds, in English (`en`) or Dutch (`nl`)."""
        return self.definition_nl if lang == "nl" else self.definition_en


def study_areas() -> list[str]:
    """Return the names of the study areas that come with the package."""
    return list(_defined())


def study_area(area: str | Sequence[str] | StudyArea) -> StudyArea:
    """Return a study area by name, or made of codes of one level (`["CR03", "CR07"]`, `"PV22"`), or as it is.

    Raises
    ------
    InputError
        The name or a code is unknown, codes of two levels are mixed, a code stands twice, or there is none.
    """
    if isinstance(area, StudyArea):
        return area
    if isinstance(area, str) and area in _defined():
        d = _defined()[area]
        texts = (d["title_en"], d["title_nl"], d["definition_en"], d["definition_nl"])
        return _area(area, d.get("provinces") or d.get("corops") or d["municipalities"], texts)
    if isinstance(area, str) and area not in names():
        raise InputError(unknown(area, study_areas()))
    listed = [area] if isinstance(area, str) else list(area)
    _check_unnamed(listed)
    check(listed)
    title = in_both(_title(listed))
    en, nl = title["en"], title["nl"]
    codes_of_it = f"({', '.join(listed)})."
    return _area("+".join(listed), listed, (en, nl, f"{en} {codes_of_it}", f"{nl} {codes_of_it}"))


def _check_unnamed(listed: Sequence[str]) -> None:
    """Refuse study areas by name in a list; two of them have municipalities in common, or could have."""
    named = [word for word in listed if word in _defined()]
    if not named:
        return
    holding = [set(study_area(word).municipalities) for word in named]
    both = len(holding[0] & holding[1]) if len(holding) == 2 else 0
    found = f"{', '.join(map(repr, named))} in a list" + (
        f"; they have {both} municipalities in common" if both else ""
    )
    expected = "one study area by its name, without brackets, or a list of codes"
    raise InputError(Problem("regions", "codes", found, expected, "Name one, or list the codes, such as CR03."))


def _title(listed: Sequence[str]) -> Statement:
    level = listed[0][:2]
    kind = called("one_region", level) if len(listed) == 1 else called("more_regions", level)
    return said("areas_of_kind", kind=kind, areas=[name(code) for code in listed])


def _area(area: str, listed: Iterable[str], texts: tuple[str, str, str, str]) -> StudyArea:
    municipalities = tuple(m for code in listed for m in members(code))
    return StudyArea(area, *texts, municipalities, tuple(sorted({corop_of(m) for m in municipalities})))


@cache
def _defined() -> dict[str, dict[str, Any]]:
    return tomllib.loads(bundle.data("concordances", "study_areas.toml").read_text(encoding="utf-8"))
