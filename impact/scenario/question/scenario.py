"""A scenario: what a file defines, read and checked."""

from __future__ import annotations

from pathlib import Path

from impact.scenario.question.definition import Definition
from impact.scenario.question.reading import parsed_scenario, read_scenario


class Scenario(Definition):
    """A whole scenario, checked.

    Made by `Scenario.load`; `name` is the file's name without its ending. Tables are keyed by the names in the file.
    """

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Return the scenario in a file, or a shipped one by its name.

        Raises
        ------
        InputError
            With every problem of the file: its field, what was found, what was expected and what to do.
        """
        return read_scenario(cls, path)

    @classmethod
    def parse(cls, text: str, *, name: str) -> Scenario:
        """Return the scenario in the text of a file. It can extend shipped scenarios alone: no file is opened.

        Parameters
        ----------
        text
            TOML, as in a scenario file.
        name
            The name of the scenario: that of the file without its ending.

        Raises
        ------
        InputError
            With every problem of the text: its field, what was found, what was expected and what to do.
        """
        return parsed_scenario(cls, text, name)
