"""The reference says what the docstrings say, and the docstrings say what every argument is."""

from __future__ import annotations

import inspect
import pkgutil
import re
import runpy
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import impact

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
FEW = 3  # so many arguments may explain themselves


def _rooms() -> Iterator[ModuleType]:
    for room in pkgutil.iter_modules(impact.__path__, "impact."):
        if not room.name.endswith("__main__") and hasattr(found := import_module(room.name), "__all__"):
            yield found


def _called(name: str, shown: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a public function, or the public methods of a class."""
    if inspect.isfunction(shown):
        yield name, shown
    if inspect.isclass(shown):
        for inner, method in vars(shown).items():
            plain = getattr(method, "__func__", method)
            if not inner.startswith("_") and inspect.isfunction(plain):
                yield f"{name}.{inner}", plain


FUNCTIONS = {
    f"{room.__name__}.{called}": function
    for room in _rooms()
    for name in room.__all__
    for called, function in _called(name, getattr(room, name))
}


def _explained(function: Callable[..., Any]) -> set[str]:
    """Return the arguments that have a line of their own in the docstring."""
    section = re.search(r"\nParameters\n-+\n(.*?)(?:\n\n|\Z)", inspect.getdoc(function) or "", flags=re.DOTALL)
    heads = re.findall(r"(?m)^(\S[^:\n]*)", section[1]) if section else []
    return {name.strip("* ") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_with_many_arguments_explains_each(name: str) -> None:
    arguments = set(inspect.signature(FUNCTIONS[name]).parameters) - {"self", "cls"}
    if len(arguments) > FEW:
        assert arguments <= _explained(FUNCTIONS[name])


def test_the_page_is_what_the_docstrings_make(peer: Callable[[str], ModuleType]) -> None:
    peer("griffe")
    made = runpy.run_path(str(PAGE.with_suffix(".py")))["page"]()
    assert PAGE.read_text(encoding="utf-8") == made, "run: make reference"


def test_every_public_name_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rooms = list(_rooms())
    assert len(rooms) >= 7
    for room in rooms:
        for name in room.__all__:
            assert f'<a id="{room.__name__}.{name}"></a>' in page
            assert f"](#{room.__name__}.{name})" in page
