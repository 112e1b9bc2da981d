"""A scenario: what a file defines, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from impact.scenario.question.definition import Definition
from impact.scenario.question.reading import parsed_scenario, read_scenario

if TYPE_CHECKING:
    from impact.scenario.question.changing import Values


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
    def of(cls, asked: Scenario | str | Path) -> Scenario:
        """Return a scenario as it is given, or the one in a file or of a shipped name.

        Parameters
        ----------
        asked
            A scenario, or what `load` takes.

        Raises
        ------
        InputError
            As `load`.
        TypeError
            It is neither.
        """
        if isinstance(asked, Scenario):
            return asked
        if isinstance(asked, str | Path):
            return cls.load(asked)
        expected = "a Scenario, the path of its file or the name of a shipped one"
        raise TypeError(f"found {type(asked).__name__}; expected {expected}")

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

    def with_values(self, values: Values, name: str | None = None) -> Scenario:
        """Return this scenario with other values, checked as a file is; `to_toml` writes the file.

        The reserve takes up what amounts and funding differ by; where it is used up, amounts with a range are lowered
        by one factor. Sources stay as they are unless they are given too.

        Parameters
        ----------
        values
            By place (`"spending.housing.amount"`, or its parts): a number, which closes a range; a range by its keys;
            a status of funding; a path over years. A given `reserve.amount` is kept as it is.
        name
            What the scenario is called; else after this one, with `-changed`.

        Raises
        ------
        InputError
            With every problem: a place that there is not, a value that cannot be, a plan that asks more than there is.
        """
        from impact.scenario.question.changing import with_values

        return with_values(self, values, name)

    def to_toml(self) -> str:
        """Return the text of a file that defines this scenario: run under the same name it gives the same bytes.

        What extends a shipped scenario is written as what differs from it, wherever that says everything.
        """
        from impact.scenario.question.changing import as_file

        return as_file(self)
