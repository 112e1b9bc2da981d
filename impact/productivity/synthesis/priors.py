"""What the evidence says in advance of an effect here: pooled where studies allow it, else the elicited range.

A prior is for another place than those studied, so a pooled one is the prediction interval, not the confidence
interval. A study that is contested, national or an upper bound does not become one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from math import inf
from typing import Literal

from impact import datapackage
from impact.errors import InputError, Problem, suggestion
from impact.productivity.synthesis.analysis import FEWEST
from impact.productivity.synthesis.columns import BARS, YES
from impact.productivity.synthesis.heterogeneity import Method
from impact.productivity.synthesis.pooling import Interval
from impact.productivity.synthesis.reading import shipped_studies
from impact.productivity.synthesis.results import Synthesis
from impact.productivity.synthesis.studies import Studies
from impact.words.statements import Statement, said


@dataclass(frozen=True)
class ElicitedRange:
    """A low, central and high value that people put together from what is known, with its unit and its basis.

    Raises
    ------
    InputError
        The three are not finite or not in that order.
    """

    parameter: str
    low: float
    central: float
    high: float
    unit: str
    basis: str
    source: str

    def __post_init__(self) -> None:
        if not -inf < self.low <= self.central <= self.high < inf:
            found, todo = f"{self.low:g}, {self.central:g}, {self.high:g}", "Correct the numbers."
            raise InputError(Problem("elicited range", self.parameter, found, "low <= central <= high", todo))


@dataclass(frozen=True, eq=False)
class Prior:
    """A range for an effect here, before there are figures: low, central and high in `unit`.

    "pooled": the mean of `k` studies and the ends of their prediction interval, with the `synthesis` that gives them.
    "elicited": the range of `elicited`, because only `k` studies could be pooled; `synthesis` is what these say (two
    or more), for comparison.
    """

    outcome: str
    low: float
    central: float
    high: float
    unit: str
    by: Literal["pooled", "elicited"]
    k: int
    synthesis: Synthesis | None
    elicited: ElicitedRange | None
    cautions: tuple[Statement, ...]


def elicited_range(parameter: str) -> ElicitedRange:
    """Return the elicited range of a parameter, unless its studies may not stand in one.

    Parameters
    ----------
    parameter
        A row of `data/evidence/parameters.csv`.

    Raises
    ------
    InputError
        There is no such parameter, or all studies of it that come with the package are contested or national.
    """
    rows = _parameters()
    if parameter not in rows:
        todo = suggestion(parameter, list(rows))
        raise InputError(Problem("data/evidence/parameters.csv", "parameter", repr(parameter), "a parameter", todo))
    if problems := list(_never(parameter)):
        raise InputError(problems)
    return rows[parameter]


def regional_prior(
    outcome: str,
    studies: Studies | None = None,
    *,
    elicited: ElicitedRange | None = None,
    method: Method = "reml",
    interval: Interval = "pivotal",
    level: float = 0.95,
) -> Prior:
    """Return what studies elsewhere say of an effect here; with fewer than five of them, what people elicited.

    Parameters
    ----------
    outcome
        What the effect is on.
    studies
        Studies that may each become a regional prior; those that come with the package, less those that may not, if
        None.
    elicited
        The range to fall back on; that of the parameter called as the outcome if None.
    method, interval, level
        As in `meta_analysis`; "fixed" gives no prediction and is refused. The interval is by default the one whose
        prediction holds what it says.

    Raises
    ------
    InputError
        A study may not become a regional prior (with the reason of each), the method is "fixed", the range is in
        another unit than the studies, or there are too few studies and no range.
    """
    handed = shipped_studies() if studies is None else studies
    if problems := [*_barred(outcome, studies), *_fixed(method)]:
        raise InputError(problems)
    chosen = _chosen(outcome, handed)
    poolable = chosen.with_std_error()
    k = len(poolable.table)
    synthesis = poolable.synthesis(method=method, interval=interval, level=level) if k > 1 else None
    left_out = tuple(_left_out(chosen))
    if synthesis is not None and k >= FEWEST:
        return _pooled(outcome, poolable, synthesis, left_out)
    fallback = elicited or elicited_range(outcome)
    if problems := list(_other_unit(chosen, fallback)):
        raise InputError(problems)
    cautions = (
        said("few_studies", k=k, fewest=FEWEST),
        said("elicited_range", parameter=fallback.parameter, basis=fallback.basis),
        *left_out,
    )
    ends = fallback.low, fallback.central, fallback.high
    return Prior(outcome, *ends, fallback.unit, "elicited", k, synthesis, fallback, cautions)


def _pooled(outcome: str, studies: Studies, synthesis: Synthesis, left_out: tuple[Statement, ...]) -> Prior:
    low, high = synthesis.prediction or synthesis.interval  # five studies or more always give a prediction
    unit, cautions = studies.table["unit"].iloc[0], (*synthesis.cautions, *left_out)
    return Prior(outcome, low, synthesis.mean, high, unit, "pooled", synthesis.k, synthesis, None, cautions)


def _chosen(outcome: str, studies: Studies) -> Studies:
    """Return the admissible studies of an outcome, none where there are none."""
    table = studies.admissible().table
    return Studies(table[table["outcome"] == outcome].reset_index(drop=True), studies.file)


def _left_out(studies: Studies) -> Iterator[Statement]:
    pooled = set(studies.with_std_error().table["study"])
    if names := [name for name in studies.table["study"] if name not in pooled]:
        yield said("without_standard_error", studies=names)


def _barred(outcome: str, studies: Studies | None) -> Iterator[Problem]:
    """Yield the studies handed over that may not become a prior; of the shipped ones, those that may never."""
    if studies is None:
        yield from _never(outcome)
    else:
        todo = "Leave it out: studies.admissible() has the others."
        yield from (_refused(row, studies.file, todo) for row in studies.of(outcome).barred().table.itertuples())


def _never(outcome: str) -> Iterator[Problem]:
    """Yield the shipped studies of an outcome if none of them may stand even in an elicited range."""
    shipped = shipped_studies()
    rows = shipped.table[shipped.table["outcome"] == outcome]
    if len(rows) and rows["regional_prior"].map(lambda word: BARS.get(word, False)).all():
        todo = "Take another outcome: this number is kept so that it can be shown, and drives no result."
        yield from (_refused(row, shipped.file, todo) for row in rows.itertuples())


def _refused(row: object, file: str, todo: str) -> Problem:
    study, word, reason = (str(getattr(row, name)) for name in ("study", "regional_prior", "reason"))
    found = f"{word}: {reason}" if word else "nothing"
    expected = f"{YES}: a study that may become a regional prior"
    return Problem(
        file,
        f"{study}, regional_prior",
        found,
        expected,
        todo if word else f"Write {YES} there, or why not, and read again.",
    )


def _fixed(method: str) -> Iterator[Problem]:
    if method == "fixed":
        todo = 'Take "reml": a prior needs the effect in another place, which one common effect leaves no room for.'
        yield Problem("regional_prior", "method", "'fixed'", "a method with variance between studies", todo)


def _other_unit(studies: Studies, elicited: ElicitedRange) -> Iterator[Problem]:
    for unit in studies.table["unit"].unique():
        if unit != elicited.unit:
            todo = "Hand over a range in the unit of the studies."
            yield Problem("regional_prior", "elicited", f"{elicited.unit!r}", f"{unit!r}, as the studies", todo)


@cache
def _parameters() -> dict[str, ElicitedRange]:
    rows = csv.DictReader(StringIO(datapackage.read("evidence", "parameters").decode("utf-8")))
    return {
        row["parameter"]: ElicitedRange(
            row["parameter"],
            float(row["low"]),
            float(row["central"]),
            float(row["high"]),
            row["unit"],
            row["basis"],
            row["source"],
        )
        for row in rows
    }
