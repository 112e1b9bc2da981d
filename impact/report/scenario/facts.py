"""Every figure that the sentences of the report quote, by name, as it is written in one language."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions, sectors
from impact.regions.codes import LEVELS
from impact.report.charts import maps
from impact.report.charts.area_map import NIJ_BEGUN, shows_nij_begun
from impact.report.charts.scenario import largest_sectors, last_observed
from impact.scenario import Scenario, ScenarioResult, shipped_scenarios
from impact.scenario.answer import outlook
from impact.scenario.answer.cost_told import cost_in_words
from impact.scenario.answer.outlook import Outlook
from impact.scenario.answer.statistics import ALL, FEWEST_DRAWS
from impact.scenario.computation.concepts import HEADLINES
from impact.sources import snapshot
from impact.words.numbers import stable_decimals
from impact.words.statements import in_language
from impact.words.texts import Words, within_sentence

if TYPE_CHECKING:
    from impact.report.pages.descriptions import OnScenario

AI_USE = "ai-use"  # the table that is read for publications whose texts ask for it
OPTIONAL = ("start.ai", "unknown.use")
"""Texts that a publication may add; the others that the template asks for it has to have."""
_AI_USERS = "firms with 10 or more workers in J information and communication"


def facts(result: ScenarioResult, words: Words, told: OnScenario) -> dict[str, str]:
    """Return the text of every `{name}` in the table of texts."""
    return {
        **_facility(told, words),
        **_question(result, words),
        **_headline(result, words),
        **_area(result, words),
        **_start(result, words, told.sector),
        **(_ai_use(words) if asks_for_ai_use(words) else {}),
        **_years(result, words),
        **_sectors(result, words),
        **_steps(result, words),
        **_made_of(result, words),
        **_nation(result, words),
        **_foundations(result, words),
        "cost": " ".join(in_language(told, words.lang) for told in cost_in_words(result)),
    }


def _facility(told: OnScenario, words: Words) -> dict[str, str]:
    name = words.choose(told.facility.name.model_dump())
    return {
        "facility": name,
        "Facility": name[:1].upper() + name[1:],
        "without": words.choose(told.facility.without.model_dump()),
        "sector": within_sentence(sectors.labels("a10", words.lang)[told.sector]),
    }


def asks_for_ai_use(words: Words) -> bool:
    """Return whether any text quotes how many firms use AI."""
    return any("ai_first" in words.needs(name) for name in words.texts)


def unsaid(words: Words) -> dict[str, str]:
    """Return the places in the template of which this publication says nothing."""
    return {name: "" for name in OPTIONAL if name not in words.texts}


def choices(result: ScenarioResult) -> dict[str, str]:
    """Return which of several sentences holds: the place in the template -> the name of the text, empty for none."""
    balance, direction = result.national("jobs"), outlook.over_years(result, "net_regional", "jobs").direction
    found = {
        "summary.net_regional": f"summary.net_regional.{direction}",
        "summary.made_of": "summary.made_of" if result.scenario.staff and not result.few_draws else "",
        "nation.balance": f"nation.balance.{balance.reason or _gain_or_loss(balance.mean)}",
    }
    published = any(item.basis != "assumption" for item in result.scenario.spending.values())
    area = regions.study_area(result.scenario.study_area)
    beside = area.name != NIJ_BEGUN and shows_nij_begun(area)
    return found | {
        "start.text": "start.text.several" if len(area.corops) > 1 else "start.text.one",
        "summary.range": f"summary.range.{_range_known(result)}",
        "summary.changed": "summary.changed" if result.scenario.extension else "",
        "area.other": "area.other" if beside else "",
        "money.spending": "money.spending" if published else "money.spending_none",
        "money.cost": "money.cost" if result.cost else "",
        "checks.result": "checks.all" if bool(result.checks["passed"].all()) else "checks.some",
    }


def _range_known(result: ScenarioResult) -> str:
    if result.few_draws:
        return "few"
    return "known" if result.drawn else "none"


def _question(result: ScenarioResult, words: Words) -> dict[str, str]:
    scenario, manifest = result.scenario, result.manifest
    paid: dict[str, float] = {}
    for source in scenario.funding.values():
        paid[source.payer] = paid.get(source.payer, 0.0) + source.available
    shares = [
        words("payer.share", amount=words.number(amount), payer=words(f"payer.{payer}"))
        for payer, amount in paid.items()
        if amount > 0
    ]
    return {
        "scenario_title": _title(scenario, words),
        "changed": "; ".join(_changed(scenario, words)) or words("changed.words"),
        "base": scenario.extension.base if scenario.extension else "",
        "date": words.date(scenario.date),
        "draws": words.number(manifest["draws"], 0),
        "seed": str(manifest["seed"]),
        "budget": words.number(scenario.budget, 0),
        "funding": words.listed(shares),
        "first": str(scenario.years[0]),
        "last": str(scenario.years[-1]),
        "price_year": str(scenario.price_year),
        "table_year": str(scenario.table_year),
    }


def _title(scenario: Scenario, words: Words) -> str:
    """Return the title, and the name of the file where that is somebody's own."""
    title = words.choose(scenario.title.model_dump())
    own = scenario.name not in shipped_scenarios() and not title.startswith(scenario.name)
    return f"{title} ({scenario.name})" if own else title


def _changed(scenario: Scenario, words: Words) -> list[str]:
    """Return what a scenario changes of the one it extends, by the titles of its tables."""
    if scenario.extension is None:
        return []
    removed = [words("changed.without", what=getattr(t, words.lang)) for t in scenario.extension.removed.values()]
    return [*(_changed_table(scenario, name, words) for name in scenario.extension.changed), *removed]


def _changed_table(scenario: Scenario, name: str, words: Words) -> str:
    group, _, key = name.partition(".")
    table = getattr(scenario, group, None)
    item = table[key] if key and isinstance(table, dict) else table
    title = getattr(item, "title", None)
    return words.known(f"changed.{name}") or (getattr(title, words.lang) if title else name)


def _headline(result: ScenarioResult, words: Words) -> dict[str, str]:
    found = {}
    for concept in HEADLINES:
        jobs = outlook.over_years(result, concept, "jobs")
        found[f"jobs_{concept}"] = jobs.mean_in(words)
        found[f"jobs_{concept}_range"] = jobs.span_in(words)
        found[f"jobs_{concept}_yearly"] = words.number(
            jobs.mean / len(result.scenario.years), error=jobs.error / len(result.scenario.years)
        )
    return found | {
        "fewest_draws": words.number(FEWEST_DRAWS, 0),
        "band": words("years.band") if result.ranged else "",
        "line": words("sector.line") if result.ranged else "",
    }


def _area(result: ScenarioResult, words: Words) -> dict[str, str]:
    area = regions.study_area(result.scenario.study_area)
    beside = shows_nij_begun(area)
    return {
        "provinces": _provinces(area, words),
        "broken_line": words("area.nij_begun.line") if beside else "",
        "and_nij_begun": words("area.nij_begun.caption") if beside else "",
        "area": _named(area, words),
        "definition": area.definition(words.lang),
        "nij_begun_definition": regions.study_area(NIJ_BEGUN).definition(words.lang),
        "municipalities": words.listed(sorted(map(regions.name, area.municipalities))),
        "corops": words.listed([regions.name(corop) for corop in area.corops]),
        "job_share": words.number(100 * result.manifest["share_of_national_jobs"], 1),
    }


def _provinces(area: regions.StudyArea, words: Words) -> str:
    """Return where an area lies, as it stands in a sentence: the provinces of Groningen and Drenthe."""
    inside = set(area.municipalities)
    names = [regions.name(code) for code in regions.codes("provincie") if inside & set(regions.members(code))]
    return words(f"area.provinces.{'several' if len(names) > 1 else 'one'}", names=words.listed(names))


def _named(area: regions.StudyArea, words: Words) -> str:
    """Return how an area is called in a sentence; one without words for that by its title, or by its regions."""
    if area.name in regions.study_areas():
        return words.known(f"area_name.{area.name}") or area.title(words.lang)
    return _regions(area.name.split("+"), words)


def _regions(listed: list[str], words: Words) -> str:
    """Return regions of one level as they stand in a sentence: the municipalities of Groningen and Het Hogeland."""
    level = next(level for level, prefix in LEVELS.items() if listed[0].startswith(prefix))
    count = "several" if len(listed) > 1 else "one"
    return words(f"area_name.{level}.{count}", names=words.listed(list(map(regions.name, listed))))


def _start(result: ScenarioResult, words: Words, sector: str) -> dict[str, str]:
    corops = list(regions.study_area(result.scenario.study_area).corops)
    year = last_observed()
    country = maps.sector_shares(sector, year)
    shares = country[corops].dropna().sort_values()
    return {
        "share_year": str(year),
        "observed": str(year),
        "share_of_area": _whole(maps.joint_share(sector, year, corops), words),
        "share_of_nation": _whole(maps.joint_share(sector, year, regions.codes("corop")), words),
        "share_lowest": _whole(shares.iloc[0], words),
        "share_lowest_name": regions.name(str(shares.index[0])),
        "share_highest": _whole(shares.iloc[-1], words),
        "share_highest_name": regions.name(str(shares.index[-1])),
        "share_by_corop": words.listed(_by_region(shares, words)),
        "share_top": words.listed(_by_region(country.nlargest(3), words)),
    }


def _ai_use(words: Words) -> dict[str, str]:
    users = snapshot.table(AI_USE, population=_AI_USERS).set_index("year")["value"].dropna().sort_index()
    return {
        "ai_first_year": str(users.index[0]),
        "ai_first": words.number(users.iloc[0], 0),
        "ai_last_year": str(users.index[-1]),
        "ai_last": words.number(users.iloc[-1], 0),
    }


def _by_region(shares: pd.Series[float], words: Words) -> list[str]:
    return [f"{regions.name(str(region))} {_whole(share, words)}%" for region, share in shares.items()]


def _whole(share: float, words: Words) -> str:
    """Return a share in whole per cents: the jobs of CBS are in hundreds and carry no decimal of it."""
    return words("number.less", than=maps.LEAST) if share < maps.LEAST else words.number(share, 0)


def _years(result: ScenarioResult, words: Words) -> dict[str, str]:
    yearly = outlook.by_year(result, "jobs").pivot_table(index="year", columns="concept", values="mean")
    busy = yearly.index[yearly["gross"] >= yearly["gross"].max() / 2]
    found = {"busy_first": str(busy[0]), "busy_last": str(busy[-1])}
    rows = outlook.by_year(result, "jobs").sort_values("year").to_dict("records")
    for concept in HEADLINES:
        largest = max((row for row in rows if row["concept"] == concept), key=lambda row: abs(row["mean"]))
        found[f"{concept}_peak"] = outlook.outlook_of(result, largest).mean_in(words)
        found[f"{concept}_peak_year"] = str(int(largest["year"]))
    means = outlook.sums(result, "jobs")
    means = means[(means["statistic"] == "mean") & means["year"].isna() & (means["sector"] == ALL)]
    for concept, stage, value in means[["concept", "stage", "value"]].itertuples(index=False, name=None):
        found[f"mean_{concept}_{stage}"] = words.number(value)
    return found


def _sectors(result: ScenarioResult, words: Words) -> dict[str, str]:
    frame = outlook.by_sector(result, "jobs")
    names = sectors.labels(result.scenario.sectors, words.lang)
    largest = largest_sectors(frame)
    mean = frame.pivot_table(index="sector", columns="concept", values="mean", fill_value=0.0)[list(HEADLINES)]
    most = [str(s) for s in mean["gross"].sort_values(ascending=False).index[:2]]
    rest = mean.drop(index=largest).abs().to_numpy()
    found = {
        (row["sector"], row["concept"]): outlook.outlook_of(result, row).mean_in(words)
        for row in frame.to_dict("records")
    }
    zero = words.number(0.0)
    items = [
        words(
            "sector.item",
            name=names[s],
            gross=found.get((s, "gross"), zero),
            net=found.get((s, "net_regional"), zero),
        )
        for s in largest
    ]
    return {
        "sector_first": within_sentence(names[most[0]]),
        "sector_second": within_sentence(names[most[1]]),
        "shown_sectors": str(len(largest)),
        "other_sectors": words.number(float(rest.max(initial=0.0)) // 1 + 1, 0),
        "sector_figures": "; ".join(items),
    }


def _steps(result: ScenarioResult, words: Words) -> dict[str, str]:
    regional = outlook.steps(result, "jobs").drop(index="net_national")
    found = {str(step): outlook.outlook_of(result, one) for step, one in regional.to_dict("index").items()}
    shown = [f"{within_sentence(words(f'step.{s}'))}: {words.number(of.mean, 0, of.error)}" for s, of in found.items()]
    return {"step_figures": "; ".join(shown), "rounding": _rounding(found, words)}


def _rounding(steps: Mapping[str, Outlook], words: Words) -> str:
    """Return that the steps do not add up as they are printed, where rounding makes it so."""
    whole = pd.Series({step: round(of.mean, min(0, stable_decimals(of.error) or 0)) for step, of in steps.items()})
    exact = whole["gross"] - whole.drop(list(HEADLINES)).sum() == whole["net_regional"]
    return "" if exact else words("steps.rounding")


def _made_of(result: ScenarioResult, words: Words) -> dict[str, str]:
    parts = outlook.made_of(result, "jobs")
    hired, other = parts["hired_staff"], parts["other_work"]
    return {
        "labour_years_per_100": words.number(100 * result.manifest["labour_years_per_job"], 0),
        "hired": hired.mean_in(words),
        "other": other.mean_in(words),
        "other_range": other.span_in(words),
    }


def _nation(result: ScenarioResult, words: Words) -> dict[str, str]:
    """Return what is said of the balance of demand for the Netherlands: its range, and what decides it."""
    balance = result.national("jobs")
    title = result.assumptions.set_index("name")[f"title_{words.lang}"].get(balance.driver, "")
    of = outlook.over_years(result, "net_national", "jobs")
    return {
        "balance": of.mean_in(words),
        "balance_range": of.span_in(words) if balance.ranged else words.span(nan, nan),
        "balance_driver": title,
        "balance_share": words.number(100 * balance.share, 0),
    }


def _gain_or_loss(value: float) -> str:
    return "more" if value > 0 else "less"


def _foundations(result: ScenarioResult, words: Words) -> dict[str, str]:
    scenario = result.scenario
    titles = [
        words.choose(item.title.model_dump()) for item in scenario.spending.values() if item.basis != "assumption"
    ]
    return {
        "published": words.listed(titles) if titles else "",
        "checks": str(len(result.checks)),
        "failed": str(int((~result.checks["passed"]).sum())),
    }
