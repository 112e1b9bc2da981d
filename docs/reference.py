"""Write docs/reference.md, every public name of every room, from the docstrings; with `--check`, compare it."""

from __future__ import annotations

import logging
import pkgutil
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import griffe

import impact

PAGE = Path(__file__).with_name("reference.md")
WIDTH = 110
HEAD = """# Reference

Every name that the rooms of `impact` show: what comes back, what goes in, and what is refused. This page is made from
the docstrings by `make reference`; change them, not this page."""
STARS = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
LISTED = {"parameters": "Parameters", "attributes": "Attributes", "raises": "Raises"}  # sections that are shown


def page() -> str:
    """Return the page as Markdown."""
    logging.getLogger("griffe").setLevel(logging.ERROR)  # it misses types in docstrings that stand in the signature
    package = griffe.load("impact", search_paths=[str(PAGE.parents[1])], docstring_parser="numpy", resolve_aliases=True)
    found = [room.name for room in pkgutil.iter_modules(impact.__path__, "impact.")]
    rooms = {name: import_module(name) for name in found if not name.endswith("__main__")}
    shown = {name: sorted(room.__all__) for name, room in rooms.items() if hasattr(room, "__all__")}
    parts = [HEAD, *(_contents(room, names) for room, names in shown.items())]
    for room, names in shown.items():
        parts += [f"## {room}", _summary(package[room.removeprefix("impact.")])]
        parts += [part for name in names for part in _entry(_found(package, rooms[room], name), name, room)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _contents(room: str, names: list[str]) -> str:
    links = ", ".join(f"[{name}](#{room}.{name})" for name in names)
    return "\n".join(textwrap.wrap(f"- **{room}**: {links}", WIDTH, subsequent_indent="  ", break_on_hyphens=False))


def _found(package: griffe.Object, room: ModuleType, name: str) -> griffe.Object:
    """Return what a room shows under a name, which a module of the room may have as well."""
    shown = getattr(room, name)
    home = getattr(shown, "__module__", None)
    of_ours = isinstance(home, str) and home.startswith("impact.") and hasattr(shown, "__qualname__")
    path = f"{home}.{shown.__qualname__}" if of_ours else f"{room.__name__}.{name}"
    found = package[path.removeprefix("impact.")]
    return found.final_target if isinstance(found, griffe.Alias) else found


def _entry(found: griffe.Object, name: str, room: str, level: int = 3) -> Iterator[str]:
    """Yield the heading, the signature, the first paragraph and the lists of a name; of a class its methods too."""
    yield f'<a id="{room}.{name}"></a>\n\n{"#" * level} {name}'
    if found.kind is griffe.Kind.ATTRIBUTE and "property" not in found.labels:
        yield _code(f"{name} = {found.value}")
    else:
        yield _code(_signature(found, name))
    yield _summary(found)
    yield from _lists(found)
    if found.kind is griffe.Kind.CLASS:
        for member in found.members.values():
            own = not member.name.startswith("_") and not member.is_alias
            if own and (member.kind is griffe.Kind.FUNCTION or "property" in member.labels):
                yield from _entry(member, f"{name}.{member.name}", room, level + 1)


def _signature(found: griffe.Object, name: str) -> str:
    """Return how a name is called: on one line where it fits, else a line a parameter."""
    if not isinstance(found, griffe.Function | griffe.Class):
        return f"{name}: {found.annotation}"
    before = "class " if isinstance(found, griffe.Class) else ""
    after = f" -> {found.returns}" if isinstance(found, griffe.Function) and found.returns else ""
    given = list(_parameters(found))
    called = f"({', '.join(given)})" if given or not before else ""
    line = f"{before}{name}{called}{after}"
    return line if len(line) <= WIDTH else "\n".join([f"{before}{name}(", *(f"    {g}," for g in given), f"){after}"])


def _parameters(found: griffe.Function | griffe.Class) -> Iterator[str]:
    keywords = False
    for parameter in found.parameters:
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is griffe.ParameterKind.keyword_only and not keywords:
            keywords = True
            yield "*"
        keywords = keywords or parameter.kind is griffe.ParameterKind.var_positional
        kind = f": {parameter.annotation}" if parameter.annotation else ""
        stars = STARS.get(parameter.kind, "")
        given = f" = {parameter.default}" if parameter.default is not None and not stars else ""
        yield f"{stars}{parameter.name}{kind}{given}"


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def _sections(found: griffe.Object) -> list[griffe.DocstringSection]:
    return found.docstring.parsed if found.docstring else []


def _summary(found: griffe.Object) -> str:
    texts = [section.value for section in _sections(found) if section.kind.value == "text"]
    return texts[0].split("\n\n")[0] if texts else ""


def _lists(found: griffe.Object) -> Iterator[str]:
    for section in _sections(found):
        if heading := LISTED.get(section.kind.value):
            yield f"*{heading}*"
            yield "\n".join(_item(item, heading) for item in section.value)


def _item(item: griffe.DocstringElement, heading: str) -> str:
    if heading == "Raises":
        return _line(f"`{item.annotation}`", item.description)
    kind = item.annotation if isinstance(item.annotation, str) else ""  # else that of the signature, which is shown
    return _line(f"`{item.name}`" + (f" ({kind})" if kind and item.description else ""), item.description or kind)


def _line(name: str, text: str) -> str:
    """Return a line of a list; empty lines inside it would end it."""
    return f"- {name}: {' '.join(text.split())}"


def main() -> int:
    """Write the page, or say whether it is current."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
    if not current:
        print(f"{PAGE} is not current. Run: make reference", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())
