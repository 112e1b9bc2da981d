"""What a result keeps of every draw: it adds up, it is the same when read back, and an older folder is still read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from impact.folders import SEAL, checksum_of
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer import by_draw
from impact.scenario.answer.by_draw import FILE, SPENDING, TotalsByDraw
from impact.scenario.computation.concepts import CONCEPTS, PARTS
from impact.scenario.computation.measures import MEASURES

EURO = 1e-6  # MEUR; and a millionth of a labour year


def kept(result: ScenarioResult) -> TotalsByDraw:
    assert result.by_draw is not None
    return result.by_draw


def without_draws(folder: Path) -> Path:
    """Make of a result folder one as it was saved before the draws were kept."""
    (folder / FILE).unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"][FILE], manifest[SEAL]
    (folder / "manifest.json").write_text(json.dumps({**manifest, SEAL: checksum_of(manifest)}))
    return folder


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_totals_of_the_draws_are_those_of_the_result(baseline_result: ScenarioResult, concept: str) -> None:
    for measure in MEASURES:
        draws = kept(baseline_result).of(concept, measure)
        stated = baseline_result.over_years(concept, measure)
        assert draws.mean() == pytest.approx(stated["mean"], abs=20 * EURO)
        assert np.quantile(draws, 0.05) == pytest.approx(stated["p05"], abs=20 * EURO)


def test_years_add_up_exactly(baseline_result: ScenarioResult) -> None:
    totals = kept(baseline_result)
    for concept in CONCEPTS:
        years = sum(totals.of(concept, "jobs", year) for year in reversed(totals.years))
        assert np.array_equal(years, totals.of(concept, "jobs"))


def test_net_is_gross_less_what_is_taken_off_in_every_draw(baseline_result: ScenarioResult) -> None:
    totals = kept(baseline_result)
    off = [totals.of(c, "jobs") for c in ("deadweight", "alternative_use", "displaced")]
    np.testing.assert_allclose(totals.of("gross", "jobs") - sum(off), totals.of("net_regional", "jobs"), atol=4e-5)
    steps = totals.of("staff_displaced", "jobs") + totals.of("suppliers_displaced", "jobs")
    np.testing.assert_allclose(steps, totals.of("displaced", "jobs"), atol=2e-5)
    np.testing.assert_allclose(sum(totals.of(p, "jobs") for p in PARTS), totals.of("net_regional", "jobs"), atol=2e-5)


def test_what_is_paid_stays_within_the_funding_in_cash_of_the_price_year(fixed: ScenarioResult) -> None:
    """With everything central the items are paid as planned: the funding less the reserve, before prices rise."""
    scenario = fixed.scenario
    paid = sum(item.amount.central for item in scenario.spending.values())
    paid += sum(post.central_cost for post in scenario.staff.values())
    constant = run(scenario.model_copy(update={"money": "constant"}), draws=1)
    assert kept(constant).of(SPENDING, SPENDING)[0] == pytest.approx(paid, abs=20 * EURO)
    assert kept(fixed).of(SPENDING, SPENDING)[0] < 0.95 * paid  # prices rise, so cash of later years buys less


def test_what_does_not_happen_is_zero_in_every_draw(baseline_result: ScenarioResult) -> None:
    assert not kept(baseline_result).of("gross", "jobs", 1999).any()
    assert not kept(baseline_result).of("no_such_step", "jobs").any()
    assert kept(baseline_result).of("gross", "jobs", 1999).shape == (400,)


def test_a_loaded_result_has_the_same_draws(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    loaded = kept(ScenarioResult.load(baseline_result.save(tmp_path / "out")))
    assert list(loaded.drawn) == list(kept(baseline_result).drawn)
    for key, values in kept(baseline_result).drawn.items():
        assert np.array_equal(loaded.drawn[key], values)


def test_the_file_is_a_table_that_others_can_read(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    frame = pd.read_parquet(baseline_result.save(tmp_path / "out") / FILE)
    assert list(frame) == ["name", "measure", "year", "draw", "value"]
    rows = frame.query("name == 'gross' and measure == 'jobs' and year == 2028")
    assert np.array_equal(rows["value"], kept(baseline_result).of("gross", "jobs", 2028))
    assert list(rows["draw"]) == list(range(400))
    assert frame.loc[frame["name"] == "staff_displaced", "year"].isna().all()


def test_the_file_takes_four_bytes_a_value_at_most(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    size = (baseline_result.save(tmp_path / "out") / FILE).stat().st_size
    assert size < 4 * sum(map(len, kept(baseline_result).drawn.values())) + 20_000


def test_a_result_of_before_loads_as_before(baseline: Scenario, tmp_path: Path) -> None:
    made = run(baseline, draws=30, seed=2)
    old = ScenarioResult.load(without_draws(made.save(tmp_path / "old")))
    assert old.by_draw is None
    pd.testing.assert_frame_equal(old.totals, made.totals)
    again = old.save(tmp_path / "again")
    assert not (again / FILE).exists()


def test_many_totals_are_written_some_rows_at_a_time(
    baseline_result: ScenarioResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = kept(baseline_result)
    monkeypatch.setattr(by_draw, "_ROWS", 30 * totals.count)
    by_draw.write(totals, tmp_path / FILE)
    assert pq.ParquetFile(tmp_path / FILE).num_row_groups == -(-len(totals.drawn) // 30)
    back = by_draw.read(tmp_path / FILE, totals.count)
    assert list(back.drawn) == list(totals.drawn)
    for key, expected in totals.drawn.items():
        np.testing.assert_array_equal(back.drawn[key], expected)
