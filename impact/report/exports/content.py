"""What an export holds: tables with keys, the records of their sources, and what to know before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.words.names import Named, called

if TYPE_CHECKING:
    import pandas as pd

    from impact.sources.provenance import Record


@dataclass(frozen=True)
class Table:
    """One table, in long form: a row a figure.

    Attributes
    ----------
    name : of its file, and in `export_table` of the names.
    frame : the rows; columns by the names of `column` of the names.
    key : the columns that tell the rows apart.
    spread : the column whose values become columns of their own in the wide form; empty for a table that has none.
    long : whether a workbook has the long form too.
    """

    name: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    spread: str = ""
    long: bool = True

    @property
    def title(self) -> Named:
        """What the table is called."""
        return called("export_table", self.name)


@dataclass(frozen=True)
class Export:
    """Tables that belong together, with everything that has to travel with them.

    Attributes
    ----------
    name : short, for files and identifiers: small letters, figures and hyphens.
    title, about : what it is called, and what it is about in a sentence.
    tables : the tables, the one to read first first.
    records : the records of the sources, each once.
    cautions : what to know before the figures are used.
    years : the first and the last year.
    price_year : money is in prices of this year; None for current prices.
    """

    name: str
    title: Named
    about: Named
    tables: tuple[Table, ...]
    records: tuple[Record, ...]
    cautions: tuple[Named, ...]
    years: tuple[int, int]
    price_year: int | None = None

    @property
    def statuses(self) -> list[str]:
        """The statuses that stand beside figures, sorted; none where no table has any."""
        held = [set(table.frame["status"]) for table in self.tables if "status" in table.frame]
        return sorted(set().union(*held))
