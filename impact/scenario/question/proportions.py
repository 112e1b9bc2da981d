"""How large the study area is against the country: what its industries make in a year."""

from __future__ import annotations

from impact.inputoutput import area_quotients, national_table
from impact.panel.figures import figures_of
from impact.panel.sections import area_jobs


def output_of_area(study_area: str | tuple[str, ...], year: int) -> float:
    """Return MEUR that an area makes in a year with a table: what the nation's industries make, at its share of jobs.

    Jobs are those of the snapshot by section, as the areas of a scenario have them, whatever it is then run with.

    Parameters
    ----------
    study_area
        Its name or its codes.
    year
        Of the table and of the jobs, in December.

    Raises
    ------
    InputError
        No such area, or no jobs by section of the year.
    """
    sections = figures_of().sections_by_corop(year)
    size = area_jobs(study_area, sections).jobs.sum() / sections.jobs.to_numpy().sum()
    quotients = area_quotients(sections, study_area, "cbs81")
    output = national_table(year, "cbs81").output
    return float(size * (quotients.reindex(output.index) * output).sum())
