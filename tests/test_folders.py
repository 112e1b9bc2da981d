"""The folder of a result: whole or not there, and never in the place of what somebody else put there."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from impact import folders
from impact.errors import InputError

OURS = {"versions": {"impact-noord": "0.1.0"}}


def write(out: Path, *, mark: str = folders.MARK, **files: str) -> None:
    """Write a folder as a run does: a file for each keyword, and the mark."""
    with folders.replaced_folder(out, mark) as fresh:
        for name, text in files.items():
            (fresh / f"{name}.csv").write_text(text, encoding="utf-8")
        folders.seal(fresh, OURS, mark)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_later_run_replaces_an_earlier_one_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    write(out, totals="1", gone="1")
    write(out, totals="2")
    assert (out / "totals.csv").read_text() == "2"
    assert {path.name for path in out.iterdir()} == {"totals.csv", "manifest.json"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "first", totals="1", shares="2")
    write(tmp_path / "second", totals="1", shares="2")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


MARKS = {
    "of something else": {"name": "a web page"},
    "with files of something else": {"name": "a web page", "files": {"thesis.txt": "0" * 64}},
    "a list": ["manifest"],
    "with odd types": {"versions": 1, "files": 2},
}


@pytest.mark.parametrize("mark", [folders.MARK, folders.REPORT_MARK])
@pytest.mark.parametrize("said", MARKS.values(), ids=MARKS)
def test_a_file_with_the_right_name_does_not_make_a_folder_ours(tmp_path: Path, mark: str, said: object) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / mark).write_text(json.dumps(said))
    (tmp_path / "web" / "thesis.txt").write_text("years of work")
    before = contents(tmp_path)
    with pytest.raises(InputError, match="a folder with other things in it"):
        write(tmp_path / "web", mark=mark, totals="1")
    with pytest.raises(InputError, match="a folder with other things in it"):
        folders.check(tmp_path / "web", mark)
    assert contents(tmp_path) == before


def beside(out: Path) -> str:
    (out / "notes.txt").write_text("mine")
    return "notes.txt"


def deeper(out: Path) -> str:
    (out / "letters").mkdir()
    (out / "letters" / "draft.txt").write_text("mine")
    return "letters/draft.txt"


def linked(out: Path) -> str:
    (out / "figures").symlink_to(out.parent, target_is_directory=True)
    return "figures"


def changed(out: Path) -> str:
    (out / "totals.csv").write_text("with a column of my own")
    return "totals.csv"


def reported_by_hand(out: Path) -> str:
    (out / "report").mkdir()
    (out / "report" / "chapter.txt").write_text("mine")
    return "report/chapter.txt"


def added_to_the_report(out: Path) -> str:
    write(out / "report", mark=folders.REPORT_MARK, page="1")
    (out / "report" / "remarks.txt").write_text("mine")
    return "report/remarks.txt"


@pytest.mark.parametrize("add", [beside, deeper, linked, changed, reported_by_hand, added_to_the_report])
def test_what_somebody_put_in_a_result_is_never_lost(tmp_path: Path, add: Callable[[Path], str]) -> None:
    out = tmp_path / "out"
    write(out, totals="1")
    name = add(out)
    before = contents(tmp_path)
    with pytest.raises(InputError) as caught:
        write(out, totals="2")
    (problem,) = caught.value.problems
    assert problem.found == f"not written by an earlier run, or changed since: {name}"
    assert problem.todo == "Nothing was written. Move it away, or choose another folder."
    assert contents(tmp_path) == before


def test_what_was_put_there_during_the_work_is_not_lost_either(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, totals="1")
    with pytest.raises(InputError, match=r"notes\.txt"), folders.replaced_folder(out) as fresh:
        folders.seal(fresh, OURS)
        beside(out)
    assert (out / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_was_taken_out_and_the_litter_of_a_file_manager_stop_nobody(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, totals="1", shares="1")
    (out / "shares.csv").unlink()
    (out / ".DS_Store").write_bytes(b"\0")
    write(out, totals="1", shares="1")
    assert {path.name for path in out.iterdir()} == {"totals.csv", "shares.csv", "manifest.json"}


def test_a_report_stays_with_the_figures_it_was_made_from_and_goes_with_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, totals="1")
    write(out / "report", mark=folders.REPORT_MARK, page="1")
    write(out, totals="1")
    assert (out / "report" / "page.csv").is_file()
    write(out, totals="2")
    assert not (out / "report").exists()


def test_nothing_is_made_where_nothing_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = sorted(tmp_path.rglob("*"))
    refused = {
        tmp_path / "mine.toml": "a file",
        tmp_path / "mine.toml" / "x": "a file",
        tmp_path / "mine.toml" / "x" / "y": "a file",
        Path(): "the folder you are in",
        Path(".."): "the folder you are in",
        tmp_path / ("x" * 300): "File name too long",
    }
    for out, words in refused.items():
        for attempt in (folders.check, write):
            with pytest.raises(InputError) as caught:
                attempt(out)
            (problem,) = caught.value.problems
            assert words in problem.found
            assert "Nothing was written." in problem.todo
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("attempt", [folders.check, write])
def test_a_place_that_may_not_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempt: Callable[[Path], None]
) -> None:
    def forbidden(self: Path, *_: object, **__: object) -> None:  # the superuser of a test machine may write everywhere
        if not self.exists():
            raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(InputError, match=f"Permission denied, in {tmp_path}; expected a folder that can be written"):
        attempt(tmp_path / "out")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk", target_is_directory=True)
    write(tmp_path / "link", totals="1")
    write(tmp_path / "link", totals="2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "totals.csv").read_text() == "2"
    assert {path.name for path in tmp_path.iterdir()} == {"disk", "link"}


def test_an_interrupted_run_leaves_the_earlier_result_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, totals="1")
    before = contents(tmp_path)
    with pytest.raises(KeyboardInterrupt), folders.replaced_folder(out) as fresh:
        (fresh / "totals.csv").write_text("half of the sec")
        raise KeyboardInterrupt
    assert contents(tmp_path) == before


def test_an_earlier_result_is_put_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, rename = tmp_path / "out", Path.rename
    write(out, totals="1")
    before = contents(tmp_path)

    def fails_for_the_new_one(self: Path, target: Path) -> Path:
        if "unfinished" in self.name:
            raise OSError(28, "No space left on device", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_the_new_one)
    with pytest.raises(InputError, match="No space left on device"):
        write(out, totals="2")
    assert contents(tmp_path) == before


def test_what_a_killed_run_left_is_swept_by_the_next_but_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    old = [tmp_path / f".out.impact-{what}-0123abcd" for what in ("unfinished", "previous")]
    kept = [tmp_path / name for name in (".out-of-my-head", ".other.impact-unfinished-0123abcd")]
    at_work = tmp_path / ".out.impact-unfinished-89abcdef"
    for folder in (*old, *kept, at_work):
        folder.mkdir()
        (folder / "a.csv").write_text("1")
    two_hours_ago = time.time() - 7200
    for folder in (*old, *kept):
        os.utime(folder, (two_hours_ago, two_hours_ago))
    write(out, totals="1")
    assert {path.name for path in tmp_path.iterdir()} == {"out", at_work.name, *(path.name for path in kept)}
