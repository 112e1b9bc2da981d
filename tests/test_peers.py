"""Test files start small: what only tests compare with is asked for by the tests that need it."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import stays_together

TESTS = Path(__file__).parent
SMALL = {"impact", "tests", "pytest", "hypothesis"}


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the packages that a file imports when it is read: at the top, or inside a block there."""
    for node in tree.body:
        guarded = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if guarded or isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in inner.names)
            elif isinstance(inner, ast.ImportFrom) and not inner.level and inner.module:
                yield inner.module.partition(".")[0]


def run_time_packages() -> set[str]:
    """Return the packages that `impact` asks for, by the name they are imported with."""
    project = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"".join(c if c.isalnum() else " " for c in line).split()[0] for line in project["dependencies"]}


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_a_file_of_tests_starts_with_the_packages_of_impact_alone(path: Path) -> None:
    allowed = SMALL | run_time_packages() | set(sys.stdlib_module_names)
    found = set(imported(ast.parse(path.read_text(encoding="utf-8")))) - allowed
    assert not found, f"ask the fixture `peer` for {', '.join(sorted(found))} in the test that needs it"


def test_a_peer_that_is_not_there_fails_the_test_and_says_what_to_do(peer: Callable[[str], ModuleType]) -> None:
    with pytest.raises(
        pytest.fail.Exception, match=r"needs a peer: No module named 'no_such_peer'. `make .venv/.test`"
    ):
        peer("no_such_peer")


def test_tests_that_share_a_publication_stay_on_one_process() -> None:
    together = ("tests/report/test_maps.py::one[a::b]", "tests/effects/test_evaluation.py::two")
    assert {stays_together(nodeid) for nodeid in together} == {"publications"}
    assert stays_together("tests/effects/test_power.py::three[a]") == "tests/effects/test_power.py"
    assert all((TESTS.parent / nodeid.partition("::")[0]).is_file() for nodeid in together)
