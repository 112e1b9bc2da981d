"""Whatever bytes a file holds, it is refused with its place, or read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.effects import DesignFile
from impact.errors import InputError
from impact.inputs import read_toml
from impact.nesting import DEEPEST, path_below, read_json
from impact.scenario import Scenario, ScenarioResult

DEEP = {
    "lists": "a = " + "[" * 5000 + "]" * 5000,
    "lists over lines": "title = 'x'\na = " + "[\n" * 5000 + "]\n" * 5000,
    "tables in a line": "a = " + "{b = " * 3000 + "1" + "}" * 3000,
    "a dotted key": ".".join(["a"] * 3_000) + " = 1",
    "a heading": "[" + ".".join(["a"] * 3_000) + "]\nx = 1",
    "just too deep": "a = " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
}


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "mine.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("read", [read_toml, Scenario.load, DesignFile.load], ids=["toml", "scenario", "design"])
def test_deep_nesting_is_refused_with_its_place(tmp_path: Path, content: str, read: object) -> None:
    assert callable(read)
    with pytest.raises(InputError, match=f"more than {DEEPEST} deep") as caught:
        read(written(tmp_path, content))
    assert caught.value.problems[0].field.startswith(("a", "line"))


def test_the_line_that_goes_too_deep_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_toml(written(tmp_path, DEEP["lists over lines"]))
    assert caught.value.problems[0].field == f"line {DEEPEST + 2}"


def test_brackets_in_text_and_remarks_are_no_nesting(tmp_path: Path) -> None:
    text = f"a = '{'[' * 500}'\nb = \"{'{' * 500}\" # {'[' * 500}\n"
    assert set(read_toml(written(tmp_path, text))) == {"a", "b"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a = " + "9" * 5000, "a number of more digits than any figure has"),
        (b'a = "\x00"', "Illegal character"),
        ("a = 1".encode("utf-16"), "byte 0xff at position 0"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "byte 0x89 at position 0"),
        (b"  \n\n", "an empty file"),
        ("date = 2026-02-30", "Invalid date"),
        ("a = 1\na = 2", "Cannot overwrite a value"),
    ],
    ids=["digits", "nul", "utf-16", "a picture", "empty", "no such day", "twice"],
)
def test_other_content_is_refused(tmp_path: Path, content: str | bytes, found: str) -> None:
    with pytest.raises(InputError) as caught:
        read_toml(written(tmp_path, content))
    assert found in caught.value.problems[0].found


def test_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", Path("/dev/zero")):
        problems: list[str] = []

        def read(path: Path = path, problems: list[str] = problems) -> None:
            try:
                Scenario.load(path)
            except InputError as error:
                problems.append(error.problems[0].found)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        reader.join(timeout=20)
        assert problems == ["no regular file"]


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(alphabet="[]{}=.\"'#\n ab1", max_size=200).map(str.encode))
def test_any_bytes_end_in_tables_or_in_a_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    try:
        assert isinstance(read_toml(path), dict)
    except InputError as error:
        assert error.problems[0].found
        assert error.problems[0].todo


def test_a_manifest_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"files": ' + "[" * 100_000 + "]" * 100_000 + "}", encoding="utf-8")
    with pytest.raises(InputError, match="brackets in brackets"):
        ScenarioResult.load(tmp_path)
    (tmp_path / "manifest.json").write_text('{"files": ' + "[" * 50 + "]" * 50 + "}", encoding="utf-8")
    with pytest.raises(ValueError, match=f"more than {DEEPEST} deep"):
        read_json(tmp_path / "manifest.json")


def test_the_path_below_is_that_of_the_first_key_that_goes_too_deep() -> None:
    assert path_below({"a": [1, {"b": 2}]}, 3) == ()
    assert path_below({"a": [1, {"b": 2}]}, 2) == ("a", "1", "b")
