"""What the command line shows: one screen of plain text, the figures a person wants first."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from impact.report.screens.where import ranged, where_lines
from impact.scenario import shipped_scenarios
from impact.scenario.answer import outlook, use_outlook
from impact.scenario.answer.cost_told import cost_in_brief
from impact.scenario.answer.luck import drawn_together
from impact.scenario.answer.outlook import Outlook
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.influence import column
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.use_measures import (
    ADOPTION,
    BIRTHS,
    FIRMS,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
    UseMeasure,
)
from impact.scenario.question.remarks import remarks
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.numbers import formatted, number, two_digits
from impact.words.statements import in_language, said
from impact.words.texts import Words, chart_words, within_sentence, words
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario import Scenario, ScenarioResult
    from impact.scenario.answer.national import NationalBalance

WIDTH = 96
_ASKED_FIRST = ("gross", "net_regional")
_NAME_ENDS = re.compile(r"[.:;] |[.]$")  # of what is left out, before the sentence that says why


def result_screen(result: ScenarioResult, lang: Lang = "en") -> str:
    """Return a result as one screen of text: the headline, what drives it, what it leaves out.

    Parameters
    ----------
    result : ScenarioResult
        What a scenario leads to.
    lang : str
        `nl` or `en`.
    """
    summary = result.summary()
    parts = [
        _heading(result, summary, lang),
        _table(result, lang),
        *where_lines(result, lang),
        *_use(result, lang),
        _wrapped(f"{_range(result, lang)} {in_language(said('screen_explanation'), lang)}"),
        *_made_of(result, lang),
        _nation(result, lang),
        *_cost(result, lang),
        *_weightiest(summary["weightiest_assumptions"], lang),
        _left_out(summary["left_out"], lang),
        *[_wrapped(in_language(said("screen_remark", remark=remark), lang)) for remark in remarks(result.scenario)],
        *[_wrapped(in_language(pair, lang)) for pair in drawn_together(result.scenario)],
        _wrapped(f"{_checks(result, lang)} {in_language(said('screen_notes', count=len(result.notes)), lang)}"),
    ]
    return "\n".join(parts)


def _heading(result: ScenarioResult, summary: dict[str, Any], lang: Lang) -> str:
    first, last = summary["years"]
    manifest = result.manifest
    facts = in_language(
        said(
            "screen_facts",
            area=summary["study_area"],
            first=first,
            last=last,
            budget=float(summary["budget_meur"]),
            price_year=summary["price_year"],
            draws=manifest["draws"],
            seed=manifest["seed"],
            table_year=manifest["table_year"],
        ),
        lang,
    )
    title = summary["title"][lang]
    return "\n".join([title, "=" * len(title), _wrapped(facts), *_difference(result.scenario, lang), ""])


def _difference(scenario: Scenario, lang: Lang) -> list[str]:
    """Return which file this is and what it changes of another one; nothing for a shipped one that stands by itself."""
    extension = scenario.extension
    if extension is None:
        return (
            []
            if scenario.name in shipped_scenarios()
            else [in_language(said("screen_scenario", name=scenario.name), lang)]
        )
    changed = [*extension.changed, *(said("screen_without", name=name) for name in extension.removed)]
    what = changed or [said("screen_only_words")]
    return [_wrapped(in_language(said("screen_changed", name=scenario.name, base=extension.base, what=what), lang))]


def _range(result: ScenarioResult, lang: Lang) -> str:
    if result.few_draws:
        return in_language(said("screen_few", draws=result.manifest["draws"], fewest=FEWEST_DRAWS), lang)
    return in_language(said("screen_range") if result.drawn else said("screen_no_range"), lang)


def _made_of(result: ScenarioResult, lang: Lang) -> list[str]:
    if not result.scenario.staff or result.few_draws:
        return []
    parts = outlook.made_of(result, "jobs")
    net, hired, other = outlook.over_years(result, "net_regional", "jobs"), parts["hired_staff"], parts["other_work"]
    low, mean, high = ranged(other, lang)
    figures = {"net": ranged(net, lang)[1], "hired": ranged(hired, lang)[1], "other": mean, "low": low, "high": high}
    return [_wrapped(in_language(said("screen_made_of", **figures), lang))]


def _use(result: ScenarioResult, lang: Lang) -> list[str]:
    """Return what use could do to productivity and innovation; nothing for a scenario that does not ask."""
    if result.use is None:
        return []
    if not use_outlook.is_known(result):
        return [
            _wrapped(in_language(said("screen_use_unknown", draws=result.manifest["draws"], fewest=FEWEST_DRAWS), lang))
        ]
    year = use_outlook.last_year(result)
    asked = {"productivity": PRODUCTIVITY, "value_added": VALUE_ADDED, "firms": FIRMS, "births": BIRTHS}
    found = {name: use_outlook.of_use(result, Concept.USE, measure, year) for name, measure in asked.items()}
    spread = {name: _spread(of, asked[name], lang) for name, of in found.items()}
    zero = all(of.low <= 0 for of in found.values())
    used = in_language(
        said(
            "screen_use",
            year=year,
            **spread,
            without=number(use_outlook.of_use(result, Concept.WITHOUT, ADOPTION, year).mean, lang),
            rd=number(use_outlook.private_rd(result), lang),
            chance=100 * use_outlook.chance_of_nothing(result),
            zero=in_language(said("screen_zero"), lang) if zero else "",
        ),
        lang,
    )
    return [_wrapped(used), ""]


def _spread(found: Outlook, measure: UseMeasure, lang: Lang) -> str:
    """Return the mean with its unit and range, two digits at most: it may be a hundredth of a per cent."""
    errors = {"mean": found.error, "low": found.end_error, "high": found.end_error}
    figures = {name: two_digits(getattr(found, name), lang, error) for name, error in errors.items()}
    percent = measure is PRODUCTIVITY
    return in_language(said("screen_spread", unit="%" if percent else _unit(measure.unit, lang), **figures), lang)


def _unit(name: str, lang: Lang) -> str:
    """Return a unit as it stands after a number on a screen: in English by its name."""
    return name if lang == "en" else unit(name).column.spoken(lang)


def _nation(result: ScenarioResult, lang: Lang) -> str:
    balance = result.national("jobs")
    of = outlook.over_years(result, "net_national", "jobs")
    low, _, high = ranged(of, lang)
    limits = in_language(said("screen_limits", low=low, high=high), lang)
    what = _sign(result, balance, of, lang)
    return _wrapped(in_language(said("screen_nation", what=what, limits=limits if balance.ranged else ""), lang))


def _sign(result: ScenarioResult, balance: NationalBalance, of: Outlook, lang: Lang) -> str:
    """Return whether the balance is a gain or a loss, or why that is not known."""
    if balance.reason == "assumption":
        titles = result.assumptions.set_index("name")[f"title_{lang}"]
        driver = titles.get(balance.driver, "")
        return in_language(said("screen_balance_assumption", share=100 * balance.share, driver=driver), lang)
    if balance.reason:
        near = said("screen_balance_band") if balance.reason == "band" else said("screen_balance_no_range")
        return in_language(near, lang)
    size = number(abs(of.mean), lang, error=of.error)
    gain = said("screen_balance_gain", size=size) if balance.mean > 0 else said("screen_balance_loss", size=size)
    return in_language(gain, lang)


def _cost(result: ScenarioResult, lang: Lang) -> list[str]:
    told = " ".join(in_language(one, lang) for one in cost_in_brief(result))
    return [_wrapped(told)] if told else []


def _weightiest(weightiest: dict[str, list[dict[str, Any]]], lang: Lang) -> list[str]:
    """Return a line for gross and for net work: what it depends on most; the others stand in assumptions.csv."""
    lines = [
        _bullet(f"{called('screen', concept).spoken(lang)}: {_driver(rows[0], lang)}")
        for concept in _ASKED_FIRST
        if (rows := weightiest[column(concept, "jobs")])
    ]
    return [in_language(said("screen_depends"), lang), *lines] if lines else []


def _driver(row: dict[str, Any], lang: Lang) -> str:
    share = formatted(row["influence"], ".0%", lang)
    basis = words("scenario", lang)(f"basis.{row['basis']}")
    return f"{share} {row[f'title_{lang}']} ({basis})"


def _left_out(texts: list[dict[str, str]], lang: Lang) -> str:
    """Return what is not counted, by name; the report says of each why."""
    named = [within_sentence(_NAME_ENDS.split(text[lang], maxsplit=1)[0]) for text in texts]
    return _wrapped(in_language(said("screen_left_out", what="; ".join(named)), lang))


def _table(result: ScenarioResult, lang: Lang) -> str:
    texts = chart_words(lang)
    labels = {name: f"{texts(f'measure.{name}')}, {_unit(measure.unit, lang)}" for name, measure in MEASURES.items()}
    width = max(map(len, labels.values()))
    lines = [f"{'':{width}}" + "".join(f"{title:>22}" for title in _headings(texts))]
    middle = called("screen", "mean").spoken(lang)
    lines.append(f"{'':{width}}" + "".join(f"{'p05':>8}{middle:>7}{'p95':>7}" for _ in HEADLINES))
    for measure, label in labels.items():
        cells = [_cell(outlook.over_years(result, concept, measure), lang) for concept in HEADLINES]
        lines.append(f"{label:{width}}" + "".join(cells))
    return "\n".join([*lines, ""])


def _headings(texts: Words) -> list[str]:
    return [within_sentence(texts(f"concept.{concept}")) for concept in HEADLINES]


def _cell(of: Outlook, lang: Lang) -> str:
    """Return three numbers, a space before each; a dash for an end of the range that is not known."""
    low, mean, high = ranged(of, lang)
    return f" {low:>7} {mean:>6} {high:>6}"


def _checks(result: ScenarioResult, lang: Lang) -> str:
    if failed := result.failed_checks:
        return in_language(said("screen_checks_fail", checks=failed), lang)
    return in_language(said("screen_checks_hold", count=len(result.checks)), lang)


def _bullet(text: str, indent: int = 2) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent=" " * (indent + 2))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH)
