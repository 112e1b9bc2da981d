"""What one more unit of the dose adds: the average slope of the effect by dose, ACRT (Callaway et al. 2024).

Under parallel trends of the untreated alone, units with another dose show what *their* dose did to *them*: the curve
through those effects bends with who chose which dose as much as with the dose. Its slope is a causal response under
strong parallel trends only (assumption 5 of Callaway, Goodman-Bacon and Sant'Anna 2024, theorem 3.3): units with one
dose would on average have reacted to another dose as those that got it. A design has to state why.

The curve is a polynomial through the changes of the treated less the mean change of the untreated, as in their
parametric estimator without inner knots; the estimate is the mean of its slope over the doses that were given.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.effects.design.blocks import Block
from impact.effects.design.estimator import Estimator
from impact.effects.design.fits import Fit, Placement, Places, event_path
from impact.effects.design.options import Options
from impact.effects.design.parts import DOSE, STRONG_TRENDS
from impact.effects.design.procedures import ANALYTIC, PERMUTATION, SCALED_PERMUTATION
from impact.effects.design.results import Floats
from impact.effects.estimators.contrasts import contrasts, handed, in_the_place
from impact.errors import InputError, Problem
from impact.words.statements import said

SHOWN = 11  # doses of the curve, where more were given
ROUND = 12  # decimals to which doses are the same


def dose_response(block: Block, options: Options) -> Fit:
    """Return the average slope of the effect by dose, beside the curve at the doses that were given.

    Its own standard error takes the doses as given, and every unit as noisy as it shows (HC3, which holds with few).

    Raises
    ------
    InputError
        With fewer different doses than the curve has numbers.
    """
    assert block.dose is not None  # asked for at the door
    when, n = contrasts(block), len(block.units)
    doses = different_doses(block)
    change = block.outcome - block.outcome.mean(axis=1, keepdims=True)
    ours, theirs = change[block.treated], change[~block.treated]
    solved, slope = _polynomial(doses, block.dose.degree)
    shown = np.unique(doses.round(ROUND))
    shown = shown if len(shown) <= SHOWN else np.quantile(doses, np.linspace(0, 1, SHOWN))
    at = _powers(shown, doses, block.dose.degree) @ solved  # (R, n1)
    effects = ours @ when.over_time - float((theirs @ when.over_time).mean())
    fitted = np.zeros(n)
    fitted[block.treated] = _powers(doses, doses, block.dose.degree) @ solved @ effects
    apart = _left(ours @ when.over_time, _powers(doses, doses, block.dose.degree) @ solved)
    spread = float((theirs @ when.over_time).var(ddof=1)) / len(theirs) if len(theirs) > 1 else np.nan
    return Fit(
        float(slope @ effects),
        event_path(when.event, slope @ ours @ when.periods.T),
        std_error=_sandwich(slope[None, :], apart)[0],
        response=pd.DataFrame(
            {"dose": shown, "estimate": at @ effects, "std_error": np.hypot(_sandwich(at, apart), np.sqrt(spread))}
        ),
        path_covariance=_path_covariance(slope, doses, block.dose.degree, ours @ when.periods.T),
        details={"mean_dose": float(doses.mean()), "mean_effect": float(effects.mean())},
        caveats=(said("strong_trends_stated", why=block.dose.strong_parallel_trends), said("curve_by_dose")),
        placement=Placement(
            Places(
                of=in_the_place(n, slope),
                adds=handed(n, doses - doses.mean()),
                kinds=np.unique(doses.round(ROUND), return_inverse=True)[1],
                beside=in_the_place(n, np.full(len(doses), 1 / len(doses))),
            ),
            over_time=when.over_time,
            periods=when.periods,
            fitted=np.outer(fitted, when.after),
            responses=tuple(in_the_place(n, weights) for weights in at),
        ),
    )


def _powers(at: Floats, doses: Floats, degree: int) -> Floats:
    """Return the powers of doses about their mean, over their spread (R, degree + 1)."""
    return np.vander((at - doses.mean()) / doses.std(), degree + 1, increasing=True)


def _polynomial(doses: Floats, degree: int) -> tuple[Floats, Floats]:
    """Return what every treated unit counts for in each coefficient (degree + 1, n1), and in the mean slope (n1,)."""
    solved = np.linalg.pinv(_powers(doses, doses, degree))
    order = np.arange(1, degree + 1)
    derivative = _powers(doses, doses, degree)[:, :-1] * order / doses.std()
    return np.asarray(solved), np.asarray(derivative.mean(axis=0) @ solved[1:])


def _left(outcome: Floats, hat: Floats) -> Floats:
    """Return residuals over one less the leverage; those of a point that the curve runs through are 0 (n1, ...)."""
    room = 1 - np.diag(hat)
    residual = (outcome.T - outcome.T @ hat.T).T
    over = np.where(room > 1e-9, room, np.inf)
    return np.asarray((residual.T / over).T)


def _sandwich(weights: Floats, apart: Floats) -> Floats:
    """Return the standard error of weighted sums (R, n1) of independent units."""
    return np.asarray(np.sqrt(weights**2 @ apart**2))


def _path_covariance(slope: Floats, doses: Floats, degree: int, changes: Floats) -> Floats:
    """Return the covariance of the slope by period (E, E)."""
    powers = _powers(doses, doses, degree)
    apart = _left(changes, powers @ np.linalg.pinv(powers)) * slope[:, None]
    return np.asarray(apart.T @ apart)


def different_doses(block: Block) -> Floats:
    """Return the dose of each treated unit (n1,); refuse those of which there are too few to draw a curve through."""
    assert block.dose is not None  # asked for at the door
    dose, doses = block.dose, block.dose.of(block.units)[block.treated]
    different = len(np.unique(doses.round(ROUND)))
    if different <= dose.degree:
        simpler = f"take curve = '{('line', 'quadratic')[different - 2]}', or " if different > 1 else ""
        todo = f"Add treated units with other doses, or {simpler}use dose_effect."
        expected = f"at least {dose.degree + 1} for a {dose.curve}"
        raise InputError(Problem("design", "dose", f"{different} different doses", expected, todo))
    return doses


ESTIMATOR = Estimator(
    "dose_response",
    fit=dose_response,
    inferences=(SCALED_PERMUTATION, PERMUTATION, ANALYTIC),
    errors=ANALYTIC,
    balanced=True,
    one_date=True,
    unweighted=True,
    linear=True,
    without_reaction=True,
    asks=(DOSE, STRONG_TRENDS),
    refuses=different_doses,
    placed=True,
    per_dose=True,
)
