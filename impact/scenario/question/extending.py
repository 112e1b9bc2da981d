"""A scenario that says what differs from another one: its tables laid over the other's, and what that changed.

`extends = "ai-fabriek-baseline"` takes the tables of the other scenario over, key by key; `remove =
["spending.machine"]` takes tables out. Nobody should take the answer for that of the scenario underneath, so what was
changed is kept, and so are the ranges that were written for another study area than the one they are now used for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from impact import bundle, regions
from impact.errors import InputError, Problem, suggestion
from impact.inputs import read_toml
from impact.scenario.question.assumptions import NEEDED
from impact.scenario.question.definition import Extension, Text, WrittenFor
from impact.scenario.question.use import on_use
from impact.words.languages import LANGUAGES
from impact.words.names import Name
from impact.words.statements import in_both, said

Tables = dict[str, Any]

GROUPS = ("funding", "spending", "staff", "assumptions", "correlations")  # tables that hold tables by name
_OPTIONAL = ("use",)  # tables by themselves that a scenario can do without
_PLACE = "where"  # of an item, which can do without
_PLACED = ("spending", "staff")
# They change what is said, not the outcome.
_WORDS = ("title", "question", "author", "date", "references", "references_nl", "left_out")

# Ranges that say something of the study area: another area has other ones.
_OF_THE_AREA = {"spending": "regional_share", "staff": "overhead_regional_share"}


@dataclass(frozen=True)
class Layered:
    """The tables of a file with those of the scenario it extends under them, and what it changed of that one, if any.

    `written_for` says of each range that speaks of another study area which area that is, by the place of the range.
    """

    tables: Tables
    base: str | None = None
    changed: tuple[str, ...] = ()
    removed: dict[str, Text] = field(default_factory=dict)
    added: tuple[tuple[str, str], ...] = ()
    written_for: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def extension(self) -> Extension | None:
        """What is changed of which scenario; None when this one stands by itself."""
        if self.base is None:
            return None
        written_for = tuple(WrittenFor(name=name, area=area) for name, area in self.written_for.items())
        return Extension(
            base=self.base, changed=self.changed, removed=self.removed, added=self.added, written_for=written_for
        )


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that travel with the package."""
    return sorted(path.stem for path in bundle.data("scenarios").glob("*.toml"))


def locate(where: str | Path) -> Path:
    """Return the path of a scenario file, or of the shipped scenario with that name."""
    text, path = str(where), Path(where)
    if not _exists(path) and text in shipped_scenarios():
        return bundle.data("scenarios", f"{text}.toml")
    from impact.effects.registered import design_file  # a run asks nothing else of that room

    if (_exists(path) and design_file.is_design(path)) or text in design_file.shipped_designs():
        todo = f"A study is carried out with: impact evaluate {text}."
        raise InputError(Problem(text, "file", "the design of a study", "a scenario", todo))
    if not _exists(path):
        known = suggestion(text, shipped_scenarios())
        raise InputError(Problem(text, "file", "nothing there", "a scenario file or a shipped scenario", known))
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file system takes
        return False


def layered(path: Path, seen: tuple[Path, ...] = ()) -> Layered:
    """Return the tables of a file, those of the scenarios it extends under them."""
    own = read_toml(path)
    base, remove = own.pop("extends", None), own.pop("remove", [])
    _check(path, base, remove, seen)
    if base is None:
        return Layered(own)
    beside = path.parent / base
    below = layered(locate(beside if _exists(beside) else base), (*seen, path.resolve()))
    return _laid(own, remove, base, below, path)


def layered_on_shipped(own: Tables, path: Path) -> Layered:
    """Return tables with those of the shipped scenario that they extend under them; no other file is opened.

    Parameters
    ----------
    own
        What a file holds.
    path
        What to call it, in problems and as the scenario's name; nothing is read there.

    Raises
    ------
    InputError
        When it extends anything else than a shipped scenario.
    """
    own = dict(own)
    base, remove = own.pop("extends", None), own.pop("remove", [])
    _check(path, base, remove, ())
    if base is None:
        return Layered(own)
    known = shipped_scenarios()
    if base not in known:
        todo = suggestion(base, known)
        raise InputError(Problem(str(path), "extends", repr(base)[:80], "the name of a shipped scenario", todo))
    return _laid(own, remove, base, layered(bundle.data("scenarios", f"{base}.toml")), path)


def _laid(own: Tables, remove: list[Any], base: str, below: Layered, path: Path) -> Layered:
    """Return tables of a file laid over those of the scenario that it extends."""
    kept = dict(below.tables)
    removed = dict(found for name in remove if (found := _taken_out(kept, name, path)) is not None)
    tables = overlaid(_at_home(kept, own), own)
    return Layered(
        tables=tables | _titled(path.stem, own, below.tables),
        base=Path(base).stem,
        changed=tuple(_differences(below.tables, tables)),
        removed=removed,
        added=tuple(_added(below.tables, tables)),
        written_for=dict(_of_another_area(own, below, tables)),
    )


def _at_home(below: Tables, own: Tables) -> Tables:
    """Return the tables underneath without the places of items that are outside the study area, where it is another."""
    area = own.get("study_area")
    if area is None or _area(area) == _area(below.get("study_area")):
        return below
    try:
        inside = set(regions.study_area(area).municipalities)
    except InputError:  # refused when the scenario is checked
        return below
    found = dict(below)
    for group in _PLACED:
        items = below.get(group)
        if isinstance(items, dict):
            found[group] = {name: _placed_in(item, inside) for name, item in items.items()}
    return found


def _placed_in(item: Any, inside: set[str]) -> Any:
    """Return an item without its places, if one of them is outside."""
    if not isinstance(item, dict) or _PLACE not in item:
        return item
    try:
        there = {m for code in item[_PLACE] for m in regions.members(code)}
    except (InputError, TypeError, KeyError):  # refused when the scenario is checked
        return item
    return item if there <= inside else {key: value for key, value in item.items() if key != _PLACE}


def _check(path: Path, base: Any, remove: Any, seen: tuple[Path, ...]) -> None:
    file = str(path)
    if not isinstance(remove, list):
        todo = 'Put the names in a list: remove = ["spending.machine"].'
        raise InputError(Problem(file, "remove", repr(remove), "a list of names of tables", todo))
    if base is None and remove:
        todo = "Add extends, or leave the table out."
        raise InputError(Problem(file, "remove", repr(remove), "remove together with extends", todo))
    if base is not None and not isinstance(base, str):
        raise InputError(Problem(file, "extends", repr(base), "the name of a scenario", "Put it between quotes."))
    if path.resolve() in seen:
        raise InputError(Problem(file, "extends", repr(base), "a chain that ends", _loop(seen, path)))


def _loop(seen: tuple[Path, ...], path: Path) -> str:
    names = [step.name for step in (*seen[seen.index(path.resolve()) :], path)]
    return f"Each extends the next, without an end: {', '.join(names)}." if len(names) > 2 else "It extends itself."


def _taken_out(tables: Tables, name: Any, path: Path) -> tuple[str, Text] | None:
    """Take a table out of `tables` and return its name and title; or the places of an item, which have no title."""
    group, _, key = str(name).partition(".")
    item, _, place = key.rpartition(".")
    if place == _PLACE and _stated(tables, (group, item, _PLACE)):
        others = {field: value for field, value in tables[group][item].items() if field != _PLACE}
        tables[group] = tables[group] | {item: others}
        return None
    if name in _OPTIONAL and name in tables:
        table = tables.pop(name)
    elif isinstance(tables.get(group), dict) and key in tables[group]:
        tables[group] = dict(tables[group])
        table = tables[group].pop(key)
    else:
        known = [f"{g}.{k}" for g, table in tables.items() if isinstance(table, dict) for k in table]
        known += [whole for whole in _OPTIONAL if whole in tables]
        expected = "a table of the scenario that is extended"
        raise InputError(Problem(str(path), "remove", repr(name), expected, suggestion(str(name), known)))
    title = table.get("title") if isinstance(table, dict) else None
    given = title if isinstance(title, dict) else {}
    return str(name), Text(**{lang: str(given.get(lang, name)) for lang in LANGUAGES})


# Tables that state one whole quantity replace the inherited one instead of mixing with it.
_WHOLE = (_PLACE, "years", "products", "overhead", "fte", "amount", "scale", "cost_per_fte")
_WHOLE_ENDINGS = ("_share",)
_FROM_EVIDENCE = ("low", "central", "high", "means", "shape", "nothing", "source", "source_nl", "basis")
_IN_DUTCH = {"source": "source_nl", "references": "references_nl"}


def overlaid(below: Tables, above: Tables) -> Tables:
    """Return one table laid over another, key by key."""
    merged = dict(below)
    if "evidence" in above:
        merged = {key: value for key, value in merged.items() if key not in _FROM_EVIDENCE}
    elif "low" in above:
        merged.pop("evidence", None)
    for text, dutch in _IN_DUTCH.items():
        if text in above and above[text] != below.get(text):  # the Dutch text below says another thing
            merged.pop(dutch, None)
    for key, value in above.items():
        old = merged.get(key)
        whole = key in _WHOLE or (key.endswith(_WHOLE_ENDINGS) and not (isinstance(old, dict) and "title" in old))
        if isinstance(value, dict) and isinstance(old, dict) and not whole:
            value = overlaid(old, value)
        merged[key] = value
    return merged


def _titled(name: str, own: Tables, below: Tables) -> Tables:
    """Return a title that names the file, in each language in which it has none of its own."""
    given, inherited = own.get("title", {}), below.get("title")
    if not isinstance(given, dict) or not isinstance(inherited, dict):
        return {}
    title = Name(*(str(inherited.get(lang, "")) for lang in Name._fields))
    made = in_both(said("changed_from", name=name, title=title))
    return {"title": {lang: text for lang, text in made.items() if lang in inherited} | given}


def _differences(below: Tables, tables: Tables) -> Iterator[str]:
    """Return the names of the tables and keys that differ from those underneath, words left aside."""
    for key, value in tables.items():
        old = below.get(key)
        if key in GROUPS and isinstance(value, dict):
            known = old if isinstance(old, dict) else {}
            yield from (f"{key}.{name}" for name, table in value.items() if table != known.get(name))
        elif key not in _WORDS and value != old:
            yield key


def _added(below: Tables, tables: Tables) -> Iterator[tuple[str, str]]:
    """Return the tables by name that are not underneath."""
    for group in GROUPS:
        here, there = tables.get(group), below.get(group)
        if isinstance(here, dict):
            yield from ((group, name) for name in here if not isinstance(there, dict) or name not in there)


def _of_another_area(own: Tables, below: Layered, tables: Tables) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return each range that speaks of another study area than the scenario's, with that area: it was taken over."""
    area, area_below = (_area(t.get("study_area")) for t in (tables, below.tables))
    for name in _area_ranges(tables):
        written_for = below.written_for.get(name, area_below)
        if written_for != area and not _stated(own, name):
            yield name, written_for


def _area_ranges(tables: Tables) -> Iterator[tuple[str, ...]]:
    for group, share in _OF_THE_AREA.items():
        yield from ((group, name, share) for name in tables.get(group, ()))
    yield "alternative_use", "regional_share"
    yield from (("assumptions", name) for name, needed in NEEDED.items() if needed.of_area)
    if "use" in tables:
        yield from (("use", "assumptions", name) for name, known in on_use().items() if known.of_area)


def _stated(tables: Any, names: tuple[str, ...]) -> bool:
    for name in names:
        if not isinstance(tables, dict) or name not in tables:
            return False
        tables = tables[name]
    return True


def _area(given: Any) -> str:
    return "+".join(map(str, given)) if isinstance(given, list) else str(given)
