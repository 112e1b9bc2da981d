"""A table that is not in the catalogue, described by its source: what to write a paragraph from, as a paragraph."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from impact.sources import catalogue, cbs
from impact.sources.description import Column, Description, Dimension, measure_names
from impact.sources.transport import Policy, Transfer

_LEVELS = {"NL": "land", "LD": "landsdeel", "PV": "provincie", "CR": "corop", "GM": "gemeente"}
_NAMED = 12  # titles of a dimension that are listed before the rest is counted
_YEARS = ("JJ", "MM12")


def describe(name: str, *, api: str = "v3", policy: Policy | None = None) -> str:
    """Return what a source says about a table as the text of a paragraph: dimensions and columns, by title.

    Dimensions and columns stand in it as remarks. It can be read as a catalogue as it is, and then takes everything of
    the regions and years that the table has.

    Raises
    ------
    InputError
        A name that cannot be that of a table, or an unknown `api`.
    SourceError
        The source cannot be read, or has no such table.
    """
    speak = cbs.dialect(api)
    transfer = Transfer(catalogue.table_id(name), cbs.base("v4" if api == "v4" else "v3"), policy=policy or Policy())
    return "\n".join(_lines(name, speak.describe(transfer, name))) + "\n"


def _lines(name: str, about: Description) -> Iterator[str]:
    yield f"# {name} has these dimensions:"
    for dimension in about.dimensions:
        yield from _of_dimension(dimension)
    yield "# and these columns:"
    names = measure_names(about.columns)
    for column in about.columns:
        yield f"#   {_text(names[column.key])}, {'words' if column.words else f'unit {_text(column.unit)}'}"
    yield from ("", f"[{name}]", f"title = {_text(about.title)}", 'about = "What it is for"')
    yield from _selection(about.dimensions)
    yield from _measure(name, about.columns)


def _of_dimension(dimension: Dimension) -> Iterator[str]:
    titles = list(dimension.titles)
    yield f"#   {_text(dimension.title)}: {dimension.kind}, {len(titles)} keys{_starts(dimension)}"
    if dimension.kind in ("other", "sector"):
        for title in list(dimension.titles.values())[:_NAMED]:
            yield f"#       {_text(title)}"
        if len(titles) > _NAMED:
            yield f"#       and {len(titles) - _NAMED} more"


def _starts(dimension: Dimension) -> str:
    """Return how the keys of regions begin and those of periods end, with how many there are of each."""
    parts = {"region": slice(0, 2), "period": slice(4, None)}
    if dimension.kind not in parts:
        return ""
    counted = Counter(key[parts[dimension.kind]] for key in dimension.titles)
    return f" ({', '.join(f'{number} {part}' for part, number in counted.items())})"


def _selection(dimensions: tuple[Dimension, ...]) -> Iterator[str]:
    regions = [d for d in dimensions if d.kind == "region"]
    if len(regions) == 1:
        prefixes = list(dict.fromkeys(key[:2] for key in regions[0].titles if key[:2] in _LEVELS))
        if prefixes:
            yield f"levels = {json.dumps([_LEVELS[p] for p in prefixes])}"
            yield f"regions = {json.dumps(prefixes)}"
    periods = [key for d in dimensions if d.kind == "period" for key in d.titles]
    if found := next((part for part in _YEARS if any(part in key for key in periods)), None):
        yield f"periods = {_text(found)}"
    for dimension in dimensions:
        if dimension.kind == "other":
            title = next(iter(dimension.titles.values()), "")
            yield f"# only.{_text(dimension.title)} = [{_text(title)}]"


def _measure(name: str, columns: tuple[Column, ...]) -> Iterator[str]:
    """Return an example of how a column becomes a variable of the panel, as remarks."""
    names = measure_names(columns)
    if column := next((c for c in columns if not c.words), None):
        yield "# For `impact panel --variable NAME --data live`, a column gets a name of yours:"
        yield from (
            f"# [[{name}.measures]]",
            '# variable = "name"',
            f"# titles = [{_text(names[column.key])}]",
        )
        yield from (f"# unit = {_text(column.unit or 'number')}", f"# source_units = [{_text(column.unit)}]")


def _text(text: str) -> str:
    """Return a text between quotes, as TOML wants it."""
    return json.dumps(text, ensure_ascii=False)
