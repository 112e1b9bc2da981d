"""The publication on the outcome of a scenario: its charts, tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from impact import regions
from impact.report.charts import maps
from impact.report.charts import scenario as charts
from impact.report.charts.area_map import study_area_map
from impact.report.pages.manuscript import Illustration, Manuscript
from impact.report.scenario import facts, tables
from impact.report.scenario.drawn_values import drawn_values
from impact.words.texts import Lang, Words

if TYPE_CHECKING:
    import altair as alt

    from impact.scenario import ScenarioResult

_RECORDED = ("study_area", "draws", "seed", "data", "table_year", "price_year")


def manuscript(result: ScenarioResult, words: Words) -> Manuscript:
    """Return what the publication says of a result, in the language of the words."""
    quoted, values = facts.facts(result, words), drawn_values(result, words)
    return Manuscript(
        words=words,
        author=result.scenario.author,
        date=result.scenario.date,
        quoted=quoted,
        choices=facts.choices(result),
        illustrations=tuple(
            Illustration(name, chart, words(f"{name}.alt", **quoted), words(f"{name}.caption", **quoted), values[name])
            for name, chart in figures(result, words.lang).items()
        ),
        content={
            "tables": tables.tables(result, words),
            "assumptions": tables.assumptions(result, words),
            "left_out": [words.choose(text) for text in result.left_out],
            "notes": [words.choose(text) for text in result.notes],
            "references": list(result.scenario.references),
        },
    )


def figures(result: ScenarioResult, lang: Lang) -> dict[str, alt.VConcatChart]:
    """Return the charts of the publication by the name of their place in it."""
    area = regions.study_area(result.scenario.study_area)
    return {
        "area": study_area_map(area, lang=lang),
        "start": maps.sector_share(facts.ICT, facts.last_observed(), lang=lang, outline=area),
        "years": charts.jobs_per_year(result, lang=lang),
        "stages": charts.jobs_by_stage(result, lang=lang),
        "sector": charts.jobs_by_sector(result, lang=lang),
        "steps": charts.staircase(result, lang=lang),
    }


def made_from(result: ScenarioResult) -> dict[str, Any]:
    """Return what `report.json` says of the result."""
    return {"scenario": result.scenario.name, "result": {key: result.manifest[key] for key in _RECORDED}}
