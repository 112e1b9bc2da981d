"""Work for the tests, in a module of its own: workers elsewhere import it."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from impact.errors import InputError, Problem
from impact.parallel import answers, side_by_side


def luck(piece: int) -> dict[str, np.ndarray]:
    """Return numbers that hang on the piece alone; a product of matrices has another last digit on more threads."""
    drawn = np.random.default_rng([7, piece]).standard_normal((200, 200))
    return {"of/one": drawn @ drawn.T, "whole": np.arange(piece)}


def squared(piece: int) -> int:
    return piece * piece


def refused_at_three(piece: int) -> int:
    if piece == 3:
        raise InputError(Problem("piece", "number", "3", "another", "Leave it out."))
    return piece


def threads_of_linear_algebra(piece: int) -> int:
    return max(found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas")


def of_its_own_pieces(piece: int) -> list[int]:
    return answers(squared, range(piece)) + side_by_side(squared, range(piece))


def process(piece: int) -> int:
    return os.getpid()


@dataclass(frozen=True)
class EndsItsWorkerOnce:
    """Squares a number; who does piece 3 first is killed, and leaves a note."""

    note: Path

    def __call__(self, piece: int) -> int:
        if piece == 3 and not self.note.exists():
            self.note.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return squared(piece)


def ends_its_worker(piece: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return piece


@dataclass(frozen=True)
class Noted:
    """Squares numbers as an answer that can be kept, and leaves a note of every piece it did."""

    folder: Path

    def __call__(self, piece: int) -> dict[str, np.ndarray]:
        (self.folder / str(piece)).touch()
        return {"squared": np.array([piece * piece])}

    def done(self) -> set[int]:
        return {int(path.name) for path in self.folder.iterdir()}
