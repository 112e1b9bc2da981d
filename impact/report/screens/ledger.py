"""What the command line shows of a ledger: what was frozen, how it was scored, what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from impact.scenario.ledger.outcomes import BREAK, NO_SERIES, NOT_PUBLISHED, SCORED
from impact.scenario.ledger.reliability import SKILLS, calibration

if TYPE_CHECKING:
    from impact.scenario.ledger import Forecast, Ledger

SHOWN = 8  # rows of a table that a screen has room for
REASONS = {
    "published": "published already",
    "short_history": "fewer than four years on one footing",
    "no_figure": "no figure in the last year",
    "no_expectation": "outside of what the scenario says: its area as a whole, all jobs or sections",
}
STATUS = {
    SCORED: "scored",
    NOT_PUBLISHED: "not published yet",
    BREAK: "on another footing than what was forecast (a border or a group that changed)",
    NO_SERIES: "of no series of the panel: hand the figures over with --published",
}
_HEADING = f"{'':30}{'figures':>9}{'CRPS':>10}{'50 %':>8}{'90 %':>8}{'against':>16}{'':>13}"
_SECOND = f"{'':30}{'':>9}{'':>10}{'in it':>8}{'in it':>8}{'random walk':>16}{'shift-share':>13}"


def registered_screen(record: Ledger, made: Forecast) -> str:
    """Return what of the forecast `made` is in the `record` now, what was left out and why, the checksum to keep."""
    entry = record.entries[-1]
    years = f"{made.cells['year'].min()}-{made.cells['year'].max()}"
    top = "" if entry.scenario_name == "none" else f", with scenario {entry.scenario_name} on top"
    first = f"Entry {entry.entry} in {record.path}: {len(made.cells):,} figures for {years}, {made.method}{top}."
    return "\n".join([first, "", *_some(made), "", *_reasons(made), *_sources(made), "", *_keep(record)])


def _some(made: Forecast) -> list[str]:
    """Return the widest cells of a forecast, in its last year: totals before their parts."""
    frame = made.frame()
    last = frame[frame["year"] == frame["year"].max()].sort_values("p50", ascending=False, kind="stable")
    heading = f"{'to be published':56}{'unit':15}{'p05':>10}{'p50':>10}{'p95':>10}"
    rows = [
        f"{f'{r.target}, {r.region}, {r.sector}, {r.year}':56}{r.unit:15}{r.p05:>10,.1f}{r.p50:>10,.1f}{r.p95:>10,.1f}"
        for r in last.head(SHOWN).itertuples()
    ]
    more = len(frame) - len(rows)
    return [heading, *rows, *([f"and {more:,} more: --out FILE.csv has all"] if more > 0 else [])]


def _reasons(made: Forecast) -> list[str]:
    counts = Counter(made.left_out[["target", "reason"]].itertuples(index=False, name=None))
    return [f"Left out of {name}: {count:,} {REASONS[reason]}." for (name, reason), count in counts.items()]


def _sources(made: Forecast) -> list[str]:
    return [f"From {one.source}, {one.vintage} ({one.target}, to {one.last_year})." for one in made.data]


def _keep(record: Ledger) -> list[str]:
    return [
        f"Checksum of the last line: {record.head}",
        "Keep it elsewhere too (git, a publication): only so can lines that are cut off the end be noticed.",
    ]


def scores_screen(record: Ledger, scores: pd.DataFrame) -> str:
    """Return how the forecasts of a `record` did by their `scores`, and what could not be scored."""
    own = scores.drop_duplicates(["entry", "target", "region", "sector", "year"])
    counts = own["status"].value_counts()
    lines = [f"{record.path}: {_entries(record)}, {len(own):,} figures."]
    lines += [f"  {counts[status]:,} {words}" for status, words in STATUS.items() if status in counts]
    if not counts.get(SCORED, 0):
        return "\n".join([*lines, "No figure is there yet: nothing to score."])
    return "\n".join(
        [*lines, "", *calibration_lines(calibration(scores, ["target", "scenario"]), ["target", "scenario"])]
    )


def _entries(record: Ledger) -> str:
    count = len(record.entries)
    return f"{count} {'entry' if count == 1 else 'entries'}"


def calibration_lines(found: pd.DataFrame, by: list[str]) -> list[str]:
    """Return a calibration, `found`, as lines of text: a heading for each group of `by`, a line for each method."""
    lines = [_HEADING, _SECOND]
    for key, rows in found.groupby(by, sort=False):
        named = [f"{name} {part}" if name != "target" else str(part) for name, part in zip(by, key, strict=True)]
        lines += [", ".join(named), *map(_method, rows.to_dict("records"))]
    return lines


def _method(row: Mapping[Hashable, Any]) -> str:
    share = "".join(f"{100 * row[name]:>7.0f}%" for name in ("coverage_50", "coverage_90"))
    random_walk, shift_share = (_signed(row[name]) for name in SKILLS)
    return f"  {row['method']:28}{row['figures']:>9,}{_score(row['crps']):>10}{share}{random_walk:>16}{shift_share:>13}"


def _score(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _signed(value: float) -> str:
    return f"{100 * value:+.0f}%" if np.isfinite(value) else "-"


def ledger_screen(record: Ledger) -> str:
    """Return the entries of a verified `record`, the oldest first."""
    heading = f"{'entry':>6}  {'registered':12}{'method':14}{'scenario':26}{'figures':>8}  {'years':11}{'targets'}"
    rows = [
        f"{r.entry:>6}  {r.registered:12}{r.method:14}{r.scenario:26}{r.figures:>8,}  "
        f"{f'{r.first_year}-{r.last_year}':11}{r.targets}"
        for r in record.frame().itertuples()
    ]
    first = f"{record.path}: {_entries(record)}, every line as it was written."
    return "\n".join([first, "", heading, *rows, "", *_keep(record)])


def backtest_screen(cells: pd.DataFrame) -> str:
    """Return how forecasts of the past did, by target and origin: the shipped result, by area and sector (`cells`)."""
    by = ["target", "origin"]
    intro = [
        "No ledger is named. How forecasts from figures up to 2015 and 2019 would have done on all that followed:",
        "",
    ]
    notes = [
        "",
        "CRPS in the unit of the figures, smaller is better. Against: what part of the naive CRPS is saved; negative",
        "is worse. Figures of one vintage, with later revisions in it; areas between which a border moved are summed.",
    ]
    return "\n".join([*intro, *calibration_lines(calibration(cells, by), by), *notes])
