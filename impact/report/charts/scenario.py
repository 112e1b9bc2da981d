"""Charts of a scenario result, one function each: result in, finished picture out.

Means are drawn everywhere, because only means add up; their range stands around them.
"""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.inputoutput.tables.national import TABLE
from impact.panel.activity import COROP_JOBS
from impact.panel.activity import TABLE as JOBS_BY_REGION
from impact.panel.figures import figures_of
from impact.report.charts import facets, findings, maps, theme, values
from impact.report.charts.area_map import study_area_map
from impact.report.charts.chart import Chart
from impact.report.charts.sources import source_line
from impact.report.charts.use import adoption, adoption_values
from impact.report.charts.values import Illustrated, Values
from impact.scenario.answer import outlook
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import Lang, Words, chart_words

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

SHOWN_SECTORS = 8
JOBS_BY_SECTION = "corop-jobs-by-section"  # what scenarios take; results of before there were areas took ten groups
SHADE = 0.75  # of bars that a range is drawn over: light enough to see it, dark enough for a contrast of 3:1 on white


def illustrations(sector: str, *, use: bool = False) -> tuple[Illustrated, ...]:
    """Return the charts of a publication on a scenario; `sector` is the group (of `a10`) that its facility belongs to.

    With `use`, that of the use of AI is among them: a scenario without a table [use] says nothing of it.

    A chart is declared here and nowhere else: the name of its place in the template, under which its `alt` and its
    `caption` stand in the texts, the chart, and the table of what it draws.
    """
    return (
        Illustrated("area", _area_map, _municipalities),
        Illustrated("start", partial(_share_map, sector=sector), partial(_share_values, sector=sector)),
        Illustrated("years", jobs_per_year, _year_values),
        Illustrated("stages", jobs_by_stage, _stage_values),
        Illustrated("sector", jobs_by_sector, _sector_values),
        Illustrated("steps", staircase, _step_values),
        *([Illustrated("use", adoption, adoption_values)] if use else []),
    )


def last_observed() -> int:
    """Return the last year with jobs by region."""
    return int(figures_of().series("jobs", "corop")["year"].max())


def _area_map(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    return study_area_map(regions.study_area(result.scenario.study_area), lang=lang)


def _share_map(result: ScenarioResult, *, lang: Lang, sector: str) -> alt.VConcatChart:
    area = regions.study_area(result.scenario.study_area)
    return maps.sector_share(sector, last_observed(), lang=lang, outline=area)


def jobs_per_year(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return jobs per year with their range: gross and net for the region, side by side."""
    words = chart_words(lang)

    def facet(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        base = Chart(rows).encode(x=facets.years(words))
        colour = theme.CONCEPTS[concept]
        band = base.mark_area(opacity=0.3, color=colour).encode(y=alt.Y("p05:Q", axis=axis), y2="p95")
        path = base.mark_line(strokeWidth=2.5, color=colour, point={"color": colour})
        line = path.encode(y=alt.Y("mean:Q", axis=axis))
        return alt.LayerChart(layer=[band, line, facets.zero("y")], width=268, height=220)

    frame = outlook.by_year(result, "jobs")
    return _signed(
        facets.beside(frame, HEADLINES, facet, facets.quantity(words), words),
        "jobs_per_year",
        result,
        words,
        findings.of_years(result, frame, words),
    )


def jobs_by_stage(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return mean jobs per year by stage, gross and net for the region: the parts of a bar add up."""
    words = chart_words(lang)
    names = {stage: words(f"stage.{stage}") for stage in STAGES}
    scale = alt.Scale(domain=list(names.values()), range=[theme.STAGES[stage] for stage in STAGES])
    key = alt.Legend(title=None, orient="bottom", columns=3, symbolType="square")
    colour = alt.Color("name:N", scale=scale, legend=key)

    def facet(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        bars = Chart(rows).mark_bar(stroke=theme.PAPER, strokeWidth=0.5, size=24)
        height = alt.Y("mean:Q", axis=axis, scale=alt.Scale(padding=4))
        drawn = bars.encode(x=facets.years(words), y=height, color=colour, order="order:Q")
        return alt.LayerChart(layer=[drawn, facets.zero("y")], width=268, height=210)

    frame = outlook.by_year(result, "jobs", stage=None)
    frame = frame[frame["stage"].isin(STAGES)]
    frame = frame.assign(name=frame["stage"].map(names), order=frame["stage"].map(STAGES.index))
    return _signed(
        facets.beside(frame, HEADLINES, facet, facets.quantity(words), words),
        "jobs_by_stage",
        result,
        words,
        findings.of_stages(result, frame, words),
    )


def jobs_by_sector(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return jobs by sector with their range, gross and net for the region, the largest sectors first."""
    words = chart_words(lang)
    names = sectors.labels(result.scenario.sectors, lang)
    frame = outlook.by_sector(result, "jobs")
    largest, title = largest_sectors(frame), findings.of_sectors(result, frame, names, words)
    frame = frame[frame["sector"].isin(largest)].assign(name=frame["sector"].map(names))
    order = [names[sector] for sector in largest]

    def facet(rows: pd.DataFrame, concept: str, axis: alt.Axis | None) -> alt.LayerChart:
        base = Chart(rows).encode(y=alt.Y("name:N", sort=order, axis=axis))
        bars = base.mark_bar(size=14, color=theme.CONCEPTS[concept], opacity=SHADE)
        drawn = bars.encode(x=alt.X("mean:Q", title=words("axis.job_years")))
        return alt.LayerChart(layer=[drawn, facets.span(base, "x"), facets.zero("x")], width=196, height=alt.Step(26))

    names_axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)
    return _signed(
        facets.beside(frame, HEADLINES, facet, names_axis, words, shared="x"), "jobs_by_sector", result, words, title
    )


def largest_sectors(frame: pd.DataFrame) -> list[str]:
    """Return the sectors with the most jobs gained or lost in the region, gross or net, the largest first."""
    regional = frame[frame["concept"].isin(HEADLINES)]
    size = regional["mean"].abs().groupby(regional["sector"]).max()
    return list(size.sort_values(ascending=False, kind="stable").index[:SHOWN_SECTORS])


def staircase(result: ScenarioResult, *, lang: Lang) -> alt.VConcatChart:
    """Return the steps from gross to net for the region."""
    words = chart_words(lang)
    steps = outlook.steps(result, "jobs").drop(index="net_national")
    drawn = alt.hconcat(_bars(_stairs(result, steps, words), 500, words))
    return _signed(drawn, "staircase", result, words, findings.of_steps(result, words))


def _stairs(result: ScenarioResult, steps: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return where each bar begins and ends: what is taken away hangs from where the step before it ended.

    The range of a step that is taken away is drawn around the end of its bar.
    """
    whole = steps.index.isin(HEADLINES)
    mean = steps["mean"]
    end = mean.where(whole, mean.iloc[0] - mean.where(~whole, 0.0).cumsum())
    begin = (end + mean).where(~whole, 0.0)
    low, high = steps["p05"].where(whole, begin - steps["p95"]), steps["p95"].where(whole, begin - steps["p05"])
    names = ["|".join(textwrap.wrap(words(f"step.{name}"), 12)) for name in steps.index]
    colour = [theme.CONCEPTS.get(str(name), theme.TAKEN_AWAY) for name in steps.index]
    errors = [outlook.outlook_of(result, one).error for one in steps.to_dict("records")]
    label = [words.number(v, 0, error) for v, error in zip(mean.where(whole, -mean), errors, strict=True)]
    top = np.fmax(np.maximum(begin, end), high)  # where the range is not known, the bar itself
    columns = {"begin": begin, "end": end, "p05": low, "p95": high, "top": top}
    return pd.DataFrame({"name": names, "colour": colour, "label": label} | columns)


def _bars(stairs: pd.DataFrame, width: int, words: Words) -> alt.LayerChart:
    names = alt.Axis(
        title=None, labelAngle=0, labelExpr="split(datum.label, '|')", labelLineHeight=13, labelFontSize=11
    )
    base = Chart(stairs).encode(x=alt.X("name:N", sort=None, axis=names))
    # Padding keeps the figure above a bar inside the frame.
    height = alt.Y("begin:Q", axis=facets.quantity(words), scale=alt.Scale(padding=16, nice=False))
    bars = base.mark_bar(size=40, opacity=SHADE).encode(y=height, y2="end", color=alt.Color("colour:N", scale=None))
    labels = base.mark_text(dy=-9, fontWeight="bold").encode(y="top:Q", text="label:N")
    layers = [bars, facets.span(base, "y"), facets.zero("y"), labels]
    return alt.LayerChart(layer=layers, width=width, height=260)


def _signed(drawn: alt.HConcatChart, name: str, result: ScenarioResult, words: Words, title: str) -> alt.VConcatChart:
    years = result.scenario.years
    ranged = words.known(f"{name}.range") if result.ranged else None
    return theme.signed(
        drawn,
        words.lang,
        title=title,
        subtitle=words(f"{name}.subtitle", first=years[0], last=years[-1]) + (ranged or ""),
        source=_source(result, words),
    )


def _source(result: ScenarioResult, words: Words) -> str:
    """Return the tables that a result rests on first, as its manifest has them: that of the nation, and regional jobs.

    The other tables stand in the list of sources of a report.
    """
    called = {
        TABLE: words("source.input_output", table_year=result.scenario.table_year),
        **dict.fromkeys((JOBS_BY_SECTION, COROP_JOBS, JOBS_BY_REGION), words("source.jobs")),
    }
    used = [record for record in result.manifest["sources"] if record["table"] in called]
    return source_line(used, words, called=called, after=words("source.own", scenario=result.scenario.name))


def _municipalities(result: ScenarioResult, words: Words) -> Values:
    held: dict[str, list[str]] = {}
    for code in sorted(regions.study_area(result.scenario.study_area).municipalities, key=regions.name):
        held.setdefault(regions.corop_of(code), []).append(regions.name(code))
    rows = [(f"{regions.name(corop)} ({corop})", words.listed(names)) for corop, names in sorted(held.items())]
    return values.table(words, ("corop", "municipalities"), rows)


def _share_values(result: ScenarioResult, words: Words, *, sector: str) -> Values:
    shares = maps.sector_shares(sector, last_observed()).sort_values(ascending=False)
    rows = [(f"{regions.name(str(code))} ({code})", values.figure(share, words, 1)) for code, share in shares.items()]
    return values.table(words, ("corop", "share"), rows)


def _year_values(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_year(result, "jobs").set_index(["year", "concept"])
    return _by_concept(result, frame, "year", HEADLINES, words)


def _sector_values(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_sector(result, "jobs")
    named = frame[frame["sector"].isin(largest_sectors(frame))]
    ranked = {sector: at for at, sector in enumerate(largest_sectors(frame))}
    named = named.sort_values("sector", key=lambda column: column.map(ranked), kind="stable")
    names = sectors.labels(result.scenario.sectors, words.lang)
    frame = named.assign(sector=named["sector"].map(names)).set_index(["sector", "concept"])
    return _by_concept(result, frame, "sector", HEADLINES, words)


def _by_concept(
    result: ScenarioResult, frame: pd.DataFrame, row: str, concepts: tuple[str, ...], words: Words
) -> Values:
    """Return a row a year or a sector: the mean of each concept with its range."""
    names = list(dict.fromkeys(frame.index.get_level_values(row)))
    found = dict(zip(frame.index, (outlook.outlook_of(result, one) for one in frame.to_dict("records")), strict=True))
    rows = [(str(name), *(values.ranged(found.get((name, concept)), words) for concept in concepts)) for name in names]
    return Values((words(f"values.{row}"), *(words(f"concept.{concept}") for concept in concepts)), tuple(rows))


def _stage_values(result: ScenarioResult, words: Words) -> Values:
    frame = outlook.by_year(result, "jobs", stage=None)
    kept = frame[frame["stage"].isin(STAGES) & frame["concept"].isin(HEADLINES)]
    wide = kept.pivot_table(index="year", columns=["concept", "stage"], values="mean")
    columns = [(concept, stage) for concept in HEADLINES for stage in STAGES]
    head = [words("values.stage", concept=words(f"concept.{c}"), stage=words(f"stage.{s}")) for c, s in columns]
    rows = [
        (str(year), *(values.figure(value, words) for value in row))
        for year, *row in wide.reindex(columns=pd.MultiIndex.from_tuples(columns)).itertuples(name=None)
    ]
    return Values((words("values.year"), *head), tuple(rows))


def _step_values(result: ScenarioResult, words: Words) -> Values:
    steps = outlook.steps(result, "jobs").drop(index="net_national", errors="ignore")
    found = {step: outlook.outlook_of(result, one) for step, one in steps.to_dict("index").items()}
    rows = [
        (words(f"step.{step}"), words.number(of.mean, 0, of.error), words.span(of.low, of.high, 0, of.end_error))
        for step, of in found.items()
    ]
    return values.table(words, ("step", "mean", "range"), rows)
