"""Input files of users: TOML text to checked tables, every problem in the words of `impact.errors`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from impact.errors import InputError, Problem, suggestion
from impact.nesting import DEEPEST, path_below, texts_in

MAX_BYTES = 1_000_000
_QUOTED = re.compile(r"'[^']*'|\"(?:\\\\.|[^\"\\\\])*\"")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr(plane)}{chr(plane + 1)}" for plane in range(0x1FFFE, 0x110000, 0x10000))
    + "]"
)
_LIST = "a list in square brackets"
_WRITTEN = {"tuple_type": _LIST, "list_type": _LIST, "dict_type": "a table of names and values"}


class StrictTable(BaseModel):
    """A table of an input file: a key that it does not know is refused, and once read it does not change.

    `written` says how it may be written, where the names of its keys do not say enough.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    written: ClassVar[str] = ""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    InputError
        The file is a directory or a device, too large, empty, not UTF-8, not TOML, or nested deeper than anything that
        is written here.
    """
    return tables_of_text(_text(path), path)


def tables_of_text(text: str, path: Path) -> dict[str, Any]:
    """Return the tables of the text of a TOML file.

    Parameters
    ----------
    text
        Of the whole file.
    path
        Where it stands, for problems; nothing is read there.

    Raises
    ------
    InputError
        The text is larger than any file may be, empty, not TOML, or nested deeper than anything that is written here.
    """
    _check_size(path, len(text.encode("utf-8", errors="replace")))
    if not text.strip():
        raise InputError(Problem(str(path), "file", "an empty file", "TOML", "Start from a shipped one."))
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise InputError(_too_deep(path, _deep_line(text))) from error
    except tomllib.TOMLDecodeError as error:
        todo = "Each table and each key may stand once; text goes between quotes."
        raise InputError(Problem(str(path), "file", str(error), "valid TOML", todo)) from error
    except ValueError as error:
        found = "a number of more digits than any figure has"
        raise InputError(Problem(str(path), "file", found, "valid TOML", "Write it shorter.")) from error
    check_depth(path, tables)
    check_letters(path, tables)
    return tables


def check_letters(path: Path, tables: dict[str, Any]) -> None:
    """Refuse texts with signs that no document can show: those that steer a screen or a printer, and no letters at all.

    Tabs and ends of lines (line feed, carriage return) are text.

    Raises
    ------
    InputError
        With the keys of all such texts.
    """
    found = [(keys, sign) for keys, text in texts_in(tables) if (sign := first_unshown(text))]
    if found:
        expected, todo = "letters, digits and signs that can be shown", "Take it out."
        raise InputError(
            Problem(str(path), _shown_path(keys) if len(keys) > 3 else ".".join(keys), sign, expected, todo)
            for keys, sign in found
        )


def first_unshown(text: str) -> str:
    """Return the first sign of a text that no document can show, as messages name it; nothing where there is none.

    Parameters
    ----------
    text
        Any.
    """
    found = _UNSHOWN.search(text)
    return f"the sign U+{ord(found.group()):04X}, at position {found.start() + 1}" if found else ""


def only_shown(text: str) -> str:
    """Return a text without the signs that no document can show.

    Parameters
    ----------
    text
        Any.
    """
    return _UNSHOWN.sub("", text)


def check_depth(path: Path, tables: dict[str, Any]) -> None:
    """Refuse tables in tables that are nested deeper than anything that is written here.

    Raises
    ------
    InputError
        With the key under which it goes too deep.
    """
    if below := path_below(tables, DEEPEST):
        raise InputError(_too_deep(path, _shown_path(below)))


def _text(path: Path) -> str:
    """Return the text of a file that a user names, after looking at what kind of file it is."""
    if path.is_dir():
        raise InputError(Problem(str(path), "file", "a directory", "a TOML file", "Name the file inside it."))
    if not path.is_file():  # a device or a pipe would never end
        raise InputError(Problem(str(path), "file", "no regular file", "a TOML file", "Save the text as a file."))
    _check_size(path, path.stat().st_size)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")  # Windows editors put a mark at the start
    except UnicodeDecodeError as error:
        found = f"byte {content[error.start]:#04x} at position {error.start}"
        raise InputError(Problem(str(path), "file", found, "UTF-8 text", "Save the file as UTF-8.")) from error
    return text


def _check_size(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        found, expected = f"{size:,} bytes", f"a file of at most {MAX_BYTES:,} bytes"
        raise InputError(Problem(str(path), "file", found, expected, "Is this the right file?"))


def _too_deep(path: Path, field: str) -> Problem:
    found = f"brackets or tables in each other, more than {DEEPEST} deep"
    return Problem(str(path), field, found, "tables of two or three levels", "Start from a shipped file.")


def _shown_path(keys: tuple[str, ...]) -> str:
    return ".".join(keys[:3]) + "..."


def _deep_line(text: str) -> str:
    """Return the first line that opens far more brackets than are ever needed, text in quotes left aside."""
    open_brackets = 0
    for number, line in enumerate(text.splitlines(), start=1):
        plain = _QUOTED.sub("", line).partition("#")[0]
        open_brackets += sum(plain.count(sign) for sign in "[{")
        if open_brackets > DEEPEST:
            return f"line {number}"
        open_brackets -= min(open_brackets, sum(plain.count(sign) for sign in "]}"))
    return "file"


def model_problems(file: str, prefix: str, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    """Return what is wrong with a table, field by field; a misspelt key comes with the nearest known ones.

    A validator of ours says what it expected and what it found by raising ValueError("expected|found").
    """
    for detail in _root_causes(error):
        location = [str(part) for part in detail["loc"] if part != "[key]"]
        field = ".".join(([prefix] if prefix else []) + location)
        yield _problem(file, field, location, model, detail)


def _root_causes(error: ValidationError) -> list[Any]:
    """Return the errors of a file; a list that is too short because its entries are wrong is not one of them."""
    errors: list[Any] = error.errors()
    inner = {e["loc"][:n] for e in errors for n in range(1, len(e["loc"]))}
    return [e for e in errors if not (e["type"] == "too_short" and e["loc"] in inner)]


def _problem(file: str, field: str, location: list[str], model: type[BaseModel], detail: dict[str, Any]) -> Problem:
    kind, found = detail["type"], _shown(detail["input"])
    if kind == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        if not known:
            return Problem(file, field, "a key", "nothing here", "Take it out.")
        return Problem(file, field, "a key that is not known", "a known key", suggestion(location[-1], known))
    if kind == "missing":
        return Problem(file, field, "nothing", "a value", "Add this key.")
    if kind == "value_error":
        expected, _, seen = str(detail["ctx"]["error"]).partition("|")
        return Problem(file, field or "file", seen or found, expected, "Correct the numbers.")
    if kind == "model_type" and (table := _model_at(model, location)) is not None:
        expected = table.written if issubclass(table, StrictTable) and table.written else _form(table)
        return Problem(file, field or "file", found, expected, "Write it in that form.")
    if kind == "literal_error":
        todo = "Choose one of the expected values."
        return Problem(file, field, found, detail["ctx"]["expected"], todo)
    return Problem(file, field, found, _WRITTEN.get(kind, detail["msg"].lower()), "Correct the value.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _form(table: type[BaseModel]) -> str:
    needed = [name for name, given in table.model_fields.items() if given.is_required()]
    return f"a table with {', '.join(needed or table.model_fields)}"


def _fields_at(model: type[BaseModel], location: list[str]) -> list[str]:
    found = _model_at(model, location)
    return list(found.model_fields) if found else []


def _model_at(model: type[BaseModel], location: list[str]) -> type[BaseModel] | None:
    """Return the table where a problem is, following tables in tables and lists of tables."""
    for part in location:
        if part.isdigit():  # the place in a list: the model of its entries is known already
            continue
        inner = _model_in(model.model_fields[part].annotation) if part in model.model_fields else None
        if inner is None:
            return None
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
