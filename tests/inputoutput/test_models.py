"""One implementation, whatever the model describes: a region, a nation, one draw or many."""

import numpy as np
import pandas as pd
import pytest

from impact.inputoutput import (
    corop_activity,
    impacts,
    multipliers,
    regional_coefficients,
    regional_model,
    table_model,
    technical_coefficients,
)
from impact.inputoutput.model.impacts import STAGES
from impact.inputoutput.model.model import Model
from impact.inputoutput.model.stages import output_by_stage
from impact.inputoutput.tables.households import consumption_pattern, government_pattern, propensity_from_table

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def area_model(dutch_groups):
    jobs = corop_activity(2019, "a38")
    national = dutch_groups.output
    regional = jobs.loc[AREA].sum() / jobs.sum() * national
    A = regional_coefficients(technical_coefficients(dutch_groups), regional, national, method="flq", delta=0.2)
    return regional_model(
        A,
        dutch_groups.satellites / national,
        wages=dutch_groups.totals("compensation") / national,
        consumption=consumption_pattern(dutch_groups) * 0.2,
        units=dutch_groups.satellite_units,
    )


def test_region_by_labels_equals_the_kernel_with_one_draw(area_model):
    shock = pd.DataFrame({2026: {"F": 3.0}, 2027: {"F": 1.0, "J62-63": 2.0}}).fillna(0.0)
    payroll = pd.Series({2026: 1.0, 2027: 4.0})
    found = impacts(area_model, shock, payroll=payroll)
    kernel = output_by_stage(
        area_model.system.matrix()[None],
        shock.reindex(area_model.labels, fill_value=0.0).to_numpy(),
        wages=area_model.wages.to_numpy()[0],
        consumption=area_model.consumption.to_numpy().T,
        payroll=payroll.to_numpy(),
    )
    for stage in STAGES:
        np.testing.assert_allclose(getattr(found, stage), getattr(kernel, stage)[0], rtol=1e-12, atol=1e-15)
    without = impacts(area_model, shock)
    assert (found.induced.sum() > without.induced.sum()).all()


def test_tidy_adds_up_over_stages_and_carries_units(area_model):
    found = impacts(area_model, pd.Series({"F": 3.0}))
    tidy = found.tidy()
    assert set(tidy["measure"]) == {"output", *area_model.intensities.index}
    by_measure = tidy.groupby("measure")["value"].sum()
    assert by_measure["output"] == pytest.approx(found.total.to_numpy().sum())
    assert by_measure["jobs"] == pytest.approx(found.measure("jobs").total.to_numpy().sum())
    assert set(tidy.loc[tidy["measure"] == "jobs", "unit"]) == {"jobs"}
    assert found.closed


def test_patterns_of_final_users_from_the_printed_cells(dutch):
    # CBS 2019, MEUR. Margins of 156,378 are for 2,289 earned abroad.
    domestic_margin = 154_089 / 156_378
    spent, from_industries, margins, imputed = 347_622, 203_796, 51_094, 48_498
    households = (from_industries - imputed + domestic_margin * margins) / (spent - imputed)
    assert consumption_pattern(dutch).sum() == pytest.approx(households, abs=1e-6)
    # Only what government buys for households has imports (1,668), taxes less subsidies (775) and margins (3,159).
    spent = 63_702 + 51_858 + 84_574
    elsewhere = 1_668 + 14 - 1 + 762 + (1 - domestic_margin) * 3_159
    assert government_pattern(dutch).sum() == pytest.approx(1 - elsewhere / spent, abs=1e-6)
    assert government_pattern(dutch)[["O84", "P85", "Q86", "Q87-88"]].sum() > 0.8
    assert propensity_from_table(dutch) == pytest.approx((347_622 - imputed) / 724_960, abs=1e-6)


def test_stated_closure_overrides_the_tables(dutch_groups):
    by_default = multipliers(dutch_groups, kind="type2")
    stated = multipliers(dutch_groups, kind="type2", propensity=propensity_from_table(dutch_groups))
    pd.testing.assert_series_equal(by_default, stated)
    only_wages = multipliers(dutch_groups, kind="type2", wages=dutch_groups.totals("wages"))
    assert (only_wages <= by_default).all()


def test_models_that_do_not_fit_together(dutch_groups):
    model = table_model(dutch_groups)
    parts = {"system": model.system, "labels": model.labels, "intensities": model.intensities}
    with pytest.raises(ValueError, match="households need both wages and consumption"):
        Model(**parts, wages=model.wages)
    with pytest.raises(ValueError, match="coefficients and intensities have different labels"):
        Model(**(parts | {"intensities": model.intensities.iloc[:, ::-1]}))
    with pytest.raises(ValueError, match="per 'unit' is unknown. Choose one of: demand, own"):
        multipliers(dutch_groups, "jobs", per="unit")
    absent = model.intensities.copy()
    absent["F"] = np.nan
    A = technical_coefficients(dutch_groups)
    with pytest.raises(ValueError, match="demand for F, which has no output here"):
        impacts(regional_model(A, absent), pd.Series({"F": 1.0}))
