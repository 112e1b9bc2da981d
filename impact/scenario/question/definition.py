"""What a scenario is: who pays, what is bought when and where, who is hired, and what is assumed.

Each class is one kind of table in a scenario file. A field that is not listed here is an error, so that a misspelt key
can never be silently ignored. Money is in million euros (MEUR), shares are between 0 and 1.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)

from impact.inputs import StrictTable
from impact.scenario.question import prices
from impact.scenario.question.places import Where
from impact.scenario.question.ranges import POSSIBLE, Amount, Finite, Limits, Range, Share, Unit

Basis = Literal["official", "press", "derived", "memory", "assumption"]
BASES_WEAKEST_FIRST: tuple[str, ...] = ("assumption", "memory", "derived", "press", "official")

Payer = Literal["nation", "region", "eu", "abroad"]
"""`abroad` is private money from outside the Netherlands: no Dutch payer would have used it otherwise."""
PAYERS: tuple[str, ...] = get_args(Payer)

FIRST_YEAR, LAST_YEAR = 2014, 2060
TABLE_YEARS = range(2015, 2020)  # later tables have no jobs by industry beside them
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Dutch = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""What Dutch pages show of an English text; without it they show the English one, marked as English."""


class Text(StrictTable):
    """One text in the two languages of the reports."""

    written = '{ en = "...", nl = "..." }'

    en: str = Field(min_length=1)
    nl: str = Field(min_length=1)


class Funding(StrictTable):
    """One source of money.

    `deadweight_share` is the part of this payer's money that would have paid for the same activity anyway; without it,
    the assumption of that name holds for this payer too.
    """

    title: Text
    amount: Positive
    payer: Payer
    status: Literal["granted", "reserved", "pending", "refused"]
    source: str
    source_nl: Dutch | None = None
    basis: Basis
    deadweight_share: Share | None = None

    @property
    def available(self) -> float:
        """MEUR that the scenario can spend: nothing when the request was refused."""
        return 0.0 if self.status == "refused" else self.amount


class _Founded(StrictTable):
    """Something that is claimed, with where the claim comes from and how well founded it is."""

    title: Text
    source: str
    source_nl: Dutch | None = None
    basis: Basis
    note: str = ""


def _sum_to_one(shares: dict[Any, float]) -> dict[Any, float]:
    total = sum(shares.values())
    if not shares or abs(total - 1) > 1e-6 or min(shares.values()) < 0:
        raise ValueError(f"shares of 0 or more that sum to 1|shares that sum to {total:g}")
    return shares


class _Placed(_Founded):
    """Something that happens in places: those that it names, or the study area."""

    where: Where | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_not_said(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        found: dict[str, Any] = written(self)
        if self.where is None:  # what is not said leaves no trace in a result
            found.pop("where", None)
        return found


class Spending(_Placed):
    """Something that is bought: how much in total, in which years, which products, and by whom: a buyer in `where`."""

    amount: Amount
    years: dict[Year, Finite]
    products: dict[str, Finite]
    import_share: Share
    regional_share: Share
    delayed_by: str | None = None

    _shares_sum_to_one = field_validator("years", "products")(_sum_to_one)

    @model_validator(mode="after")
    def _bought_once(self) -> Self:
        most = self.import_share.ends[1] + self.regional_share.ends[1]
        if most > 1 + 1e-9:
            stretched = "p10-p90" in (self.import_share.means, self.regional_share.means)
            drawn = " as they can be drawn (beyond the ninetieth percentile)" if stretched else ""
            raise ValueError(f"import_share.high + regional_share.high{drawn} of 1 at most|{most:g}")
        return self


class Staff(_Placed):
    """People who are hired in the region: full-time equivalents by year, what one costs, and what goes to wages.

    `scale` multiplies the whole path of `fte`; what is not wages is overhead, bought from `overhead`.
    """

    fte: dict[Year, Positive] = Field(min_length=1)
    scale: Amount
    cost_per_fte: Amount
    wage_share: Share
    sector: str
    overhead: dict[str, Finite]
    overhead_regional_share: Share
    delayed_by: str | None = None

    _overhead_sums_to_one = field_validator("overhead")(_sum_to_one)

    @property
    def fixed(self) -> bool:
        """Whether both how many people there are and what one costs are known."""
        return self.scale.fixed and self.cost_per_fte.fixed

    @property
    def central_cost(self) -> float:
        """MEUR over all years, everything at its central value."""
        return sum(self.fte.values()) * self.scale.central * self.cost_per_fte.central


class Reserve(_Founded):
    """Money that is kept: not spent in the central case, and the first to give way when an item turns out dearer."""

    amount: Positive


class AlternativeUse(_Founded):
    """What the region's own money would otherwise have bought."""

    products: dict[str, Finite]
    regional_share: Share

    _shares_sum_to_one = field_validator("products")(_sum_to_one)


class Assumption(Range, _Founded):
    """A number that the outcome depends on: a range with its unit, and where it comes from."""

    written = ""

    unit: Unit

    @model_validator(mode="before")
    @classmethod
    def _single_number_has_no_range(cls, given: Any) -> Any:
        return given  # a number alone would have no source

    @property
    def possible(self) -> Limits:
        """The least and the most that a value in this unit can be."""
        return POSSIBLE[self.unit]


class StatedOfUse(Range):
    """An assumption on use that a scenario states itself; one that it does not state comes from the evidence."""

    written = ""

    source: str
    source_nl: Dutch | None = None
    basis: Basis
    note: str = ""


class Use(_Founded):
    """What use of the facility does for firms; without this table a scenario says nothing about it.

    `source` and `basis` are those of the opening, of `rd_share` and of the allocation.

    Attributes
    ----------
    support_item : the purchase, `spending.NAME`, that pays for the support of firms.
    opening : the year, with decimals, in which support begins; `delayed_by` is added to it.
    last_year : the last year of the results, in which all of the assumed extra adoption is reached.
    rd_share : the part of an item (`"staff.expertise-centre"`) that is R&D; nothing of the other items is.
    allocation : the share of each COROP area in the firms supported; by establishments where there is none.
    assumptions : those that are not taken from the evidence.
    """

    support_item: str
    opening: Range
    last_year: Year
    rd_share: dict[str, Share] = {}
    allocation: dict[str, Finite] | None = None
    delayed_by: str | None = None
    assumptions: dict[str, StatedOfUse] = {}

    @field_validator("allocation")
    @classmethod
    def _allocated_once(cls, shares: dict[str, float] | None) -> dict[str, float] | None:
        return shares if shares is None else _sum_to_one(shares)


class Correlation(StrictTable):
    """That two ranges tend to be high together (or one high where the other is low), and who says so.

    Attributes
    ----------
    between : the places of two ranges, `["assumptions.NAME", "spending.NAME.amount"]`.
    rank : Spearman's rank correlation of their draws, above -1 and below 1; 0 takes one of another scenario away.
    """

    between: tuple[str, str]
    rank: Annotated[float, Field(gt=-1, lt=1, allow_inf_nan=False)]
    source: str
    source_nl: Dutch | None = None
    basis: Basis
    note: str = ""

    @field_validator("between")
    @classmethod
    def _of_two(cls, pair: tuple[str, str]) -> tuple[str, str]:
        if pair[0] == pair[1]:
            raise ValueError(f"two different ranges|{pair[0]!r} with itself")
        return pair


class WrittenFor(StrictTable):
    """A range (`("spending", "firms", "regional_share")`) that speaks of another study area, and that area."""

    name: tuple[str, ...]
    area: str


class Extension(StrictTable):
    """What a scenario changes of another one; made when it is read, not written in a file.

    Attributes
    ----------
    base : name of the scenario that it extends.
    changed : tables and keys that differ (`spending.firms`, `reserve`, `study_area`), words left aside.
    removed : tables that were taken out, with their titles.
    added : tables that the other scenario does not have, `("spending", "network")`.
    written_for : ranges that were taken over although they speak of another study area.
    """

    base: str
    changed: tuple[str, ...] = ()
    removed: dict[str, Text] = {}
    added: tuple[tuple[str, str], ...] = ()
    written_for: tuple[WrittenFor, ...] = ()


class Header(StrictTable):
    """Who asks what, in which euros."""

    title: Text
    question: Text
    author: str = Field(min_length=1)
    date: datetime.date
    references: tuple[str, ...] = Field(min_length=1)
    references_nl: tuple[Dutch, ...] | None = None
    study_area: str | tuple[str, ...]
    table_year: int
    price_year: Year
    money: Literal["cash", "constant"]
    sectors: Literal["section", "a38", "a10"] = "section"
    left_out: tuple[Text, ...] = ()

    @field_validator("table_year")
    @classmethod
    def _has_all_figures(cls, year: int) -> int:
        usable = [known for known in prices.years() if known in TABLE_YEARS]
        if year not in usable:
            years = " or ".join(map(str, usable))
            raise ValueError(f"{years}, with an input-output table, jobs by industry and a price index|{year}")
        return year


class Definition(Header):
    """Everything that a scenario file defines; `Scenario` is one that was read and checked."""

    name: str
    extension: Extension | None = None
    funding: dict[str, Funding]
    spending: dict[str, Spending]
    staff: dict[str, Staff]
    reserve: Reserve
    alternative_use: AlternativeUse
    assumptions: dict[str, Assumption]
    use: Use | None = None
    correlations: dict[str, Correlation] = {}

    @model_serializer(mode="wrap")
    def _without_what_is_not_asked(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        found: dict[str, Any] = written(self)
        for key in ("use", "correlations"):  # what is not asked leaves no trace in a result
            if not getattr(self, key):
                found.pop(key, None)
        return found

    @property
    def budget(self) -> float:
        """MEUR that can be spent: all funding that was not refused."""
        return sum(source.available for source in self.funding.values())

    @property
    def years(self) -> list[int]:
        """The years in which anything can be spent, the longest delay included."""
        planned = [y for s in self.spending.values() for y in s.years] + [y for s in self.staff.values() for y in s.fte]
        items: list[Spending | Staff] = [*self.spending.values(), *self.staff.values()]
        delays = {item.delayed_by for item in items if item.delayed_by}
        latest = max((self.assumptions[d].ends[1] for d in delays), default=0.0)
        earliest = min((self.assumptions[d].ends[0] for d in delays), default=0.0)
        return list(range(min(planned) + min(0, _floor(earliest)), max(planned) + max(0, _ceil(latest)) + 1))


def _floor(years: float) -> int:
    return int(years // 1)


def _ceil(years: float) -> int:
    return -int(-years // 1)
