"""An export as a data package (Frictionless, version 1): tables as csv, what describes them, and what to know.

https://specs.frictionlessdata.io/tabular-data-package/ says what stands in `datapackage.json`. Everything that has to
travel with the figures stands in README.md too, for those who open a folder and not a program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from impact.folders import replaced_folder, seal
from impact.report.exports.content import Export, Table
from impact.report.exports.dcat import catalogue
from impact.report.exports.publisher import Publisher
from impact.report.exports.telling import MAKER, cautions, column_meaning, meaning, read_me
from impact.spreadsheets import write_csv
from impact.words.languages import Lang
from impact.words.names import called
from impact.words.statements import in_language

MARK = "export.json"  # of a folder that an earlier export wrote
DESCRIPTION, CATALOGUE, READ_ME = "datapackage.json", "dcat-ap-nl.jsonld", "README.md"
LICENCE_ADDRESSES: Mapping[str, str] = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def write_package(export: Export, out: Path, lang: Lang, publisher: Publisher | None = None) -> None:
    """Write an export as a folder, whole or not at all; the same bytes every time.

    Parameters
    ----------
    export : Export
        The export.
    out : path
        The folder; one that an earlier export wrote is replaced.
    lang : str
        `nl` or `en`: of the read-me and of what describes the columns.
    publisher : Publisher, optional
        Who publishes it and where; with one, the record for a catalogue (DCAT-AP-NL 3.0) is written too.

    Raises
    ------
    InputError
        When the folder holds anything that no earlier export wrote, or cannot be written.
    """
    with replaced_folder(out, MARK) as fresh:
        for table in export.tables:
            path = fresh / _file(table)
            write_csv(table.frame, path)
        resources = [_resource(export, table, fresh, lang) for table in export.tables]
        _write_json(fresh / DESCRIPTION, _description(export, resources, lang, publisher))
        (fresh / READ_ME).write_text(_as_markdown(export, lang), encoding="utf-8")
        if publisher is not None:
            _write_json(fresh / CATALOGUE, catalogue(export, resources, publisher))
        seal(fresh, {"export": export.name, "versions": {MAKER: version(MAKER)}}, MARK)


def _file(table: Table) -> str:
    return f"{table.name}.csv"


def _description(
    export: Export, resources: list[dict[str, Any]], lang: Lang, publisher: Publisher | None
) -> dict[str, Any]:
    licences = [publisher.licence] if publisher else sorted({record.licence for record in export.records})
    of_result = export.price_year is not None and publisher is None  # whose licence only its publisher can choose
    return {
        "profile": "tabular-data-package",
        "name": export.name,
        "title": in_language(export.title, lang),
        "description": in_language(export.about, lang),
        **({} if of_result else {"licenses": [_licence(name) for name in licences]}),
        "sources": [_source(record) for record in export.records],
        "cautions": cautions(export, lang),
        "statuses": {code: meaning(code, lang) for code in export.statuses},
        "resources": resources,
    }


def _licence(name: str) -> dict[str, str]:
    return {"name": name, **({"path": LICENCE_ADDRESSES[name]} if name in LICENCE_ADDRESSES else {})}


def _source(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return where figures come from, with the edition, licence and checksum that were read."""
    named = {"title": f"{record['source']}: {record['title']}", "path": record["url"]}
    kept = {key: record[key] for key in ("credit", "vintage", "licence", "sha256")}
    return {key: value for key, value in {**named, **kept}.items() if value}


def _resource(export: Export, table: Table, folder: Path, lang: Lang) -> dict[str, Any]:
    content = (folder / _file(table)).read_bytes()
    return {
        "name": table.name,
        "title": in_language(table.title, lang),
        "path": _file(table),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(export, table, str(column), lang) for column in table.frame],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _field(export: Export, table: Table, column: str, lang: Lang) -> dict[str, Any]:
    held = table.frame[column]
    whole = column in table.key and not held.isna().any() and not held.eq("").any()
    limits = {"required": True} if whole else {}
    codes = {"enum": export.statuses} if column == "status" else {}
    return {
        "name": column,
        "type": _type(held),
        "title": called("column", column).spoken(lang),
        "description": column_meaning(column, lang),
        **({"constraints": limits | codes} if limits or codes else {}),
    }


def _type(held: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(held):
        return "boolean"
    if pd.api.types.is_integer_dtype(held):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(held) else "string"


def _as_markdown(export: Export, lang: Lang) -> str:
    """Return what to know as a text in Markdown: a heading for each kind, its lines under it."""
    lines, heading = [f"# {_plain(in_language(export.title, lang))}"], ""
    for what, text in read_me(export, lang):
        if what != heading:
            lines += ["", f"## {what}", ""]
            heading = what
        lines.append(f"- {_plain(text)}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return a text on one line in which no sign is taken for markup."""
    spaced = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in spaced)


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
