"""The form of a map: what its address says, what is wrong with it field by field, and the map it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from impact import regions
from impact.page import choices
from impact.report.charts import schemes
from impact.report.maps import style
from impact.report.maps.question import MapQuestion

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.maps.picture import MapPicture
    from impact.words.texts import Lang

Compare = Literal["none", "change", "index"]
COMPARES: tuple[Compare, ...] = ("none", "change", "index")
OWN = "own"
SCHEMES = (*schemes.SCHEMES, OWN)
COUNTS = tuple(map(str, style.COUNTS))
SIDES = style.SIDES
_DEPENDENT = ("variable", "sector", "year", "base", "per", "region")  # what another variable or level may not have


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
    level, variable, sector, per : what is shown.
    region : the name of a study area; "" for the country.
    year : "" for the last one.
    compare, base : a change since a year or an index in which it is 100.
    classes, bounds, count, around : how regions are parted into classes; `bounds` are one's own.
    """

    level: str = style.LEVELS[0]
    variable: str = "jobs"
    sector: str = ""
    per: str = ""
    region: str = ""
    year: str = ""
    compare: str = "none"
    base: str = ""
    classes: str = schemes.SCHEMES[0]
    bounds: str = ""
    count: str = "5"
    around: str = style.SIDES[0]

    @classmethod
    def read(cls, given: Mapping[str, str]) -> MapForm:
        """Return the form of an address; what the form has no field for is left aside."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: text.strip()[:200] for name, text in given.items() if name in known})

    @property
    def address(self) -> str:
        """The query of the address that gives this form: what stands as it is when nothing is said, is left out."""
        held = ((field.name, getattr(self, field.name)) for field in fields(self))
        return urlencode([(name, value) for name, value in held if value != getattr(MapForm, name)])

    @cached_property
    def place(self) -> Level:
        """The level; the first one where the form names none that is there."""
        return choices.level_of(self.level) or choices.LEVELS[0]

    @cached_property
    def name(self) -> str:
        """The variable; the first one of the level where the form names none that it has."""
        held = choices.of_level(self.place)
        return self.variable if self.variable in held else held[0]

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors that can be chosen."""
        return choices.sectors_of(self.name, self.place)

    @cached_property
    def part(self) -> str:
        """The sector that is shown."""
        return self.sector if self.sector in self.sectors else self.sectors[0]

    @cached_property
    def divisors(self) -> tuple[str, ...]:
        """What can be divided by."""
        return choices.divisors(self.name, self.place)

    @cached_property
    def below(self) -> str:
        """What is divided by."""
        return self.per if self.per in self.divisors else ""

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that can be shown, the last one first."""
        return choices.years(self.name, self.place, self.part, self.below)

    @cached_property
    def area(self) -> StudyArea | None:
        """The study area that is shown, or the country."""
        return regions.study_area(self.region) if self.region in choices.areas(self.place) else None

    def fitting(self) -> MapForm:
        """Return the form without what another variable or level does not have."""
        wrong = {one.field for one in self.wrong() if one.field in _DEPENDENT}
        if "variable" in wrong:
            return replace(self, variable=self.name).fitting()
        kept = replace(self, **dict.fromkeys(wrong, ""))
        return replace(kept, compare="none") if {"base", "year"} & wrong else kept

    def wrong(self) -> list[Wrong]:
        """Return every field that cannot be used."""
        of_lists = (
            ("level", self.level, choices.LEVELS),
            ("variable", self.variable, choices.of_level(self.place)),
            ("sector", self.sector or self.sectors[0], self.sectors),
            ("per", self.per, ("", *self.divisors)),
            ("region", self.region, ("", *choices.areas(self.place))),
            ("year", self.year, ("", *map(str, self.years))),
            ("compare", self.compare, COMPARES),
            ("classes", self.classes, SCHEMES),
            ("count", self.count, COUNTS),
            ("around", self.around, SIDES),
        )
        found = [Wrong(field, "not_there") for field, value, known in of_lists if value not in known]
        return found or [*self._wrong_base(), *self._wrong_bounds()]

    def _wrong_base(self) -> list[Wrong]:
        if self.compare == "none":
            return []
        if self.base not in map(str, self.years):
            return [Wrong("base", "base_missing")]
        return [] if int(self.base) < self._shown_year else [Wrong("base", "base_late")]

    def _wrong_bounds(self) -> list[Wrong]:
        if self.classes != OWN:
            return []
        found = own_bounds(self.bounds)
        return [] if found else [Wrong("bounds", "bounds")]

    @property
    def _shown_year(self) -> int:
        return int(self.year) if self.year else self.years[0]

    def question(self) -> MapQuestion:
        """Return what is asked of the figures; of a form with nothing wrong."""
        base = int(self.base) if self.compare != "none" else 0
        return MapQuestion(
            self.name,
            self.place,
            (self._shown_year,),
            self.area,
            self.part,
            self.below,
            change_from=base if self.compare == "change" else 0,
            index=base if self.compare == "index" else 0,
        )

    def picture(self, lang: Lang, *, size: str = "page") -> MapPicture:
        """Return the map, with the figures of an earlier form where it asked for the same.

        Raises
        ------
        InputError
            No figures that can be shown.
        """
        drawn = style.MapStyle(self._classes, int(self.count), self.around, size)
        return drawn.picture(choices.figures(self.question()), lang, self.area)

    @property
    def _classes(self) -> str | tuple[float, ...]:
        return own_bounds(self.bounds) if self.classes == OWN else self.classes

    def command(self) -> str:
        """Return the command that makes this map."""
        options = [
            ("--level", self.place if self.place != "corop" else ""),
            ("--region", self.region),
            ("--sector", self.part),
            ("--per", self.below),
            ("--year", str(self._shown_year)),
            ("--change-from", self.base if self.compare == "change" else ""),
            ("--index", self.base if self.compare == "index" else ""),
            (
                "--classes",
                self._classes if isinstance(self._classes, str) else ",".join(f"{b:g}" for b in self._classes),
            ),
            ("--count", self.count),
            ("--around", self.around),
        ]
        told = [
            f"{option} {value}" for option, value in options if value not in ("", schemes.SCHEMES[0], style.SIDES[0])
        ]
        shown = [text for text in told if text != "--count 5"]
        return " ".join(["impact map", self.name, *shown])


def own_bounds(text: str) -> tuple[float, ...]:
    """Return bounds of classes written with semicolons or spaces between them, a comma or a point before decimals.

    Nothing comes back for a text that is no rising row of finite numbers.
    """
    return style.own_bounds([part.replace(",", ".") for part in text.replace(";", " ").split()])
