"""The names of ways to make classes of figures; `map_classes` makes them."""

from __future__ import annotations

from typing import Literal, get_args

Scheme = Literal["quantile", "equal", "natural"]

SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
"""Every way, the usual one first."""
