"""Minima over weights that are not negative and sum to one, followed while their goal moves along a line.

Weights that minimise w'Hw / 2 - (f + theta g)'w change linearly in theta until one of them reaches zero or another
leaves it: Markowitz's critical line (1956). Following it takes one small solve a change of side, and gives every
minimum on the way exactly. Many lines over one H are followed side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.effects.design.results import Bools, Floats, Ints
from impact.effects.estimators.simplex import simplex_weights

RIDGE = 1e-9  # of the mean diagonal, so that more units than periods have one answer
LOST = 1e-9  # by which a weight is below zero, or the sum off one, by more than rounding
ASTRAY = 1e-6  # a weight so far below zero that no later step can be believed
FLAT = 1e-12  # of the slopes that the line itself has: what is no slope


@dataclass(frozen=True, eq=False)
class _Piece:
    """Weights a + theta d (B, n) on their present supports, up to theta `end` (B,), where unit `turn` (B,) turns.

    `end` is infinite where nothing changes any more.
    """

    constant: Floats
    slope: Floats
    end: Floats
    turn: Ints

    def at(self, theta: Floats) -> Floats:
        """Return the weights at one theta a line (B, n); where nothing changes theta does not matter."""
        finite = np.where(np.isfinite(theta), theta, 0.0)
        return np.asarray(self.constant + finite[:, None] * self.slope)


def ridged(H: Floats) -> Floats:
    """Return H with so small a ridge that the weights stay what they are, but are one answer."""
    return H + RIDGE * float(np.mean(np.diag(H))) * np.eye(len(H))


def _piece(H: Floats, f: Floats, g: Floats, support: Bools, theta: Floats) -> _Piece:
    constant, slope, slack, change = _on_support(H, f, g, support)
    level, moves = np.where(support, constant, slack), np.where(support, slope, change)
    steep = np.abs(g).max(axis=1, keepdims=True)
    scale = np.where(support, steep / np.diag(H).max(), steep)
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(moves < -FLAT * scale, -level / moves, np.inf)
    turn = reached.argmin(axis=1)
    end = np.maximum(reached[np.arange(len(turn)), turn], theta)
    return _Piece(constant, np.where(np.isfinite(end)[:, None], slope, 0.0), end, turn)


def _on_support(H: Floats, f: Floats, g: Floats, support: Bools) -> tuple[Floats, Floats, Floats, Floats]:
    """Return constants and slopes in theta of the weights (B, n), and of what units off the support lack to enter it.

    Products go over the few units on the support: whole matrices would start threads that cost more than they save.
    """
    size = support.sum(axis=1)
    most = int(size.max())
    order = np.argsort(~support, axis=1, kind="stable")[:, :most]
    inside = np.arange(most) < size[:, None]
    rows = H[order] * inside[:, :, None]  # (B, most, n)
    solved = np.linalg.solve(_bordered(rows, order, inside), _goals(f, g, order, inside))
    few = solved[:, :most] * inside[:, :, None]
    few[:, :, 1] *= (size > 1)[:, None]  # one unit alone is the whole sum, and stays so
    weights = np.zeros((*f.shape, 2))
    np.put_along_axis(weights, order[:, :, None], few, axis=1)
    lacking = np.einsum("bmn,bmk->bnk", rows, few) + solved[:, most, None, :]
    return weights[:, :, 0], weights[:, :, 1], lacking[:, :, 0] - f, lacking[:, :, 1] - g


def _bordered(rows: Floats, order: Ints, inside: Bools) -> Floats:
    """Return H on each support with the border of a sum (B, m + 1, m + 1), the identity where a support is smaller."""
    count, most = inside.shape
    system = np.zeros((count, most + 1, most + 1))
    system[:, :most, :most] = np.take_along_axis(rows, order[:, None, :], axis=2) * inside[:, None, :]
    diagonal = np.arange(most)
    system[:, diagonal, diagonal] += ~inside
    system[:, :most, most] = system[:, most, :most] = inside
    return system


def _goals(f: Floats, g: Floats, order: Ints, inside: Bools) -> Floats:
    count, most = inside.shape
    goal = np.zeros((count, most + 1, 2))
    for column, part in enumerate((f, g)):
        goal[:, :most, column] = np.take_along_axis(part, order, axis=1) * inside
    goal[:, most, 0] = 1.0
    return goal


def minima(H: Floats, f: Floats, start: int) -> tuple[Floats, Bools]:
    """Return the minima of w'Hw / 2 - f'w for many goals f (B, n), with their supports (B, n).

    The line leads from a goal of which unit `start` alone is the minimum to each f.
    """
    count, n = f.shape
    first = H[start] + float(np.mean(np.diag(H))) * (np.arange(n) == start)
    origin = np.broadcast_to(first, f.shape)
    support = np.zeros((count, n), dtype=bool)
    support[:, start] = True
    weights, theta, left = np.zeros(f.shape), np.zeros(count), np.arange(count)
    for _ in _steps(n):
        piece = _piece(H, origin[left], (f - first)[left], support[left], theta[left])
        done = piece.end >= 1.0
        weights[left[done]] = piece.at(np.ones(len(left)))[done]
        theta[left] = piece.end
        left, turn = left[~done], piece.turn[~done]
        if not len(left):
            return _feasible(H, f, weights, support)
        support[left, turn] ^= True
    raise _unsettled()


def _feasible(H: Floats, f: Floats, weights: Floats, support: Bools) -> tuple[Floats, Bools]:
    """Return minima and supports; one that the line lost on its way is found by itself.

    With far more units than periods the line passes supports on which H is its ridge alone, and digits go.
    """
    lost = (weights.min(axis=1) < -LOST) | (np.abs(weights.sum(axis=1) - 1) > LOST)
    for row in np.flatnonzero(lost):
        weights[row] = simplex_weights(H, f[row])
        support[row] = weights[row] > LOST
    return weights, support


def furthest(H: Floats, Z: Floats, f: Floats, g: Floats, centre: Floats, radius: Floats, origin: Floats) -> Floats:
    """Return the weights furthest in a direction g of those whose fit Z (w - origin) lies in a ball (B, n).

    Lagrange: they are on the line of minima of w'Hw / 2 - (f + theta g)'w, where it enters the ball on its way from an
    infinite theta, which is the unit that g favours most.

    Parameters
    ----------
    H, f
        w'Hw / 2 - f'w (B, n) is the square of the distance to the centre of each ball, up to a constant.
    g
        The direction (n,).
    Z, origin
        Donors by period (T, n), and the weights (n,) that the fit is measured from.
    centre, radius
        Of the balls, in periods (B, T) and (B,).
    """
    count, n = f.shape
    goal = np.broadcast_to(-g, f.shape)
    support = np.zeros((count, n), dtype=bool)
    support[:, int(g.argmax())] = True
    theta, left, found = np.full(count, -np.inf), np.arange(count), np.zeros(f.shape)
    for _ in _steps(n):
        piece = _piece(H, f[left], goal[left], support[left], theta[left])
        end = np.minimum(piece.end, 0.0)
        here, there = piece.at(theta[left]), piece.at(end)
        share = _entrance(_fit(Z, here - origin) - centre[left], _fit(Z, there - here), radius[left])
        done = np.isfinite(share) | (end == 0.0)
        found[left[done]] = (here + np.minimum(share, 1.0)[:, None] * (there - here))[done]
        theta[left] = end
        left, turn = left[~done], piece.turn[~done]
        if not len(left):
            if found.min() < -ASTRAY:  # far more units than periods: no digits are left to say where the furthest lie
                raise _unsettled()
            return found
        support[left, turn] ^= True
    raise _unsettled()


def _fit(Z: Floats, weights: Floats) -> Floats:
    return np.asarray(np.einsum("bn,tn->bt", weights, Z))


def _entrance(from_centre: Floats, step: Floats, radius: Floats) -> Floats:
    """Return the share of a step (B, T) after which it is in the ball (B,), infinite where it ends outside.

    On a line of minima the distance to the centre only falls: a step that enters the ball ends in it.
    """
    square, cross = (step**2).sum(axis=1), -(from_centre * step).sum(axis=1)
    outside, still = ((point**2).sum(axis=1) - radius**2 for point in (from_centre, from_centre + step))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (cross - np.sqrt(np.maximum(cross**2 - square * outside, 0.0))) / square
    share = np.where(outside <= 0.0, 0.0, np.clip(np.nan_to_num(share, nan=1.0), 0.0, 1.0))
    return np.where(np.minimum(outside, still) <= 0.0, share, np.inf)


def path(H: Floats, f: Floats, g: Floats, start: int) -> tuple[Floats, Floats]:
    """Return the thetas (K,) at which the minima of w'Hw / 2 - (f + theta g)'w change direction, and weights (K, n).

    Theta runs over all numbers; before the first and after the last of these the weights stay what they are.

    Raises
    ------
    ArithmeticError
        No digits are left to say where the weights turn, as with far more units than periods.
    """
    weights, support = minima(H, f[None], start)
    up, down = (_half(H, f, sign * g, support) for sign in (1.0, -1.0))
    thetas = np.concatenate([-down[0][::-1], [0.0], up[0]])
    along = np.concatenate([down[1][::-1], weights, up[1]])
    if along.min() < -ASTRAY:
        raise _unsettled()
    return thetas, along


def _half(H: Floats, f: Floats, g: Floats, support: Bools) -> tuple[Floats, Floats]:
    support, theta = support.copy(), np.zeros(1)
    thetas: list[float] = []
    weights: list[Floats] = []
    for _ in _steps(len(f)):
        piece = _piece(H, f[None], g[None], support, theta)
        if not np.isfinite(piece.end[0]):
            return np.array(thetas), np.array(weights).reshape(len(thetas), len(f))
        theta = piece.end
        thetas.append(float(theta[0]))
        weights.append(piece.at(theta)[0])
        support[0, piece.turn[0]] ^= True
    raise _unsettled()


def _unsettled() -> ArithmeticError:
    return ArithmeticError("The simplex weights keep changing sides; the outcomes are numerically degenerate.")


def _steps(n: int) -> range:
    return range(50 * n + 200)
