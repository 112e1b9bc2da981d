"""What is done is kept, whole and of one question, and taken up again."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from impact.errors import InputError
from impact.parallel import Kept, answers, working
from impact.parallel.kept import QUESTION, beside, resumed
from impact.words.statements import Statement

if TYPE_CHECKING:
    from work_elsewhere import Noted

ASKED = {"scenario": "baseline", "draws": 100}


@pytest.fixture
def told() -> list[Statement]:
    return []


@pytest.fixture
def work(tmp_path: Path, works: ModuleType) -> Noted:
    (tmp_path / "notes").mkdir()
    return works.Noted(tmp_path / "notes")


def done_with(kept: Kept, work: Noted) -> list[int]:
    """Return the answers to five pieces, and forget which were done."""
    for note in work.folder.iterdir():
        note.unlink()
    with working(kept=kept):
        return [int(found["squared"][0]) for found in answers(work, range(5), kept_as="totals")]


def test_what_was_done_is_not_done_again(tmp_path: Path, told: list[Statement], work: Noted) -> None:
    kept = resumed(tmp_path / "kept", ASKED, told.append)
    assert done_with(kept, work) == [0, 1, 4, 9, 16]
    for number in (1, 3):
        (tmp_path / "kept" / f"totals-000{number}.part").unlink()
    assert done_with(resumed(tmp_path / "kept", ASKED, told.append), work) == [0, 1, 4, 9, 16]
    assert work.done() == {1, 3}
    assert [(said.code, said.fields["done"]) for said in told] == [("taken_up", 3)]


@pytest.mark.parametrize("wrong", ["cut", "changed", "empty", "of another place"])
def test_what_is_not_as_it_was_written_is_made_again_and_said(
    tmp_path: Path, told: list[Statement], work: Noted, wrong: str
) -> None:
    kept = resumed(tmp_path / "kept", ASKED, told.append)
    done_with(kept, work)
    part = tmp_path / "kept" / "totals-0002.part"
    content = part.read_bytes()
    other = (tmp_path / "kept" / "totals-0001.part").read_bytes()
    changed = {"cut": content[:-9], "changed": content[:-1] + b"?", "empty": b"", "of another place": other}
    part.write_bytes(changed[wrong])
    assert done_with(kept, work) == [0, 1, 4, 9, 16]
    assert work.done() == {2}
    assert [said.code for said in told] == ["part_broken", "taken_up"]
    assert part.read_bytes() == content


def test_a_part_of_another_question_is_no_answer_to_this_one(
    tmp_path: Path, told: list[Statement], work: Noted
) -> None:
    done_with(resumed(tmp_path / "kept", ASKED, told.append), work)
    (tmp_path / "kept" / QUESTION).write_text(json.dumps(ASKED | {"draws": 200}))
    done_with(resumed(tmp_path / "kept", ASKED | {"draws": 200}, told.append), work)
    assert work.done() == {0, 1, 2, 3, 4}


def test_a_folder_of_another_question_is_refused_where_the_user_named_it(
    tmp_path: Path, told: list[Statement], work: Noted
) -> None:
    done_with(resumed(tmp_path / "kept", ASKED, told.append), work)
    with pytest.raises(InputError) as caught:
        resumed(tmp_path / "kept", ASKED | {"draws": 200}, told.append)
    (problem,) = caught.value.problems
    assert problem.field == "--resume"
    assert "draws 100 and now 200" in problem.found


def test_beside_a_result_what_answers_another_question_is_removed_and_said(
    tmp_path: Path, told: list[Statement], work: Noted
) -> None:
    done_with(beside(tmp_path / "result", ASKED, told.append), work)
    assert (tmp_path / "result.part" / QUESTION).is_file()
    beside(tmp_path / "result", ASKED | {"draws": 200}, told.append)
    assert not (tmp_path / "result.part").exists()
    assert [said.code for said in told] == ["kept_for_another"]


@pytest.mark.parametrize("make", ["file", "other things", "broken question"])
@pytest.mark.parametrize("opened", [resumed, beside])
def test_what_is_not_ours_is_refused_and_left(tmp_path: Path, told: list[Statement], opened: Any, make: str) -> None:
    folder = tmp_path / ("kept" if opened is resumed else "kept.part")
    if make == "file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / ("letter.txt" if make == "other things" else QUESTION)).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError):
        opened(tmp_path / "kept", ASKED, told.append)
    assert sorted(tmp_path.rglob("*")) == before


def test_removing_leaves_what_is_of_others(tmp_path: Path, told: list[Statement], work: Noted) -> None:
    kept = resumed(tmp_path / "kept", ASKED, told.append)
    done_with(kept, work)
    (tmp_path / "kept" / "letter.txt").write_text("mine")
    kept.remove()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["letter.txt"]


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path: Path, told: list[Statement], work: Noted) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError) as caught:
        done_with(Kept(tmp_path / "file" / "kept", ASKED, told.append), work)
    assert "room" in caught.value.problems[0].todo
