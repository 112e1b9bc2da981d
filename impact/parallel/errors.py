"""What goes wrong on the way, and is no fault of the question."""

from __future__ import annotations


class WorkersLostError(RuntimeError):
    """Those who did the work are gone; the command line exits with 1 and says what to do.

    Attributes
    ----------
    found : what happened.
    todo : what to do next.
    """

    def __init__(self, found: str, todo: str) -> None:
        self.found, self.todo = found, todo
        super().__init__(found, todo)

    def __str__(self) -> str:
        return f"{self.found} {self.todo}"
