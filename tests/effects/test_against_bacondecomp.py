"""Castle doctrine and homicide (Cheng and Hoekstra 2013): the three kinds of comparison that bacondecomp 0.1.1 prints.

Its vignette (CRAN, "bacon") prints five digits; the notebook of its repository (index.ipynb, commit 5a15251) has the
weights to eight. The averages in that notebook are an earlier edition's, not weighted, and are not used.
"""

import pytest

from impact.effects import Design, bacon_decomposition

KINDS = ["earlier vs later treated", "later vs earlier treated", "treated vs never treated"]


@pytest.fixture(scope="module")
def kinds(peer):
    """Return the decomposition by kind; `post` as causaldata ships it begins a year later than in bacondecomp."""
    panel = peer("causaldata").castle.load_pandas().data.astype({"sid": int, "year": int})
    first = panel[panel["post"] > 0].groupby("sid")["year"].min() - 1
    return bacon_decomposition(panel, Design("l_homicide", "sid", "year", first)).kinds.loc[KINDS]


def test_averages_of_the_three_kinds(kinds):
    assert kinds["estimate"].to_numpy() == pytest.approx([-0.00554, 0.07032, 0.08796], abs=5e-6)


def test_weights_of_the_three_kinds(kinds):
    assert kinds["weight"].to_numpy() == pytest.approx([0.05976325, 0.03189818, 0.90833857], abs=5e-9)
