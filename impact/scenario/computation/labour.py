"""Jobs and full-time jobs: how many labour years go with a job of an employee.

A labour year is the work of one full-time job during a year. The industries of the national table employ people in
jobs, counted in December, many of them part-time; a scenario hires people in full-time equivalents. The two are never
added as they are: jobs become labour years by one factor for the whole economy, because labour years are not published
by industry. It is too low for industries where most work full-time, such as construction, and too high for shops and
care.
"""

from __future__ import annotations

from impact.sources import snapshot
from impact.sources.provenance import Record

KEY_FIGURES, JOBS = "province-key-figures", "national-jobs"
_ALL_INDUSTRIES = "T001081"
FACTOR_YEAR = 2019  # the one year with both figures; tables of earlier years use it too


def labour_years_per_job() -> float:
    """Return labour years of employees per job of an employee in the Netherlands (2019: 6,423.7 / 8,560.5 thousand).

    Source: CBS, regional key figures (84432NED) and jobs of employees in December (83583NED).
    """
    years = snapshot.table(KEY_FIGURES, region="NL", year=FACTOR_YEAR, variable="labour_years_employees")
    jobs = snapshot.table(JOBS, sbi=_ALL_INDUSTRIES, year=FACTOR_YEAR, size_class="total")
    return float(years["value"].iloc[0]) / float(jobs["value"].iloc[0])


def record() -> Record:
    """Return the record of the labour years; the jobs are a table that every scenario names."""
    return snapshot.record(KEY_FIGURES, f"{FACTOR_YEAR}, labour years of employees, Netherlands")
