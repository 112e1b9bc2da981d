"""From a TOML file to a checked scenario, with every problem of the file in one pass.

A scenario may extend another (`extends = "ai-fabriek-baseline"`): its tables are laid over the other's, key by key, and
`remove = ["spending.machine"]` takes tables out. A range may point at the evidence table
(`{ evidence = "staff_displacement_share" }`), so that a parameter stands in one place only.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from impact import bundle, datapackage
from impact.errors import InputError, Problem, suggestion
from impact.scenario import crosschecks
from impact.scenario.definition import AlternativeUse, Assumption, Funding, Header, Reserve, Scenario, Spending, Staff

MAX_BYTES = 1_000_000
_MAPS: dict[str, type[BaseModel]] = {
    "funding": Funding,
    "spending": Spending,
    "staff": Staff,
    "assumptions": Assumption,
}
_SINGLES: dict[str, type[BaseModel]] = {"reserve": Reserve, "alternative_use": AlternativeUse}

Model = TypeVar("Model", bound=BaseModel)


def shipped_scenarios() -> list[str]:
    """Return the names of the scenarios that travel with the package."""
    return sorted(path.stem for path in bundle.data("scenarios").glob("*.toml"))


def read_scenario(where: str | Path) -> Scenario:
    """Return the scenario in the file `where`, or the shipped scenario of that name; see `Scenario.load`."""
    path = locate(where)
    raw = _with_base(path, seen=())
    reader = _Reader(str(where))
    scenario = reader.read(path.stem, _with_evidence(raw, reader.report))
    if scenario is not None:
        crosschecks.check(scenario, reader.report)
    if reader.problems:
        raise InputError(reader.problems)
    assert scenario is not None  # no problem was reported, so every piece is there
    return scenario


def locate(where: str | Path) -> Path:
    """Return the path of a scenario file, or of the shipped scenario with that name."""
    text = str(where)
    path = Path(text)
    if text in shipped_scenarios() and not path.exists():
        return bundle.data("scenarios", f"{text}.toml")
    if path.is_dir():
        raise InputError(Problem(text, "file", "a directory", "a scenario file (TOML)", "Name the file inside it."))
    if not path.is_file():
        known = suggestion(text, shipped_scenarios())
        raise InputError(Problem(text, "file", "nothing there", "a scenario file or a shipped scenario", known))
    return path


def parse(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file; refuse one that is empty, too large, not UTF-8 or not TOML."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        found, expected = f"{size:,} bytes", f"a scenario of at most {MAX_BYTES:,} bytes"
        raise InputError(Problem(str(path), "file", found, expected, "Is this the right file?"))
    content = path.read_bytes()
    if not content.strip():
        raise InputError(Problem(str(path), "file", "an empty file", "a scenario (TOML)", "Start from a shipped one."))
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        found = f"byte {content[error.start]:#04x} at position {error.start}"
        raise InputError(Problem(str(path), "file", found, "UTF-8 text", "Save the file as UTF-8.")) from error
    except tomllib.TOMLDecodeError as error:
        todo = "Each table and each key may stand once; text goes between quotes."
        raise InputError(Problem(str(path), "file", str(error), "valid TOML", todo)) from error


def _with_base(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    raw = parse(path)
    base, removed = raw.pop("extends", None), raw.pop("remove", [])
    if base is None:
        if removed:
            todo = "Add extends, or leave the table out."
            raise InputError(Problem(str(path), "remove", repr(removed), "remove together with extends", todo))
        return raw
    if path in seen:
        raise InputError(Problem(str(path), "extends", repr(base), "a chain that ends", "A scenario extends itself."))
    if not isinstance(base, str):
        raise InputError(Problem(str(path), "extends", repr(base), "the name of a scenario", "Put it between quotes."))
    beside = path.parent / base
    inherited = _with_base(beside if beside.is_file() else locate(base), (*seen, path))
    for name in removed:
        _remove(inherited, name, path)
    return _overlaid(inherited, raw)


def _remove(tables: dict[str, Any], name: str, path: Path) -> None:
    group, _, key = str(name).partition(".")
    if not isinstance(tables.get(group), dict) or key not in tables[group]:
        known = [f"{g}.{k}" for g, table in tables.items() if isinstance(table, dict) for k in table]
        raise InputError(
            Problem(
                str(path), "remove", repr(name), "a table of the scenario that is extended", suggestion(name, known)
            )
        )
    del tables[group][key]


# Tables that state one whole quantity replace the inherited one instead of mixing with it.
_WHOLE = ("years", "products", "overhead", "fte", "amount", "scale", "cost_per_fte")
_WHOLE_ENDINGS = ("_share",)
_FROM_EVIDENCE = ("low", "central", "high", "source", "basis")


def _overlaid(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    if "evidence" in above:
        merged = {key: value for key, value in merged.items() if key not in _FROM_EVIDENCE}
    elif "low" in above:
        merged.pop("evidence", None)
    for key, value in above.items():
        old = merged.get(key)
        whole = key in _WHOLE or (key.endswith(_WHOLE_ENDINGS) and "title" not in (old or ()))
        merged[key] = (
            _overlaid(old, value) if isinstance(value, dict) and isinstance(old, dict) and not whole else value
        )
    return merged


def evidence() -> dict[str, dict[str, str]]:
    """Return the rows of the evidence table by parameter: low, central, high, unit, source, basis, note."""
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
        if name not in rows:
            report(f"{field}.evidence", repr(name), "a parameter of the evidence table", suggestion(name, list(rows)))
            return node
        row = rows[name]
        found: dict[str, Any] = {key: float(row[key]) for key in ("low", "central", "high")}
        if "title" in node:
            found |= {"source": row["source"], "basis": row["basis"], "note": row["note"]}
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

    def report(self, field: str, found: str, expected: str, todo: str) -> None:
        self.problems.append(Problem(self.file, field, found, expected, todo))

    def read(self, name: str, raw: dict[str, Any]) -> Scenario | None:
        header = self._model(Header, {k: v for k, v in raw.items() if k not in {*_MAPS, *_SINGLES}}, "")
        pieces: dict[str, Any] = {key: self._map(key, model, raw.get(key)) for key, model in _MAPS.items()}
        pieces |= {key: self._single(key, model, raw.get(key)) for key, model in _SINGLES.items()}
        crosschecks.check_pieces(pieces, self.report)
        if header is None or self.problems:
            return None
        return Scenario(name=name, **dict(header), **pieces)

    def _single(self, key: str, model: type[Model], given: Any) -> Model | None:
        if given is None:
            self.report(key, "nothing", f"a table [{key}]", "Add it, or start from a shipped scenario.")
            return None
        return self._model(model, given, key)

    def _map(self, key: str, model: type[Model], given: Any) -> dict[str, Model]:
        if not isinstance(given, dict) or (not given and key != "staff"):
            self.report(
                key, "nothing", f"one or more tables [{key}.NAME]", "Add them, or start from a shipped scenario."
            )
            return {}
        read = {name: self._model(model, value, f"{key}.{name}") for name, value in given.items()}
        return {name: value for name, value in read.items() if value is not None}

    def _model(self, model: type[Model], given: Any, field: str) -> Model | None:
        try:
            return model.model_validate(given)
        except ValidationError as error:
            for problem in _problems(self.file, field, model, error):
                self.problems.append(problem)
            return None


def _problems(file: str, prefix: str, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors():
        location = [str(part) for part in detail["loc"] if part != "[key]"]
        field = ".".join(([prefix] if prefix else []) + location)
        yield _problem(file, field, location, model, dict(detail))


def _problem(file: str, field: str, location: list[str], model: type[BaseModel], detail: dict[str, Any]) -> Problem:
    kind, found = detail["type"], _shown(detail["input"])
    if kind == "extra_forbidden":
        known = list(_fields_at(model, location[:-1]))
        if not known:
            return Problem(file, field, "a key", "nothing here", "Take it out.")
        return Problem(file, field, "a key that is not known", "a known key", suggestion(location[-1], known))
    if kind == "missing":
        return Problem(file, field, "nothing", "a value", "Add this key.")
    if kind == "value_error":
        expected, _, seen = str(detail["ctx"]["error"]).partition("|")
        return Problem(file, field or "file", seen or found, expected, "Correct the numbers.")
    if kind == "literal_error":
        todo = "Choose one of the expected values."
        return Problem(file, field, found, detail["ctx"]["expected"], todo)
    return Problem(file, field, found, detail["msg"].lower(), "Correct the value.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _fields_at(model: type[BaseModel], location: list[str]) -> Iterator[str]:
    """Return the keys that are known where a problem is, following nested tables."""
    for part in location:
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return iter(())
        model = annotation
    return iter(model.model_fields)
