"""What a reader of a panel, or of changes in it, has to know before using the figures, in English or Dutch."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from impact.panel.breaks import AND, BREAK, EVERY, Break, breaks, crossed, tables, together
from impact.panel.names import ALL_GROUPS, label, language
from impact.panel.variables import variable
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.statements import Statement, in_language, said
from impact.words.texts import chart_words


def cautions(frame: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return what to know of a panel: the breaks that its years cross, then what its tables say of themselves.

    A language other than "en" and "nl" raises InputError.
    """
    spoken = language(lang)
    of_tables = (f"{table}: {text}" for table in tables(frame) for text in of_table(snapshot.record(table), spoken))
    return [*breaks_in(frame, spoken), *of_tables]


def of_table(record: Record, lang: Lang) -> list[str]:
    """Return what a table says of itself: the cautions of its record, in Dutch where there are words for them.

    Parameters
    ----------
    record : Record
        The record of the table.
    lang : str
        `nl` or `en`.
    """
    known = chart_words(lang)
    return [known.known(f"caution.{text}") or text for text in record.cautions]


def refused(changes: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return why some of the changes were not computed, and what the areas concerned changed by together."""
    spoken = language(lang)
    by_name = {one.name: one for one in breaks()}
    found, unknown = [], called("whole", "marked_break")
    for (crossing, comparable), rows in changes[changes["status"] == BREAK].groupby(["breaks", "comparable"]):
        known = [by_name[name] for name in str(crossing).split()]
        why = [said("broken_in", why=one.reason, year=one.year) for one in known]
        first, last = rows[["from_year", "to_year"]].iloc[0]
        who = _concerned(rows, [one.sectors for one in known])
        joint = _joint(changes, rows, str(comparable))
        found.append(
            _spoken([said("no_change", who=who, first=first, last=last, why=why or [unknown]), *joint], spoken)
        )
    return found


def breaks_in(frame: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield what to know of the breaks that the years of a panel cross."""
    if frame.empty:
        return
    first, last = frame["year"].min(), frame["year"].max()
    joint = together([one for one in breaks() if one.lies_between(first, last) and one.is_in(frame)])
    for one, rows in crossed(frame):
        sums = [AND.join(areas) for areas in joint if one.kind == "boundary" and set(areas) & set(rows["region"])]
        summed = [said("sum_comparable", areas=sums)] if sums else []
        yield _spoken([said("not_comparable", who=_whose(one, rows), year=one.year, why=one.reason), *summed], lang)


def _whose(one: Break, rows: pd.DataFrame) -> Statement:
    """Return which figures a break concerns: their variables, sectors and areas."""
    areas = [called("whole", "every_region")] if EVERY in one.regions else sorted(set(rows["region"]))
    codes = [] if EVERY in one.sectors else [code for code in rows["sector"].unique() if code != ALL_GROUPS]
    sectors = f" {', '.join(codes)}" if codes else ""
    series = [label(variable(name)) for name in rows["variable"].unique()]
    return said("figures_of", series=series, sectors=sectors, areas=areas)


def _concerned(rows: pd.DataFrame, sectors: Collection[Collection[str]]) -> Statement:
    """Return the areas of some rows, after the sectors where not all of them are concerned."""
    areas = sorted(set(rows["region"]))
    if sectors and not any(EVERY in listed for listed in sectors):
        return said("sectors_of", sectors=sorted(set(rows["sector"])), areas=areas)
    return said("areas_alone", areas=areas)


def _joint(changes: pd.DataFrame, rows: pd.DataFrame, comparable: str) -> Iterator[Statement]:
    """Return the change of the areas together, where one series is shown; of several it would not say which."""
    summed = changes[changes["region"] == comparable] if comparable else changes[:0]
    if len(summed) == 1 and not summed["change"].isna().any():
        yield said("changed_together", areas=comparable, change=summed["change"].iloc[0])


def _spoken(statements: Collection[Statement], lang: Lang) -> str:
    return " ".join(in_language(statement, lang) for statement in statements)
