"""What every room says: each sentence in both languages, each call with the values that its sentences ask for."""

from __future__ import annotations

import ast
import copy
import datetime
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import impact
from impact.words import names
from impact.words.languages import LANGUAGES
from impact.words.names import Name, called, name_of
from impact.words.statements import TECHNICAL, Statement, fields_of, in_both, in_language, needs, said, sentences

SOURCES = Path(impact.__file__).parent
CODES = sorted(sentences())


def calls(function: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node


def constant(where: str, call: ast.Call, place: int = 0) -> str:
    argument = call.args[place]
    assert isinstance(argument, ast.Constant), f"{where} says something that cannot be looked up"
    return str(argument.value)


def test_the_sources_say_what_the_tables_hold_and_nothing_else() -> None:
    assert {constant(where, call) for where, call in calls("said")} == set(CODES)


def test_every_call_gives_the_values_of_its_sentences() -> None:
    for where, call in calls("said"):
        given, needed = {keyword.arg for keyword in call.keywords}, needs(constant(where, call))
        assert given - {None} <= needed, where
        assert given == needed or None in given, where  # None: values out of a mapping


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_there_in_both_languages_with_the_same_fields(code: str) -> None:
    entry = sentences()[code]
    assert entry.keys() - {TECHNICAL} == set(LANGUAGES)
    assert fields_of(entry["nl"]) == fields_of(entry["en"])
    assert fields_of(entry["nl"]) <= needs(code)
    assert entry.get(TECHNICAL) != entry["en"], "said twice: leave the technical sentence out"


def test_every_group_of_names_is_asked_for_and_has_no_fields() -> None:
    asked = {constant(where, call) for where, call in calls("called")}
    assert asked | {"status"} == names.groups().keys()
    for group in names.groups().values():
        for name in group.values():
            assert not fields_of(name.en) | fields_of(name.nl)
            assert name.en.strip()
            assert name.nl.strip()


def test_what_is_asked_for_by_name_is_there() -> None:
    for where, call in calls("called"):
        if isinstance(call.args[1], ast.Constant):
            assert constant(where, call, 1) in names.groups()[constant(where, call)], where


def test_no_room_keeps_two_languages_in_its_code() -> None:
    found = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict) and {"en", "nl"} <= {k.value for k in node.keys if isinstance(k, ast.Constant)}
    }
    assert found == {"words/statements.py"}


def test_a_statement_reads_as_its_sentence_and_keeps_its_values() -> None:
    statement = said("cannot_reject", treated=1, total=12, smallest_p=1 / 12, level=0.05)
    assert statement.startswith("With 1 treated of 12 units the smallest p-value this test can give is 0.083, above")
    assert statement.code == "cannot_reject"
    assert statement.fields["smallest_p"] == 1 / 12


def test_a_statement_without_a_technical_sentence_reads_as_the_english_one() -> None:
    statement = said("rebased", cohort=2010, reference=2009, year=2008)
    assert TECHNICAL not in sentences()["rebased"]
    assert str(statement) == in_language(statement, "en") == in_both(statement)["en"]


def test_a_statement_does_not_change() -> None:
    statement = said("year_without", year=2014)
    with pytest.raises(AttributeError, match="does not change"):
        statement.code = "other"
    with pytest.raises(TypeError):
        statement.fields["year"] = 2015  # type: ignore[index]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_is_the_same_statement(again: Callable[[Statement], Statement]) -> None:
    statement = said("year_without", year=2014)
    copied = again(statement)
    assert isinstance(copied, Statement)
    assert (copied, copied.code, dict(copied.fields)) == (statement, "year_without", {"year": 2014})


def test_what_cannot_be_said() -> None:
    with pytest.raises(KeyError):
        said("no_such_code")
    with pytest.raises(KeyError, match="year_without asks for year"):
        said("year_without")


def test_a_field_that_only_one_language_needs_must_be_given_all_the_same() -> None:
    with pytest.raises(KeyError, match="random_reassignments asks for possible"):
        said("random_reassignments", drawn=9999)


def test_the_first_year_without_a_figure_is_a_year_and_no_date() -> None:
    statement = said("date_not_seen", date=2016, seen=2018)
    assert in_language(statement, "nl") == "van het startjaar 2016 is geen cijfer: wat ervan te zien is begint in 2018"


@pytest.mark.parametrize("day", ["2026-11-24", datetime.date(2026, 11, 24)])
def test_a_date_is_written_in_words(day: str | datetime.date) -> None:
    frozen = said("as_frozen", date=day)
    assert str(frozen) == "as frozen on 2026-11-24"
    assert in_both(frozen) == {"en": "as frozen on 24 November 2026", "nl": "zoals vastgelegd op 24 november 2026"}


@pytest.mark.parametrize("n", [12345, np.int64(12345)])
def test_a_count_has_its_thousands_apart_and_a_year_has_not(n: int) -> None:
    statement = said("marked_cells", n=n, status="provisional", units="NL113", first=2020, last=2021)
    assert str(statement).startswith("12345 cells")
    assert in_language(statement, "nl").startswith("12.345 cijfers")
    assert "2020 tot en met 2021" in in_language(statement, "nl")
    assert "'voorlopig'" in in_language(statement, "nl")


def test_a_span_of_one_figure_is_that_figure() -> None:
    once = said("marked_cells", n=2, status="provisional", units="NL113", first=2021, last=2021)
    assert "2021 tot" not in in_language(once, "nl")
    assert "2021 to" not in in_language(once, "en")
    many = said("other_tests", n=1, lowest_p=0.031, highest_p=0.031)
    assert in_language(many, "nl").endswith("p van 0,031")
    assert "p van 0,031 tot 0,500" in in_language(said("other_tests", n=2, lowest_p=0.031, highest_p=0.5), "nl")


def test_a_value_below_zero_has_a_minus_and_not_a_hyphen() -> None:
    slope = said("pre_trend", p_value=0.2, slope=-0.01, bias=-0.25)
    assert "\N{MINUS SIGN}0,01" in in_language(slope, "nl", bias="x")
    assert "-" not in in_language(slope, "en").replace("half", "")


def test_a_value_that_has_no_words_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be said"):
        in_language(said("year_without", year=None), "nl")


def test_what_the_caller_wrote_takes_the_place_of_a_value() -> None:
    beyond = said("beyond_plausible", times=12.3, plausible=0.01)
    assert "(+1,0%)" in in_language(beyond, "nl", plausible="+1,0%")


def test_a_name_that_is_not_known_is_refused() -> None:
    with pytest.raises(KeyError):
        called("status", "no-such-status")


def test_a_name_is_made_of_what_is_said_in_either_language() -> None:
    assert name_of({"en": "and", "nl": "en"}.__getitem__) == Name(en="and", nl="en")
