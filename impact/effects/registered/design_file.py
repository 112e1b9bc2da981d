"""A study as a text file (TOML): what is asked, of whom, against whom, with which tests, before the answer is seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from impact import bundle
from impact.effects.design.options import Aggregate, Constraint, Control, Options
from impact.effects.design.procedures import AUTO, PROCEDURES
from impact.effects.estimators import DEFAULT, ESTIMATORS
from impact.effects.registered.intensity import DoseTable, ExposureTable
from impact.effects.registered.roles import Break, Exclusion, Pool, Ring
from impact.effects.registered.series import Factor, Series, Size, SizeMatch, Source, Year
from impact.errors import InputError, Problem, suggestion
from impact.inputs import StrictTable, model_problems, read_toml

# A file that has any of these tables or lists asks for a study; a scenario has none of them, but some of these.
_OF_A_STUDY = re.compile(r"^\s*(\[\[?\s*)?(tests|outcomes|treated)\s*[\]=]", re.MULTILINE)
_OF_A_SCENARIO = re.compile(r"^\s*(\[\[?\s*(spending|funding|staff)\b|extends\s*=)", re.MULTILINE)


def _named(name: str) -> str:
    """Return a name that can stand in the name of a file."""
    if not re.fullmatch(r"\w[\w .-]*", name):
        raise ValueError(f"a name of letters, digits, spaces, dots and dashes|{name!r}")
    return name


def _month(announced: str) -> str:
    """Return a month, a year, or nothing."""
    if announced and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", announced):
        raise ValueError(f"a month such as 2025-05, or a year|{announced!r}")
    return announced


Name = Annotated[str, AfterValidator(_named)]


class Treated(StrictTable):
    """A definition of the treated units: first treated year of each, and the years before that may already react.

    `phases` are those of one treatment, with their first years: the first begins when the treatment does.
    `dose` says how much of the treatment each of them got.
    """

    name: Name
    title: str
    first: dict[str, Year] = Field(min_length=1)
    anticipation: int = Field(default=0, ge=0)
    phases: dict[Name, Year] = Field(default_factory=dict)
    dose: DoseTable | None = None
    primary: bool = False


class Outcome(StrictTable):
    """An outcome: a series, perhaps over another, in levels or logarithms.

    `plausible` is the largest effect, in units of the outcome, that the measure could have by its own size; an
    estimate beyond it is marked. `against` is the series of another group of the same areas, such as the other sectors,
    for a triple difference; it is divided and transformed as the numerator is.
    """

    name: Name
    title: str
    unit: str
    numerator: Series
    denominator: Series | None = None
    against: Series | None = None
    scale: Factor = 1.0
    transform: Literal["level", "log"] = "level"
    relative_to_prefix: int = Field(default=0, ge=0)
    years: tuple[Year, Year]
    donors: tuple[str, ...] = Field(min_length=1)
    size_match: SizeMatch | None = None
    size: Size | None = None
    plausible: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    codes: dict[str, str] = Field(default_factory=dict)
    complete: bool = True
    primary: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.years
        if first >= last:
            raise ValueError(f"years in order, the first before the last|{list(self.years)}")
        return self

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the figures come from, without those that sizes come from."""
        below = [] if self.denominator is None else [self.denominator.name]
        return tuple(dict.fromkeys([self.numerator.name, *below]))

    @property
    def every_table(self) -> tuple[str, ...]:
        """All tables that are read for it."""
        return tuple(dict.fromkeys(source.name for source in self.sources))

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that is read for it."""
        parts = (self.numerator, self.denominator, self.against, self.size, self.size_match)
        return tuple(part for part in parts if part is not None)


if TYPE_CHECKING:
    EstimatorName = str
    InferenceName = str
else:
    EstimatorName = Literal[ESTIMATORS]
    InferenceName = Literal[(AUTO, *(procedure.name for procedure in PROCEDURES))]
CheckName = Literal[
    "placebo_in_time",
    "placebo_in_space",
    "leave_one_out",
    "leave_period_out",
    "rings",
    "donor_pools",
    "other_inference",
    "pre_trends",
    "honest",
    "bacon",
    "breaks",
    "triple_difference",
    "distances",
]


class Test(StrictTable):
    """One registered test: which outcomes, which treated units, how.

    In a `family` the p-values are also adjusted for the number of outcomes (Romano and Wolf 2005). A `triple` one takes
    each outcome less what it is `against`: the estimate is a triple difference.
    """

    outcomes: tuple[str, ...] = Field(min_length=1)
    treated: tuple[str, ...] = Field(min_length=1)
    estimator: EstimatorName = DEFAULT
    inference: InferenceName = AUTO
    aggregate: Aggregate | None = None
    control_group: Control = "never"
    universal_base: bool = False
    constraint: Constraint = "simplex"
    level: float = Field(default=0.95, gt=0.5, lt=1)
    draws: int = Field(default=9999, ge=99)
    checks: tuple[CheckName, ...] = ()
    family: bool = False
    triple: bool = False
    primary: bool = False

    @property
    def options(self) -> Options:
        """How its estimator is to work."""
        return Options(
            self.aggregate, self.control_group, universal_base=self.universal_base, constraint=self.constraint
        )


class Power(StrictTable):
    """What is asked of the power calculation; `curve_treated` are numbers of treated units to try besides the own.

    The size of the test is that of the test itself; `level` here may repeat it, not differ.
    """

    power: float = Field(default=0.8, gt=0, lt=1)
    level: float = Field(default=0.05, gt=0, lt=0.5)
    post_periods: int = Field(default=3, ge=1)
    curve_treated: tuple[Annotated[int, Field(ge=1)], ...] = ()


@dataclass
class _Loaded:
    """Where a design was loaded from, as which, and what was read beside it: no part of what the design says."""

    file: Path | None = field(default=None, compare=False)
    asked: str = field(default="design", compare=False)
    beside: dict[str, Any] = field(default_factory=dict, compare=False)


class DesignFile(StrictTable):
    """A registered study.

    `contiguous` names the level whose boundaries say which areas adjoin; several treated areas then move as a block.
    `cluster` names the level above the areas within which errors move together, `cluster_prefix` the number of
    characters of an area's code that say the same (2 is the country in a code of NUTS); errors are measured between
    these groups.
    `exposure` says where areas lie and how an effect fades with distance, in the place of rings.
    """

    title: str
    question: str
    reference: str
    announced: Annotated[str, AfterValidator(_month)] = ""
    limits: tuple[str, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    rings: tuple[Ring, ...] = ()
    pools: tuple[Pool, ...] = ()
    breaks: tuple[Break, ...] = ()
    contiguous: Literal["", "corop", "gemeente"] = ""
    cluster: Literal["", "corop", "provincie"] = ""
    cluster_prefix: int = Field(default=0, ge=0)
    exposure: ExposureTable | None = None
    treated: tuple[Treated, ...] = Field(min_length=1)
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    tests: tuple[Test, ...] = Field(min_length=1)
    power: Power = Power()
    _loaded: _Loaded = PrivateAttr(default_factory=_Loaded)

    @classmethod
    def load(cls, where: str | Path | DesignFile) -> DesignFile:
        """Return the checked design in a file, the shipped design of that name, or one that was loaded before.

        Parameters
        ----------
        where
            A design file, the name of a shipped one, or a loaded design, which comes back as it is.

        Raises
        ------
        InputError
            Lists everything wrong with the file: unknown or missing keys, values out of range, tests that contradict
            themselves or the rest of the design. Whether its figures exist is for `usable_design` to say.
        """
        from impact.effects.registered.contradictions import contradictions

        if isinstance(where, DesignFile):
            return where
        path = locate(where)
        try:
            design = cls.model_validate(read_toml(path))
        except ValidationError as error:
            raise InputError(model_problems(str(where), "", cls, error)) from error
        if problems := tuple(contradictions(str(where), design)):
            raise InputError(problems)
        design._loaded = _Loaded(path, str(where))
        return design

    @property
    def file(self) -> Path | None:
        """The file that it was loaded from; None for a design that was made otherwise."""
        return self._loaded.file

    @property
    def asked(self) -> str:
        """What its file was asked for by, as problems name it."""
        return self._loaded.asked

    @property
    def folder(self) -> Path:
        """Where the files stand that it names: beside its own."""
        return Path() if self.file is None else self.file.parent

    def once(self, what: str, read: Callable[[], Any]) -> Any:
        """Return what stands beside the design, read when it is first asked for under that name."""
        beside = self._loaded.beside
        if what not in beside:
            beside[what] = read()
        return beside[what]

    def outcome(self, name: str) -> Outcome:
        """Return an outcome by name."""
        return next(o for o in self.outcomes if o.name == name)

    def treatment(self, name: str) -> Treated:
        """Return a definition of the treated units by name."""
        return next(t for t in self.treated if t.name == name)


def shipped_designs() -> list[str]:
    """Return the names of the designs that travel with the package."""
    return sorted(path.stem for path in bundle.data("designs").glob("*.toml") if ".pages" not in path.name)


def is_design(where: str | Path) -> bool:
    """Return whether this names a design rather than a scenario: a shipped design, or a file with the tables of one."""
    path = Path(where)
    if not path.is_file():
        return str(where) in shipped_designs()
    return _OF_A_STUDY.search(path.read_text(encoding="utf-8", errors="replace")) is not None


def locate(where: str | Path) -> Path:
    """Return the path of a design file, or of the shipped design with that name."""
    path = Path(where)
    if not path.exists() and str(where) in shipped_designs():
        return bundle.data("designs", f"{where}.toml")
    if _is_scenario(where):
        todo = f"A scenario is carried out with: impact run {where}."
        raise InputError(Problem(str(where), "file", "a scenario", "the design of a study", todo))
    if path.exists():
        return path
    known = suggestion(str(where), shipped_designs())
    raise InputError(Problem(str(where), "file", "nothing there", "a design file or a shipped design", known))


def _is_scenario(where: str | Path) -> bool:
    """Return whether this names a shipped scenario, or a file with the tables of one and none of a design."""
    path = Path(where)
    if not path.is_file():
        return not path.exists() and str(where) in {p.stem for p in bundle.data("scenarios").glob("*.toml")}
    text = path.read_text(encoding="utf-8", errors="replace")
    return _OF_A_SCENARIO.search(text) is not None and not is_design(where)
