"""Tables in words: for people, where a program would want codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from impact.report.charts.sources import edition
from impact.report.exports.content import Table
from impact.report.exports.telling import origin
from impact.words.languages import Lang
from impact.words.names import called, groups
from impact.words.texts import Words, within_sentence, words
from impact.words.units import unit

_TEXTS = "scenario"  # the texts that have the words for checks and for how well founded a number is
_NOT_SPREAD = ("value", "status", "source", "vintage")  # columns of a figure, not of what it is of


def spoken(table: Table, lang: Lang, price_year: int | None = None) -> pd.DataFrame:
    """Return the long form of a table in words: codes of measures, units and statuses, and the heads of its columns.

    Parameters
    ----------
    table : Table
        The table.
    lang : str
        `nl` or `en`.
    price_year : int, optional
        Money is in prices of this year.
    """
    return _headed(_in_words(table.frame, lang, price_year), lang)


def wide(table: Table, lang: Lang, price_year: int | None = None) -> pd.DataFrame:
    """Return the wide form of a table in words: a column for each year or statistic, then the statuses of each.

    A status has a column where any figure of it has one: so it stands beside the figure in this form too.

    Parameters
    ----------
    table : Table
        A table with a column to spread.
    lang : str
        `nl` or `en`.
    price_year : int, optional
        Money is in prices of this year.
    """
    frame = _in_words(table.frame, lang, price_year)
    beside = [column for column in frame if column not in (*_NOT_SPREAD, table.spread)]
    numbered = frame.assign(row=frame.groupby(beside, dropna=False, sort=False).ngroup())
    heads = frame.drop_duplicates(beside)[beside].reset_index(drop=True)
    columns = list(dict.fromkeys(frame[table.spread]))
    columns = sorted(columns) if table.spread == "year" else columns
    spread = {held: numbered[numbered[table.spread] == held].set_index("row") for held in columns}
    values = {str(held): rows["value"] for held, rows in spread.items()}
    statuses = {held: rows["status"] for held, rows in spread.items() if "status" in rows and rows["status"].any()}
    beside_values = {f"{called('export', 'status_of').spoken(lang)} {held}": rows for held, rows in statuses.items()}
    return pd.concat([_headed(heads, lang), pd.DataFrame({**values, **beside_values}, index=heads.index)], axis=1)


def _headed(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    return frame.rename(columns=lambda name: called("column", name).spoken(lang))


def _in_words(frame: pd.DataFrame, lang: Lang, price_year: int | None) -> pd.DataFrame:
    texts = words(_TEXTS, lang)
    known = {column: say for column, say in _sayings(texts, price_year).items() if column in frame}
    return frame.assign(**{column: _said(frame[column], say) for column, say in known.items()})


def _said(column: pd.Series[Any], say: Callable[[str], str]) -> pd.Series[Any]:
    return column.map({code: say(str(code)) for code in column.unique()})


def _sayings(texts: Words, price_year: int | None) -> Mapping[str, Callable[[str], str]]:
    """Return how the codes of a column are said."""
    return {
        "measure": lambda code: _measure(code, texts),
        "concept": lambda code: _concept(code, texts),
        "step": lambda code: texts(f"outcome_concept.{code}"),
        "stage": lambda code: called("stage", code).spoken(texts.lang),
        "statistic": lambda code: called("statistic", code).spoken(texts.lang),
        "basis": lambda code: texts(f"basis.{code}"),
        "means": lambda code: called("means", code).spoken(texts.lang),
        "status": lambda code: _status(code, texts.lang),
        "unit": lambda code: _unit(code, texts.lang, price_year),
        "source": lambda code: origin(code, texts),
        "vintage": lambda code: edition(code, texts),
        "check": lambda code: texts.known(f"check.{code}") or code,
        "passed": lambda code: called("outcome", code).spoken(texts.lang),
    }


def _measure(code: str, texts: Words) -> str:
    known = texts.known(f"measure.{code}")
    return within_sentence(known) if known else called("use_measure", code).spoken(texts.lang)


def _concept(code: str, texts: Words) -> str:
    return texts.known(f"outcome_concept.{code}") or called("concept_beside", code).spoken(texts.lang)


def _status(code: str, lang: Lang) -> str:
    known = groups()["status"].get(code)
    return known.spoken(lang) if known else code


def _unit(code: str, lang: Lang, price_year: int | None) -> str:
    known = unit(code)
    told = known.in_prices(price_year) if price_year and known.prices else known
    return told.after.spoken(lang)
