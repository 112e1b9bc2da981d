"""What a scenario expects of the things that a study looks at, with the range that it gives them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    """What a scenario expects of one thing in the treated areas, in the year in which it is largest.

    Attributes
    ----------
    measure : what is expected to change: `jobs`, `productivity`, `births_in_j` or `private_rd`.
    outcome : the outcome of the study that shows it; empty where none does.
    treated : the definition of the treated.
    year : in which it is largest.
    low, mean, high : of all draws, nine in ten between `low` and `high`; in `unit`.
    unit : that of the outcome; of the measure itself where there is no outcome.
    """

    measure: str
    outcome: str
    treated: str
    year: int
    low: float
    mean: float
    high: float
    unit: str


@dataclass(frozen=True)
class Expectations:
    """All that a scenario expects, and what it says of a firm.

    Attributes
    ----------
    rows : by thing and definition of the treated.
    chance_of_nothing : the probability that use changes nothing at all.
    firm : low, central and high effect on the productivity of a firm that adopts, log points.
    price_year : of amounts of money.
    """

    rows: tuple[Expectation, ...]
    chance_of_nothing: float
    firm: tuple[float, float, float]
    price_year: int
