"""The ledger: forecasts on record, one a line, that can be added to and never changed."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pandas as pd

from impact.errors import InputError, Problem
from impact.scenario.ledger import chain
from impact.scenario.ledger.entries import NOTHING, Entry, line
from impact.scenario.ledger.forecasts import CELL, LEVELS, Forecast
from impact.scenario.ledger.outcomes import scores

_QUANTILES = [f"p{round(100 * p):02d}" for p in LEVELS]


@dataclass(frozen=True)
class Ledger:
    """Forecasts on record.

    Attributes
    ----------
    path : the file, one entry a line; it need not be there yet.
    entries : the frozen forecasts, the oldest first.
    """

    path: Path
    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls, path: str | Path, *, head: str = "", new: bool = False) -> Ledger:
        """Return the ledger in a file, after checking every line.

        Parameters
        ----------
        path : str or Path
            The file.
        head : str, optional
            The checksum of the last line, or its first digits, known from elsewhere.
        new : bool
            Return an empty ledger where there is no file.

        Raises
        ------
        InputError
            No file, or for a new one no folder; lines that were changed, are missing, have changed places or are dated
            back, all of them.
        """
        where = Path(path)
        if new and not where.exists():
            _check_place(where)
            return cls(where)
        return cls(where, chain.read(where, head))

    @property
    def head(self) -> str:
        """The checksum of the last line: who knows it can tell later that nothing was changed or cut off."""
        return self.entries[-1].sha256 if self.entries else NOTHING

    def register(self, made: Forecast, *, today: datetime.date) -> Ledger:
        """Freeze a forecast as the next line of the file, and return the ledger with it.

        The file is written as a whole or stays as it was.

        Parameters
        ----------
        made : Forecast
            Of figures that are not published yet.
        today : date
            The date of registration.

        Raises
        ------
        InputError
            A figure that is there already in the data used; a date before the last entry; a file that has changed since
            it was read, or cannot be written.
        """
        text = line(made, number=len(self.entries) + 1, previous=self.head, registered=today)
        entry = Entry.model_validate_json(text)
        if problems := [*self._refusals(entry)]:
            raise InputError(problems)
        _append(self.path, text, self)
        return Ledger(self.path, (*self.entries, entry))

    def _refusals(self, entry: Entry) -> Iterator[Problem]:
        file = str(self.path)
        last = self.entries[-1].registered if self.entries else entry.registered
        if entry.registered < last:
            todo = "Is the clock of this machine right? An entry cannot be older than the one above."
            yield Problem(file, "registered", str(entry.registered), f"{last} or later", todo)
        yield from (Problem(file, p.field, p.found, p.expected, p.todo) for p in chain.hindsight(entry))

    def frame(self) -> pd.DataFrame:
        """Return one row an entry: number, date, origin, horizon, method, scenario, targets, figures, checksum."""
        return pd.DataFrame([_row(entry) for entry in self.entries])

    def figures(self) -> pd.DataFrame:
        """Return one row a forecast figure: entry, cell, and its quantiles at 5 to 95 per cent (p05 ... p95)."""
        rows = [
            (entry.entry, *(getattr(one, name) for name in CELL), *one.quantiles)
            for entry in self.entries
            for one in entry.forecasts
        ]
        return pd.DataFrame(rows, columns=["entry", *CELL, *_QUANTILES])

    def score(self, *, data: str | Path = "snapshot", published: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the scores of every figure that is published now, the naive forecasts of the day beside it.

        Parameters
        ----------
        data : "snapshot", "live" or path
            Where the published figures are taken from.
        published : DataFrame, optional
            Figures that the panel has no series of, or a first print that was kept: target, region, sector, year,
            value.

        Returns
        -------
        DataFrame
            As `impact.scenario.ledger.outcomes.scores`.
        """
        return scores(self.entries, data=data, published=published, file=str(self.path))


def _row(entry: Entry) -> dict[str, object]:
    years = sorted({one.year for one in entry.forecasts})
    return {
        "entry": entry.entry,
        "registered": entry.registered.isoformat(),
        "origin": entry.origin,
        "horizon": entry.horizon,
        "method": entry.method,
        "scenario": entry.scenario_name,
        "targets": " ".join(dict.fromkeys(one.target for one in entry.forecasts)),
        "figures": len(entry.forecasts),
        "first_year": years[0],
        "last_year": years[-1],
        "sha256": entry.sha256,
    }


def _check_place(path: Path) -> None:
    """Refuse a new ledger where none can be made."""
    if Path(os.path.realpath(path)).is_symlink():
        found, todo = "a link that leads in a circle", "Nothing was written. Choose another place."
        raise InputError(Problem(str(path), "file", found, "a new file, or a ledger", todo))
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        expected, todo = (
            "a folder that can be written",
            "Nothing was written. Make the folder, or choose another place.",
        )
        raise InputError(Problem(str(path), "file", f"no such folder to write in: {path.parent}", expected, todo))


def _append(path: Path, text: str, known: Ledger) -> None:
    """Put a line under those that were read: on a copy, which takes the place of the file when it is whole."""
    target = Path(os.path.realpath(path))
    fresh = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        before = target.read_bytes() if target.exists() else b""
        _check_unchanged(path, before, known)
        fresh.write_bytes(before + text.encode("ascii") + b"\n")
        if target.exists():
            shutil.copymode(target, fresh)
        os.replace(fresh, target)
    except OSError as error:
        todo = "Nothing was written. Choose a file in a folder that can be written."
        found = error.strerror or str(error)
        raise InputError(Problem(str(path), "file", found, "a file that can be written", todo)) from error
    finally:
        fresh.unlink(missing_ok=True)


def _check_unchanged(path: Path, content: bytes, known: Ledger) -> None:
    lines = content.count(b"\n")
    if lines != len(known.entries) or (lines and known.head.encode() not in content.rsplit(b"\n", 2)[-2]):
        found, expected = f"{lines} lines", f"the {len(known.entries)} that were read"
        todo = "Somebody else wrote to it meanwhile: nothing was written; run the command again."
        raise InputError(Problem(str(path), "file", found, expected, todo))
