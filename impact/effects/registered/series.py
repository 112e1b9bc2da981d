"""Which figures a study asks for, as its file says: a table or a csv file beside it, the rows to keep, what to add."""

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
    """How a csv file is written: its name, its signs, and what its columns are called."""

    file: str
    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    columns: Columns = Columns()

    def stated(self) -> Iterator[tuple[str, str]]:
        """Yield the signs and names that are not the usual ones."""
        given = {"separator": self.separator, "decimal": self.decimal, "encoding": self.encoding}
        usual = {"separator": ",", "decimal": ".", "encoding": "utf-8"}
        for name, value in {**given, **self.columns.model_dump()}.items():
            if value != usual.get(name, name):
                yield name, value


class Source(StrictTable):
    """Where figures stand: a table, or a csv file beside the design with its signs and columns; and the rows to keep.

    `source` says where the figures of a file come from, for the pages.
    """

    table: str = ""
    file: str = ""
    separator: str = Field(default=",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    encoding: Annotated[str, AfterValidator(_codec)] = "utf-8"
    columns: Columns = Columns()
    source: str = ""
    where: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.table) == bool(self.file):
            raise ValueError(f"a table of figures, or a file beside the design|{'both' if self.table else 'neither'}")
        if Path(self.file).is_absolute() or ".." in Path(self.file).parts:
            raise ValueError(f"the name of a file beside the design|{self.file!r}")
        if self.table and (stated := [name for name, _ in self.layout.stated()] + ["source"] * bool(self.source)):
            raise ValueError(f"{', '.join(stated)} of a file alone|a table")
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
    def layout(self) -> Layout:
        """How the file is written."""
        return Layout(self.file, self.separator, self.decimal, self.encoding, self.columns)


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
