"""What has to be known of an export, in words: sources with editions and licences, cautions, what a status says."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from impact.report.charts.sources import edition
from impact.report.exports.content import Export
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.statements import in_language
from impact.words.texts import Words, words

MAKER = "impact-noord"  # what our files say of who made them
_TEXTS = "scenario"
Line = tuple[str, str]


def read_me(export: Export, lang: Lang) -> list[Line]:
    """Return what to know of an export, each with what it is: about, cautions, statuses, sources, tables, columns.

    Parameters
    ----------
    export : Export
        The export.
    lang : str
        `nl` or `en`.
    """
    return [(called("export", what).spoken(lang), text) for what, text in _lines(export, lang)]


def _lines(export: Export, lang: Lang) -> Iterator[Line]:
    texts = words(_TEXTS, lang)
    yield "about", in_language(export.title, lang)
    yield "about", in_language(export.about, lang)
    yield from (("caution", text) for text in cautions(export, lang))
    yield from (("status", f"{status(code, lang)}: {meaning(code, lang)}") for code in export.statuses)
    for record in export.records:
        yield "source", f"{_title(record.table, record.title, texts)}. {origin(record.source, texts)}"
        yield "address", record.url
        yield "vintage", edition(record.vintage, texts)
        yield "licence", record.licence
        yield "checksum", record.sha256
    for one in export.tables:
        held = ", ".join(called("column", str(column)).spoken(lang) for column in one.frame)
        yield "table", f"{in_language(one.title, lang)}: {held}"
    yield from (("column", f"{name}: {column_meaning(column, lang)}") for column, name in _columns(export, lang))
    yield "made", f"impact-noord {version(MAKER)}"


def cautions(export: Export, lang: Lang) -> list[str]:
    """Return what to know before the figures are used, each once.

    Parameters
    ----------
    export : Export
        The export.
    lang : str
        `nl` or `en`.
    """
    return list(dict.fromkeys(in_language(caution, lang) for caution in export.cautions))


def status(code: str, lang: Lang) -> str:
    """Return a status in words; a dash for that of a figure as published."""
    return called("status", code).spoken(lang) if code else "-"


def meaning(code: str, lang: Lang) -> str:
    """Return what a status says of a figure."""
    return called("status_meaning", code).spoken(lang)


def column_meaning(column: str, lang: Lang) -> str:
    """Return what a column holds."""
    return called("column_meaning", column).spoken(lang)


def _columns(export: Export, lang: Lang) -> Iterator[tuple[str, str]]:
    held = dict.fromkeys(str(column) for table in export.tables for column in table.frame)
    yield from ((column, called("column", column).spoken(lang)) for column in held)


def _title(table: str, title: str, texts: Words) -> str:
    return texts.known(f"source_title.{table}") or title


def origin(source: str, texts: Words) -> str:
    """Return what the publisher of figures calls the table, or the tables, in the words of a language."""
    return " + ".join(texts.known(f"source_origin.{part}") or part for part in source.split(" + "))
