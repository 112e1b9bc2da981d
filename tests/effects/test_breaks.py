"""Cells that stand on another footing are named, the others are not."""

import numpy as np
import pytest

from impact.effects import Design, flagged_cells

DESIGN = Design("y", "unit", "year", {3: 2010}, exclude=(8,))


def test_nothing_to_flag(walks):
    table = flagged_cells(walks, DESIGN)
    assert table.empty
    assert table.columns.tolist() == ["unit", "time", "role", "kind", "change", "reason"]


def test_status_boundary_and_jump(walks):
    panel = walks.assign(status="")
    panel.loc[(panel["unit"] == 5) & (panel["year"] == 2014), "status"] = "provisional"
    panel.loc[(panel["unit"] == 12) & (panel["year"] >= 2006), "y"] += 40.0
    table = flagged_cells(panel, DESIGN, {(3, 2007): "a merger", (9, 2011): "a border"})
    flags = table[["unit", "time", "role", "kind", "reason"]].to_numpy().tolist()
    assert flags == [
        [3, 2007, "treated", "boundary", "a merger"],
        [5, 2014, "donor", "provisional", ""],
        [9, 2011, "donor", "boundary", "a border"],
        [12, 2006, "donor", "jump", ""],
    ]
    assert table.loc[3, "change"] == pytest.approx(40, abs=4)


def test_the_change_is_less_the_median_of_all(walks):
    """A change that all units share is no break."""
    panel = walks.assign(y=walks["y"] + 500.0 * (walks["year"] >= 2006))
    assert flagged_cells(panel, DESIGN).empty
    table = flagged_cells(panel, DESIGN, {(3, 2006): "a merger"})
    wide = walks[walks["unit"] != 8].pivot(index="unit", columns="year", values="y").diff(axis=1)[2006]
    assert table["change"].iloc[0] == pytest.approx(wide[3] - wide.median())


def test_units_and_years_outside_the_panel_are_not_flagged(walks):
    known = {(8, 2007): "excluded", (3, 1999): "before", (77, 2007): "elsewhere"}
    assert flagged_cells(walks, DESIGN, known).empty


def test_missing_cells_are_no_jump(walks):
    panel = walks.assign(y=walks["y"].where(walks.index % 7 > 0))
    assert flagged_cells(panel, DESIGN).empty
    assert np.isnan(panel["y"]).any()
