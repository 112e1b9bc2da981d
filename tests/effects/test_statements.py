"""What is said in words: every sentence in one table, with the values it needs."""

import ast
import copy
import pickle
from pathlib import Path
from string import Formatter

import pytest

import impact.effects
from impact.words.statements import ENGLISH, Statement, said

SOURCES = Path(impact.effects.__file__).parent


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def calls():
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                yield path.name, node


def test_the_codes_in_the_sources_are_those_of_the_table():
    used = set()
    for name, call in calls():
        code = call.args[0]
        assert isinstance(code, ast.Constant), f"{name}:{call.lineno} says something that cannot be looked up"
        used.add(code.value)
    assert used == set(ENGLISH)


def test_every_call_gives_the_values_of_its_template():
    for name, call in calls():
        given, needed = {keyword.arg for keyword in call.keywords}, fields(ENGLISH[call.args[0].value])
        assert given - {None} <= needed, f"{name}:{call.lineno}"
        assert given == needed or None in given, f"{name}:{call.lineno}"  # None: values out of a mapping


def test_a_statement_reads_as_its_sentence_and_keeps_its_values():
    statement = said("cannot_reject", treated=1, total=12, smallest_p=1 / 12, level=0.05)
    assert statement.startswith("With 1 treated of 12 units the smallest p-value this test can give is 0.083, above")
    assert statement.code == "cannot_reject"
    assert statement.fields["smallest_p"] == 1 / 12
    assert isinstance(statement, str)


def test_a_statement_does_not_change():
    statement = said("year_without", year=2014)
    with pytest.raises(AttributeError, match="does not change"):
        statement.code = "other"
    with pytest.raises(TypeError):
        statement.fields["year"] = 2015


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_is_the_same_statement(again):
    statement = said("year_without", year=2014)
    copied = again(statement)
    assert isinstance(copied, Statement)
    assert (copied, copied.code, dict(copied.fields)) == (statement, "year_without", {"year": 2014})


def test_what_cannot_be_said():
    with pytest.raises(KeyError):
        said("no_such_code")
    with pytest.raises(KeyError):
        said("year_without")
