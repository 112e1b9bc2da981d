"""Minimum wages and teen employment, saturated: every effect of a cohort in a year as fixest's regression prints it.

The tests of the R package etwfe (inst/tinytest/test_etwfe.R, commit 01ff817) keep fixest's output to fifteen digits for
the panel of Callaway and Sant'Anna (2021), without covariates. With never treated counties as controls the cells are
their ATT(g,t) against the year before treatment, and averaged over the cohorts the path of Sun and Abraham (fixest's
`sunab`); with all that are not yet treated they are the means of the imputed effects (Wooldridge 2021).
"""

import numpy as np
import pandas as pd
import pytest

from impact.effects import estimate

ESTIMATE, ERROR = 0, 1
CONTROLS_NEVER_TREATED = {
    (2004, 2004): (-0.0105032462209509, 0.0233633078987137),
    (2004, 2005): (-0.0704231581031381, 0.0311343819027016),
    (2004, 2006): (-0.137258738889396, 0.0366116000064794),
    (2004, 2007): (-0.100811363085397, 0.0345251351219756),
    (2006, 2003): (-0.00376929367371485, 0.0314933678411734),
    (2006, 2004): (0.00275081875051886, 0.0196530028296998),
    (2006, 2006): (-0.00459460695286396, 0.0178409306056071),
    (2006, 2007): (-0.041224471546218, 0.0203268606975245),
    (2007, 2003): (0.00330635669251332, 0.0245699429153858),
    (2007, 2004): (0.033813012275807, 0.0212312006908406),
    (2007, 2005): (0.0310871193896906, 0.0179638358765074),
    (2007, 2007): (-0.0260544107191967, 0.0167358589135634),
}
CONTROLS_NOT_YET_TREATED = {
    (2004, 2004): -0.0193723636759116,
    (2004, 2005): -0.0783190990620529,
    (2004, 2006): -0.136078114440309,
    (2004, 2007): -0.104707471576594,
    (2006, 2006): 0.00251386194191313,
    (2006, 2007): -0.0391927355917248,
    (2007, 2007): -0.0431060328087001,
}


@pytest.fixture(scope="module")
def averaged(mpdta_design):
    """Return how to average cells over the cohorts at each event time, and how many counties are seen there."""
    sizes = pd.Series(mpdta_design.first_treated).value_counts()

    def path(cells):
        table = pd.Series(cells).rename_axis(["cohort", "year"]).reset_index(name="estimate")
        table["weight"] = table["cohort"].map(sizes)
        table["product"] = table["weight"] * table["estimate"]
        sums = table.groupby(table["year"] - table["cohort"])[["weight", "product"]].sum()
        return sums["product"] / sums["weight"], sums["weight"]

    return path


def test_callaway_santanna_against_the_year_before_treatment(mpdta, mpdta_design):
    found = estimate(mpdta, mpdta_design, estimator="callaway_santanna", universal_base=True).path
    cells = found.set_index(["cohort", "time"])["estimate"].to_dict()
    assert cells == pytest.approx({cell: row[ESTIMATE] for cell, row in CONTROLS_NEVER_TREATED.items()}, abs=1e-13)


@pytest.fixture(scope="module")
def sun_abraham(mpdta, mpdta_design):
    return estimate(mpdta, mpdta_design, estimator="sun_abraham", inference="analytic").path.set_index("period")


def test_sun_abraham(sun_abraham, averaged):
    printed, _ = averaged({cell: row[ESTIMATE] for cell, row in CONTROLS_NEVER_TREATED.items()})
    assert sun_abraham["estimate"].to_dict() == pytest.approx(printed.to_dict(), abs=1e-13)


def test_clustered_errors_of_sun_abraham(sun_abraham, mpdta):
    """Event times of one cohort: no average stands between the printed error of the cell and ours.

    etwfe has effects of cohorts where `sunab` and we have effects of counties. The estimates are the same, but of the
    parameters fixest counts 12 cells, 4 years and 4 cohorts; counties lie inside the clusters and count as a constant.
    """
    small_sample = np.sqrt((len(mpdta) - 20) / (len(mpdta) - 17))
    for cohort, year in [(2007, 2003), (2004, 2006), (2004, 2007)]:
        printed = CONTROLS_NEVER_TREATED[cohort, year][ERROR]
        assert sun_abraham["std_error"][year - cohort] == pytest.approx(printed * small_sample, abs=1e-13)


def test_imputation(mpdta, mpdta_design, averaged):
    """Estimates alone: etwfe has the errors of a regression, ours are those of Borusyak, Jaravel and Spiess."""
    effect = estimate(mpdta, mpdta_design, estimator="imputation", inference="analytic")
    printed, counties = averaged(CONTROLS_NOT_YET_TREATED)
    assert effect.path.set_index("period")["estimate"].to_dict() == pytest.approx(printed.to_dict(), abs=1e-13)
    assert effect.estimate == pytest.approx(np.average(printed, weights=counties), abs=1e-13)
