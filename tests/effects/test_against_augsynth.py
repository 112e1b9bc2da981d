"""Proposition 99, synthetic control on outcomes alone: two other programs on the panel that synthdid-py ships.

Ours has no predictors and so no weights of predictors: published figures with those (Abadie, Diamond and Hainmueller
2010) are another estimator. What is compared is augsynth's without augmentation, and mlsynth's `outcome-only`.
"""

import numpy as np
import pytest

from impact.effects import estimate


@pytest.fixture(scope="module")
def effect(proposition99, california):
    return estimate(proposition99, california, estimator="synthetic_control", inference="placebo")


def test_augsynth(effect):
    """R augsynth 0.2.0, `progfunc = "None"`: crabbymetrics, replications/yqx_panel/results, commit 942c877.

    Printed to fifteen digits, but its solver leaves the simplex: the weights of six states sum to 1.0000000388, those
    of the others are about -1e-9. Hence 1e-7 in the weights and 1e-6 in packs, not half the last digit.
    """
    weights = {
        "Colorado": 0.0148107707451675,
        "Connecticut": 0.109089653484447,
        "Montana": 0.231840001561253,
        "Nevada": 0.20492258937617,
        "New Hampshire": 0.0454290362710838,
        "Utah": 0.393907987401867,
    }
    gap_1989_2000 = [
        -8.44047619950339, -9.20694897534014, -12.6343004270566, -13.7286932907273, -17.5336041953087,
        -22.0490988706003, -22.8575713248524, -23.9973728651169, -26.2607718723345, -23.3377915079164,
        -27.5202811357811, -26.5966428518747,
    ]  # fmt: skip
    assert effect.estimate == pytest.approx(-19.513629459701, abs=1e-6)
    assert effect.path.loc[effect.path["period"] >= 0, "estimate"].to_numpy() == pytest.approx(gap_1989_2000, abs=1e-6)
    assert effect.unit_weights[effect.unit_weights > 0].to_dict() == pytest.approx(weights, abs=1e-7)


def test_mlsynth(effect):
    """mlsynth 1.0.0: benchmarks/reference/synth_prop99/comparison.csv, commit 08eb7cc; half the last printed digit."""
    weights = {
        "Colorado": 0.014811,
        "Connecticut": 0.10909,
        "Montana": 0.23184,
        "Nevada": 0.204923,
        "New Hampshire": 0.045429,
        "Utah": 0.393908,
    }
    before = effect.path.loc[effect.path["period"] < 0, "estimate"]
    assert effect.estimate == pytest.approx(-19.51363, abs=5e-6)
    assert np.square(before).sum() == pytest.approx(52.129571, abs=5e-7)
    assert effect.unit_weights[effect.unit_weights > 0].to_dict() == pytest.approx(weights, abs=5e-7)
