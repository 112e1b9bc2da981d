"""What the command line shows: one screen of plain text, the figures a person wants first."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.report.screens.where import number, ranged, where_lines
from impact.scenario import shipped_scenarios
from impact.scenario.answer import outlook, use_outlook
from impact.scenario.answer.cost_told import cost_in_brief
from impact.scenario.answer.in_municipalities import YEAR
from impact.scenario.answer.outlook import Outlook
from impact.scenario.answer.result import FEWEST_DRAWS
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.municipalities import note as municipal_note
from impact.scenario.computation.use_measures import ADOPTION, BIRTHS, FIRMS, PRODUCTIVITY, VALUE_ADDED, Concept
from impact.words.statements import in_language
from impact.words.texts import chart_words, within_sentence

if TYPE_CHECKING:
    from impact.scenario import Scenario, ScenarioResult

WIDTH = 96
_HEADLINES = {"gross": "gross", "net_regional": "net region", "net_national": "balance Netherlands"}
_RANGE = "Nine in ten draws fall between p05 and p95; mean is the average of all of them."
_NO_RANGE = "Nothing in this scenario has a range, so the outcome has none either; that does not make it certain."
_FEW = (
    "{draws} draws are too few to say where nine in ten fall and what the outcome depends on; the mean is rough. Use "
    "--draws {fewest} or more."
)
_EXPLANATION = (
    "A labour year is one full-time job during a year. Gross is what the money sets in motion; net is what is left "
    "after what would have happened anyway, what the region's money would otherwise have done and who was taken from "
    "other work. The two are different answers: never add them up."
)
_MADE_OF = (
    "Of the {net} net labour years {hired} are the hired staff themselves: those who would not have been paid anyway "
    "and leave no other employer in the region. Everything else, suppliers and shops less what the region's money "
    "would have asked of them otherwise, is {other} ({low} to {high})."
)
_NATION = (
    "For the Netherlands there is no finding: what the money asks of the country, less what Dutch public money would "
    "have asked otherwise, is {what} ({range}labour years). It is a balance of demand, not welfare and no forecast of "
    "jobs."
)
_USE = (
    "Productivity and innovation come from use, an account apart: never add it to the figures above. In {year}, thanks "
    "to the facility: labour productivity {productivity} higher, worth {value_added}; {firms} more with AI, beside the "
    "{without} % of firms that have it anyway; {births} of ICT firms more. And {rd} MEUR of R&D by firms, all years "
    "together. Nobody has measured this: the chance of nothing at all is put at {chance:.0%}{zero}."
)
_ZERO = ", and zero lies in every range"
_USE_UNKNOWN = "Of productivity and innovation {draws} draws say nothing: use {fewest} or more."
_BALANCE = {
    "band": "close to zero, sign unknown",
    "assumption": "close to zero, sign unknown, because one assumption makes {share} of its variation: {driver}",
    "no_range": "of unknown sign, because its range is not known",
}


def result_screen(result: ScenarioResult) -> str:
    """Return a result as one screen of text: the headline, what drives it, what it leaves out."""
    summary = result.summary()
    parts = [
        _heading(result, summary),
        _table(result),
        *where_lines(result),
        *_use(result),
        _wrapped(f"{_range(result)} {_EXPLANATION}"),
        *_made_of(result),
        _nation(result),
        *_cost(result),
        *_weightiest(summary["weightiest_assumptions"]),
        "Left out:",
        *[_bullet(text["en"]) for text in summary["left_out"]],
        "About the regional figures:",
        *[_bullet(text) for note in result.notes if (text := note["en"]) != in_language(municipal_note(YEAR), "en")],
        _checks(result),
    ]
    return "\n".join(parts)


def status_screen(tables: pd.DataFrame) -> str:
    """Return the bundled tables, two lines each: name, years, rows, licence, state; then title, source and vintage."""
    rows = [_status_lines(row) for row in tables.to_dict("records")]
    damaged = int((~tables["ok"]).sum())
    end = f"{len(tables)} tables, {damaged} damaged." if damaged else f"{len(tables)} tables, all as published."
    return "\n".join([f"{'table':32}{'years':>10}{'rows':>10}  {'licence':12}state", *rows, end])


def _status_lines(row: Mapping[Hashable, Any]) -> str:
    state = "intact" if row["ok"] else "DAMAGED"
    first = f"{row['table']:32}{row['years']:>10}{row['rows']:>10,}  {row['licence']:12}{state}"
    text = f"{row['title']}. {row['source']}; {row['vintage']}"
    return f"{first}\n{textwrap.fill(text, WIDTH, initial_indent='    ', subsequent_indent='    ')}"


def everything_as_csv(bundled: pd.DataFrame, pulled: pd.DataFrame) -> str:
    """Return bundled and pulled tables under each other as csv; `where` says which is which."""
    both = pd.concat([bundled.assign(where="bundled"), pulled.assign(where="store")], ignore_index=True)
    return both.to_csv(index=False, lineterminator="\n")


def store_screen(pulled: pd.DataFrame, root: Path) -> str:
    """Return the tables in the store, two lines each: name, years, rows, licence, age; then title and remarks.

    What else can be pulled stands under it.
    """
    if pulled.empty:
        return "\n".join([f"The store {root} is empty: impact pull fills it.", *_to_pull(set())])
    heading = f"{'in the store':32}{'years':>10}{'rows':>10}  {'licence':12}age"
    return "\n".join([heading, *map(_store_lines, pulled.to_dict("records")), *_to_pull(set(pulled["table"]))])


def _to_pull(held: set[str]) -> list[str]:
    from impact.sources import catalogue

    others = [table for name, table in catalogue.tables().items() if name not in held]
    return ["Can be pulled (impact pull TABLE), and boundaries-YEAR:", *(f"    {t.id:10}{t.title}" for t in others)]


def _store_lines(row: Mapping[Hashable, Any]) -> str:
    first = f"{row['table']:32}{row['years']:>10}{row['rows']:>10,}  {row['licence']:12}{row['age']} days"
    provisional = f"; provisional: {row['provisional']}" if row["provisional"] else ""
    note = f"; {row['note']}" if row["note"] else ""
    text = f"{row['title']}. Changed {row['modified']}; {row['vintages']} kept{provisional}{note}"
    return f"{first}\n{textwrap.fill(text, WIDTH, initial_indent='    ', subsequent_indent='    ')}"


def pull_screen(lines: pd.DataFrame) -> str:
    """Return what happened to each table: outcome, rows, requests, bytes, seconds, and what to know."""
    return "\n".join(_pull_line(row) for row in lines.to_dict("records"))


def _pull_line(row: Mapping[Hashable, Any]) -> str:
    travelled = f"{row['rows']:>10,} rows{row['requests']:>5} requests{row['bytes'] / 1000:>12,.1f} kB"
    if row["outcome"] == "failed":
        travelled = "nothing stored".rjust(len(travelled))
    first = f"{row['table']:18}{row['outcome']:14}{travelled}{row['seconds']:>7.1f} s"
    note = textwrap.fill(row["note"], WIDTH, initial_indent="    ", subsequent_indent="    ")
    return f"{first}\n{note}" if row["note"] else first


def panel_screen(frame: pd.DataFrame) -> str:
    """Return what a panel holds in one line: rows, years, regions, variables, and figures that are missing."""
    missing = frame["value"].isna()
    reasons = frame.loc[missing, "status"].value_counts()
    gaps = ", ".join(f"{count:,} {reason}" for reason, count in reasons.items()) or "none missing"
    years = f"{frame['year'].min()}-{frame['year'].max()}"
    return (
        f"{len(frame):,} rows, {years}, {frame['region'].nunique()} regions, "
        f"{frame['variable'].nunique()} variables; {gaps}."
    )


def cautions_screen(cautions: Sequence[str]) -> str:
    """Return what to know of a panel, one line or more for each; empty where there is nothing."""
    return "".join(f"{textwrap.fill(f'! {text}', WIDTH, subsequent_indent='  ')}\n" for text in cautions)


def _heading(result: ScenarioResult, summary: dict[str, Any]) -> str:
    first, last = summary["years"]
    manifest = result.manifest
    facts = (
        f"{summary['study_area']}, {first} to {last} together; budget {summary['budget_meur']:,.1f} MEUR; "
        f"money in MEUR of {summary['price_year']}; {manifest['draws']:,} draws, seed {manifest['seed']}; "
        f"CBS table of {manifest['table_year']}"
    )
    title = summary["title"]["en"]
    return "\n".join([title, "=" * len(title), _wrapped(facts), *_difference(result.scenario), ""])


def _difference(scenario: Scenario) -> list[str]:
    """Return which file this is and what it changes of another one; nothing for a shipped one that stands by itself."""
    extension = scenario.extension
    if extension is None:
        return [] if scenario.name in shipped_scenarios() else [f"Scenario {scenario.name}."]
    changed = [*extension.changed, *(f"without {name}" for name in extension.removed)]
    what = ", ".join(changed) or "nothing but words"
    return [_wrapped(f"Scenario {scenario.name}, changed against {extension.base}: {what}.")]


def _words(name: str) -> str:
    return chart_words("en")(name)


def _range(result: ScenarioResult) -> str:
    if result.few_draws:
        return _FEW.format(draws=result.manifest["draws"], fewest=FEWEST_DRAWS)
    return _RANGE if result.drawn else _NO_RANGE


def _made_of(result: ScenarioResult) -> list[str]:
    if not result.scenario.staff or result.few_draws:
        return []
    parts = outlook.made_of(result, "jobs")
    net, hired, other = outlook.over_years(result, "net_regional", "jobs"), parts["hired_staff"], parts["other_work"]
    low, mean, high = ranged(other)
    figures = {"net": ranged(net)[1], "hired": ranged(hired)[1], "other": mean, "low": low, "high": high}
    return [_wrapped(_MADE_OF.format(**figures))]


def _use(result: ScenarioResult) -> list[str]:
    """Return what use could do to productivity and innovation; nothing for a scenario that does not ask."""
    if result.use is None:
        return []
    if not use_outlook.is_known(result):
        return [_wrapped(_USE_UNKNOWN.format(draws=result.manifest["draws"], fewest=FEWEST_DRAWS))]
    year = use_outlook.last_year(result)
    asked = (("productivity", PRODUCTIVITY, "%"), ("value_added", VALUE_ADDED, "MEUR"))
    counted = (("firms", FIRMS, "firms"), ("births", BIRTHS, "births"))
    found = {name: (use_outlook.of_use(result, Concept.USE, m, year), unit) for name, m, unit in (*asked, *counted)}
    figures = {name: _spread(*of) for name, of in found.items()}
    said = _USE.format(
        year=year,
        **figures,
        without=number(use_outlook.of_use(result, Concept.WITHOUT, ADOPTION, year).mean),
        rd=number(use_outlook.private_rd(result)),
        chance=use_outlook.chance_of_nothing(result),
        zero=_ZERO if all(of.low <= 0 for of, _ in found.values()) else "",
    )
    return [_wrapped(said), ""]


def _spread(found: Outlook, unit: str) -> str:
    """Return the mean with its unit and range, two digits of each: it may be a hundredth of a per cent."""
    return f"{_two_digits(found.mean)} {unit} ({_two_digits(found.low)} to {_two_digits(found.high)})"


def _two_digits(value: float) -> str:
    return number(value) if abs(value) >= 1 else f"{value:.2g}"


def _nation(result: ScenarioResult) -> str:
    balance = result.national("jobs")
    titles = result.assumptions.set_index("name")["title_en"]
    of = outlook.over_years(result, "net_national", "jobs")
    low, _, high = ranged(of)
    gain = f"a {'gain' if balance.mean > 0 else 'loss'} of {number(abs(of.mean), of.error)}"
    what = _BALANCE[balance.reason] if balance.reason else gain
    limits = f"{low} to {high} " if balance.ranged else ""
    said = what.format(share=f"{balance.share:.0%}", driver=titles.get(balance.driver, ""))
    return _wrapped(_NATION.format(what=said, range=limits))


def _cost(result: ScenarioResult) -> list[str]:
    told = " ".join(one.en for one in cost_in_brief(result))
    return [_wrapped(told)] if told else []


def _weightiest(weightiest: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return a line a headline: what it depends on most."""
    lines = [
        _bullet(f"{_HEADLINES[concept]}, {_words(f'measure.{measure}').lower()}: {_listed(rows)}")
        for concept, measure in QUOTED
        if (rows := weightiest[column(concept, measure)])
    ]
    return ["What each figure depends on most (share of its variation):", *lines] if lines else []


def _listed(rows: list[dict[str, Any]]) -> str:
    return "; ".join(f"{row['influence']:.0%} {row['title_en']} ({row['basis']})" for row in rows)


def _table(result: ScenarioResult) -> str:
    labels = {name: f"{_words(f'measure.{name}')}, {measure.unit}" for name, measure in MEASURES.items()}
    width = max(map(len, labels.values()))
    lines = [f"{'':{width}}" + "".join(f"{title:>22}" for title in _headings())]
    lines.append(f"{'':{width}}" + "".join(f"{'p05':>8}{'mean':>7}{'p95':>7}" for _ in HEADLINES))
    for measure, label in labels.items():
        cells = [_cell(outlook.over_years(result, concept, measure)) for concept in HEADLINES]
        lines.append(f"{label:{width}}" + "".join(cells))
    return "\n".join([*lines, ""])


def _headings() -> list[str]:
    return [within_sentence(_words(f"concept.{concept}")) for concept in HEADLINES]


def _cell(of: Outlook) -> str:
    """Return three numbers, a space before each; a dash for an end of the range that is not known."""
    low, mean, high = ranged(of)
    return f" {low:>7} {mean:>6} {high:>6}"


def _checks(result: ScenarioResult) -> str:
    if failed := result.failed_checks:
        return f"CHECKS THAT FAIL: {', '.join(failed)} (see checks.csv)"
    return f"All {len(result.checks)} checks on the accounts and on the outcome hold."


def _bullet(text: str, indent: int = 2) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent=" " * (indent + 2))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH)
