"""Municipal mergers: counts of former municipalities on the boundaries of a later year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from impact.errors import InputError, Problem
from impact.regions import history
from impact.regions.codes import names
from impact.statuses import WEAKEST_FIRST

if TYPE_CHECKING:
    import pandas as pd

Shares = Mapping[str, Mapping[str, float]]
Cell = tuple[str, int]
EVERY_PART = "every municipality that went into a merger"  # what is expected where one is missing
_RATE_MARKS = ("%", "per ", "/", "percent", "point", "ratio", "share", "index", "_hab", "average", "mean")


def harmonise(
    frame: pd.DataFrame,
    to_year: int,
    *,
    kind: Literal["count", "rate"] | None = None,
    shares: Shares | None = None,
) -> pd.DataFrame:
    """Return municipal counts on the boundaries of `to_year`: rows of merged municipalities are summed.

    Tables of CBS print every code in every year. A row of a municipality that was not there in its year is left out
    when it has no value, and refused when it has one. Corrections of borders between municipalities that stayed are
    not made up for.

    Parameters
    ----------
    frame : DataFrame
        Columns `region` (GM codes), `year`, `value`, perhaps `unit` and `status`; all other columns are keys. Years
        from 2015, in Groningen and Drenthe from 2010.
    to_year : int
        The year whose municipalities the result has, to 2025; for Groningen and Drenthe to 2026.
    kind : {"count", "rate"}, optional
        Needed when the frame has no `unit`. Rates do not add up and are refused, by this word or by a unit such as "%".
    shares : mapping, optional
        For municipalities that were divided: `{"GM0053": {"GM1966": 0.6, "GM1969": 0.4}}`, stated by the user;
        `read_shares` reads them from a file.

    Raises
    ------
    InputError
        A rate; a code or year whose history is not known; a merger with a part missing; a divided municipality without
        shares. All that is wrong is listed.
    """
    _check_counts(frame, kind)
    moved = _moved(_there(frame, to_year), to_year, shares or {})
    keys = [c for c in moved.columns if c not in {"value", "status", "former"}]
    _check_parts(moved, keys, to_year)
    if "status" in moved:
        moved["status"] = moved["status"].map(WEAKEST_FIRST.index)
    grouped = moved.groupby(keys, sort=False, dropna=False)
    summed = grouped["value"].sum(skipna=False).reset_index()
    if "status" in moved:
        summed["status"] = grouped["status"].min().map(dict(enumerate(WEAKEST_FIRST))).to_numpy()
    return summed[list(frame.columns)]


def read_shares(path: Path) -> Shares:
    """Return how municipalities were divided, from a csv file with the columns old, new and share.

    Raises
    ------
    InputError
        No such file, other columns, or a share that is not a number.
    """
    import pandas as pd

    expected = "a csv file with the columns old, new, share"
    todo = "Write rows such as GM0053,GM1966,0.6: the old municipality, the new one, and which part went there."
    try:
        rows = pd.read_csv(path)[["old", "new", "share"]].astype({"share": float})
    except (OSError, KeyError, ValueError) as failure:
        raise InputError(Problem(str(path), "shares", str(failure), expected, todo)) from failure
    found: dict[str, dict[str, float]] = {}
    for old, new, share in rows.itertuples(index=False, name=None):
        found.setdefault(str(old), {})[str(new)] = share
    return found


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


def _there(frame: pd.DataFrame, to_year: int) -> pd.DataFrame:
    """Return the rows of municipalities that were there in their year; refuses what cannot be known or placed."""
    import pandas as pd

    places = pd.MultiIndex.from_frame(frame[["region", "year"]])
    cells: list[Cell] = list(places.unique())
    absent = places.isin([(code, year) for code, year in cells if code not in history.municipalities_in(year)])
    empty = frame["value"].isna().to_numpy()
    if "status" in frame:  # a secret is a figure too
        empty = empty & frame["status"].ne("suppressed").to_numpy()
    if problems := [*_outside_history(cells, to_year), *_misplaced(places[absent & ~empty].unique())]:
        raise InputError(problems)
    return frame[~absent]


def _outside_history(cells: Sequence[Cell], to_year: int) -> Iterator[Problem]:
    first, last = history.reach()
    if not first <= to_year <= last:
        expected = f"a year from {first} to {last}: before and after, it is not known which municipalities there were"
        yield Problem("panel", "harmonise_to", str(to_year), expected, "Name the year whose municipalities you want.")
        return
    if late := [year for _, year in cells if year > to_year]:
        expected = f"years up to {to_year}: a merger cannot be undone"
        yield Problem("panel", "year", str(max(late)), expected, "Harmonise to a later year.")
    known = {code: history.known(code) for code, _ in cells}
    if early := sorted(year for code, year in cells if year < known[code].first):
        expected = "years from 2015, in Groningen and Drenthe from 2010: earlier mergers are not in the package"
        todo = f"Ask for years from 2015, such as 2015-{max(to_year, 2015)}."
        yield Problem("panel", "year", str(early[0]), expected, todo)
    if beyond := [code for code in known if to_year > known[code].last]:
        expected = f"a year up to {known[beyond[0]].last}, to which its history is known"
        found = f"{_listed(beyond)} to {to_year}"
        yield Problem("panel", "harmonise_to", found, expected, f"Harmonise to {known[beyond[0]].last}.")


def _misplaced(cells: Iterable[Cell]) -> Iterator[Problem]:
    """Say of each figure for a municipality that was not there in its year why it has no place."""
    found: dict[str, list[int]] = {}
    for code, year in cells:
        found.setdefault(code, []).append(year)
    for code, years in list(found.items())[:8]:
        at = "-".join(map(str, dict.fromkeys((min(years), max(years)))))
        made, gone = history.span(code)
        there = " and ".join([*([f"from {made}"] if made else []), *([f"until {gone}"] if gone else [])])
        expected = f"a municipality that was there then ({there})" if there else "a municipality since 2015"
        todo = "Leave the row out: its figures belong to the municipalities of that year."
        yield Problem("panel", "region", f"a figure of {_listed([code])} in {at}", expected, todo)


def _moved(frame: pd.DataFrame, to_year: int, shares: Shares) -> pd.DataFrame:
    import pandas as pd

    cells = pd.MultiIndex.from_frame(frame[["region", "year"]]).unique()
    _check_shares({old for code, year in cells for old in _divided(code, year, to_year)}, shares)
    moves = [(old, year, new, w) for old, year in cells for new, w in _weights(old, year, to_year, shares).items()]
    steps = pd.DataFrame(moves, columns=["former", "year", "region", "weight"])
    moved = frame.rename(columns={"region": "former"}).merge(steps, on=["former", "year"], how="left")
    # Whole counts stay whole numbers: only the parts of a divided municipality are multiplied.
    moved["value"] = moved["value"].where(moved["weight"] == 1, moved["value"] * moved["weight"])
    return moved.drop(columns="weight")


def _weights(code: str, year: int, to_year: int, shares: Shares) -> dict[str, float]:
    """Return the municipalities of `to_year` that one of `year` became, each with the part that went there."""
    weights = {code: 1.0}
    for change in history.changes(year, to_year):
        became = history.successors(change)
        for old in [held for held in weights if held in became]:
            weight = weights.pop(old)
            parts = {became[old][0]: 1.0} if len(became[old]) == 1 else shares[old]
            for new, part in parts.items():
                weights[new] = weights.get(new, 0.0) + weight * part
    return weights


def _divided(code: str, year: int, to_year: int) -> Iterator[str]:
    changes = history.changes(year, to_year)
    yield from (code for change in changes if len(history.successors(change).get(code, ())) > 1)


def _check_shares(divided: Iterable[str], shares: Shares) -> None:
    problems = []
    for old in sorted(divided):
        new = history.divided_over(old)
        stated = shares.get(old, {})
        if set(stated) == set(new) and abs(sum(stated.values()) - 1) < 1e-9 and min(stated.values()) >= 0:
            continue
        seen = f"{_listed([old])}, which was divided over {_listed(new)}"
        expected = "a municipality that went over whole, or shares for it that add up to 1"
        todo = f"Pass shares={{{old!r}: {{...}}}} (--shares FILE), or stay on one side of the division."
        problems.append(Problem("panel", "region", seen, expected, todo))
    if problems:
        raise InputError(problems)


def _check_parts(moved: pd.DataFrame, keys: list[str], to_year: int) -> None:
    """Refuse a sum from which a municipality is missing that went into the merger."""
    import pandas as pd

    cells = moved[["region", "year"]].drop_duplicates().itertuples(index=False, name=None)
    needed = [(new, year, old) for new, year in cells for old in history.parts(new, year, to_year)]
    parts = pd.DataFrame(needed, columns=["region", "year", "former"])
    groups = moved[keys].drop_duplicates().merge(parts, on=["region", "year"])
    held = groups.merge(moved[[*keys, "former"]].drop_duplicates(), how="left", indicator=True)
    short = held.loc[held["_merge"] == "left_only", ["region", "year", "former"]].drop_duplicates()
    todo = "Add the missing municipalities, or leave out the ones they merged with."
    if problems := [
        Problem("panel", "region", f"{new} {year} without {_listed(list(gone))}", EVERY_PART, todo)
        for (new, year), gone in list(short.groupby(["region", "year"])["former"])[:8]
    ]:
        raise InputError(problems)


def _listed(codes: Sequence[str]) -> str:
    shown = [f"{code} {names()[code]}" if code in names() else code for code in codes[:6]]
    more = [f"{len(codes) - 6} more"] if len(codes) > 6 else []
    *rest, last = [*shown, *more]
    return f"{', '.join(rest)} and {last}" if rest else last
