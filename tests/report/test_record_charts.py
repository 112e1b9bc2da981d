"""Lines by year and parts by group: a break interrupts a line, and no two series have one look."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from impact.report.charts import theme
from impact.report.charts.parts import parts_by_group
from impact.report.charts.series import Panel, by_year

AROUND: dict[str, Any] = {"lang": "en", "title": "A title", "subtitle": "A unit", "source": "Source: noise"}
YEARS = range(2010, 2020)


def rows(*names: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"series": n, "year": y, "value": float(y - 2009 + at)} for at, n in enumerate(names) for y in YEARS]
    )


def paths(drawing: str) -> int:
    """Return in how many pieces the lines of a drawing are."""
    found = re.findall(r'aria-roledescription="line mark"[^>]* d="([^"]*)"', drawing)
    return sum(path.count("M") for path in found)


def test_a_break_interrupts_every_line_and_is_marked() -> None:
    whole = theme.svg(by_year([Panel(rows("a", "b"), "unit")], **AROUND))
    broken = theme.svg(by_year([Panel(rows("a", "b"), "unit", breaks=(2015,))], **AROUND))
    within = theme.svg(by_year([Panel(rows("a", "b"), "unit", breaks=(2015,), unbroken=("b",))], **AROUND))
    assert (paths(whole), paths(broken), paths(within)) == (2, 4, 3)
    assert "stroke-dasharray" in broken
    assert "stroke-dasharray" not in whole


def test_each_series_has_a_look_of_its_own_in_every_panel() -> None:
    chart = by_year([Panel(rows("a", "b"), "one"), Panel(rows("c"), "two", heading="Second")], **AROUND).to_dict()
    panels = chart["vconcat"][0]["vconcat"][0]["hconcat"]
    scales = [panel["layer"][-1]["encoding"] for panel in panels]
    looks = {tuple(zip(s["color"]["scale"]["range"], s["shape"]["scale"]["range"], strict=True)) for s in scales}
    (look,) = looks
    assert len(set(look)) == 3


def test_parts_of_a_change_are_told_apart_by_shape_too() -> None:
    frame = pd.DataFrame(
        [
            {"name": name, "part": part, "value": value, "change": 2.0}
            for name in ("First group", "Second group")
            for part, value in (("one", 3.0), ("two", -1.0))
        ]
    )
    chart = parts_by_group(frame, axis="jobs", **AROUND)
    marks = chart.to_dict()["vconcat"][0]["vconcat"][0]["layer"][-1]["encoding"]
    assert marks["shape"]["field"] == marks["color"]["field"] == "part"
    drawing = theme.svg(chart)
    for text in ("First group", "Second group", "one", "two", "Source: noise"):
        assert text in drawing
