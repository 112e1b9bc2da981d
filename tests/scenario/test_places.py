"""An item says where it is, in areas that exist, each once; what cannot be is refused, all in one pass."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from impact import cli, regions
from impact.cli import app
from impact.errors import InputError, Problem
from impact.scenario import Scenario
from impact.scenario.answer.compared_files import differences
from impact.scenario.question.place_checks import outside
from impact.scenario.question.places import Where, places_of
from impact.scenario.question.remarks import remarks
from impact.words.statements import in_both, in_language

BASE = 'extends = "ai-fabriek-baseline"\n'


def written(folder: Path, text: str, name: str = "mine") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text if "extends" in text else BASE + text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        Scenario.load(written(folder, text))
    return list(caught.value.problems)


def machine(where: str, above: str = "") -> str:
    return f"{above}\n[spending.machine]\nwhere = {where}\n"


def operations(where: str) -> str:
    return f"[staff.operations]\nwhere = {where}\n"


def test_an_item_names_areas_or_shares_or_nothing(tmp_path: Path) -> None:
    text = machine('["GM0014", "CR07"]') + operations("{ GM0014 = 0.6, GM0037 = 0.4, CR36 = 0 }")
    found = Scenario.load(written(tmp_path, text))
    assert places_of(found.spending["machine"]) == ("GM0014", "CR07")
    assert places_of(found.staff["operations"]) == {"GM0014": 0.6, "GM0037": 0.4, "CR36": 0.0}
    assert places_of(found.spending["housing"]) is None
    assert found.extension is not None
    assert found.extension.changed == ("spending.machine", "staff.operations")


@pytest.mark.parametrize("where", ['["GM0014", "CR07"]', "{ GM0014 = 0.6, GM0037 = 0.4 }"])
def test_it_is_kept_in_a_result_as_it_was_written(tmp_path: Path, where: str) -> None:
    found = Scenario.load(written(tmp_path, machine(where)))
    assert Scenario.model_validate(found.model_dump(mode="json")) == found


def test_an_item_without_places_leaves_no_trace_of_them() -> None:
    definition = Scenario.load("ai-fabriek-baseline").model_dump(mode="json")
    items = {**definition["spending"], **definition["staff"]}
    assert [name for name, item in items.items() if "where" in item] == ["building", "expertise-centre"]


def test_places_underneath_do_not_go_along_to_another_study_area(tmp_path: Path) -> None:
    moved = Scenario.load(written(tmp_path, 'study_area = ["CR36"]\n[spending.programme]\nwhere = ["GM0772"]\n'))
    items = {**moved.spending, **moved.staff}
    assert [name for name, item in items.items() if item.where is not None] == ["programme"]


def test_places_that_are_stated_again_replace_those_underneath(tmp_path: Path) -> None:
    written(tmp_path, machine("{ GM0014 = 0.6, GM0037 = 0.4 }"), "below")
    again = written(tmp_path, f'extends = "below.toml"\n{machine("{ CR03 = 1 }")}')
    assert places_of(Scenario.load(again).spending["machine"]) == {"CR03": 1.0}


def test_places_can_be_taken_out(tmp_path: Path) -> None:
    written(tmp_path, machine('["CR36"]'), "below")
    above = written(tmp_path, 'extends = "below.toml"\nremove = ["spending.machine.where"]\n')
    found = Scenario.load(above)
    assert places_of(found.spending["machine"]) is None
    assert found.extension is not None
    assert (found.extension.changed, found.extension.removed) == (("spending.machine",), {})


def test_places_that_are_not_there_cannot_be_taken_out(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, 'remove = ["spending.machine.where"]\n')
    assert (problem.field, problem.found) == ("remove", "'spending.machine.where'")


def test_a_comparison_tells_the_places(tmp_path: Path) -> None:
    here = Scenario.load(written(tmp_path, machine('["CR36"]') + operations("{ GM0014 = 0.6, GM0037 = 0.4 }")))
    told = [in_both(statement) for statement in differences(here, Scenario.load("ai-fabriek-baseline"))]
    english = " ".join(statement["en"] for statement in told)
    dutch = " ".join(statement["nl"] for statement in told)
    assert "place" in english
    assert "Zuidoost-Noord-Brabant" in english
    assert "GM0014: 0.6, GM0037: 0.4" in english
    assert "GM0014: 0,6" in dutch
    assert "plaats" in dutch


# What is refused.

AREAS = "municipalities (GM) or COROP areas (CR) of 2024"
CASES = {
    "a municipality that is gone": ('["GM0003"]', "'GM0003'", AREAS, "It merged into GM1979 Eemsdelta."),
    "a code that never was": ('["GM0004"]', "'GM0004'", AREAS, "Did you mean 'GM0400'"),
    "an area named twice": ('["GM0014", "GM0014"]', "GM0014 twice", "each once", "Take the copy out"),
    "a municipality in a named area": (
        '["CR03", "GM0014"]',
        "GM0014 (Groningen), which lies in CR03 (Overig Groningen)",
        "areas that do not overlap",
        "Keep one of the two",
    ),
    "an area of a named municipality": ("{ GM0037 = 0.5, CR01 = 0.5 }", "GM0037", "do not overlap", "Keep one"),
    "a province": ('["PV20"]', "PV20 (Groningen)", AREAS, "CR01, CR02, CR03"),
    "a place abroad": ("{ DE941 = 1 }", "'DE941', an area outside the Netherlands", AREAS, "GM0014, CR03."),
    "a Dutch place in the code of Eurostat": ('["NL114"]', "'NL114'", AREAS, "it is CR01 Oost-Groningen"),
    "no place": ("[]", "an empty list", AREAS, "List GM or CR codes"),
    "shares that are less than all": ("{ GM0014 = 0.5, GM0037 = 0.4 }", "sum to 0.9", "sum to 1", "Correct"),
    "shares that are more than all": ("{ GM0014 = 0.7, GM0037 = 0.4 }", "sum to 1.1", "sum to 1", "Correct"),
    "a negative share": ("{ GM0014 = 1.5, GM0037 = -0.5 }", "GM0037 = -0.5", "0 or more", "Correct"),
    "a share that is no number": ("{ GM0014 = nan }", "GM0014 = nan", "0 or more", "Correct"),
    "a share without end": ("{ GM0014 = inf }", "GM0014 = inf", "0 or more", "Correct"),
    "a share in words": ('{ GM0014 = "half" }', "GM0014 = 'half'", "a number for each area", "Correct"),
    "a share that is true": ("{ GM0014 = true }", "GM0014 = True", "a number for each area", "Correct"),
    "a code without brackets": ('"GM0014"', "'GM0014'", '["GM0014"] or { GM0014 = 0.6', "Write it in that form"),
    "a number for a code": ("[14]", "[14]", '["GM0014"] or { GM0014 = 0.6', "Write it in that form"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("write", "field"), [(machine, "spending.machine.where"), (operations, "staff.operations.where")]
)
def test_a_place_that_cannot_be_is_refused(tmp_path: Path, case: str, write: Callable[[str], str], field: str) -> None:
    where, found, expected, todo = CASES[case]
    (problem,) = problems(tmp_path, write(where))
    assert problem.file.endswith("mine.toml")
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected
    assert todo in problem.todo


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    text = machine("{ CR03 = 0.5, GM0014 = 0.3, GM0003 = 0.1, PV22 = -1 }") + operations('["GM0037", "GM0037"]')
    said = problems(tmp_path, text)
    fields = [problem.field for problem in said]
    assert fields == ["spending.machine.where"] * 4 + ["staff.operations.where"]
    assert [problem.found.split()[0] for problem in said] == ["PV22", "'GM0003'", "GM0014", "PV22", "GM0037"]


def test_staff_need_work_of_their_sector_where_they_are(tmp_path: Path) -> None:
    """CR02 has 0.0 thousand jobs in section J in December 2019 (CBS 83582NED, snapshot)."""
    text = operations("{ GM1979 = 0.5, CR03 = 0.5 }")
    (problem,) = problems(tmp_path, text)
    assert problem.field == "staff.operations.where"
    assert problem.found.startswith("GM1979 (Eemsdelta), in CR02, where fewer than 50 jobs of section J")
    assert "J62, such as one in CR01, CR03" in problem.expected
    Scenario.load(written(tmp_path, operations("{ GM1979 = 0, CR03 = 1 }")))


def test_a_purchase_may_be_made_where_nobody_makes_it(tmp_path: Path) -> None:
    text = '[spending.data-facility]\nwhere = ["CR02"]\n'
    assert places_of(Scenario.load(written(tmp_path, text)).spending["data-facility"]) == ("CR02",)


AREA_CASES = {
    "a region of Germany": ('"DE941"', "'DE941', an area outside the Netherlands", "CR or PV code of 2024"),
    "regions of Belgium": ('["BE211"]', "'BE211', an area outside the Netherlands", "CR or PV code of 2024"),
    "a code of Eurostat": ('"NL115"', "'NL115'", "CR or PV code of 2024"),
    "a municipality inside an area": ('["CR03", "GM0014"]', "CR03, GM0014", "codes of one level"),
    "an area inside a province": ('["PV20", "CR03"]', "PV20, CR03", "codes of one level"),
    "an area named twice": ('["CR03", "CR03"]', "CR03 twice", "every code once"),
    "two study areas that overlap": (
        '["nij-begun", "groningen"]',
        "'nij-begun', 'groningen' in a list; they have 10 municipalities in common",
        "one study area by its name",
    ),
}


@pytest.mark.parametrize("case", AREA_CASES)
def test_a_study_area_that_cannot_be_is_refused(tmp_path: Path, case: str) -> None:
    area, found, expected = AREA_CASES[case]
    said = [problem for problem in problems(tmp_path, f"study_area = {area}\n") if problem.field == "study_area"]
    assert found in said[0].found
    assert expected in said[0].expected


def test_what_is_advised_for_an_unknown_area_exists_today() -> None:
    with pytest.raises(InputError, match="Did you mean 'GM0400'") as caught:
        regions.study_area("GM0004")
    assert "GM0003" not in str(caught.value)  # gone in 2021


def test_the_command_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["impact", "check", str(written(tmp_path, operations('["GM0003"]')))])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "mine.toml: staff.operations.where" in capsys.readouterr().err


# A place outside the study area is remarked on.


def test_a_place_outside_the_study_area_is_remarked_on(tmp_path: Path) -> None:
    file = written(tmp_path, machine('["CR36", "GM0014"]') + operations("{ CR03 = 1, CR36 = 0 }"))
    (remark,) = remarks(Scenario.load(file))
    assert "Supercomputer: delivery and maintenance has a place outside" in in_language(remark, "en")
    assert "Zuidoost-Noord-Brabant (CR36)" in in_language(remark, "nl")
    assert "GM0014" not in in_language(remark, "nl")
    assert "Note: Supercomputer: delivery" in CliRunner().invoke(app, ["check", str(file)]).output


def test_a_place_that_is_partly_outside_is_remarked_on(tmp_path: Path) -> None:
    text = machine('["CR07"]', 'remove = ["use"]\nstudy_area = "nij-begun"')
    found = Scenario.load(written(tmp_path, text))
    assert outside(found.spending["machine"], regions.study_area("nij-begun")) == ("CR07",)
    assert outside(found.spending["machine"], regions.study_area("groningen-noord-drenthe")) == ()
    assert outside(found.spending["machine"], regions.study_area("CR07")) == ()


SHARES = st.dictionaries(st.sampled_from(regions.codes("corop")), st.floats(0, 1), min_size=1, max_size=6)


@given(shares=SHARES)
@settings(max_examples=50)
def test_what_is_read_is_what_was_written(shares: dict[str, float]) -> None:
    found = Where.model_validate(shares)
    assert found.share_of == shares
    assert found.model_dump() == shares
    assert Where.model_validate(list(shares)).model_dump() == list(shares)
