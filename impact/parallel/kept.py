"""Answers of finished pieces in a folder, so that work that was cut off goes on where it was.

    FOLDER/question.json     what is being answered
    FOLDER/totals-0012.part  the answers of a bundle of pieces: a checksum, a line end, arrays as numpy writes them

An answer that can be kept is a mapping of names to arrays of numbers. Every file comes there whole, under its last
name, and its checksum is of the question as well: what was cut off, changed, or belongs elsewhere is computed again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from impact.errors import InputError, Problem
from impact.folders import checksum_of
from impact.nesting import read_json
from impact.parallel.versions import differences
from impact.words.statements import Statement, said

if TYPE_CHECKING:
    from numpy.typing import NDArray

Answer: TypeAlias = "Mapping[str, NDArray[Any]]"
Told = Callable[[Statement], None]
QUESTION = "question.json"
_PART, _UNFINISHED = ".part", ".unfinished"
_COUNT = "count"


@dataclass(frozen=True)
class Kept:
    """A folder with the answers of finished pieces.

    Attributes
    ----------
    folder : where they are; it is made with the first answer.
    question : what is being answered, by name; everything that an answer hangs on.
    told : what happened to kept answers is said to it.
    """

    folder: Path
    question: Mapping[str, Any]
    told: Told

    def known(self, name: str, total: int) -> frozenset[int]:
        """Return which answers are there; what is not as it was written is left out, and that is said."""
        found = set()
        for number in range(total):
            path = self._path(name, number)
            if path.is_file():
                if self._sound(name, number, total) is None:
                    self.told(said("part_broken", file=str(path)))
                else:
                    found.add(number)
        if found:
            self.told(said("taken_up", folder=str(self.folder), done=len(found), total=total))
        return frozenset(found)

    def read(self, name: str, number: int, total: int) -> list[Answer]:
        """Return the answers of a bundle that is there; raises InputError where it was changed meanwhile."""
        import numpy as np

        if (content := self._sound(name, number, total)) is None:
            found, expected = "a file that was changed during the run", "what was kept"
            problem = Problem(str(self._path(name, number)), "content", found, expected, "Run the same command again.")
            raise InputError(problem)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            answers: list[dict[str, NDArray[Any]]] = [{} for _ in range(int(arrays[_COUNT]))]
            for key in arrays.files:
                if key != _COUNT:
                    place, _, inside = key.partition("/")
                    answers[int(place)][inside] = arrays[key]
        return list(answers)

    def keep(self, name: str, number: int, total: int, answers: Sequence[Answer]) -> None:
        """Write the answers of a bundle; it is whole or not there."""
        import numpy as np

        arrays = {f"{place}/{key}": array for place, one in enumerate(answers) for key, array in one.items()}
        held = io.BytesIO()
        np.savez(held, allow_pickle=False, **{_COUNT: np.array(len(answers)), **arrays})
        content = held.getvalue()
        with _system_errors(self.folder):
            if not (self.folder / QUESTION).is_file():
                self.folder.mkdir(parents=True, exist_ok=True)
                _write(self.folder / QUESTION, (json.dumps(self.question, indent=2, sort_keys=True) + "\n").encode())
            _write(self._path(name, number), self._checksum(name, number, total, content) + b"\n" + content)

    def remove(self) -> None:
        """Take away what was kept, and the folder where nothing else is in it."""
        for path in [*_files(self.folder), self.folder / QUESTION]:
            path.unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or never made
            self.folder.rmdir()

    def _path(self, name: str, number: int) -> Path:
        return self.folder / f"{name}-{number:04}{_PART}"

    def _sound(self, name: str, number: int, total: int) -> bytes | None:
        """Return the arrays of a bundle as they were written; None where they are not."""
        try:
            checksum, _, content = self._path(name, number).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if checksum == self._checksum(name, number, total, content) else None

    def _checksum(self, name: str, number: int, total: int, content: bytes) -> bytes:
        about = f"{checksum_of(self.question)} {name} {number} {total}\n".encode()
        return hashlib.sha256(about + content).hexdigest().encode()


def resumed(folder: Path, question: Mapping[str, Any], told: Told) -> Kept:
    """Return the folder that a user named to keep answers in, new or with answers to the same question.

    Raises
    ------
    InputError
        When it is a file, has other things in it, or answers another question.
    """
    found = _asked(folder, "--resume")
    if found is not None and (other := differences(found, _plain(question))):
        todo = "Name another folder, or remove this one."
        raise InputError(Problem("option", "--resume", f"{folder}, of {_told(other)}", "the same question", todo))
    return Kept(folder, question, told)


def beside(out: Path, question: Mapping[str, Any], told: Told) -> Kept:
    """Return the folder beside a result that is being made; what it has of another question is removed, and said.

    Raises
    ------
    InputError
        When it is a file, or has other things in it.
    """
    folder = out.with_name(f"{out.name}.part")
    found = _asked(folder, "--out")
    kept = Kept(folder, question, told)
    if found is not None and (other := differences(found, _plain(question))):
        kept.remove()
        told(said("kept_for_another", folder=str(folder), what=_told(other)))
    return kept


def _asked(folder: Path, option: str) -> dict[str, Any] | None:
    """Return the question that a folder has answers to; None where there is no folder, or nothing in it."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    with suppress(OSError, ValueError):
        found = read_json(folder / QUESTION)
        if isinstance(found, dict):
            return found
    found, expected = f"other things in {folder}", "a new folder, or one with what an earlier run kept"
    raise InputError(Problem("option", option, found, expected, "Choose another name, or move it away."))


def _plain(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question as it is read back from its file."""
    plain: dict[str, Any] = json.loads(json.dumps(question))
    return plain


def _told(other: Mapping[str, tuple[object, object]]) -> str:
    def short(value: object) -> str:
        text = str(value)
        return text if len(text) <= 40 else f"{text[:12]}..."

    return ", ".join(f"{name} {short(there)} and now {short(now)}" for name, (there, now) in other.items())


def _files(folder: Path) -> Iterator[Path]:
    for ending in (_PART, _UNFINISHED):
        yield from folder.glob(f"*{ending}")


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{uuid4().hex[:8]}{_UNFINISHED}")
    fresh.write_bytes(content)
    os.replace(fresh, path)


@contextmanager
def _system_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        todo = "Choose a place where you may make folders and that has room."
        found, expected = error.strerror or str(error), "a folder that can be written"
        raise InputError(Problem(str(folder), "kept answers", found, expected, todo)) from error
