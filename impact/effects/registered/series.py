"""Which figures a study asks for, as its file says: a table or a file beside it, the rows to keep, what to add."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from impact.inputs import StrictTable


def _counts(number: float) -> float:
    """Return a number that changes what it multiplies into something finite."""
    if number == 0:
        raise ValueError("a number other than 0|0")
    return number


def _codec(encoding: str) -> str:
    """Return the name of an encoding that there is."""
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise ValueError(f"an encoding such as utf-8 or cp1252|{encoding!r}") from error
    return encoding


HARMONISED = "harmonise_to"  # the key that states a year of boundaries
Year = Annotated[int, Field(ge=1900, le=2100)]
Factor = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_counts)]


class Columns(StrictTable):
    """What the columns of a file are called."""

    region: str = "region"
    year: str = "year"
    value: str = "value"
    sector: str = "sector"
    status: str = "status"


@dataclass(frozen=True)
class Layout:
    """How a file is written: its name, its signs, where its columns begin and what they are called.

    `sure` says whether the design states what a dot parts.
    """

    file: str
    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    columns: Columns = Columns()
    thousands: str = ""
    sheet: str = ""
    header: int = 1
    missing: tuple[str, ...] = ()
    regions: str = ""
    wide: bool = False
    marks: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    sure: bool = True

    def stated(self) -> Iterator[tuple[str, object]]:
        """Yield the signs and names that are not the usual ones."""
        usual = Layout(self.file)
        for name in ("separator", "decimal", "encoding"):
            if getattr(self, name) != getattr(usual, name):
                yield name, getattr(self, name)
        yield from ((name, theirs) for name, theirs in self.columns.model_dump().items() if name != theirs)
        for name in ("thousands", "sheet", "header", "missing", "regions", "wide", "marks", "skip"):
            if getattr(self, name) != getattr(usual, name):
                yield name, getattr(self, name)


class Source(StrictTable):
    """Where figures stand: a table, or a file beside the design with its signs and columns; and the rows to keep.

    `source` says where the figures of a file come from and `unit` what they are in, for pages and maps; `header` is the
    row of the names of columns, `missing` what stands for no figure, `regions` the level whose names or numbers stand
    in the place of codes. `wide` says that years stand side by side, `marks` which signs around figures are no part of
    them, such as "%", and `skip` which rows are no region, by what stands in its column ("Totaal", "Bron*").
    `harmonise_to` puts counts of municipalities on the boundaries of a year: those that merged since are summed.
    """

    table: str = ""
    file: str = ""
    separator: str = Field(default=",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    encoding: Annotated[str, AfterValidator(_codec)] = "utf-8"
    columns: Columns = Columns()
    thousands: Literal["", ".", ",", " ", "'"] = ""
    sheet: str = ""
    header: int = Field(default=1, ge=1, le=100)
    missing: tuple[str, ...] = ()
    regions: Literal["", "gemeente", "corop", "provincie"] = ""
    wide: bool = False
    marks: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    skip: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    source: str = ""
    unit: str = ""
    harmonise_to: Year | None = None
    where: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.table) == bool(self.file):
            raise ValueError(f"a table of figures, or a file beside the design|{'both' if self.table else 'neither'}")
        if Path(self.file).is_absolute() or ".." in Path(self.file).parts:
            raise ValueError(f"the name of a file beside the design|{self.file!r}")
        own = [name for name in ("source", "unit", HARMONISED) if getattr(self, name)]
        if self.table and (stated := [*(name for name, _ in self.layout.stated()), *own]):
            raise ValueError(f"{', '.join(stated)} of a file alone|a table")
        if self.thousands and self.thousands == self._decimal:
            raise ValueError(f"another sign for thousands than for decimals|{self.thousands!r} for both")
        return self

    @property
    def name(self) -> str:
        """The name of the table or the file."""
        return self.table or self.file

    @property
    def key(self) -> str:
        """What the figures are asked for by: the name of a table, or that of a file and all that is stated of it."""
        stated = [f"{name} {value!r}" for name, value in self.layout.stated()]
        return ", ".join([self.name, *stated])

    @property
    def _decimal(self) -> str:
        """The decimal sign: a comma where dots are said to part thousands and nothing is said of decimals."""
        return "," if self.thousands == "." and "decimal" not in self.model_fields_set else self.decimal

    @property
    def layout(self) -> Layout:
        """How the file is written."""
        return Layout(
            self.file,
            self.separator,
            self._decimal,
            self.encoding,
            self.columns,
            self.thousands,
            self.sheet,
            self.header,
            self.missing,
            self.regions,
            self.wide,
            self.marks,
            self.skip,
            sure=bool({"decimal", "thousands"} & self.model_fields_set),
        )


class Series(Source):
    """Which figures: a table or file, the rows to keep, and the sum over sectors (1, -1) where it has them."""

    sum: dict[str, Factor] = Field(default_factory=dict)


class SizeMatch(Source):
    """Keep donors whose figure in one year lies within a ratio of that of some treated unit."""

    year: Year
    ratio: float = Field(gt=1, allow_inf_nan=False)


class Size(Series):
    """The number of people or firms behind a unit's figure, in one year."""

    year: Year
