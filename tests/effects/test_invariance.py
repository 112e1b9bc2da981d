"""Results do not depend on how the panel is written down."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, estimate

from .conftest import noise_panel

SCRIPT = """
import sys
import numpy as np, pandas as pd
from impact.effects import Design, estimate
rng = np.random.default_rng(0)
panel = pd.DataFrame({
    "unit": np.repeat([f"r{i}" for i in range(30)], 12), "year": np.tile(np.arange(2000, 2012), 30),
    "y": rng.standard_normal(360).cumsum(),
})
few, many = dict.fromkeys(("r3", "r7", "r21"), 2007), {f"r{i}": 2005 + i % 3 for i in range(12)}
for dates, estimator, inference in (
    (few, "did", "auto"), (few, "synthetic_did", "auto"), (few, "did", "conley_taber"),
    (many, "callaway_santanna", "auto"), (many, "sun_abraham", "analytic"), (many, "did", "wild_cluster"),
):
    effect = estimate(panel, Design("y", "unit", "year", dates), estimator=estimator, inference=inference, draws=999)
    print(f"{effect.estimate:.9e} {effect.std_error:.9e} {effect.p_value:.12g} {effect.interval[0]:.9e}")
"""


@pytest.mark.parametrize("estimator", ["did", "imputation", "callaway_santanna", "synthetic_did"])
def test_row_order_and_label_type(estimator):
    panel = noise_panel(30, 12, seed=2)
    dates = dict.fromkeys((2, 11, 29), 2008)
    shuffled = panel.sample(frac=1, random_state=1)
    text = panel.assign(unit=panel["unit"].astype(str))
    category = panel.assign(unit=panel["unit"].astype("category"))
    effects = [
        estimate(panel, Design("y", "unit", "year", dates), estimator=estimator, draws=499),
        estimate(shuffled, Design("y", "unit", "year", dates), estimator=estimator, draws=499),
        estimate(category, Design("y", "unit", "year", dates), estimator=estimator, draws=499),
        estimate(
            text, Design("y", "unit", "year", {str(u): d for u, d in dates.items()}), estimator=estimator, draws=499
        ),
    ]
    first = effects[0]
    for other in effects[1:]:
        assert (other.estimate, other.std_error, other.p_value) == (first.estimate, first.std_error, first.p_value)
        assert other.interval == first.interval


def test_hash_seed_and_threads():
    outputs = set()
    for seed, threads in (("1", "1"), ("77", "2")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
        }
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 6


def test_adding_a_constant_to_units_and_years_changes_nothing(walks):
    design = Design("y", "unit", "year", {3: 2010})
    moved = walks.assign(y=walks["y"] + 100.0 * walks["unit"] + 7.0 * (walks["year"] - 2000))
    for inference in ("scaled_permutation", "permutation", "conley_taber"):
        before = estimate(walks, design, estimator="did", inference=inference)
        after = estimate(moved, design, estimator="did", inference=inference)
        assert after.estimate == pytest.approx(before.estimate)
        assert after.p_value == before.p_value
        assert after.interval == pytest.approx(before.interval)


@pytest.mark.parametrize(
    "estimator", ["synthetic_control", "demeaned_synthetic_control", "augmented_synthetic_control"]
)
@pytest.mark.parametrize("scale", [1e-9, 1e3, 1e6])
def test_units_of_measurement_leave_the_weights_alone(estimator, scale):
    """In thousands as large as the outcome the weights no longer summed to one, or did not settle."""
    panel, design = noise_panel(25, 15, seed=1), Design("y", "unit", "year", {0: 2010})
    known, found = (estimate(panel.assign(y=panel["y"] * s), design, estimator=estimator) for s in (1, scale))
    assert found.unit_weights.to_numpy() == pytest.approx(known.unit_weights.to_numpy(), abs=1e-6)
    assert found.estimate == pytest.approx(known.estimate * scale, rel=1e-6)
    assert found.p_value == known.p_value


def test_units_of_measurement_scale_the_estimate(walks):
    design = Design("y", "unit", "year", {3: 2010})
    small = estimate(walks.assign(y=walks["y"] * 1e-6), design, estimator="did")
    large = estimate(walks, design, estimator="did")
    assert small.p_value == large.p_value
    assert np.array(small.interval) * 1e6 == pytest.approx(np.array(large.interval))


@pytest.mark.parametrize("estimator", ["did", "callaway_santanna", "imputation", "sun_abraham"])
def test_a_unit_of_weight_three_is_three_units(estimator):
    """The cohorts' shares are weighted too: those of sun_abraham once counted units."""
    panel, dates = noise_panel(), {u: 2006 + 3 * (u % 2) for u in range(12)}
    panel["w"] = np.where(panel["unit"].isin([0, 4, 30]), 3.0, 1.0)
    copies = [panel[panel["w"] == 3].assign(unit=lambda d, k=k: d["unit"] + 100 * k) for k in (1, 2)]
    tripled = {**dates, **{u + 100 * k: dates[u] for u in (0, 4) for k in (1, 2)}}
    by = {"estimator": estimator, "inference": "cr2" if estimator == "did" else "analytic"}
    weighted = estimate(panel, Design("y", "unit", "year", dates, weights="w"), **by)
    counted = estimate(pd.concat([panel, *copies]), Design("y", "unit", "year", tripled), **by)
    assert weighted.estimate == pytest.approx(counted.estimate, rel=1e-9)
