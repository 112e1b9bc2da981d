"""What labour productivity covers: which sectors are in value added, and which in the number of persons."""

from __future__ import annotations

from dataclasses import dataclass

from impact.errors import InputError, Problem, suggestion
from impact.words.statements import Statement, said


@dataclass(frozen=True)
class Term:
    """A count of the panel that is added (`sign` 1) or taken off (-1)."""

    variable: str
    sector: str
    sign: int = 1


@dataclass(frozen=True)
class Coverage:
    """One coverage: its name, what it is called as a sector, its terms, and what value added leaves out."""

    name: str
    sector: str
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    left_out: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, above and below."""
        return (*self.numerator, *self.denominator)

    @property
    def cautions(self) -> tuple[Statement, ...]:
        """What to know of the level: sectors that are in the number of persons alone; homes, at which nobody works."""
        persons_of_all = all(term.sign > 0 for term in self.denominator)
        wider = [said("denominator_wider", sectors=self.left_out)] if persons_of_all else []
        return (*wider, said("imputed_rents"))


# Persons by section are not published for these years: those of B, D and E cannot be taken off.
OUTSIDE_MINING_ENERGY_WATER = Coverage(
    "outside-mining-energy-water",
    "A-U without B, D, E",
    (Term("value_added_without_mining", "A-U without B, D, E"),),
    (Term("employed", "A-U"),),
    ("B", "D", "E"),
)
# The same sectors above and below, at the price of manufacturing.
OUTSIDE_INDUSTRY = Coverage(
    "outside-industry",
    "A-U without B-E",
    (Term("value_added", "A-U"), Term("value_added", "B-E", -1)),
    (Term("employed", "A-U"), Term("employed", "B-E", -1)),
    ("B", "C", "D", "E"),
)
COVERAGES = {one.name: one for one in (OUTSIDE_MINING_ENERGY_WATER, OUTSIDE_INDUSTRY)}


def coverage_of(name: str) -> Coverage:
    """Return a coverage by its name; another raises InputError."""
    if name not in COVERAGES:
        todo = suggestion(name, list(COVERAGES))
        raise InputError(Problem("labour productivity", "coverage", repr(name), "a coverage", todo))
    return COVERAGES[name]
