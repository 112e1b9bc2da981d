"""What `summary.json` says of a result: sums over years and sectors, and what each depends on most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from impact.scenario.answer.luck import convergence_rows
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.scenario.answer.use_summary import summary_of_use
from impact.scenario.computation.concepts import HEADLINES, PARTS
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.computation.measures import MEASURES

if TYPE_CHECKING:
    from impact.scenario.answer.result import ScenarioResult

_STATISTICS = ("mean", "p05", "p50", "p95")
_MOST = 3  # assumptions named for each headline


def summary_of(result: ScenarioResult) -> dict[str, Any]:
    """Return sums over years and sectors (mean, p05, p50, p95), what each depends on most, what use could do."""
    scenario, manifest = result.scenario, result.manifest
    return {
        "scenario": scenario.name,
        "title": scenario.title.model_dump(),
        "study_area": manifest["study_area"],
        "years": [scenario.years[0], scenario.years[-1]],
        "price_year": scenario.price_year,
        "budget_meur": scenario.budget,
        "share_of_draws_cut_to_the_funding": manifest["share_of_draws_cut_to_the_funding"],
        "headline": _figures(result, HEADLINES),
        "net_regional_made_of": _composition(result),
        "balance_netherlands": [result.national(measure).as_row() for measure in MEASURES],
        "weightiest_assumptions": _weightiest(result),
        "left_out": result.left_out,
        "failed_checks": result.failed_checks,
        **({"cost": result.cost.as_row()} if result.cost else {}),
        **_convergence(result),
        **_use(result),
    }


def _convergence(result: ScenarioResult) -> dict[str, Any]:
    if result.by_draw is None:
        return {}
    sampling = str(result.manifest.get("sampling", "random"))  # results of before there was a choice
    return {"convergence": convergence_rows(result.by_draw, sampling)}


def _use(result: ScenarioResult) -> dict[str, Any]:
    if result.use is None or result.use_assumptions is None:
        return {}
    return {"use": summary_of_use(result.use, result.use_assumptions, result.manifest, _STATISTICS, FEWEST_DRAWS)}


def _figures(result: ScenarioResult, concepts: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"concept": c, "measure": m, "unit": MEASURES[m].unit, **{s: found[s] for s in _STATISTICS}}
        for c in concepts
        for m in MEASURES
        if any((found := result.over_years(c, m)).values())
    ]


def _composition(result: ScenarioResult) -> list[dict[str, Any]]:
    columns = ["part", "measure", "statistic", "value"]
    values = {(p, m, s): float(v) for p, m, s, v in result.composition[columns].itertuples(index=False)}
    return [
        {"part": part, "measure": measure, **{s: values[part, measure, s] for s in _STATISTICS}}
        for part in PARTS
        for measure in MEASURES
    ]


def _weightiest(result: ScenarioResult) -> dict[str, list[dict[str, Any]]]:
    """Return the assumptions with most influence on each headline, by the name of its column; none of few draws."""
    headlines = [column(*headline) for headline in QUOTED]
    return {name: [] if result.few_draws else _most_influential(result, name) for name in headlines}


def _most_influential(result: ScenarioResult, name: str) -> list[dict[str, Any]]:
    known = result.assumptions[result.assumptions[name] >= result.noise]
    first = known.sort_values(name, ascending=False, kind="stable").head(_MOST)
    columns = ["name", "title_en", "title_nl", "low", "central", "high", "unit", "basis", name]
    named = first[columns].rename(columns={name: "influence"})
    return [{str(key): value for key, value in row.items()} for row in named.to_dict("records")]
