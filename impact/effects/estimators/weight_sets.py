"""Sets that the weights of a synthetic control may lie in: the fit in each, and how far weights may be from it.

Simplex: not negative, sum one. Lasso: the absolute weights sum to one at most. Ridge: their squares sum to Q^2 at most,
with Q from least squares (Cattaneo, Feng, Palomba and Titiunik 2025, section 2).

The furthest weights answer the programme of Cattaneo, Feng and Titiunik (2021, section 4): a linear function is made
as large as the fit to the periods before treatment and the set allow, where those constraints of the set stay as tight
as they are in the fit that are tight there, or nearly so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from impact.effects.design.options import Constraint
from impact.effects.design.results import Bools, Floats
from impact.effects.estimators.simplex_path import furthest, minima, ridged

PRESENT = 1e-6  # a weight below it is none
SMALLEST_NORM = 0.5  # of ridge weights
SPARE = 10  # periods more than donors, for least squares to say how large ridge weights are
RANK = 1e-10  # of a direction: what is left of it in no direction that donors vary in
HALVINGS = 60
WIDE = 60.0  # logarithms of a ratio of multipliers, below and above
FURTHER, NEARER = 1.0, -1.0  # of the two places where a line leaves a ball


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights (n,) fitted in a set, its size Q, and the degrees of freedom that the fit took."""

    constraint: Constraint
    weights: Floats
    size: float
    freedom: float


def fitted(constraint: Constraint, donors: Floats, target: Floats) -> Weights:
    """Return the weights that fit a target (T,) best with donors by period (T, n) in a set."""
    return _FITS[constraint](donors, target)


def reach(fit: Weights, donors: Floats, tight: float, direction: Floats, noise: Floats) -> Floats:
    """Return by how much a linear function of the weights can be larger than in the fit, for each draw (B,).

    Parameters
    ----------
    fit
        The weights, and the set they lie in.
    donors
        By period before treatment (T, n).
    tight
        How near to its bound a constraint counts as tight.
    direction
        The linear function (n,).
    noise
        Draws of the noise of the periods before treatment (B, T): weights b are as likely as the fit w where
        |Z (b - w) - noise| is no larger than |noise|.
    """
    return _REACHES[fit.constraint](fit, donors, tight, direction, noise)


def _centred(donors: Floats) -> Floats:
    """Return the donors less their mean by period, which weights that sum to one do not see."""
    return np.asarray(donors - donors.mean(axis=1, keepdims=True))


def _simplex(donors: Floats, target: Floats) -> Weights:
    apart = _centred(donors)
    return on_simplex(_least(apart, target - donors.mean(axis=1)))


def _least(donors: Floats, target: Floats) -> Floats:
    """Return the weights on a simplex with the least squares."""
    goal = donors.T @ target
    return np.asarray(minima(ridged(donors.T @ donors), goal[None], int(goal.argmax()))[0][0])


def on_simplex(weights: Floats) -> Weights:
    """Return weights that are known to be not negative and to sum to one (n,)."""
    return Weights("simplex", weights, 1.0, float((weights > PRESENT).sum() - 1))


def _simplex_reach(fit: Weights, donors: Floats, tight: float, direction: Floats, noise: Floats) -> Floats:
    least = np.where(fit.weights < tight, fit.weights, 0.0)
    total = 1.0 - float(least.sum())
    if total <= PRESENT:
        return np.zeros(len(noise))
    return _along(_centred(donors) * total, (fit.weights - least) / total, direction * total, noise)


def _along(Z: Floats, origin: Floats, direction: Floats, noise: Floats) -> Floats:
    """Return by how much a direction can be larger than at the origin, over a simplex (B,)."""
    H = ridged(Z.T @ Z)
    radius = np.sqrt((noise**2).sum(axis=1))
    weights = furthest(H, Z, H @ origin + noise @ Z, direction, noise, radius, origin)
    return np.asarray((weights - origin) @ direction)


def _signed(matrix: Floats) -> Floats:
    """Return columns with both signs and one of nothing: absolute weights that sum to one at most are a simplex."""
    return np.concatenate([matrix, -matrix, np.zeros((*matrix.shape[:-1], 1))], axis=-1)


def _lasso(donors: Floats, target: Floats) -> Weights:
    n, weights = donors.shape[1], _least(_signed(donors), target)
    weights = weights[:n] - weights[n : 2 * n]
    return Weights("lasso", weights, 1.0, float((np.abs(weights) > PRESENT).sum()))


def _lasso_reach(fit: Weights, donors: Floats, tight: float, direction: Floats, noise: Floats) -> Floats:
    norm = float(np.abs(fit.weights).sum())
    size = norm if norm > fit.size - tight else fit.size
    up, down = np.maximum(fit.weights, 0.0) / size, np.maximum(-fit.weights, 0.0) / size
    origin = np.concatenate([up, down, [max(1.0 - norm / size, 0.0)]])
    return _along(_signed(donors) * size, origin, _signed(direction) * size, noise)


def _ridge(donors: Floats, target: Floats) -> Weights:
    size, penalty = _ridge_size(donors, target)
    left, spread, right = np.linalg.svd(donors, full_matrices=False)
    goal = left.T @ target

    def weights(log_penalty: float) -> Floats:
        return np.asarray(right.T @ (spread * goal / (spread**2 + np.exp(log_penalty))))

    low, high = (float(np.log(spread[0] ** 2)) + shift for shift in (-40.0, 40.0))
    found = weights(low)
    if np.linalg.norm(found) > size:
        found = weights(float(brentq(lambda x: float(np.linalg.norm(weights(x))) - size, low, high, xtol=1e-12)))
    return Weights("ridge", found, float(size), float((spread**2 / (spread**2 + penalty)).sum()))


def _ridge_size(donors: Floats, target: Floats) -> tuple[float, float]:
    """Return the size Q of the set and the penalty it stands for, that of Hoerl, Kennard and Baldwin (1975).

    By least squares; with about as many donors as periods or more, over those that lasso chooses. Q is the norm of the
    weights with that penalty: the rule of thumb |b| / (1 + penalty), which takes donors to be orthonormal, changes with
    the unit of the outcome.
    """
    periods, n = donors.shape
    if periods <= n + SPARE:
        weights = np.abs(_lasso(donors, target).weights)
        most = max(periods - SPARE, 2)
        donors = donors[:, np.sort(np.argsort(-weights, kind="stable")[: min(most, int((weights > PRESENT).sum()))])]
    left, spread, right = np.linalg.svd(donors, full_matrices=False)
    goal = left.T @ target
    slopes = right.T @ (goal / spread)
    variance = float(((target - donors @ slopes) ** 2).sum()) / max(periods - donors.shape[1], 1)
    penalty = variance * donors.shape[1] / float(slopes @ slopes)
    shrunken = spread * goal / (spread**2 + penalty)
    return max(float(np.linalg.norm(shrunken)), SMALLEST_NORM), penalty


def _ridge_reach(fit: Weights, donors: Floats, tight: float, direction: Floats, noise: Floats) -> Floats:
    """Return the reach where two balls meet: of the fit, and of the weights.

    In the directions that donors vary in, one multiplier of the second ball over that of the first gives the rest in
    closed form; the right one is found by halving.
    """
    norm = float(np.linalg.norm(fit.weights))
    size = norm if norm**2 > fit.size**2 - 2 * norm * tight else fit.size
    _, spread, right = np.linalg.svd(donors, full_matrices=False)
    along, across = right @ direction, direction - right.T @ (right @ direction)
    length = float(np.linalg.norm(across))
    if length <= RANK * float(np.linalg.norm(direction)):  # donors vary in every direction
        length, across = 0.0, np.zeros_like(across)
    goal, unit = np.append(along, length), across / max(length, 1e-300)
    start = np.append(right @ fit.weights, unit @ fit.weights)
    rest = max(norm**2 - float(start @ start), 0.0)  # of the weights: in none of these directions
    return _two_balls(np.append(spread, 0.0), goal, start, size**2 - rest, donors, right, noise)


def _two_balls(
    spread: Floats, goal: Floats, start: Floats, room: float, donors: Floats, right: Floats, noise: Floats
) -> Floats:
    left = (donors @ right.T) / spread[:-1]
    centre = np.column_stack([noise @ left, np.zeros(len(noise))])  # (B, r + 1)
    alone = goal * np.sqrt(room) / np.linalg.norm(goal) - start
    free = ((spread * alone - centre) ** 2).sum(axis=1) <= (centre**2).sum(axis=1)
    return np.where(free, float(alone @ goal), _Balls(spread, goal, start, room, centre).furthest() @ goal)


@dataclass(frozen=True, eq=False)
class _Balls:
    """Two balls that steps x lie in, for many draws: |spread x - centre| <= |centre|, and |x + start|^2 <= room.

    `spread`, `goal` and `start` (r + 1,), `centre` (B, r + 1).
    """

    spread: Floats
    goal: Floats
    start: Floats
    room: float
    centre: Floats

    def furthest(self) -> Floats:
        """Return the steps furthest along the goal (B, r + 1), where the first ball is reached.

        As the multiplier of the second ball grows from nothing, its ratio to that of the first rises with the further
        of two steps, perhaps to where both are one, and falls from there with the nearer. All the while the steps get
        shorter, so that halving finds where they reach the second ball, on one side of the turn or on the other.
        """
        least, most = (np.full(len(self.centre), end) for end in (-WIDE, WIDE))
        short = np.where(self._too_long(least, FURTHER), most, least)
        long, short = self._halved(least, short, FURTHER)
        step, there = self._steps(short, FURTHER)
        _, beyond_turn = self._halved(long, least, NEARER)
        return np.where(there[:, None], step, self._steps(beyond_turn, NEARER)[0])

    def _halved(self, long: Floats, short: Floats, side: float) -> tuple[Floats, Floats]:
        """Return the ratios (logarithms) at which steps stop being too long, from either side (B,)."""
        for _ in range(HALVINGS):
            middle = (long + short) / 2
            too_long = self._too_long(middle, side)
            long, short = np.where(too_long, middle, long), np.where(too_long, short, middle)
        return long, short

    def _too_long(self, ratio: Floats, side: float) -> Bools:
        step, there = self._steps(ratio, side)
        return np.asarray(there & (((step + self.start) ** 2).sum(axis=1) > self.room))

    def _steps(self, ratio: Floats, side: float) -> tuple[Floats, Bools]:
        """Return the steps (B, r + 1) of a ratio of multipliers on the first ball, and whether there are any (B,)."""
        share = np.exp(ratio)[:, None] * self.spread[0] ** 2
        divisor = self.spread**2 + share
        base, move = (self.spread * self.centre - share * self.start) / divisor, self.goal / divisor
        off, turn = self.spread * base - self.centre, self.spread * move
        a, b = (turn**2).sum(axis=1), (off * turn).sum(axis=1)
        root = b**2 - a * ((off**2).sum(axis=1) - (self.centre**2).sum(axis=1))
        length = (side * np.sqrt(np.maximum(root, 0.0)) - b) / a
        return base + length[:, None] * move, (root >= 0.0) & (length >= 0.0)


_FITS = {"simplex": _simplex, "lasso": _lasso, "ridge": _ridge}
_REACHES = {"simplex": _simplex_reach, "lasso": _lasso_reach, "ridge": _ridge_reach}
