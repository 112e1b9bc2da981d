"""A euro of demand in the area: where it goes in the first round and in the end, with trade and own supply linked."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    area_quotients,
    corop_activity,
    corop_distances,
    corop_ring,
    euro_flow,
    interregional_table,
    multipliers,
    spillovers,
)
from impact.inputoutput.regional.own_supply import own_supply
from impact.panel.figures import figures_of

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def table(dutch_groups):
    return interregional_table(dutch_groups, corop_activity(2019, "a38"), corop_distances(), decay=1.4)


@pytest.fixture(scope="module")
def own():
    return 0.5 * area_quotients(figures_of().sections_by_corop(2019), AREA, "a38").clip(upper=1.0)


@pytest.fixture(scope="module")
def whole(table, own):
    """The coefficients of all areas with the area's own supply in them, written out, and their inverse."""
    economy = own_supply(table, AREA, own)
    size = economy.intensity.size
    A = np.einsum("irs,ij->risj", economy.trade, economy.technology).reshape(size, size) * economy.intensity.ravel()
    return A, np.linalg.inv(np.eye(size) - A)


@pytest.mark.parametrize("linked", [True, False], ids=["own supply", "trade alone"])
def test_every_cent_of_the_euro_is_somewhere(table, own, dutch_groups, linked):
    found = euro_flow(table, AREA, "F", own=own if linked else None)
    assert list(found.index) == [*table.regions, "abroad", "product_taxes"]
    assert found[["first_round", "total"]].sum().tolist() == pytest.approx([1.0, 1.0])
    assert found["output"].sum() == pytest.approx(multipliers(dutch_groups)["F"], rel=1e-9)
    # In the nation alone: the same value added, imports and taxes, wherever they fall.
    imports = multipliers(dutch_groups, "imports")["F"]
    assert found.loc["abroad", "total"] == pytest.approx(imports, rel=1e-9)
    assert found.loc[table.regions, "total"].sum() == pytest.approx(
        multipliers(dutch_groups, "value_added")["F"], rel=1e-9
    )
    assert (found["suppliers"] <= found["first_round"] + 1e-12).all()


def test_by_hand_with_the_large_matrix(table, own, whole):
    A, L = whole
    found = euro_flow(table, AREA, pd.Series({"F": 3.0, "J62-63": 1.0}), own=own)
    output = pd.DataFrame(table.output.to_numpy().reshape(40, -1).T, table.national.labels, table.regions)
    made = pd.DataFrame(0.0, index=table.national.labels, columns=table.regions)
    for sector, part in (("F", 0.75), ("J62-63", 0.25)):
        made.loc[sector, AREA] = part * output.loc[sector, AREA] / output.loc[sector, AREA].sum()
    f = made.to_numpy().T.ravel()
    added = (table.totals("value_added") / table.output).fillna(0.0).to_numpy()
    by_region = {
        "first_round": added * f + A @ f,
        "suppliers": A @ f,
        "total": added * (L @ f),
        "output": L @ f,
    }
    for name, values in by_region.items():
        np.testing.assert_allclose(found.loc[table.regions, name], values.reshape(40, -1).sum(axis=1), rtol=1e-9)


def test_the_more_open_the_area_the_more_leaves_it(table, own):
    closed, open_ = (euro_flow(table, AREA, "F", own=level * own) for level in (1.4, 0.8))
    assert open_.loc[AREA, "total"].sum() < closed.loc[AREA, "total"].sum()
    assert open_.loc["CR23", "total"] > closed.loc["CR23", "total"]
    assert open_.loc["abroad", "total"] == pytest.approx(closed.loc["abroad", "total"], rel=1e-9)


def test_spillovers_with_own_supply_are_those_of_the_large_matrix(table, own, whole):
    A, L = whole
    found = spillovers(table, AREA, ring=corop_ring(AREA), own=own)
    here = table.labels.get_level_values(0)
    inside = here.isin(AREA)
    ring, alone = (
        here.isin(["CR04", "CR06", "CR08", "CR09"]),
        np.linalg.inv(np.eye(inside.sum()) - A[inside][:, inside]),
    )
    by_hand = {"intra": alone.sum(axis=0), "ring": L[ring][:, inside].sum(axis=0), "total": L.sum(axis=0)[inside]}
    makes = (table.output[inside] != 0).to_numpy()
    assert found[~makes].isna().all().all()
    for column, values in by_hand.items():
        np.testing.assert_allclose(found[column][makes], values[makes], rtol=1e-9)
    np.testing.assert_allclose(found.drop(columns="total").sum(axis=1)[makes], found["total"][makes], rtol=1e-12)


def test_refusals(table, own, small):
    with pytest.raises(ValueError, match="purchases: no sector F41 in the table; expected parts of a euro"):
        euro_flow(table, AREA, "F41")
    for wrong in (pd.Series({"F": -1.0}), pd.Series({"F": np.nan}), pd.Series({"F": 0.0})):
        with pytest.raises(ValueError, match="purchases: missing, negative or nothing at all"):
            euro_flow(table, AREA, wrong)
    with pytest.raises(ValueError, match="B: bought, and not made in the area"):
        euro_flow(table, ["CR09"], "B")
    with pytest.raises(ValueError, match="study area CR77: expected some"):
        euro_flow(table, ["CR77"], "F", own=own)
    pairs = pd.Series(
        [("area" if region in AREA else "rest", sector) for region, sector in table.labels], index=table.labels
    )
    with pytest.raises(ValueError, match="own supply is set in the trade shares"):
        spillovers(table.aggregate(pairs), ["area"], own=own)
