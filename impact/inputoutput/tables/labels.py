"""Labels must agree in content and order: a sum over the wrong sector is the commonest silent error in this field."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np
import pandas as pd


def same_labels(one: pd.Index, other: pd.Index, what: str) -> None:
    """Raise ValueError, naming the odd labels, unless both indexes hold the same labels in the same order."""
    if one.equals(other):
        return
    odd = one.symmetric_difference(other)
    detail = f"{listed(odd)} in one of them only" if len(odd) else "the same labels, in another order"
    raise ValueError(f"{what} have different labels: {detail}")


def require_finite(values: pd.DataFrame, what: str) -> None:
    """Raise ValueError, naming the first cells, where a frame holds something that is no finite number."""
    wrong = ~np.isfinite(values.to_numpy(dtype=float))
    if wrong.any():
        cells = [(values.index[i], values.columns[j]) for i, j in np.argwhere(wrong)]
        raise ValueError(f"{what}: no number at {_places(cells)}; give 0 where there is none")


def _places(cells: list[tuple[object, object]], most: int = 3) -> str:
    shown = ", ".join(f"({_name(row)}, {_name(column)})" for row, column in cells[:most])
    return shown if len(cells) <= most else f"{shown} and {len(cells) - most} more"


def listed(labels: Iterable[object], most: int = 5) -> str:
    """Return the first labels as text, and how many more there are."""
    names = list(labels)
    shown = ", ".join(_name(n) for n in islice(names, most))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _name(label: object) -> str:
    return " ".join(map(str, label)) if isinstance(label, tuple) else str(label)
