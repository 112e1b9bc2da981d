"""What the command line shows of a ledger: what was frozen, how it was scored, what is on record."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from impact.report.charts.sources import edition
from impact.scenario.ledger.outcomes import BREAK, NO_SERIES, NOT_PUBLISHED, SCORED
from impact.scenario.ledger.reliability import SKILLS, calibration
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.numbers import formatted
from impact.words.statements import in_language, said
from impact.words.texts import chart_words, within_sentence
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.scenario.ledger import Forecast, Ledger

SHOWN = 8  # rows of a table that a screen has room for
WIDTH = 105
_METHOD = 22  # letters of the column of methods


def registered_screen(record: Ledger, made: Forecast, lang: Lang) -> str:
    """Return what of the forecast `made` is in the `record` now, what was left out and why, the checksum to keep.

    Parameters
    ----------
    record
        The ledger, with the forecast as its last entry.
    made
        The forecast.
    lang
        `nl` or `en`.
    """
    entry = record.entries[-1]
    top = "" if entry.scenario_name == "none" else said("ledger_on_top", name=entry.scenario_name)
    years = f"{made.cells['year'].min()}-{made.cells['year'].max()}"
    about = {"entry": entry.entry, "path": str(record.path), "count": len(made.cells), "years": years, "top": top}
    first = in_language(said("ledger_entry", **about, method=_method_called(made.method, lang)), lang)
    rest = [*_some(made, lang), "", *_reasons(made, lang), *_sources(made, lang), "", *_keep(record, lang)]
    return "\n".join([first, "", *rest])


def _called(name: str, lang: Lang) -> str:
    return called("ledger_screen", name).spoken(lang)


def _target_called(name: str, lang: Lang) -> str:
    """Return what was forecast: in English by the name that is typed."""
    known = None if lang == "en" else chart_words(lang).known(f"ledger_target.{name}")
    return within_sentence(known) if known else name


def _method_called(name: str, lang: Lang) -> str:
    """Return a method: in English by the name that is typed."""
    return (None if lang == "en" else chart_words(lang).known(f"ledger_method.{name}")) or name


def _some(made: Forecast, lang: Lang) -> list[str]:
    """Return the widest cells of a forecast, in its last year: totals before their parts."""
    frame = made.frame()
    last = frame[frame["year"] == frame["year"].max()].sort_values("p50", ascending=False, kind="stable")
    heading = f"{_called('published', lang):56}{_called('unit', lang):15}{'p05':>10}{'p50':>10}{'p95':>10}"
    rows = [_forecast_row(row, lang) for row in last.head(SHOWN).to_dict("records")]
    more = len(frame) - len(rows)
    return [heading, *rows, *([in_language(said("ledger_more", count=more), lang)] if more > 0 else [])]


def _forecast_row(row: Mapping[Hashable, Any], lang: Lang) -> str:
    sector = f" {called('ledger_screen', 'without').spoken(lang)} ".join(str(row["sector"]).split(" without "))
    named = f"{_target_called(row['target'], lang)}, {row['region']}, {sector}, {row['year']}"
    in_unit = row["unit"] if lang == "en" else unit(row["unit"]).column.spoken(lang)
    figures = "".join(f"{formatted(row[of], ',.1f', lang):>10}" for of in ("p05", "p50", "p95"))
    return f"{named:56}{in_unit:15}{figures}"


def _reasons(made: Forecast, lang: Lang) -> list[str]:
    counts = Counter(made.left_out[["target", "reason"]].itertuples(index=False, name=None))
    return [
        in_language(
            said(
                "ledger_left_out", what=_target_called(name, lang), count=count, reason=called("ledger_reason", reason)
            ),
            lang,
        )
        for (name, reason), count in counts.items()
    ]


def _sources(made: Forecast, lang: Lang) -> list[str]:
    words = chart_words(lang)
    told = [
        {"source": one.source, "vintage": one.vintage, "what": one.target}
        if lang == "en"
        else {
            "source": words.known(f"source_origin.{one.source}") or one.source,
            "vintage": edition(str(one.vintage), words),
            "what": _target_called(one.target, lang),
        }
        for one in made.data
    ]
    years = [one.last_year for one in made.data]
    return [words.said(said("ledger_from", **of, year=year)) for of, year in zip(told, years, strict=True)]


def _keep(record: Ledger, lang: Lang) -> list[str]:
    checksum = in_language(said("ledger_checksum", head=record.head), lang)
    return [checksum, textwrap.fill(in_language(said("ledger_keep"), lang), WIDTH)]


def scores_screen(record: Ledger, scores: pd.DataFrame, lang: Lang) -> str:
    """Return how the forecasts of a `record` did by their `scores`, and what could not be scored.

    Parameters
    ----------
    record
        The ledger.
    scores
        Of it.
    lang
        `nl` or `en`.
    """
    own = scores.drop_duplicates(["entry", "target", "region", "sector", "year"])
    counts = own["status"].value_counts()
    about = {"path": str(record.path), "entries": _entries(record, lang), "count": len(own)}
    lines = [in_language(said("ledger_scored", **about), lang)]
    lines += [
        f"  {formatted(counts[status], ',', lang)} {called('ledger_status', status).spoken(lang)}"
        for status in (SCORED, NOT_PUBLISHED, BREAK, NO_SERIES)
        if status in counts
    ]
    if not counts.get(SCORED, 0):
        return "\n".join([*lines, in_language(said("ledger_nothing_yet"), lang)])
    by = ["target", "scenario"]
    return "\n".join([*lines, "", *calibration_lines(calibration(scores, by), by, lang)])


def _entries(record: Ledger, lang: Lang) -> str:
    count = len(record.entries)
    return in_language(said("ledger_entry_one") if count == 1 else said("ledger_entries", count=count), lang)


def calibration_lines(found: pd.DataFrame, by: list[str], lang: Lang) -> list[str]:
    """Return a calibration as lines of text: a heading for each group, a line for each method.

    Parameters
    ----------
    found
        As `impact.scenario.ledger.calibration` gives it.
    by
        The columns that it was grouped by.
    lang
        `nl` or `en`.
    """
    lines = _headings(lang)
    for key, rows in found.groupby(by, sort=False):
        named = [_group(name, part, lang) for name, part in zip(by, key, strict=True)]
        lines += [", ".join(named), *(_method(row, lang) for row in rows.to_dict("records"))]
    return lines


def _headings(lang: Lang) -> list[str]:
    of = {name: _called(name, lang) for name in ("figures", "in_half", "in_ninety", "inside", "against", *SKILLS)}
    first = f"{'':30}{of['figures']:>9}{'CRPS':>10}{of['in_half']:>8}{of['in_ninety']:>8}{of['against']:>16}{'':>13}"
    inside = f"{of['inside']:>8}" * 2
    return [first, f"{'':30}{'':>9}{'':>10}{inside}{of[SKILLS[0]]:>16}{of[SKILLS[1]]:>13}"]


def _group(name: str, part: object, lang: Lang) -> str:
    if name == "target":
        return _target_called(str(part), lang)
    return f"{_called(name, lang)} {_called('none', lang) if part == 'none' else part}"


def _method(row: Mapping[Hashable, Any], lang: Lang) -> str:
    share = "".join(f"{100 * row[name]:>7.0f}%" for name in ("coverage_50", "coverage_90"))
    against = [_signed(row[name], lang) for name in SKILLS]
    figures = f"{formatted(row['figures'], ',', lang):>9}{_score(row['crps'], lang):>10}"
    return f"  {_method_called(row['method'], lang):28}{figures}{share}{against[0]:>16}{against[1]:>13}"


def _score(value: float, lang: Lang) -> str:
    return formatted(value, ",.0f" if value >= 100 else ".3g", lang)


def _signed(value: float, lang: Lang) -> str:
    return f"{formatted(100 * value, '+.0f', lang)}%" if np.isfinite(value) else "-"


def ledger_screen(record: Ledger, lang: Lang) -> str:
    """Return the entries of a verified `record`, the oldest first.

    Parameters
    ----------
    record
        The ledger.
    lang
        `nl` or `en`.
    """
    names = ("entry", "registered", "method", "scenario", "figures", "years", "targets")
    of = {name: _called(name, lang) for name in names}
    heading = (
        f"{of['entry']:>6}  {of['registered']:12}{of['method']:{_METHOD}}{of['scenario']:26}{of['figures']:>8}  "
        f"{of['years']:11}{of['targets']}"
    )
    rows = [_entry_row(row, lang) for row in record.frame().to_dict("records")]
    first = in_language(said("ledger_verified", path=str(record.path), entries=_entries(record, lang)), lang)
    return "\n".join([first, "", heading, *rows, "", *_keep(record, lang)])


def _entry_row(row: Mapping[Hashable, Any], lang: Lang) -> str:
    years, method = f"{row['first_year']}-{row['last_year']}", _method_called(row["method"], lang)
    scenario = _called("none", lang) if row["scenario"] == "none" else row["scenario"]
    targets = (", " if lang == "nl" else " ").join(_target_called(name, lang) for name in str(row["targets"]).split())
    made = f"{row['entry']:>6}  {row['registered']:12}{method:{_METHOD}}{scenario:26}"
    return f"{made}{formatted(row['figures'], ',', lang):>8}  {years:11}{targets}"


def backtest_screen(cells: pd.DataFrame, lang: Lang) -> str:
    """Return how forecasts of the past did, by target and origin.

    Parameters
    ----------
    cells
        The shipped result, by area and sector.
    lang
        `nl` or `en`.
    """
    by = ["target", "origin"]
    found = calibration_lines(calibration(cells, by), by, lang)
    intro, notes = (in_language(one, lang) for one in (said("ledger_past"), said("ledger_past_notes")))
    return "\n".join([intro, "", *found, "", textwrap.fill(notes, WIDTH)])
