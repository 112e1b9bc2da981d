"""The form of a map: what its address says, what is wrong is said field by field, and the map it asks for."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from impact import regions
from impact.page import choices
from impact.page.maps.subject import PANEL, Asked, Subject
from impact.page.maps.written import code_list, of_codes, own_bounds, years_in
from impact.report.charts import schemes
from impact.report.maps import style

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.maps.picture import MapPicture
    from impact.words.texts import Lang

OWN = "own"
SCHEMES = (*schemes.SCHEMES, OWN)
COUNTS = tuple(map(str, style.COUNTS))
SIDES = style.SIDES
MOST_YEARS = 6  # small maps that can still be read
_DEPENDENT = ("variable", "concept", "sector", "year", "base", "per", "region", "compare")
"""What is chosen from lists and another variable or level may not have; what somebody wrote is never taken away."""


@dataclass(frozen=True)
class Wrong:
    """One field that cannot be used: its name, and the name of the text that says why."""

    field: str
    text: str


@dataclass(frozen=True)
class MapForm:
    """What the address of a map says, as text; the fields have the names of the options of `impact map`.

    Attributes
    ----------
    level, variable, sector, per : what is shown; "" for the first one that there is.
    region : the name of a study area; "" for the country, or what `codes` says.
    year : "" for the last one; of a scenario, for all years together.
    compare, base : a change since a year or an index in which it is 100.
    classes, bounds, count, around : how regions are parted into classes; `bounds` are one's own.
    concept : of a scenario.
    years : several, for small maps beside each other.
    codes : of regions to zoom in on, instead of a study area.
    title : above it, instead of what it would be called.
    subject : what the map is made of.
    """

    level: str = ""
    variable: str = ""
    sector: str = ""
    per: str = ""
    region: str = ""
    year: str = ""
    compare: str = ""
    base: str = ""
    classes: str = schemes.SCHEMES[0]
    bounds: str = ""
    count: str = "5"
    around: str = style.SIDES[0]
    concept: str = ""
    years: str = ""
    codes: str = ""
    title: str = ""
    subject: Subject = field(default=PANEL)

    @classmethod
    def read(cls, given: Mapping[str, str], subject: Subject = PANEL) -> MapForm:
        """Return the form of an address; what the form has no field for is left aside, and so is a usual divisor."""
        known = {name: text.strip()[:200] for name, text in given.items() if name in FIELDS}
        form = cls(**known, subject=subject)
        return replace(form, per="") if form.per == subject.usual(form.place) else form

    @property
    def address(self) -> str:
        """The query of the address that gives this form: what stands as it is when nothing is said, is left out."""
        held = ((name, getattr(self, name)) for name in FIELDS)
        said = [(name, value) for name, value in held if value != getattr(MapForm, name)]
        return urlencode([*self.subject.pairs, *said])

    @cached_property
    def place(self) -> Level:
        """The level; the first one where the form names none that is there."""
        held = self.subject.levels
        return next((level for level in held if level == self.level), held[0])

    @cached_property
    def name(self) -> str:
        """The variable; the first one of the level where the form names none that it has."""
        held = self.subject.variables(self.place)
        return self.variable if self.variable in held else held[0]

    @cached_property
    def notion(self) -> str:
        """The concept; the first one where the form names none that is there."""
        held = self.subject.concepts(self.name, self.place)
        return self.concept if self.concept in held else held[0]

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors that can be chosen."""
        return self.subject.sectors(self.name, self.place)

    @cached_property
    def part(self) -> str:
        """The sector that is shown."""
        return self.sector if self.sector in self.sectors else self.sectors[0]

    @cached_property
    def divisors(self) -> tuple[str, ...]:
        """What can be divided by."""
        return self.subject.divisors(self.name, self.place)

    @cached_property
    def below(self) -> str:
        """What is divided by."""
        return self.per if self.per in self.divisors else ""

    @cached_property
    def known_years(self) -> tuple[int, ...]:
        """The years that can be shown, the last one first."""
        return self.subject.years(self.name, self.place, self.part, self.below)

    @cached_property
    def compared(self) -> str:
        """How the years are compared; the first way where the form names none that there is."""
        held = self.subject.compares(self.name, self.place)
        return next((one for one in held if one == self.compare), held[0])

    @cached_property
    def since(self) -> str:
        """The year that is compared with; where nothing can be shown without one, the first that there is."""
        forced = "none" not in self.subject.compares(self.name, self.place)
        return str(self.known_years[-1]) if forced and not self.base else self.base

    @cached_property
    def area(self) -> StudyArea | None:
        """The study area that is shown, or the country."""
        if self.codes:
            return of_codes(self.codes, self.place)
        return regions.study_area(self.region) if self.region in choices.areas(self.place) else None

    @cached_property
    def shown_years(self) -> tuple[int, ...]:
        """The years that are drawn; none for all years of a scenario together."""
        if self.years:
            return years_in(self.years)
        if self.year:
            return (int(self.year),)
        return () if self.subject.together else self.known_years[:1]

    def fitting(self) -> MapForm:
        """Return the form without what another variable or level does not have."""
        wrong = {one.field for one in self.wrong() if one.field in _DEPENDENT}
        if "variable" in wrong:
            return replace(self, variable=self.name).fitting()
        none: dict[str, Any] = dict.fromkeys(wrong, "")
        kept = replace(self, **none)
        return replace(kept, compare="") if {"base", "year"} & wrong else kept

    def wrong(self) -> list[Wrong]:
        """Return every field that cannot be used."""
        of_lists = (
            ("level", self.level or self.place, self.subject.levels),
            ("variable", self.variable or self.name, self.subject.variables(self.place)),
            ("concept", self.concept or self.notion, self.subject.concepts(self.name, self.place)),
            ("sector", self.sector or self.sectors[0], self.sectors),
            ("per", self.per, ("", *self.divisors)),
            ("region", self.region, ("", *choices.areas(self.place))),
            ("year", self.year, ("", *map(str, self.known_years))),
            ("compare", self.compare or self.compared, self.subject.compares(self.name, self.place)),
            ("classes", self.classes, SCHEMES),
            ("count", self.count, COUNTS),
            ("around", self.around, SIDES),
        )
        found = [Wrong(field, "not_there") for field, value, known in of_lists if value not in known]
        return found or [*self._wrong_years(), *self._wrong_base(), *self._wrong_codes(), *self._wrong_bounds()]

    def _wrong_years(self) -> Iterator[Wrong]:
        """Yield what goes wrong: years that are no years, too many of them, or not there."""
        asked = years_in(self.years)
        if self.years and not (1 <= len(asked) <= MOST_YEARS and len(set(asked)) == len(asked)):
            yield Wrong("years", "years")
        elif not set(asked) <= set(self.known_years):
            yield Wrong("years", "years_not_there")

    def _wrong_base(self) -> Iterator[Wrong]:
        if self.compared == "none":
            return
        if self.since not in map(str, self.known_years):
            yield Wrong("base", "base_missing")
        elif int(self.since) >= min(self.shown_years, default=0):
            yield Wrong("base", "base_late")

    def _wrong_codes(self) -> Iterator[Wrong]:
        if self.codes and self.region:
            yield Wrong("codes", "codes_twice")
        elif self.codes and self.area is None:
            yield Wrong("codes", f"codes_{self.place}")

    def _wrong_bounds(self) -> Iterator[Wrong]:
        if self.classes == OWN and not own_bounds(self.bounds):
            yield Wrong("bounds", "bounds")

    def asked(self) -> Asked:
        """Return what is asked of the figures; of a form with nothing wrong."""
        base = int(self.since) if self.compared != "none" else 0
        return Asked(
            self.name,
            self.place,
            self.notion,
            self.part,
            self.below,
            self.shown_years,
            self.area,
            change_from=base if self.compared == "change" else 0,
            index=base if self.compared == "index" else 0,
        )

    def picture(self, lang: Lang, *, size: str = "page") -> MapPicture:
        """Return the map, with the figures of an earlier form where it asked for the same.

        Raises
        ------
        InputError
            No figures that can be shown.
        """
        drawn = style.MapStyle(self._classes, int(self.count), self.around, size, self.title)
        return drawn.picture(self.subject.figures(self.asked()), lang, self.area)

    @property
    def _classes(self) -> str | tuple[float, ...]:
        return own_bounds(self.bounds) if self.classes == OWN else self.classes

    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the options of `impact map` are to make this map; nothing for one that can be left out."""
        classes = self._classes if isinstance(self._classes, str) else ",".join(f"{bound:g}" for bound in self._classes)
        several = len(self.shown_years) > 1
        years = tuple(map(str, self.shown_years))
        said: dict[str, str] = {
            "--sector": self.part,
            "--per": self.below or self.subject.per_said(self.place),
            "--year": "" if several else "".join(years),
            "--years": ",".join(years) if several else "",
            "--change-from": self.since if self.compared == "change" else "",
            "--index": self.since if self.compared == "index" else "",
            "--classes": classes if classes != schemes.SCHEMES[0] else "",
            "--count": self.count if self.count != MapForm.count else "",
            "--around": self.around if self.around != SIDES[0] else "",
            "--title": self.title,
            "--concept": self.notion,
            **dict(self.subject.command(self.name)[1]),
        }
        level = (self.place,) if "level" in self.subject.fields and self.place != style.LEVELS[0] else ()
        where = code_list(self.codes) if self.codes else (self.region,) if self.region else ()
        given = {option: (value,) for option, value in said.items() if value}
        return {"--level": level, "--region": where, **given}

    def command(self) -> str:
        """Return the command that makes this map."""
        told = [f"{option} {shlex.quote(value)}" for option, values in self.options().items() for value in values]
        return " ".join(["impact map", self.subject.command(self.name)[0], *told])


FIELDS = tuple(one.name for one in fields(MapForm) if one.name != "subject")
"""The names in an address."""
