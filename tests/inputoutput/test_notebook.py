"""The notebook runs from top to bottom."""

import runpy
from pathlib import Path

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "input-output.py"


def test_notebook_runs():
    found = runpy.run_path(str(NOTEBOOK))
    assert found["table"].checks()["passed"].all()
    by_zone = found["stages"].groupby(found["zone"]).sum().sum(axis=1)
    # What is asked of firms in the area stays there for the greater part.
    assert by_zone["the area"] > by_zone.drop("the area").sum()
