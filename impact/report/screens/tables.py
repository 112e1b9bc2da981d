"""What the command line shows of tables: in the package, in the store, pulled, and as a panel."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.report.charts.sources import edition
from impact.report.pages.source_table import origin
from impact.words.languages import Lang
from impact.words.names import Named, called
from impact.words.numbers import formatted
from impact.words.statements import Statement, in_language, said
from impact.words.texts import Words, chart_words

if TYPE_CHECKING:
    from impact.sources.pull import Pulled

WIDTH = 96


def status_screen(tables: pd.DataFrame, lang: Lang) -> str:
    """Return the bundled tables, two lines each: name, years, rows, licence, state; then title, source and vintage.

    Parameters
    ----------
    tables
        As `impact.sources.snapshot.status` gives them.
    lang
        `nl` or `en`.
    """
    words = chart_words(lang)
    rows = [_status_lines(row, words) for row in tables.to_dict("records")]
    damaged = int((~tables["ok"]).sum())
    counts = {"count": len(tables), "damaged": damaged}
    end = in_language(said("tables_damaged", **counts) if damaged else said("tables_intact", count=len(tables)), lang)
    return "\n".join([_heading("table", "state", lang), *rows, end])


def _heading(first: str, last: str, lang: Lang) -> str:
    named = {name: _called(name, lang) for name in (first, "years", "rows", "licence", last)}
    return f"{named[first]:32}{named['years']:>10}{named['rows']:>10}  {named['licence']:12}{named[last]}"


def _called(name: str, lang: Lang) -> str:
    return called("tables_screen", name).spoken(lang)


def _row(row: Mapping[Hashable, Any], last: str, lang: Lang) -> str:
    return f"{row['table']:32}{row['years']:>10}{formatted(row['rows'], ',', lang):>10}  {row['licence']:12}{last}"


def _status_lines(row: Mapping[Hashable, Any], words: Words) -> str:
    state = _called("intact" if row["ok"] else "damaged", words.lang)
    return f"{_row(row, state, words.lang)}\n{_under(_about(row, words))}"


def _about(row: Mapping[Hashable, Any], words: Words) -> str:
    """Return title, source and vintage: in English as the table's own record has them."""
    if words.lang == "en":
        return words.said(said("tables_about", title=row["title"], source=row["source"], vintage=row["vintage"]))
    title = words.known(f"source_title.{row['table']}") or row["title"]
    source = origin(str(row["source"]), words) or row["source"]
    return words.said(said("tables_about", title=title, source=source, vintage=edition(str(row["vintage"]), words)))


def _under(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


def everything_as_csv(bundled: pd.DataFrame, pulled: pd.DataFrame) -> str:
    """Return bundled and pulled tables under each other as csv; `where` says which is which."""
    both = pd.concat([bundled.assign(where="bundled"), pulled.assign(where="store")], ignore_index=True)
    return both.to_csv(index=False, lineterminator="\n")


def store_screen(pulled: pd.DataFrame, notes: Mapping[str, Sequence[Statement]], root: Path, lang: Lang) -> str:
    """Return the tables in the store, two lines each: name, years, rows, licence, age; then title and remarks.

    What else can be pulled stands under it.

    Parameters
    ----------
    pulled
        As `impact.sources.inventory.inventory` gives them.
    notes
        What to know of each table, by its name.
    root
        The folder of the store.
    lang
        `nl` or `en`.
    """
    if pulled.empty:
        return "\n".join([in_language(said("store_empty", root=str(root)), lang), *_to_pull(set(), lang)])
    rows = [_store_lines(row, notes.get(row["table"], ()), lang) for row in pulled.to_dict("records")]
    return "\n".join([_heading("stored", "age", lang), *rows, *_to_pull(set(pulled["table"]), lang)])


def _to_pull(held: set[str], lang: Lang) -> list[str]:
    from impact.sources import catalogue

    others = [table for name, table in catalogue.tables().items() if name not in held]
    return [in_language(said("store_others"), lang), *(f"    {table.id:10}{table.title}" for table in others)]


def _store_lines(row: Mapping[Hashable, Any], notes: Sequence[Statement], lang: Lang) -> str:
    first = _row(row, in_language(said("store_age", days=row["age"]), lang), lang)
    provisional = said("store_provisional", years=row["provisional"]) if row["provisional"] else ""
    told = "".join(f"; {in_language(note, lang)}" for note in notes)
    about = {name: row[name] for name in ("title", "modified", "vintages")}
    return f"{first}\n{_under(in_language(said('store_about', **about, provisional=provisional, notes=told), lang))}"


def pull_screen(lines: Sequence[Pulled], lang: Lang) -> str:
    """Return what happened to each table: outcome, rows, requests, bytes, seconds, and what to know.

    Parameters
    ----------
    lines
        Of a `PullReport`.
    lang
        `nl` or `en`; what a service that failed said is in English.
    """
    return "\n".join(_pull_line(line, lang) for line in lines)


def _pull_line(line: Pulled, lang: Lang) -> str:
    counts = {"rows": line.rows, "requests": line.requests, "kilobytes": line.bytes / 1000}
    travelled = in_language(said("pull_travelled", **counts), lang)
    if line.outcome == "failed":
        travelled = in_language(said("pull_nothing"), lang).rjust(len(travelled))
    outcome, seconds = called("pulled", line.outcome).spoken(lang), formatted(line.seconds, ">7.1f", lang)
    first = f"{line.table:18}{outcome:14}{travelled}{seconds} s"
    note = in_language(line.note, lang) if isinstance(line.note, Statement) else line.note
    return f"{first}\n{_under(note)}" if note else first


def panel_screen(frame: pd.DataFrame, path: Path, lang: Lang) -> str:
    """Return what a panel in a file holds in one line: rows, years, regions, variables, and figures that are missing.

    Parameters
    ----------
    frame
        A tidy panel.
    path
        The file that it was written to.
    lang
        `nl` or `en`.
    """
    reasons = frame.loc[frame["value"].isna(), "status"].value_counts()
    gaps: list[Named] = [said("file_gap", count=count, status=str(reason)) for reason, count in reasons.items()]
    counts = {"rows": len(frame), "regions": frame["region"].nunique(), "variables": frame["variable"].nunique()}
    span = {"first": int(frame["year"].min()), "last": int(frame["year"].max())}
    told = said("file_panel", path=str(path), **counts, **span, gaps=gaps or said("file_no_gaps"))
    return in_language(told, lang)


def cautions_screen(cautions: Sequence[str]) -> str:
    """Return what to know of a panel, one line or more for each; empty where there is nothing."""
    return "".join(f"{textwrap.fill(f'! {text}', WIDTH, subsequent_indent='  ')}\n" for text in cautions)
