"""What the page shows of two scenarios that were compared draw by draw, as few numbers and statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.page.scenarios.figures import MEASURES, Change
from impact.report.differences.rows import areas, of_use
from impact.report.differences.telling import bands, how, nation
from impact.scenario.computation.concepts import HEADLINES, STEPS
from impact.words.statements import Statement

if TYPE_CHECKING:
    from impact.scenario import Comparison
    from impact.scenario.answer.comparison import Difference

Of = tuple[str, str]


@dataclass(frozen=True)
class Compared:
    """By how much one scenario differs from another; labour years for jobs, MEUR of the price year for money.

    Attributes
    ----------
    draws : how many there were.
    ranged : whether there is a range in which nine in ten differences lie, and draws enough to know it.
    totals : all years together, by concept and measure.
    steps : by measure, the steps from gross to net.
    by_year : by concept and measure, by year.
    areas : by concept and area, in labour years; empty where areas were not kept.
    use : by measure of use, in the last year that both have; empty where one says nothing of use.
    use_year : that year, or None.
    told : how it was made, what the ranges are, and what of the country.
    differences : what the file of the one says otherwise.
    failed : checks of either that do not hold.
    """

    draws: int
    ranged: bool
    totals: Mapping[Of, Change]
    steps: Mapping[str, Mapping[str, Change]]
    by_year: Mapping[Of, Mapping[int, Change]]
    areas: Mapping[Of, Change]
    use: Mapping[str, Change]
    use_year: int | None
    told: tuple[Statement, ...]
    differences: tuple[Statement, ...]
    failed: tuple[str, ...]


def compared_of(comparison: Comparison) -> Compared:
    """Return what the page shows of a comparison of two.

    Parameters
    ----------
    comparison
        Of one scenario with another.
    """
    (name,) = comparison.others
    years = sorted({int(year) for year in comparison.table["year"].dropna()})
    of = [(concept, measure) for concept in HEADLINES for measure in MEASURES]
    used = {row.measure.name: row for row in of_use(comparison, name)}
    places = areas(comparison, name)
    by_area = {(c, code): comparison.in_area(name, code, c, "jobs") for code in places for c in HEADLINES}
    return Compared(
        draws=comparison.count,
        ranged=comparison.ranged,
        totals={key: _change(comparison.over_years(name, *key)) for key in of},
        steps={m: {step: _change(comparison.over_years(name, step, m)) for step in STEPS} for m in MEASURES},
        by_year={key: {year: _change(comparison.in_year(name, *key, year)) for year in years} for key in of},
        areas={key: _change(found) for key, found in by_area.items() if found is not None},
        use={measure: _change(row.difference) for measure, row in used.items()},
        use_year=next((row.year for row in used.values()), None),
        told=(how(comparison, name), bands(comparison, name), nation(comparison, name)),
        differences=comparison.differences[name],
        failed=tuple(f"{one.scenario.name}: {check}" for one in comparison.results for check in one.failed_checks),
    )


def _change(found: Difference) -> Change:
    return Change(found.low, found.mean, found.high, found.same_sign)
