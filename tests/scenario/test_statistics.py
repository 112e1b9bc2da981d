"""Means add up, quantiles are those of numpy, and a sum's quantile is taken of the sum."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.scenario.answer.statistics import (
    PROBABILITIES,
    STATISTICS,
    Described,
    Drawn,
    Sums,
    cells,
    statistics,
    steps_table,
    sums,
)


def concept(draws: int = 40) -> Drawn:
    rng = np.random.default_rng(2)
    values = rng.normal(5, 3, (draws, 2, 1, 3, 5, 3))
    values[:, 0, :, 1] = 0.0
    return Drawn("gross", ("somewhere",), values)


def read(one: Drawn) -> Sums:
    """Return the sums of a concept that people read."""

    def over(*axes: int) -> Described:
        return Drawn(one.name, one.regions, one.draws.sum(axis=axes, keepdims=True)).described

    return Sums(over(3), over(1, 3), over(1))


def test_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).normal(size=(57, 4))
    found = statistics(values)
    np.testing.assert_allclose(found[:, 0], values.mean(axis=0))
    np.testing.assert_allclose(found[:, 1:].T, np.quantile(values, PROBABILITIES, axis=0))


def test_one_draw_is_every_quantile() -> None:
    found = statistics(np.array([[3.0]]))
    assert found.ravel().tolist() == [3.0] * len(STATISTICS)


def test_a_cell_that_is_always_zero_has_no_row() -> None:
    frame = cells("s", [concept().described], [2026, 2027], ["A", "B", "C"])
    assert frame[(frame["year"] == 2026) & (frame["sector"] == "B")].empty
    assert len(frame) == 5 * 5 * 4 * len(STATISTICS)


def test_means_add_up_over_cells_and_stages_and_quantiles_are_of_the_sum() -> None:
    one = concept()
    fine = cells("s", [one.described], [2026, 2027], ["A", "B", "C"])
    coarse = sums("s", [read(one)], [2026, 2027], ["A", "B", "C"])
    everything = coarse[coarse["year"].isna() & (coarse["sector"] == "*") & (coarse["measure"] == "jobs")]
    total = everything[everything["stage"] == "total"].set_index("statistic")["value"]
    stages = fine[(fine["measure"] == "jobs") & (fine["stage"] != "total") & (fine["statistic"] == "mean")]
    assert abs(stages["value"].sum() - total["mean"]) < 1e-4
    by_draw = one.draws[..., 3, :].sum(axis=(1, 2, 3, 4))
    assert abs(np.quantile(by_draw, 0.05) - total["p05"]) < 1e-6


def test_rows_are_unique_and_columns_are_those_of_the_design() -> None:
    labels = [2026, 2027], ["A", "B", "C"]
    frame = pd.concat([cells("s", [concept().described], *labels), sums("s", [read(concept())], *labels)])
    keys = ["scenario", "year", "region", "sector", "measure", "stage", "concept", "statistic"]
    assert not frame.duplicated(keys).any()
    assert list(frame.columns) == [*keys, "value", "unit"]


def test_the_staircase_has_each_step_and_measure_once() -> None:
    table = steps_table({"gross": np.ones((9, 5)), "net_regional": np.zeros((9, 5))})
    assert len(table) == 2 * 5 * len(STATISTICS)
    assert set(table["unit"]) == {"MEUR", "labour years"}
