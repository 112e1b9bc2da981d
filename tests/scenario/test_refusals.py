"""What cannot be used is refused with its field, what was found, what was expected and what to do, all in one pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact import bundle
from impact.errors import InputError, Problem
from impact.scenario import Scenario, run

BASELINE = bundle.data("scenarios", "ai-fabriek-baseline.toml").read_text(encoding="utf-8")


def problems(tmp_path: Path, *changes: tuple[str, str], text: str = BASELINE) -> list[Problem]:
    for old, new in changes:
        assert old in text, f"the scenario no longer holds {old!r}"
        text = text.replace(old, new, 1)
    file = tmp_path / "changed.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(file)
    return list(caught.value.problems)


CASES = {
    "unknown sector": (
        ("products = { D35 = 1.0 }", "products = { D36 = 1.0 }"),
        ("spending.electricity.products", "'D36'", "81 industries", "E36"),
    ),
    "unknown region": (
        ('study_area = "groningen-noord-drenthe"', 'study_area = "groningen-nord-drenthe"'),
        ("study_area", "groningen-nord-drenthe", "study area", "groningen-noord-drenthe"),
    ),
    "unknown year of the table": (
        ("table_year = 2019", "table_year = 2031"),
        ("table_year", "2031", "less than or equal to 2019", "Correct"),
    ),
    "a year without price index": (
        ("price_year = 2024", "price_year = 2025"),
        ("price_year", "2025", "price index (2019 to 2024)", "Choose"),
    ),
    "unknown unit": (
        ('unit = "exponent"', 'unit = "percent"'),
        ("assumptions.flq_delta.unit", "percent", "exponent", "Choose"),
    ),
    "a unit that does not go with the assumption": (
        ('unit = "exponent"', 'unit = "years"'),
        ("assumptions.flq_delta.unit", "'years'", "'exponent'", "Use that unit"),
    ),
    "a share above 1": (
        ("import_share = 0.30", "import_share = 1.30"),
        ("spending.data-facility.import_share", "1.3", "between 0 and 1", "Correct"),
    ),
    "a share below 0": (
        ("import_share = 0.30", "import_share = -0.1"),
        ("spending.data-facility.import_share", "-0.1", "between 0 and 1", "Correct"),
    ),
    "abroad and region together above 1": (
        ("import_share = 0.30", "import_share = 0.50"),
        ("spending.data-facility", "1.2", "1 at most", "Correct"),
    ),
    "low above central": (
        ("amount = { low = 15.0, central = 24.0", "amount = { low = 25.0, central = 24.0"),
        ("spending.housing.amount", "25, 24, 35", "low <= central <= high", "Correct"),
    ),
    "a negative amount": (
        ("amount = { low = 15.0, central = 24.0", "amount = { low = -15.0, central = 24.0"),
        ("spending.housing.amount", "-15", "0 or more", "Correct"),
    ),
    "an infinite amount": (
        ("amount = 70.0", "amount = inf"),
        ("funding.rijk.amount", "inf", "finite number", "Correct"),
    ),
    "spending is not funding": (
        ("amount = 6.48", "amount = 16.48"),
        ("spending", "211.00 MEUR planned", "the same sum", "-10.00 MEUR"),
    ),
    "years that do not sum to 1": (
        ("{ 2026 = 0.50, 2027 = 0.50 }", "{ 2026 = 0.50, 2027 = 0.40 }"),
        ("spending.building.years", "sum to 0.9", "sum to 1", "Correct"),
    ),
    "a product share that is no number": (
        ("products = { P85 = 0.35,", "products = { P85 = nan,"),
        ("spending.firms.products.P85", "nan", "finite number", "Correct"),
    ),
    "a year's share that is no number": (
        ("{ 2026 = 0.50, 2027 = 0.50 }", "{ 2026 = 0.50, 2027 = nan }"),
        ("spending.building.years.2027", "nan", "finite number", "Correct"),
    ),
    "a misspelt key": (
        ('delayed_by = "supercomputer_delay"', 'delayd_by = "supercomputer_delay"'),
        ("spending.machine.delayd_by", "not known", "a known key", "delayed_by"),
    ),
    "a misspelt key of the file": (
        ("table_year = 2019", "tabel_year = 2019"),
        ("tabel_year", "not known", "a known key", "table_year"),
    ),
    "a missing key": (
        ('status = "granted"', ""),
        ("funding.eurohpc.status", "nothing|{", "a value", "Add this key"),
    ),
    "an unknown status": (
        ('status = "granted"', 'status = "promised"'),
        ("funding.eurohpc.status", "'promised'", "'granted'", "Choose"),
    ),
    "a delay that is no assumption": (
        ('delayed_by = "supercomputer_delay"', 'delayed_by = "supercomputr_delay"'),
        ("spending.machine.delayed_by", "supercomputr_delay", "assumption in years", "supercomputer_delay"),
    ),
    "an assumption that is missing": (
        ("[assumptions.flq_delta]", "[assumptions.flq_dleta]"),
        ("assumptions.flq_dleta", "not used", "a known one", "flq_delta"),
    ),
    "an exponent out of bounds": (
        ("low = 0.10\ncentral = 0.25\nhigh = 0.35", "low = 0.10\ncentral = 0.25\nhigh = 1.35"),
        ("assumptions.flq_delta", "0.1 to 1.35", "between 0 and 0.99", "Correct"),
    ),
    "evidence that does not exist": (
        ('evidence = "staff_displacement_share"', 'evidence = "staff_displacment_share"'),
        (
            "assumptions.staff_displacement_share.evidence",
            "staff_displacment_share",
            "evidence table",
            "staff_displacement",
        ),
    ),
    "evidence and a number": (
        ('evidence = "staff_displacement_share"', 'evidence = "staff_displacement_share"\nlow = 0.1'),
        ("assumptions.staff_displacement_share.low", "0.1", "nothing beside evidence", "Keep one"),
    ),
    "a year far away": (
        ("years = { 2026 = 0.50, 2027 = 0.50 }", "years = { 2026 = 0.50, 20277 = 0.50 }"),
        ("spending.building.years", "20277", "less than or equal to 2060", "Correct"),
    ),
    "a duplicate item": (
        ("[spending.housing]", "[spending.machine]"),
        ("file", "twice|spending", "valid TOML", "once"),
    ),
    "a number where a table belongs": (
        ("[reserve]", "[reserve_]"),
        ("reserve", "nothing", "a table [reserve]", "Add it"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_wrong_input_is_refused_with_a_message_that_helps(tmp_path: Path, case: str) -> None:
    change, (field, found, expected, todo) = CASES[case]
    matching = [p for p in problems(tmp_path, change) if f"{p.field}.".startswith(f"{field}.")]
    assert matching, f"no problem at {field}"
    problem = matching[0]
    assert problem.file.endswith("changed.toml")
    assert any(part in problem.found for part in found.split("|"))
    assert expected in problem.expected
    assert todo in problem.todo


def test_all_problems_of_a_file_are_reported_in_one_pass(tmp_path: Path) -> None:
    changes = [CASES[name][0] for name in ("unknown sector", "low above central", "a share above 1", "a misspelt key")]
    fields = {p.field for p in problems(tmp_path, *changes)}
    assert {"spending.housing.amount", "spending.data-facility.import_share", "spending.machine.delayd_by"} <= fields
    assert "spending.electricity.products" in fields


def test_the_difference_between_funding_and_spending_is_printed(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, ("amount = 6.48", "amount = 6.50"))
    assert "201.02 MEUR planned" in problem.found
    assert "201.00 MEUR of funding" in problem.found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"  \n", "an empty file"),
        (b"title = '\xff\xfe'", "byte 0xff"),
        (b"title = ", "Invalid value"),
        (b"# comment\n" * 1_000_001, "10,000,010 bytes"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        Scenario.load(file)
    assert found in caught.value.problems[0].found


def test_a_directory_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a directory"):
        Scenario.load(tmp_path)
    with pytest.raises(InputError, match="'ai-fabriek-baseline'"):
        Scenario.load("ai-fabriek-basline")


def test_extending_names_what_is_wrong(tmp_path: Path) -> None:
    text = 'extends = "ai-fabriek-baseline"\nremove = ["spending.machin"]\n'
    (problem,) = problems(tmp_path, text=text)
    assert problem.field == "remove"
    assert "spending.machine" in problem.todo
    (problem,) = problems(tmp_path, text='extends = "changed.toml"\n')
    assert problem.expected == "a chain that ends"
    (problem,) = problems(tmp_path, text='remove = ["spending.machine"]\n')
    assert problem.field == "remove"


def test_options_out_of_range_are_refused_together(baseline: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        run(baseline, draws=0, seed=-1, data="yesterday")
    assert [p.field for p in caught.value.problems] == ["--draws", "--seed", "--data"]
