"""What is wrong with a table: diagnosed and reported, never repaired.

Balance (uses equal output in every sector, rows equal the printed totals), signs, idle sectors, productivity of the
system (spectral radius below one), conditioning, and the two slips that spoil tables most often: a matrix the wrong way
round and a row or column in another unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.solve import spectral_radius

if TYPE_CHECKING:
    from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]


class Check(NamedTuple):
    """One check: what, where, the value found, the value tolerated, and whether it passed."""

    check: str
    where: str
    value: float
    tolerance: float
    passed: bool


def checks(table: IOTable) -> pd.DataFrame:
    """Return every check on a table as a frame `check where value tolerance passed`, worst place named."""
    rows = [*_balance(table), *_signs(table), *_activity(table), *_system(table), *_slips(table)]
    return pd.DataFrame(rows, columns=list(Check._fields))


def require_numbers(frames: Mapping[str, pd.DataFrame]) -> None:
    """Raise ValueError, naming the first cells, where a frame holds something other than a finite number."""
    for name, frame in frames.items():
        try:
            finite = np.isfinite(frame.to_numpy(dtype=float))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name} holds something that is not a number: {error}") from error
        if not finite.all():
            i, j = np.argwhere(~finite)[0]
            raise ValueError(
                f"{name}: {(~finite).sum()} cells are missing or infinite, first ({frame.index[i]}, "
                f"{frame.columns[j]}); a missing cell is a question, not a zero"
            )


def require_balance(table: IOTable) -> None:
    """Raise ValueError with the diagnosis when uses differ from output by more than the table's tolerance."""
    if np.isinf(table.tolerance):
        return
    gaps = _gap(table)
    share = np.abs(gaps) / _scale(table)
    if share.size == 0 or share.max() <= table.tolerance:
        return
    worst = int(share.argmax())
    hint = next((f"{c.check} at {c.where}" for c in _slips(table) if not c.passed), _NO_HINT)
    raise ValueError(
        f"{table.year} {table.source}: uses differ from output in {_name(table, worst)} (gap {share[worst]:.1%}, "
        f"{gaps[worst]:,.1f} {table.unit}), and in {(share > table.tolerance).sum()} of {len(share)} sectors. {hint}"
    )


_NO_HINT = (
    "Was the margin row left in? A table printed in rounded units can miss by a unit or two a cell: say how much with "
    "tolerance="
)


def _scale(table: IOTable) -> Array:
    """Return what a gap is measured against, (n,): output, and in tiny sectors a millionth of the whole table's.

    The floor is what rounding leaves, in whatever unit the table is.
    """
    output = np.abs(table.output.to_numpy(dtype=float))
    return np.maximum(output, max(1e-6 * float(output.sum()), np.finfo(float).tiny))


def _gap(table: IOTable) -> Array:
    used = table.transactions.to_numpy(float).sum(axis=0) + table.primary_inputs.to_numpy(float).sum(axis=0)
    return np.asarray(used - table.output.to_numpy(), dtype=float)


def _name(table: IOTable, position: int) -> str:
    return listed(table.labels[position : position + 1])


def _worst(table: IOTable, check: str, values: Array, tolerance: float) -> Check:
    worst = int(np.argmax(values)) if values.size else 0
    value = float(values[worst]) if values.size else 0.0
    return Check(check, _name(table, worst), value, tolerance, value <= tolerance)


def _balance(table: IOTable) -> Iterator[Check]:
    scale = _scale(table)
    tolerance = table.tolerance if np.isfinite(table.tolerance) else 1e-3
    yield _worst(table, "uses equal output", np.abs(_gap(table)) / scale, tolerance)
    if table.printed_output is not None:
        printed = np.abs(table.output.to_numpy() - table.printed_output.to_numpy(float))
        yield _worst(table, "row equals printed output", printed / scale, tolerance)
    income = float(table.primary_inputs.to_numpy(float).sum())
    demand = float(table.final_demand.to_numpy(float).sum())
    apart = abs(income - demand) / max(abs(demand), float(scale.min(initial=1.0)))
    yield Check("primary inputs equal final demand", "all sectors", apart, tolerance, apart <= tolerance)


def _signs(table: IOTable) -> Iterator[Check]:
    Z = table.transactions.to_numpy(float)
    negative = int((Z < 0).sum())
    where = "none"
    if negative:
        i, j = np.unravel_index(Z.argmin(), Z.shape)
        where = f"{_name(table, int(i))} to {_name(table, int(j))}"
    yield Check("negative transactions", where, float(negative), 0.0, negative == 0)
    short = table.output.to_numpy() < 0
    yield Check("negative output", listed(table.labels[short]) or "none", float(short.sum()), 0.0, not short.any())


def _activity(table: IOTable) -> Iterator[Check]:
    Z, x = table.transactions.to_numpy(float), table.output.to_numpy()
    buys, sells, active = (Z != 0).any(axis=0), (Z != 0).any(axis=1), x != 0
    for check, found in (
        ("sectors without output", ~active),
        ("sectors that buy nothing", active & ~buys),
        ("sectors that sell nothing to sectors", active & ~sells),
        ("inputs without output", ~active & buys),
    ):
        # An idle sector is a fact, not an error; inputs without output are an error.
        passed = check != "inputs without output" or not found.any()
        yield Check(check, listed(table.labels[found]) or "none", float(found.sum()), float(found.size), passed)


def _system(table: IOTable) -> Iterator[Check]:
    radius = spectral_radius(table.transactions.to_numpy(float), table.output.to_numpy())
    yield Check("spectral radius of the coefficients", "all sectors", radius, 1.0, radius < 1)
    gain = 1.0 / max(1.0 - radius, np.finfo(float).tiny)
    yield Check("largest amplification of an error in demand", "all sectors", gain, 1e6, radius < 1 and gain <= 1e6)


def _slips(table: IOTable) -> Iterator[Check]:
    yield _orientation(table)
    yield from _unit_slips(table)


def _orientation(table: IOTable) -> Check:
    Z, v = table.transactions.to_numpy(float), table.primary_inputs.to_numpy(float).sum(axis=0)
    f = table.final_demand.to_numpy(float).sum(axis=1)
    as_given = np.abs(Z.sum(axis=0) + v - Z.sum(axis=1) - f).sum()
    turned = np.abs(Z.sum(axis=1) + v - Z.sum(axis=0) - f).sum()
    # Turning the matrix round must explain the gap, not merely change it.
    passed = not (turned < 0.01 * as_given)
    return Check("transactions may be transposed", "all sectors", float(as_given), float(turned), passed)


def _unit_slips(table: IOTable, factor: float = 1000.0) -> Iterator[Check]:
    """Find the line that closes the table when it is left out, and those that do when taken times a thousand or so.

    A line too many also nearly closes the table times 0.001, and a line a thousand times too large when left out: what
    closes it best is named.
    """
    gap, total = _gap(table), float(np.abs(table.output.to_numpy()).sum())
    apart = float(np.abs(gap).sum())
    extra: list[str] = []
    slips: list[str] = []
    if apart > 1e-3 * total:
        for name, part in _parts_of_the_gap(table):
            left = {scale: float(np.abs(gap + (scale - 1) * part).sum()) for scale in (0.0, factor, 1 / factor)}
            best = min(left, key=lambda scale: left[scale])
            if left[best] < 0.01 * apart:
                (slips if best else extra).append(f"{name} (times {best:g} closes the table)" if best else name)
    where = f"{'; '.join(extra)} (leaving it out closes the table: a total of other lines? Name it in leave_out=)"
    yield Check("a line too many", where if extra else "none", float(len(extra)), 0.0, not extra)
    yield Check("unit slip of a thousand", "; ".join(slips) or "none", float(len(slips)), 0.0, not slips)


def _parts_of_the_gap(table: IOTable) -> Iterator[tuple[str, Array]]:
    """Yield what each row or column adds to uses less output, (n,): inputs raise uses, deliveries raise output."""
    Z = table.transactions.to_numpy(float)
    for column in table.final_demand.columns:
        yield f"final demand {listed([column])}", -table.final_demand[column].to_numpy(float)
    for row in table.primary_inputs.index:
        yield f"primary inputs {listed([row])}", table.primary_inputs.loc[row].to_numpy(float)
    for k, label in enumerate(table.labels):
        own = np.arange(len(Z)) == k
        yield f"purchases of {listed([label])}", own * Z[:, k].sum() - Z[:, k]
        yield f"deliveries of {listed([label])}", Z[k] - own * Z[k].sum()
