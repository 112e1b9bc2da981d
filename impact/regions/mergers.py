"""Municipal mergers: counts of former municipalities on today's boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from impact.errors import InputError, Problem
from impact.regions.codes import concordance, names

if TYPE_CHECKING:
    import pandas as pd

Shares = Mapping[str, Mapping[str, float]]
_WEAKEST = ("suppressed", "unknown", "not collected", "break", "definition differs", "estimated", "provisional", "")
_RATE_MARKS = ("%", "per ", "/", "percent", "point", "ratio", "share", "index", "_hab", "average", "mean")


def harmonise(
    frame: pd.DataFrame,
    to_year: int,
    *,
    kind: Literal["count", "rate"] | None = None,
    shares: Shares | None = None,
) -> pd.DataFrame:
    """Return municipal counts on the boundaries of `to_year`: rows of merged municipalities are summed.

    Parameters
    ----------
    frame : DataFrame
        Columns `region` (GM codes), `year`, `value`, perhaps `unit` and `status`; all other columns are keys.
    to_year : int
        The year whose municipalities the result has, 2015-2026.
    kind : {"count", "rate"}, optional
        Needed when the frame has no `unit`. Rates do not add up and are refused, by this word or by a unit such as "%".
    shares : mapping, optional
        For a municipality that was divided: `{"GM0053": {"GM1966": 0.6, "GM1969": 0.4}}`, stated by the user.

    Raises
    ------
    InputError
        A rate; a code whose history is not known; a merger with a part missing; a divided municipality without shares.
    """
    _check_counts(frame, kind)
    moved = _moved(frame, to_year, shares or {})
    keys = [c for c in moved.columns if c not in {"value", "status", "former"}]
    _check_parts(moved, keys, to_year)
    grouped = moved.groupby(keys, sort=False, dropna=False)
    summed = grouped["value"].sum(skipna=False).reset_index()
    if "status" in frame:
        summed["status"] = grouped["status"].agg(lambda found: min(found, key=_WEAKEST.index)).to_numpy()
    return summed[list(frame.columns)]


def _check_counts(frame: pd.DataFrame, kind: str | None) -> None:
    if missing := {"region", "year", "value"} - set(frame.columns):
        raise ValueError(f"harmonise needs the columns region, year and value; found no {', '.join(sorted(missing))}.")
    if kind is None and "unit" not in frame:
        raise ValueError("Are these counts or rates? The frame has no unit: pass kind='count' to have them summed.")
    units = list(frame["unit"].unique()) if "unit" in frame else []
    rates = [u for u in units if any(mark in u.lower() for mark in _RATE_MARKS)]
    if kind == "rate" or rates:
        todo = "Harmonise the counts it is made of and divide afterwards."
        expected = "a count: rates do not add up over a merger"
        raise InputError(Problem("panel", "unit", ", ".join(rates) or "a rate", expected, todo))


def _moved(frame: pd.DataFrame, to_year: int, shares: Shares) -> pd.DataFrame:
    import pandas as pd

    if (late := frame.loc[frame["year"] > to_year, "year"]).size:
        expected = f"years up to {to_year}: a merger cannot be undone"
        raise InputError(Problem("panel", "year", str(late.max()), expected, "Harmonise to a later year."))
    cells = frame[["region", "year"]].drop_duplicates().itertuples(index=False, name=None)
    moves = [(old, year, new, w) for old, year in cells for new, w in _successors(old, year, to_year, shares).items()]
    steps = pd.DataFrame(moves, columns=["former", "year", "region", "weight"])
    moved = frame.rename(columns={"region": "former"}).merge(steps, on=["former", "year"], how="left")
    # Whole counts stay whole numbers: only the parts of a divided municipality are multiplied.
    moved["value"] = moved["value"].where(moved["weight"] == 1, moved["value"] * moved["weight"])
    return moved.drop(columns="weight")


def _successors(code: str, year: int, to_year: int, shares: Shares) -> dict[str, float]:
    _check_history(code)
    weights = {code: 1.0}
    for merger_year in _merger_years(year, to_year):
        for old in list(weights):
            if new := [m["new"] for m in _mergers(merger_year) if m["old"] == old]:
                weight = weights.pop(old)
                weights |= {n: weight * share for n, share in _division(old, new, shares).items()}
    return weights


def _division(old: str, new: list[str], shares: Shares) -> Mapping[str, float]:
    if len(new) == 1:
        return {new[0]: 1.0}
    stated = shares.get(old, {})
    if set(stated) == set(new) and abs(sum(stated.values()) - 1) < 1e-9 and min(stated.values()) >= 0:
        return stated
    found = f"{old} {names()[old]}, which was divided over {' and '.join(f'{n} {names()[n]}' for n in new)}"
    todo = f"Pass shares={{{old!r}: {{...}}}} that add up to 1, or harmonise to a year before the division."
    raise InputError(Problem("panel", "region", found, "a municipality that went over whole, or shares for it", todo))


def _check_parts(moved: pd.DataFrame, keys: list[str], to_year: int) -> None:
    for _, group in moved.groupby(keys, sort=False, dropna=False):
        region, year = str(group["region"].iloc[0]), int(group["year"].iloc[0])
        expected = _predecessors(region, year, to_year)
        if missing := sorted(expected - set(group["former"])):
            found = f"{region} {year} without {', '.join(f'{m} {names()[m]}' for m in missing)}"
            todo = "Add the missing municipalities, or leave out the ones they merged with."
            raise InputError(Problem("panel", "region", found, "every municipality that went into a merger", todo))


def _predecessors(code: str, year: int, to_year: int) -> set[str]:
    found = {code}
    for merger_year in reversed(_merger_years(year, to_year)):
        merged = {new: {m["old"] for m in _mergers(merger_year) if m["new"] == new} for new in found}
        found = {old for new in found for old in (merged[new] or {new})}
    return found


def _merger_years(after: int, until: int) -> list[int]:
    return sorted({int(m["year"]) for m in concordance("municipal-mergers") if after < int(m["year"]) <= until})


def _mergers(year: int) -> list[dict[str, str]]:
    return [m for m in concordance("municipal-mergers") if int(m["year"]) == year]


def _check_history(code: str) -> None:
    if code not in {m["municipality"] for m in concordance("municipalities-north")}:
        found = f"{code} {names().get(code, '')}".strip()
        expected = "a municipality of Groningen or Drenthe between 2015 and 2026"
        raise InputError(Problem("panel", "region", found, expected, "Mergers elsewhere are not in the package."))
