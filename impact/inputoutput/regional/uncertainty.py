"""How sure a regional multiplier is: drawn over delta, method, year of the table, coefficients and jobs per euro.

Nobody measured the region's purchases; the quotients estimate them. What can be said is how far the multiplier moves
with everything the estimate rests on. Delta, method and year are drawn as everything is that scenarios assume, by the
stream of a name and the shapes of `impact.draws`; errors of coefficients, millions of them, come from one generator a
block. Draws come in fixed blocks, so that the same seed gives the same figures whatever the number of draws, and blocks
fit the processor's cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.draws.shapes import Distribution, Triangle, Uniform
from impact.draws.streams import BLOCK, number_of, uniform
from impact.errors import suggestion
from impact.inputoutput.model.coefficients import technical_coefficients
from impact.inputoutput.model.multipliers import Kind, intensity_of
from impact.inputoutput.model.stages import require_circuit
from impact.inputoutput.regional.quotients import (
    Method,
    check_method,
    flq_lambda,
    limited,
    quotients_before_size,
    scaled_coefficients,
    slq,
    specialisation,
)
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]
Range = float | tuple[float, float] | tuple[float, float, float] | Distribution

_DELTA, _METHOD, _YEAR, _ERRORS = (("multipliers", what) for what in ("delta", "method", "year", "errors"))
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}


@dataclass(frozen=True, eq=False)
class MultiplierDraws:
    """Drawn regional multipliers.

    `multipliers` is (draws, sectors), satellite per euro of final demand for the region's own products (type as asked);
    `drawn` has one row a draw with what it was computed from: `delta method year`.
    """

    multipliers: pd.DataFrame
    drawn: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return `mean p05 p25 p50 p75 p95` of each sector's multiplier, (sectors, 6)."""
        quantiles = self.multipliers.quantile(list(QUANTILES.values())).T.set_axis(list(QUANTILES), axis=1)
        quantiles.insert(0, "mean", self.multipliers.mean())
        return quantiles

    def variance_shares(self) -> pd.DataFrame:
        """Return the share of each sector's variance that goes with delta, method and year; the rest is `other`.

        First-order shares: the variance of the mean given the factor, delta in twenty classes, less what classes take
        by chance. They want some hundreds of draws.
        """
        classes = {"method": self.drawn["method"], "year": self.drawn["year"]}
        if self.drawn["delta"].max() > self.drawn["delta"].min():
            classes["delta"] = pd.qcut(self.drawn["delta"], 20, labels=False, duplicates="drop")
        spread = self.multipliers.var(ddof=0)
        shares = pd.DataFrame({name: self._explained(of, spread) / spread for name, of in classes.items()})
        return shares.assign(other=(1.0 - shares.sum(axis=1)).clip(lower=0.0))

    def _explained(self, classes: pd.Series[Any], spread: pd.Series[float]) -> pd.Series[float]:
        means = self.multipliers.groupby(classes.to_numpy()).mean()
        weights = classes.value_counts(normalize=True).reindex(means.index).to_numpy()
        centred = means - self.multipliers.mean()
        between = (centred**2).mul(weights, axis=0).sum()
        # k - 1 of the differences between k classes come with the draws, each of the size of the rest per draw.
        chance = (len(means) - 1) / max(len(classes) - len(means), 1)
        return (between - chance * (spread - between)).clip(lower=0.0)


def regional_multipliers(
    tables: IOTable | Sequence[IOTable],
    regional: pd.Series[float],
    national: pd.Series[float],
    *,
    delta: Range | None,
    methods: Method | Sequence[Method] = ("flq",),
    satellite: str | pd.Series[float] | None = None,
    kind: Kind = "type1",
    wages: str | pd.Series[float] = "compensation",
    households: pd.Series[float] | None = None,
    coefficient_error: float = 0.0,
    satellite_error: float = 0.0,
    draws: int = 1000,
    seed: int = 0,
) -> MultiplierDraws:
    """Return multipliers of a region drawn over all that they rest on.

    A sector without activity in the region has no multiplier there: NaN.

    Parameters
    ----------
    tables
        National tables of one or several years, drawn with equal chance.
    regional, national
        Activity by sector, as in `location_quotients`.
    delta
        A number, (low, high) for a uniform, (low, likeliest, high) for a triangular distribution, or one of the
        distributions of `impact.draws.shapes`; used by `flq` and `aflq`, None where neither is drawn.
    methods
        One, or several that are drawn with equal chance.
    satellite, kind
        As in `multipliers`.
    wages, households
        The closure of type II: income earned per sector, and purchases from domestic sectors per euro of household
        income. Households buy in the region what the quotient of the seller allows, min(SLQ_i lambda, 1).
    coefficient_error, satellite_error
        Relative standard deviation of each coefficient (uniform around 1, up to 0.5), and of each satellite per euro of
        output (lognormal, mean 1). A multiplier sums over so many coefficients that their distribution hardly shows.
    draws
        Number of draws.
    seed
        The same seed gives the same draws.

    Raises
    ------
    ValueError
        Labels differ, a table has imports in its cells, a range is not in order or outside [0, 1), an error is
        negative, an unknown kind or method, type II without households, or drawn coefficients of a sector add up to a
        euro or more.
    """
    tables = [tables] if isinstance(tables, IOTable) else list(tables)
    methods = [methods] if isinstance(methods, str) else list(methods)
    ranged = _range(0.0 if delta is None else delta)
    highest = None if delta is None else ranged.high
    _check(tables, regional, methods, highest, kind, households, (coefficient_error, satellite_error), draws)
    simple = slq(regional, national).to_numpy(dtype=float)
    A = [technical_coefficients(t).to_numpy(dtype=float) for t in tables]
    closed = kind == "type2" and households is not None
    basis = _Basis(
        share=float(regional.sum() / national.sum()),
        simple=simple,
        turned=np.stack([-a.T for a in A]),
        quotients=np.stack([[limited(quotients_before_size(simple, m), a, simple).T for m in methods] for a in A]),
        raised=np.stack([specialisation(simple, m) for m in methods]),
        sized=np.isin(np.array(methods), ("flq", "aflq")),
        intensity=np.stack([intensity_of(t, satellite) for t in tables]),
        wages=np.stack([intensity_of(t, wages) for t in tables]) if closed else None,
        spending=households.to_numpy(dtype=float) if closed and households is not None else None,
        errors=(coefficient_error, satellite_error),
    )
    # Solving and drawing release the interpreter's lock: threads share the blocks, each with a seed of its own.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        blocks = list(pool.map(lambda block: _drawn_block(basis, ranged, block, seed), _blocks(draws)))
    values, drawn = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    values[:, (regional == 0).to_numpy()] = np.nan
    return _named(values, drawn, tables, methods, regional.index)


@dataclass(frozen=True, eq=False)
class _Basis:
    """What every draw starts from, T tables and M methods.

    Systems are (I - A') of every draw. `turned` (T, n, n) is -A' and `quotients` (T, M, n, n) is turned round too, so
    that a system is made in the order it is solved in and never copied.
    """

    share: float
    simple: Array
    turned: Array
    quotients: Array
    raised: Array
    sized: NDArray[np.bool_]
    intensity: Array
    wages: Array | None
    spending: Array | None
    errors: tuple[float, float]

    @cached_property
    def inputs(self) -> Array:
        """The most that a sector's given coefficients can add up to, (n,)."""
        return np.asarray(-self.turned.sum(axis=-1).max(axis=0) * np.maximum(self.raised.max(axis=0), 1.0))


def _drawn_block(basis: _Basis, ranged: Distribution, block: range, seed: int) -> tuple[Array, Array]:
    """Return multipliers (size, n) and what they were drawn from (size, 3): delta, method, table."""
    first, size = block.start, len(block)
    rng = np.random.Generator(np.random.SFC64([seed, number_of(_ERRORS), first // BLOCK]))
    deltas = ranged.quantiles(uniform(_DELTA, size, seed, first))
    tables, methods = basis.quotients.shape[:2]
    which, year = (
        (uniform(name, size, seed, first) * count).astype(np.int64)
        for name, count in ((_METHOD, methods), (_YEAR, tables))
    )
    lam = np.where(basis.sized[which], flq_lambda(basis.share, deltas), 1.0)
    system = _systems(basis, year, which, lam)
    if basis.errors[0]:
        system *= _uniform(rng, basis.errors[0], system.shape)
        _require_productive(system, basis)
    diagonal = np.arange(system.shape[-1])
    system[:, diagonal, diagonal] += 1.0
    intensity = basis.intensity[year]
    if basis.errors[1]:
        intensity = intensity * _lognormal(rng, basis.errors[1], intensity.shape)
    wages, spent = None, None
    if basis.wages is not None and basis.spending is not None:
        at_home = np.minimum(np.nan_to_num(basis.simple) * lam[:, None], 1.0)
        wages, spent = basis.wages[year], basis.spending * at_home
    return drawn_multipliers(system, intensity, wages, spent), np.column_stack([deltas, which, year])


def _require_productive(system: Array, basis: _Basis) -> None:
    """Raise ValueError where drawn coefficients of a sector, rows of -A', add up to a euro, and those given do not."""
    n = system.shape[-1]
    inputs = (system.reshape(-1, n) @ np.full(n, -1.0)).reshape(-1, n)  # in a third of the time of a sum
    over = (inputs >= 1.0) & (basis.inputs < 1.0)
    if over.any():
        raise ValueError(
            f"drawn inputs of sector {int(over.any(axis=0).argmax()) + 1} add up to a euro or more per euro of output; "
            "make coefficient_error smaller"
        )


def _systems(basis: _Basis, year: NDArray[np.int64], which: NDArray[np.int64], lam: Array) -> Array:
    """Return -A' of each draw; one table and one method need no copy for every draw."""
    single = basis.quotients.shape[:2] == (1, 1)
    coefficients = basis.turned[0] if single else basis.turned[year]
    system = scaled_coefficients(coefficients, basis.quotients[0, 0] if single else basis.quotients[year, which], lam)
    if basis.raised.max() > 1:
        system *= basis.raised[which][:, :, None]
    return system


def drawn_multipliers(system: Array, intensity: Array, wages: Array | None, consumption: Array | None) -> Array:
    """Return multipliers (draws, n) for systems I - A' (draws, n, n) and intensities (draws, n), by one batched solve.

    With wages (draws, n) and consumption (draws, n) households are in the circuit (type II).
    """
    columns = [intensity] if wages is None else [intensity, wages]
    solved = np.linalg.solve(system, np.stack(columns, axis=-1))
    simple = solved[..., 0]
    if wages is None or consumption is None:
        return np.asarray(simple)
    income = solved[..., 1]
    respent = (income * consumption).sum(axis=-1)
    require_circuit(respent[:, None, None])
    asked = (simple * consumption).sum(axis=-1) / (1.0 - respent)
    return np.asarray(simple + income * asked[:, None])


def _blocks(draws: int) -> Iterator[range]:
    return (range(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK))


def _range(delta: Range) -> Distribution:
    given = tuple(delta) if isinstance(delta, Sequence) else (delta,)
    expected = "expected a number, (low, high) or (low, likeliest, high) within 0 to 1"
    found = _distribution(*given) if 1 <= len(given) <= 3 else None
    in_order = list(given) == sorted(given) if len(given) > 1 else True
    if found is None or not (in_order and found.low >= 0 and found.high < 1):
        raise ValueError(f"delta is {given if given else 'empty'}; {expected}")
    return found


def _distribution(*given: float | Distribution) -> Distribution:
    if len(given) == 1 and not isinstance(given[0], float | int):
        return given[0]
    low, *likeliest, high = (float(value) for value in (given if len(given) > 1 else given * 2))  # type: ignore[arg-type]
    return Triangle(low, likeliest[0], high) if likeliest else Uniform(low, high)


def _uniform(rng: np.random.Generator, relative: float, shape: tuple[int, ...]) -> Array:
    """Return factors, uniform around 1 with the given standard deviation, in 65,536 steps.

    Four steps come out of every random word: drawing is most of what these draws cost beside solving.
    """
    count = int(np.prod(shape))
    words = rng.integers(0, 2**64, size=-(-count // 4), dtype=np.uint64)
    steps = words.view(np.uint16)[:count].reshape(shape)
    reach = np.sqrt(3.0) * relative
    factors = steps * np.float32(2.0 * reach / 65535.0)
    factors += np.float32(1.0 - reach)
    return factors


def _lognormal(rng: np.random.Generator, relative: float, shape: tuple[int, ...]) -> Array:
    """Return lognormal factors of mean one and the given relative standard deviation."""
    sigma = np.sqrt(np.log1p(relative**2))
    return np.asarray(np.exp(sigma * rng.standard_normal(shape) - sigma**2 / 2))


def _check(
    tables: Sequence[IOTable],
    regional: pd.Series[float],
    methods: Sequence[Method],
    delta: float | None,
    kind: str,
    households: pd.Series[float] | None,
    errors: tuple[float, float],
    draws: int,
) -> None:
    if kind not in get_args(Kind):
        raise ValueError(f"kind {kind!r} is unknown. {suggestion(kind, get_args(Kind))}")
    for table in tables:
        table.require_domestic("multipliers of a region")
        same_labels(table.labels, regional.index, f"the table of {table.year} and regional activity")
    for method in methods:
        check_method(method, delta if method in ("flq", "aflq") else None)
    if not tables or not methods or draws < 1 or min(errors) < 0 or errors[0] > 0.5:
        raise ValueError(
            f"{len(tables)} tables, {len(methods)} methods, {draws} draws, errors {listed(errors)}: "
            "give at least one of each, errors of 0 or more and of coefficients at most 0.5"
        )
    if kind == "type2" and households is None:
        raise ValueError("type2 needs households: purchases from domestic sectors per euro of household income")
    if households is not None:
        same_labels(regional.index, households.index, "regional activity and households")


def _named(
    values: Array, drawn: Array, tables: Sequence[IOTable], methods: Sequence[str], labels: pd.Index
) -> MultiplierDraws:
    if np.isinf(values).any():
        raise ValueError("a drawn system has no solution; make coefficient_error smaller")
    sources = pd.DataFrame(
        {
            "delta": drawn[:, 0],
            "method": np.array(methods)[drawn[:, 1].astype(int)],
            "year": np.array([t.year for t in tables])[drawn[:, 2].astype(int)],
        }
    )
    return MultiplierDraws(pd.DataFrame(values, columns=labels), sources)
