"""Lee and Wooldridge (2023): one regression across units, exact with few of them if the errors are normal.

Each unit's outcomes become one number - the mean after less the mean before, or less its own trend before - and that
number is regressed on treatment. With normal errors of equal variance the t statistic is exact for any number of
treated units, one included.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from impact.effects.event_study import gap_path
from impact.effects.fits import Fit
from impact.effects.inference import Inference
from impact.effects.panels import Block
from impact.effects.results import Floats


def transformed(block: Block, *, detrend: bool = False) -> Floats:
    """Return each unit's outcome after treatment less what its own past predicts (N,)."""
    before = block.clean[block.treated].all(axis=0)
    after = block.exposed[block.treated].any(axis=0)
    years = block.times - block.times[before].mean()
    X = np.column_stack([np.ones(len(years)), years]) if detrend else np.ones((len(years), 1))
    coefficients = np.linalg.lstsq(X[before], block.outcome[:, before].T, rcond=None)[0]
    return np.asarray((block.outcome[:, after] - (X[after] @ coefficients).T).mean(axis=1))


def lee_wooldridge(block: Block, *, level: float, detrend: bool = False) -> tuple[Fit, Inference]:
    """Return the cross-section estimate, through statsmodels, and its exact t test.

    `detrend` takes out a linear trend of each unit's own, which needs three clean periods.
    """
    from statsmodels.regression.linear_model import WLS

    change = transformed(block, detrend=detrend)
    X = np.column_stack([np.ones(len(change)), block.treated.astype(float)])
    result = WLS(change, X, weights=block.weights).fit()
    estimate, std_error = float(result.params[1]), float(result.bse[1])
    reach = float(stats.t.ppf((1 + level) / 2, result.df_resid)) * std_error
    fit = gap_path(block)
    return (
        Fit(estimate, fit.path, std_error=std_error, path_covariance=fit.path_covariance),
        Inference(
            "analytic",
            std_error,
            float(result.pvalues[1]),
            (estimate - reach, estimate + reach),
            caveats=("exact only if units have normal errors of equal variance",),
        ),
    )
