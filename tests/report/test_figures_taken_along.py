"""Figures of a page can be taken along: every link leads to a file, the csv has the table, and it says how to cite."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

LINK = re.compile(r'<a href="(figures/[^"]+)" aria-label="([^"]+)" download>(\w+)</a>')


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_figure_has_its_files_and_how_to_cite_it(report: Path, lang: str) -> None:
    page = (report / f"report-{lang}.html").read_text(encoding="utf-8")
    links = LINK.findall(page)
    drawings = page.count('<div class="drawing wide">')
    assert len(links) == 3 * drawings
    assert len({label for _, label, _ in links}) == len(links)  # each says of what it is
    for file, label, kind in links:
        assert (report / file).stat().st_size <= 400_000
        assert file.endswith(f"-{lang}.{kind}")
        assert label.startswith(f"{kind}: ")
    assert page.count("Aanhalen als: " if lang == "nl" else "Cite as: ") == drawings + 1  # and the page itself
    assert len(page.encode()) < 2_000_000


def test_the_csv_has_the_rows_of_the_table_under_the_figure(report: Path) -> None:
    page = (report / "report-en.html").read_text(encoding="utf-8")
    with (report / "figures" / "steps-en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Step"] for row in rows][0] == "Gross"
    for row in rows:
        mean = float(row["Mean, labour years"])
        assert f">{mean:,.0f}</td>".replace("-", "\N{MINUS SIGN}") in page
        assert float(row["Range: low"]) <= mean <= float(row["Range: high"])


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_how_municipal_figures_are_made_is_said_once(report: Path, lang: str) -> None:
    page = (report / f"report-{lang}.html").read_text(encoding="utf-8")
    assert page.count("81575NED). ") == 1


def test_cells_carry_the_names_of_their_columns_where_there_are_many(report: Path) -> None:
    page = (report / "report-en.html").read_text(encoding="utf-8")
    stages = page[page.index("columns-7") :]
    assert re.search(r'<td role="cell" data-head="Gross, region: Direct: [^"]+">', stages)
