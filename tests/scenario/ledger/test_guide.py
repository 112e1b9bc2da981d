"""The tables of the guide are those of the shipped result."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.scenario.ledger import calibration, shipped_backtest

GUIDE = Path(__file__).parents[3] / "docs" / "ledger.md"


def rows(first):
    """The cells of every row of the table that begins with a heading."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    start = next(i for i, text in enumerate(lines) if text.startswith(f"| {first} |")) + 2
    for text in lines[start:]:
        if not text.startswith("|"):
            return
        yield [cell.strip() for cell in text.strip("|").split("|")]


def number(text):
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").removesuffix(" %"))


def test_coverage_and_skill_of_the_guide_are_the_shipped_ones():
    found = calibration(shipped_backtest(), ["target", "origin"]).set_index(["target", "origin", "method"])
    printed = list(rows("target"))
    assert len(printed) == len(found) == 28
    for target, origin, method, figures, crps, *shares in printed:
        row = found.loc[(target, int(origin), method)]
        assert number(figures) == row["figures"]
        assert number(crps) == pytest.approx(row["crps"], rel=0.005)
        expected = 100 * row[["coverage_50", "coverage_90", "skill_random_walk", "skill_shift_share"]].to_numpy(float)
        assert list(map(number, shares)) == pytest.approx(expected, abs=0.5)


def test_the_groups_of_the_guide_are_the_shipped_ones():
    found = calibration(shipped_backtest(), ["target", "origin", "sector"])
    found = found.query("target == 'jobs' and method == 'average'").set_index(["sector", "origin"])
    printed = list(rows("group"))
    assert {row[0] for row in printed} == set(found.index.get_level_values("sector"))
    for sector, *shares in printed:
        columns = ["coverage_90", "skill_random_walk", "skill_shift_share"]
        expected = [100 * found.loc[(sector, origin), column] for origin in (2015, 2019) for column in columns]
        assert list(map(number, shares)) == pytest.approx(expected, abs=0.5)


def test_what_the_guide_says_in_words():
    by_year = calibration(shipped_backtest("backtest-by-year"), ["target", "origin", "year"])
    of = by_year[by_year["method"].eq("average")].set_index(["target", "origin", "year"])
    late = of.loc["value_added"].loc[[(o, y) for o in (2015, 2019) for y in (2022, 2023)], "coverage_90"]
    assert late.min() == pytest.approx(0.05, abs=0.005) and late.max() == pytest.approx(0.10, abs=0.01)
    assert of.loc[("jobs", 2019, 2020), "skill_random_walk"] == pytest.approx(-0.15, abs=0.005)
