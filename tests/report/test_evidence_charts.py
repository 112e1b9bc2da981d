"""Charts of what studies found draw the frames of the synthesis; studies without errors get no interval."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from impact.errors import InputError
from impact.productivity import Synthesis, elicited_range, meta_analysis, shipped_studies
from impact.report import forest_plot, funnel_plot, leave_one_out_plot, studies_beside_range
from impact.report.charts import theme
from tests.productivity.synthesis.reference import BCG, BCG_ERRORS

NAMES = [f"Trial {at}" for at in range(1, 14)]
AROUND: dict[str, Any] = {
    "title": "Vaccine trials",
    "unit": "log risk ratio",
    "source": "Source: Colditz et al. (1994)",
}


@pytest.fixture(scope="module")
def bcg() -> Synthesis:
    return meta_analysis(pd.Series(BCG, NAMES), pd.Series(BCG_ERRORS, NAMES), interval="wald")


def drawn(chart: Any) -> pd.DataFrame:
    """Return every row of data that a chart draws."""
    return pd.DataFrame([row for rows in chart.to_dict()["datasets"].values() for row in rows])


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("plot", [forest_plot, funnel_plot, leave_one_out_plot])
def test_each_is_drawn_with_what_stands_around_it(bcg: Synthesis, plot: Any, lang: str) -> None:
    drawing = theme.svg(plot(bcg, lang=lang, **AROUND))
    for text in ("Vaccine trials", "log risk ratio", "Colditz", "95"):
        assert text in drawing


def test_the_forest_has_the_printed_mean_and_every_trial(bcg: Synthesis) -> None:
    rows = drawn(forest_plot(bcg, lang="en", **AROUND))
    pooled = rows[rows["row"].eq("pooled")].iloc[0]
    # metafor, rma(yi, vi, data=dat.bcg): estimate -0.7145, ci -1.0669 to -0.3622.
    assert [round(pooled[at], 4) for at in ("estimate", "lower", "upper")] == [-0.7145, -1.0669, -0.3622]
    assert list(rows.loc[rows["row"].eq("study"), "name"]) == NAMES
    assert set(rows["name"].dropna()) >= {"All studies together", "Predicted for another place"}


def test_a_common_effect_has_no_row_for_another_place() -> None:
    common = meta_analysis(pd.Series(BCG, NAMES), pd.Series(BCG_ERRORS, NAMES), method="fixed", interval="wald")
    assert "prediction" not in set(drawn(forest_plot(common, lang="en", **AROUND))["row"])


def test_one_left_out_in_turn_stands_beside_all(bcg: Synthesis) -> None:
    rows = drawn(leave_one_out_plot(bcg, lang="en", **AROUND)).dropna(subset="mean")
    assert list(rows["name"]) == [*(f"Without {name}" for name in NAMES), "All studies together"]
    assert list(rows["mean"].iloc[:-1]) == pytest.approx(list(bcg.leave_one_out()["mean"]))
    with pytest.raises(InputError, match="three studies or more"):
        leave_one_out_plot(meta_analysis([0.1, 0.2], [0.1, 0.1]), lang="en", **AROUND)


def test_the_sides_of_the_funnel_open_from_the_mean(bcg: Synthesis) -> None:
    rows = drawn(funnel_plot(bcg, lang="en", **AROUND))
    sides = rows[rows["side"].notna()].sort_values(["std_error", "side"])
    assert list(sides["estimate"].iloc[:2]) == pytest.approx([bcg.mean] * 2)
    widest = max(BCG_ERRORS)
    assert list(sides["estimate"].iloc[2:]) == pytest.approx(
        [bcg.mean - 1.959964 * widest, bcg.mean + 1.959964 * widest]
    )
    assert len(rows[rows["study"].notna()]) == 13


def test_studies_without_errors_are_drawn_as_printed_beside_the_range() -> None:
    outcome = "ai_productivity_effect_adopter"
    chart = studies_beside_range(shipped_studies().of(outcome), elicited_range(outcome), lang="en", **AROUND)
    rows = drawn(chart).set_index("name")
    assert rows.loc["Aldasoro et al. 2026", "estimate"] == 0.04
    assert rows.loc["Aldasoro et al. 2026", ["lower", "upper"]].isna().all()
    assert rows.loc["NIESR on AI patenters", ["lower", "upper"]].tolist() == [0.06, 0.17]
    assert rows.loc["Elicited range", ["lower", "estimate", "upper"]].tolist() == [0.0, 0.04, 0.1]
    assert set(rows["kind"].dropna()) == {"may count for this region", "may not count for this region"}
    drawing = theme.svg(chart)
    assert "no interval" in drawing
    points = re.findall(r'aria-roledescription="point" transform="translate\(([\d.]+),', drawing)
    assert len(points) == 6
    assert min(map(float, points)) > 10  # also the mark of nothing: not at the names


def test_the_example_of_the_guide_draws_its_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "productivity.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"### Charts\n\n```python\n(.*?)```", guide, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    told: dict[str, Any] = {}
    exec(code, told)
    assert "Ferguson and Simes 1949" in (tmp_path / "forest.svg").read_text(encoding="utf-8")
    printed = dict(zip(told["trials"], told["effects"], strict=True))
    by_place = dict(zip((0, 1, 5, 7), printed.values(), strict=True))
    assert by_place == pytest.approx({at: BCG[at] for at in by_place}, abs=0.0005)
