"""The chart of a comparison: by how much the work of each scenario differs from that of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from impact.inputoutput.tables.national import TABLE
from impact.panel.activity import COROP_JOBS
from impact.panel.activity import TABLE as JOBS_BY_REGION
from impact.report.charts import facets, row_names, theme
from impact.report.charts.chart import Chart
from impact.report.charts.scenario import SHADE
from impact.report.charts.sources import source_line
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.scenario import Comparison

_LETTERS = 34  # of a scenario's title on one line beside its bar


def comparison(compared: Comparison, *, lang: Lang) -> alt.VConcatChart:
    """Return by how much jobs differ from those of the first scenario, gross and net for the region, with the range.

    Parameters
    ----------
    compared
        Scenarios subtracted draw by draw, see `impact.scenario.compare`.
    lang
        `nl` or `en`.
    """
    words = chart_words(lang)

    def facet(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        base = Chart(rows).encode(y=alt.Y("name:N", sort=None, axis=axis))
        bars = base.mark_bar(size=18, color=theme.CONCEPTS[concept], opacity=SHADE)
        drawn = bars.encode(x=alt.X("mean:Q", title=words("axis.job_years")))
        band = [facets.span(base, "x")] if compared.ranged else []
        return alt.LayerChart(layer=[drawn, *band, facets.zero("x")], width=196, height=alt.Step(52))

    both = facets.beside(differences(compared, words), HEADLINES, facet, row_names.beside_rows(), words, shared="x")
    return theme.signed(
        both,
        lang,
        title=words("comparison.title", against=words.choose(compared.against.scenario.title.model_dump())),
        subtitle=words("comparison.subtitle") + (words("comparison.range") if compared.ranged else ""),
        source=_source(compared, words),
    )


def differences(compared: Comparison, words: Words) -> pd.DataFrame:
    """Return what the chart draws: concept, name, p05, mean and p95 of the difference in labour years."""
    rows = [
        (concept, label, found.low, found.mean, found.high)
        for concept in HEADLINES
        for name, label in _labels(compared, words).items()
        for found in [compared.over_years(name, concept, "jobs")]
    ]
    return pd.DataFrame(rows, columns=["concept", "name", "p05", "mean", "p95"])


def _labels(compared: Comparison, words: Words) -> dict[str, str]:
    """Return what stands beside each bar: the title of the scenario, or its name where two have one title."""
    titles = {name: words.choose(result.scenario.title.model_dump()) for name, result in compared.others.items()}
    told = list(titles.values())
    return {
        name: row_names.lines(title if told.count(title) == 1 else name, _LETTERS) for name, title in titles.items()
    }


def _source(compared: Comparison, words: Words) -> str:
    """Return the tables that the results rest on first, and the scenarios that were subtracted."""
    called = {
        TABLE: words("source.input_output", table_year=compared.against.scenario.table_year),
        **dict.fromkeys((COROP_JOBS, JOBS_BY_REGION), words("source.jobs")),
    }
    used = [record for record in compared.against.manifest["sources"] if record["table"] in called]
    own = words("comparison.own", scenarios=words.listed(list(dict.fromkeys(compared.names))))
    return source_line(used, words, called=called, after=own)
