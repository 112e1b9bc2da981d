"""Castle doctrine and homicide (Cheng and Hoekstra 2013), as bacondecomp prints it in its tests and documentation."""

import numpy as np
import pytest

from impact.effects import Design, bacon_decomposition, estimate


@pytest.fixture(scope="module")
def homicide(peer):
    """Return the panel and its design; `post` in this edition begins a year later than in that of bacondecomp."""
    panel = (
        peer("causaldata")
        .castle.load_pandas()
        .data.astype({"sid": int, "year": int})[["sid", "year", "l_homicide", "post"]]
    )
    first = panel[panel["post"] > 0].groupby("sid")["year"].min() - 1
    return panel, Design("l_homicide", "sid", "year", first)


def test_two_way_fixed_effects(homicide):
    effect = estimate(*homicide, estimator="did", inference="cr2")
    assert effect.estimate == pytest.approx(0.08181162, abs=5e-9)


def test_the_largest_comparison(homicide):
    """States of 2006 with those that never had the law: bacondecomp 0.1.1."""
    table = bacon_decomposition(*homicide).comparisons
    (row,) = table[(table["treated"] == 2006) & np.isinf(table["control"])].itertuples()
    assert row.estimate == pytest.approx(0.06823587, abs=5e-9)
    assert row.weight == pytest.approx(0.5923947, abs=5e-8)
