"""Notebooks import impact, define nothing, and run from the top to the end."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.py"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_and_runs(notebook: Path) -> None:
    written = ast.parse(notebook.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(written) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    runpy.run_path(str(notebook))
