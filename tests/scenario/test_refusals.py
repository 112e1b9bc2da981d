"""What cannot be used is refused with its field, what was found, what was expected and what to do, all in one pass."""

from __future__ import annotations

import re
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
        ("table_year", "2031", "2019, with an input-output table", "Correct"),
    ),
    "a table without a price index": (
        ("table_year = 2019", "table_year = 2017"),
        ("table_year", "2017", "2019, with an input-output table", "Correct"),
    ),
    "an amount in words": (
        ("amount = { low = 15.0, central = 24.0, high = 35.0 }", 'amount = "24 miljoen"'),
        ("spending.housing.amount", "'24 miljoen'", "a number, or { low = ..., central = ..., high = ... }", "form"),
    ),
    "a title in one language": (
        ('[reserve]\ntitle.en = "Reserve"\ntitle.nl = "Reserve"', '[reserve]\ntitle = "Reserve"'),
        ("reserve.title", "'Reserve'", '{ en = "...", nl = "..." }', "form"),
    ),
    "evidence that is no name": (
        ('evidence = "staff_displacement_share"', "evidence = [1]"),
        ("assumptions.staff_displacement_share.evidence", "[1]", "evidence table", "Choose one"),
    ),
    "workers who get more productive than they can": (
        ("high = 0.010", "high = 0.070"),
        ("assumptions.productivity_growth", "0.003 to 0.07", "values between -0.05 and 0.05", "Correct"),
    ),
    "a year without price index": (
        ("price_year = 2024", "price_year = 2025"),
        ("price_year", "2025", "price index (2019 to 2024)", "Choose"),
    ),
    "unknown unit": (
        ('unit = "spread"', 'unit = "percent"'),
        ("assumptions.own_supply_error.unit", "percent", "spread", "Choose"),
    ),
    "a unit that does not go with the assumption": (
        ('unit = "spread"', 'unit = "years"'),
        ("assumptions.own_supply_error.unit", "'years'", "'spread'", "Use that unit"),
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
    "a source without words in Dutch": (
        ('source_nl = "Rond het doel van de Europese Centrale Bank"', 'source_nl = ""'),
        ("assumptions.price_growth.source_nl", "''", "at least 1 character", "Correct"),
    ),
    "a source of blanks in Dutch": (
        ('source_nl = "oogtv.nl, mei 2025; security.nl 893922: ten hoogste 60 miljoen"', 'source_nl = "  "'),
        ("funding.nij-begun.source_nl", "'  '", "at least 1 character", "Correct"),
    ),
    "a source in Dutch that is no text": (
        ('source_nl = "Maakt de som sluitend; in de middelste berekening niet uitgegeven"', "source_nl = 2026"),
        ("reserve.source_nl", "2026", "a valid string", "Correct"),
    ),
    "a source in Dutch beside evidence": (
        ('evidence = "staff_displacement_share"', 'evidence = "staff_displacement_share"\nsource_nl = "UWV"'),
        ("assumptions.staff_displacement_share.source_nl", "'UWV'", "nothing beside evidence", "Keep one"),
    ),
    "too few references in Dutch": (
        (', bericht 908961",\n  "Kamerbrief van', " en"),
        ("references_nl", "3 of them", "4, one for each of references", "in the same order"),
    ),
    "an empty reference in Dutch": (
        ('"Kamerbrief van 13 oktober 2025 (toekenning door de EU), aangehaald door security.nl, bericht 908961"', '""'),
        ("references_nl.0", "''", "at least 1 character", "Correct"),
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
        ("[assumptions.own_supply_level]", "[assumptions.own_suply_level]"),
        ("assumptions.own_suply_level", "not used", "a known one", "own_supply_level"),
    ),
    "an assumption of before": (
        ("[assumptions.own_supply_level]", "[assumptions.flq_delta]"),
        ("assumptions.flq_delta", "not used", "a known one", "state own_supply_level"),
    ),
    "a share out of bounds": (
        ("low = 0.40\ncentral = 0.50\nhigh = 0.70", "low = 0.40\ncentral = 0.50\nhigh = 1.70"),
        ("assumptions.own_supply_level", "0.4 to 1.7", "between 0 and 1", "Correct"),
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


def test_a_refused_table_is_not_called_missing_too(tmp_path: Path) -> None:
    changed = ("low = 0.40\ncentral = 0.50\nhigh = 0.70", "low = 0.80\ncentral = 0.50\nhigh = 0.70")
    (problem,) = problems(tmp_path, changed)
    assert problem.field == "assumptions.own_supply_level"
    assert problem.expected == "low <= central <= high"
    (problem,) = problems(tmp_path, ("low = 0.0\ncentral = 0.0\n", "low = nan\ncentral = 0.0\n"))
    assert problem.field == "assumptions.supercomputer_delay.low"
    (problem,) = problems(tmp_path, ("import_share = { low = 0.90,", "import_share = { low = 1.90,"))
    assert problem.field == "spending.machine.import_share"


def test_a_table_that_is_nearly_one_underneath_is_taken_for_a_slip(tmp_path: Path) -> None:
    text = 'extends = "ai-fabriek-baseline"\n[spending.firm]\namount = 20.0\n'
    (problem,) = problems(tmp_path, text=text)
    assert problem.field == "spending.firm"
    assert problem.found.startswith("a table without title, source, basis, years")
    assert problem.todo == "Did you mean 'spending.firms'? Else add these keys."


def test_without_money_there_is_no_question(tmp_path: Path) -> None:
    text = BASELINE.replace('status = "granted"', 'status = "refused"').replace('"reserved"', '"refused"')
    (problem,) = problems(tmp_path, text=text)
    assert problem.field == "funding"
    assert problem.found == "0.00 MEUR that can be spent"
    nothing = re.sub(r"amount = (\{.*\}|64.1)", "amount = 0.0", BASELINE).replace("amount = 6.48", "amount = 201.0")
    nothing = re.sub(r"scale = \{.*\}", "scale = 0.0", nothing)
    (problem,) = problems(tmp_path, text=nothing)
    assert problem.field == "spending"
    assert problem.found == "nothing that is bought and nobody who is hired"


def test_advice_on_the_sum_can_be_followed(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, ("amount = 6.48", "amount = 16.48"))
    assert problem.todo == "Change amounts by -10.00 MEUR, for instance reserve.amount to 6.48."
    (problem,) = problems(tmp_path, ("amount = 64.1", "amount = 1000.0"))
    assert problem.todo == "Lower amounts by 935.90 MEUR together, or add funding: the reserve is only 6.48."


def test_a_file_with_the_mark_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(BASELINE.encode("utf-8-sig"))
    assert Scenario.load(file).budget == 201.0


@pytest.mark.parametrize("name", ["ai-fabriek-ex-ante", str(bundle.data("designs", "eemshaven-2016.toml"))])
def test_a_design_is_sent_to_its_own_command(name: str) -> None:
    with pytest.raises(InputError, match="impact evaluate") as caught:
        Scenario.load(name)
    assert caught.value.problems[0].found == "the design of a study"


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
        (b"\xef\xbb\xbf\n", "an empty file"),
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
    base = 'extends = "ai-fabriek-baseline"\n'
    for remove in ("3", '"spending.firms"'):
        (problem,) = problems(tmp_path, text=f"{base}remove = {remove}\n")
        assert problem.expected == "a list of names of tables"
    for itself in (f"../{tmp_path.name}/changed.toml", str(tmp_path / "changed.toml")):
        (problem,) = problems(tmp_path, text=f'extends = "{itself}"\n')
        assert problem.expected == "a chain that ends"
    (problem,) = problems(tmp_path, text=f'extends = "{"a" * 300}"\n')
    assert problem.found == "nothing there"


def test_options_out_of_range_are_refused_together(baseline: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        run(baseline, draws=0, seed=-1, data="yesterday")
    assert [p.field for p in caught.value.problems] == ["--draws", "--seed", "--data"]


def test_more_draws_than_fit_in_memory_are_refused(baseline: Scenario) -> None:
    building = baseline.spending["building"].model_copy(update={"years": {2026: 0.5, 2060: 0.5}})
    far = baseline.model_copy(update={"spending": {**baseline.spending, "building": building}, "sectors": "a38"})
    with pytest.raises(InputError, match="fits in memory") as caught:
        run(far, draws=20_000)
    assert (
        caught.value.problems[0].expected == "at most 3,654 for this scenario"
    )  # 5,000,000 / (36 x 38): the machine may be late


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("spendings.firms", "spending"),
        ("spend.firms", "spending"),
        ("founding.rijk", "funding"),
        ("assumption.own_supply_level", "assumptions"),
        ("alternative_uses", "alternative_use"),
        ("reserves", "reserve"),
        ("staf.operations", "staff"),
    ],
)
def test_a_misspelt_table_is_met_with_the_name_that_is_meant(tmp_path: Path, written: str, meant: str) -> None:
    text = f'extends = "ai-fabriek-baseline"\n[{written}]\nlow = 1.0\n'
    (found,) = problems(tmp_path, text=text)
    assert (found.field, found.found) == (written.partition(".")[0], "a table that is not known")
    assert f"'{meant}'" in found.todo


def test_a_misspelt_key_at_the_top_is_met_with_the_name_that_is_meant(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text='extends = "ai-fabriek-baseline"\nstudyarea = "nij-begun"\n')
    assert "'study_area'" in found.todo


def test_a_loop_names_the_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "two.toml"\n', encoding="utf-8")
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n', encoding="utf-8")
    with pytest.raises(InputError, match="Each extends the next, without an end: one.toml, two.toml, one.toml"):
        Scenario.load(tmp_path / "one.toml")
    (tmp_path / "self.toml").write_text('extends = "self.toml"\n', encoding="utf-8")
    with pytest.raises(InputError, match="It extends itself"):
        Scenario.load(tmp_path / "self.toml")
