"""From a TOML file to a checked scenario, with every problem of the file in one pass.

A scenario may extend another one, see `impact.scenario.question.extending`. A range may point at the evidence table
(`{ evidence = "staff_displacement_share" }`), so that a parameter stands in one place only.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from impact import datapackage
from impact.errors import InputError, Problem, suggestion
from impact.inputs import model_problems, tables_of_text
from impact.scenario.question import crosschecks
from impact.scenario.question.closing import closed
from impact.scenario.question.definition import (
    AlternativeUse,
    Assumption,
    Correlation,
    Definition,
    Extension,
    Funding,
    Header,
    Reserve,
    Spending,
    Staff,
    Use,
)
from impact.scenario.question.extending import GROUPS, Layered, layered, layered_on_shipped, locate

_MAPS: dict[str, type[BaseModel]] = dict(zip(GROUPS, (Funding, Spending, Staff, Assumption, Correlation), strict=True))
_CAN_BE_EMPTY = ("staff", "correlations")
_CAN_BE_MISSING = ("correlations",)
_SINGLES: dict[str, type[BaseModel]] = {"reserve": Reserve, "alternative_use": AlternativeUse}
_OPTIONAL: dict[str, type[BaseModel]] = {"use": Use}

Model = TypeVar("Model", bound=BaseModel)
Whole = TypeVar("Whole", bound=Definition)


def read_scenario(kind: type[Whole], where: str | Path) -> Whole:
    """Return the scenario in the file `where`, or the shipped scenario of that name, as a `kind` of definition."""
    path = locate(where)
    return _read(kind, str(where), path.stem, layered(path))


def parsed_scenario(kind: type[Whole], text: str, name: str) -> Whole:
    """Return the scenario in a text, as a `kind` of definition; it can extend shipped scenarios and opens no file."""
    path = Path(f"{name}.toml")
    return _read(kind, str(path), name, layered_on_shipped(tables_of_text(text, path), path))


def _read(kind: type[Whole], file: str, name: str, found: Layered) -> Whole:
    reader = _Reader(file)
    return reader.checked(reader.read(kind, name, _with_evidence(found.tables, reader.report), found.extension))


def checked_tables(
    kind: type[Whole], name: str, tables: dict[str, Any], extension: Extension | None, *, close: bool = False
) -> Whole:
    """Return the scenario of tables that were read before and then changed, checked as a file is.

    Parameters
    ----------
    kind
        Of definition.
    name
        What the scenario is called.
    tables
        Everything that it defines.
    extension
        What it changes of another one, where that is known.
    close
        Whether its plan is made to agree with the funding first, `closing.closed`.

    Raises
    ------
    InputError
        With every problem of the tables.
    """
    reader = _Reader(name)
    found = reader.read(kind, name, tables, extension)
    if close and found is not None and (other := closed(found, tables)) is not tables:
        found = reader.read(kind, name, other, extension)
    return reader.checked(found)


def evidence() -> dict[str, dict[str, str]]:
    """Return the rows of the evidence table by parameter: low, central, high, unit, source, basis, note, source_nl."""
    text = datapackage.read("evidence", "parameters").decode("utf-8")
    return {row["parameter"]: row for row in csv.DictReader(text.splitlines())}


Report = Callable[[str, str, str, str], None]


def _with_evidence(raw: dict[str, Any], report: Report) -> dict[str, Any]:
    """Return the tables with each `evidence = "name"` replaced by that row of the evidence table."""
    rows = evidence()

    def resolved(node: Any, field: str) -> Any:
        if not isinstance(node, dict):
            return node
        node = {key: resolved(value, f"{field}.{key}" if field else str(key)) for key, value in node.items()}
        name = node.pop("evidence", None)
        if name is None:
            return node
        if not isinstance(name, str) or name not in rows:
            report(
                f"{field}.evidence", repr(name), "a parameter of the evidence table", suggestion(str(name), list(rows))
            )
            return node
        row = rows[name]
        found: dict[str, Any] = {key: float(row[key]) for key in ("low", "central", "high")}
        if "title" in node or field.startswith("use.assumptions."):
            found |= {key: row[key] for key in ("source", "source_nl", "basis", "note")}
        twice = sorted(set(found) & set(node) - {"note"})
        if twice:
            report(f"{field}.{twice[0]}", repr(node[twice[0]]), "nothing beside evidence", "Keep one of the two.")
        return found | node

    return {key: resolved(value, key) for key, value in raw.items()}


class _Reader:
    """Checks a scenario piece by piece and keeps every problem, so that one run shows them all."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.refused: list[str] = []

    def report(self, field: str, found: str, expected: str, todo: str) -> None:
        self.problems.append(Problem(self.file, field, found, expected, todo))

    def read(self, kind: type[Whole], name: str, raw: dict[str, Any], extension: Extension | None) -> Whole | None:
        self._report_unknown(raw)
        header = self._model(Header, {key: value for key, value in raw.items() if key in Header.model_fields}, "")
        pieces: dict[str, Any] = {key: self._map(key, model, raw.get(key)) for key, model in _MAPS.items()}
        pieces |= {key: self._single(key, model, raw.get(key)) for key, model in _SINGLES.items()}
        pieces |= {key: self._model(model, raw[key], key) if key in raw else None for key, model in _OPTIONAL.items()}
        crosschecks.check_pieces(pieces, self.refused, self.report)
        if header is None or self.problems:
            return None
        return kind(name=name, extension=extension, **dict(header), **pieces)

    def checked(self, scenario: Whole | None) -> Whole:
        """Return what was read, if its parts agree with each other too."""
        if scenario is not None:
            crosschecks.check(scenario, self.report)
        if self.problems:
            raise InputError(self.problems)
        assert scenario is not None  # no problem was reported, so every piece is there
        return scenario

    def _report_unknown(self, raw: dict[str, Any]) -> None:
        """Report what stands at the top of the file and is neither a key nor a table of a scenario."""
        known = (*Header.model_fields, *_MAPS, *_SINGLES, *_OPTIONAL)
        for key in (key for key in raw if key not in known):
            what = "a table" if isinstance(raw[key], dict) else "a key"
            self.report(key, f"{what} that is not known", "a known key or table", suggestion(key, known))

    def _single(self, key: str, model: type[Model], given: Any) -> Model | None:
        if given is None:
            self.report(key, "nothing", f"a table [{key}]", "Add it, or start from a shipped scenario.")
            return None
        return self._model(model, given, key)

    def _map(self, key: str, model: type[Model], given: Any) -> dict[str, Model]:
        if given is None and key in _CAN_BE_MISSING:
            return {}
        if not isinstance(given, dict) or (not given and key not in _CAN_BE_EMPTY):
            found, expected = "no tables" if given else "nothing", f"one or more tables [{key}.NAME]"
            self.report(key, found, expected, "Add them, or start from a shipped scenario.")
            return {}
        read = {name: self._named(key, name, model, given) for name in given}
        return {name: value for name, value in read.items() if value is not None}

    def _named(self, key: str, name: str, model: type[Model], given: dict[str, Any]) -> Model | None:
        """Return one table of several; a name that is nearly another one, with keys missing, is taken for a slip."""
        field, before = f"{key}.{name}", len(self.problems)
        found = self._model(model, given[name], field)
        missing = [problem for problem in self.problems[before:] if problem.found == "nothing"]
        if missing and (near := get_close_matches(name, [other for other in given if other != name], n=1)):
            keys = ", ".join(problem.field.removeprefix(f"{field}.") for problem in missing)
            todo = f"Did you mean '{key}.{near[0]}'? Else add these keys."
            slip = Problem(self.file, field, f"a table without {keys}", "a complete table, or the name of one", todo)
            self.problems[before:] = [slip, *(p for p in self.problems[before:] if p not in missing)]
        return found

    def _model(self, model: type[Model], given: Any, field: str) -> Model | None:
        try:
            return model.model_validate(given)
        except ValidationError as error:
            self.refused.append(field)
            self.problems.extend(model_problems(self.file, field, model, error))
            return None
