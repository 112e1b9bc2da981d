"""Luck: numbers from 0 to 1, by name, the same on every machine for the same seed.

`random` gives each name a stream of its own, made from the seed, the name and the number of the block of draws. Adding
a name leaves the numbers of the others alone, and the first draws of many are those of few.

`sobol` gives each name a dimension of its own of one scrambled Sobol sequence (Owen 1998, by `scipy.stats.qmc`): the
draws fill the space evenly, so that means and quantiles of a smooth outcome settle with fewer of them. Its balance
holds at powers of two. The lowest dimensions, which are the most even together, go to names that are known beforehand,
in an order that never changes; any other name has its dimension by its text, and where two of those meet, the later one
in the alphabet takes another. So a name that is added moves another one only where they meet: one in twenty when
there are thirty.

Each block of draws can be made by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Name = tuple[str, ...]
"""What a number is drawn for: `("spending", "housing", "amount")`. A part may hold a dot."""

Sampling = Literal["random", "sobol"]
SAMPLINGS: tuple[Sampling, ...] = get_args(Sampling)

BLOCK = 250
DIMENSIONS = 320
"""Of the Sobol sequence: so many that names seldom meet, so few that any two are even together with 1,000 draws."""
KNOWN = 48
"""How many of them, the lowest, are for names that are known beforehand."""


def number_of(name: Name) -> int:
    """Return the number of a name: another one for another name, as good as always.

    Parameters
    ----------
    name
        Its parts are never told apart again.
    """
    return crc32(".".join(name).encode())


def by_block(
    name: Name, count: int, seed: int, some: Callable[[np.random.Generator, int], Array], first: int = 0
) -> Array:
    """Return random numbers of any kind by the stream of a name, in blocks of `BLOCK`.

    Parameters
    ----------
    name
        The name.
    count
        How many draws.
    seed
        The same one gives the same numbers.
    some
        Returns so many numbers of a generator.
    first
        From which draw on, a multiple of `BLOCK`.
    """
    _check_first(first)
    before, stream = first // BLOCK, number_of(name)
    blocks = [
        some(np.random.default_rng([seed, stream, before + block]), min(BLOCK, count - block * BLOCK))
        for block in range(-(-count // BLOCK))
    ]
    return np.concatenate(blocks)


def uniform(name: Name, count: int, seed: int, first: int = 0) -> Array:
    """Return random numbers from 0 to 1 by the stream of a name, shape (count,).

    Parameters
    ----------
    name, count, seed, first
        As in `by_block`.
    """
    return by_block(name, count, seed, lambda luck, size: luck.random(size), first)


def uniforms(
    names: Iterable[Name],
    count: int,
    seed: int,
    sampling: Sampling = "random",
    *,
    known: Sequence[Name] = (),
    among: Iterable[Name] = (),
    first: int = 0,
) -> dict[Name, Array]:
    """Return numbers from 0 to 1 of each name, each (count,), independent of each other.

    Parameters
    ----------
    names
        For what.
    count
        How many draws.
    seed
        The same one gives the same numbers.
    sampling
        By streams of their own, or by one Sobol sequence.
    known
        Names with the lowest dimensions, in this order, drawn or not.
    among
        All names that have a dimension of the same sequence; those asked for are among them anyway.
    first
        From which draw on, a multiple of `BLOCK`.
    """
    names = list(names)
    if sampling == "random":
        return {name: uniform(name, count, seed, first) for name in names}
    places = dimensions([*among, *names], known)
    found = _sequence(count, seed, first, [places[name] for name in names])
    return dict(zip(names, found, strict=True))


def dimensions(names: Iterable[Name], known: Sequence[Name] = ()) -> dict[Name, int]:
    """Return the dimension of each name, from 0 to `DIMENSIONS` - 1, no two the same.

    Parameters
    ----------
    names
        In any order; a name counts once.
    known
        Names with the lowest dimensions, in this order, `KNOWN` at most.

    Raises
    ------
    ValueError
        More names than there are dimensions.
    """
    found = {name: place for place, name in enumerate(known)}
    others = sorted({*names} - found.keys())
    if len(known) > KNOWN or len(others) > DIMENSIONS - KNOWN:
        room = f"{KNOWN} dimensions for known names and {DIMENSIONS - KNOWN:,} for others"
        raise ValueError(f"{len(known):,} known names and {len(others):,} others; there are {room}")
    taken: set[int] = set()
    for name in others:
        place = next(place for place in _places(name) if place not in taken)
        taken.add(place)
        found[name] = place
    return found


def _places(name: Name) -> Iterator[int]:
    """Yield the dimensions that a name would have, by its text, the first one first; every one comes at last."""
    again = count()
    while True:
        yield KNOWN + number_of((*name, *[""] * next(again))) % (DIMENSIONS - KNOWN)


def _sequence(count: int, seed: int, first: int, places: list[int]) -> Array:
    """Return some dimensions of the scrambled sequence, (dimensions, count), made block by block: all would not fit."""
    from scipy.stats import qmc

    _check_first(first)
    engine = qmc.Sobol(DIMENSIONS, scramble=True, rng=np.random.default_rng([seed, number_of(("sobol",))]))
    if first:
        engine.fast_forward(first)
    found = np.empty((len(places), count))
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        found[:, start:stop] = _points(engine, stop - start)[:, places].T
    return found


def _points(engine: Any, size: int) -> Array:
    import warnings

    with warnings.catch_warnings():  # whoever asks has seen to the power of two; a block of it need not be one
        warnings.filterwarnings("ignore", message="The balance properties of Sobol", category=UserWarning)
        found: Array = engine.random(size)
    return found


def sampling_called(name: str) -> Sampling | None:
    """Return the way of drawing of a name, None where there is none.

    Parameters
    ----------
    name
        As a user writes it.
    """
    return next((known for known in SAMPLINGS if known == name), None)


def powers_around(count: int) -> tuple[int, int]:
    """Return the powers of two nearest to a number from 1 on, below and above; the number twice where it is one.

    Parameters
    ----------
    count
        1 or more.
    """
    below = 1 << (count.bit_length() - 1)
    return below, below if below == count else 2 * below


def _check_first(first: int) -> None:
    if first % BLOCK:
        raise ValueError(f"draws from {first:,} on: blocks start at multiples of {BLOCK}")
