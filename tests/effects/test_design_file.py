"""Design files: what is refused, and what freezing notices."""

import hashlib
import json
from datetime import date
from typing import get_args

import pytest

from impact import bundle
from impact.effects import DesignFile, freeze, frozen_status, shipped_designs
from impact.effects.estimators import every
from impact.effects.registered.design_file import EstimatorName, InferenceName, is_design
from impact.effects.study.freezing import differences, registration
from impact.errors import InputError

from .conftest import noise_panel

SMALL = """
title = "A study"
question = "Does it?"
reference = "nobody"
[[treated]]
name = "one"
title = "Unit A"
first = { A = 2010 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "jobs"
numerator = { table = "jobs" }
years = [2000, 2014]
donors = ["*"]
[[tests]]
outcomes = ["jobs"]
treated = ["one"]
"""


def jobs(name):
    """Return figures for the small study: area A and 39 others."""
    assert name == "jobs"
    panel = noise_panel().rename(columns={"unit": "region", "y": "value"})
    return panel.assign(region=panel["region"].map(lambda u: "A" if u == 0 else f"B{u:02d}"), status="")


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(SMALL)
    return path


@pytest.mark.parametrize("name", shipped_designs())
def test_shipped_designs_load_and_every_exclusion_has_a_reason(name):
    design = DesignFile.load(name)
    assert len(design.limits) >= 2
    assert sum(t.primary for t in design.treated) == 1
    assert sum(o.primary for o in design.outcomes) == 1


def test_three_studies_are_shipped():
    assert shipped_designs() == ["ai-fabriek-ex-ante", "eemshaven-2016", "european-facilities"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "A study"', 'heading = "A study"', "heading: found a key that is not known"),
        ('question = "Does it?"', "", "question: found nothing"),
        ("2010 }", '"soon" }', "first.A: found 'soon'"),
        ('outcomes = ["jobs"]', 'outcomes = ["job"]', "Did you mean 'jobs'"),
        ('name = "jobs"\ntitle', 'name = "one"\ntitle', "'jobs'"),
        ("[[tests]]", "[tests]", "tests: found .*; expected a list in square brackets"),
        ('treated = ["one"]', 'treated = "one"', "tests.0.treated: found 'one'; expected a list in square brackets"),
        ("[2000, 2014]", "2000", "years: found 2000; expected a list in square brackets"),
        ("[[treated]]", '[[exclude]]\nunits = ["A"]\nreason = "too close"\n[[treated]]', r"excluded \['A'\]"),
        ('title = "A study"', "title = A study", "valid TOML"),
        (
            'title = "A study"',
            'title = "A study"\nannounced = "2025-13"',
            "found '2025-13'; expected a month",
        ),
        ("2010 }", "2206 }", "first.A: found 2206"),
        ("2010 }", "-5 }", "first.A: found -5"),
        ("[2000, 2014]", "[2014, 2000]", r"outcomes.0: found \[2014, 2000\]; expected years in order"),
        ("[2000, 2014]", "[2014, 2014]", "expected years in order"),
        ('name = "jobs"', 'name = "a/b"', "outcomes.0.name: found 'a/b'; expected a name of letters"),
        ('name = "jobs"', 'name = "../zz"', r"outcomes.0.name: found '\.\./zz'"),
        ('{ table = "jobs" }', '{ table = "jobs", sum = { J = nan } }', "sum.J: found nan"),
        ('{ table = "jobs" }', '{ table = "jobs", sum = { J = 0.0 } }', "a number other than 0"),
        ('{ table = "jobs" }', '{ table = "jobs" }\nscale = 0.0', "scale: found 0; expected a number other than 0"),
        ('treated = ["one"]', 'treated = ["one"]\nestimator = "dids"', "tests.0.estimator: found 'dids'"),
        ('treated = ["one"]', 'treated = ["one"]\ninference = "permuted"', "tests.0.inference: found 'permuted'"),
        (
            'treated = ["one"]',
            'treated = ["one"]\nestimator = "imputation"\naggregate = "dynamics"',
            "tests.0.aggregate: found 'dynamics'",
        ),
        (
            'treated = ["one"]',
            'treated = ["one"]\nestimator = "synthetic_did"\ninference = "cr2"',
            "tests.0.inference: found 'cr2'; expected one that goes with synthetic_did",
        ),
        ('treated = ["one"]', 'treated = ["one"]\naggregate = "dynamic"', "tests.0.aggregate.*none with did"),
        (
            'treated = ["one"]',
            'treated = ["one"]\ncontrol_group = "not_yet"',
            "control_group.*none with did",
        ),
        ('treated = ["one"]', 'treated = ["one"]\nuniversal_base = true', "tests.0.universal_base.*none with did"),
        ("{ A = 2010 }", "{ A = 2010, B = 2011 }\nanticipation = 1", "one with 2 dates, 2010-2011 and anticipation 1"),
        ("[[treated]]", '[[exclude]]\nunits = ["A*"]\nreason = "too close"\n[[treated]]', r"excluded \['A'\]"),
        (
            "[[treated]]",
            '[[rings]]\nname = "near"\nunits = ["A", "B"]\n[[treated]]',
            r"near: found treated \['A'\]",
        ),
        (
            "[[tests]]",
            "[power]\nlevel = 0.1\n[[tests]]",
            "power.level: found 0.1; expected 1 less the level of tests.0",
        ),
        ("[[tests]]", "[power]\ncurve_treated = [0]\n[[tests]]", "power.curve_treated.0: found 0"),
    ],
)
def test_refusals(small, old, new, words):
    small.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(InputError, match=words):
        DesignFile.load(small)


def test_an_estimator_of_one_date_is_refused_several(small):
    text = SMALL.replace("{ A = 2010 }", "{ A = 2010, B = 2011 }")
    small.write_text(text.replace('treated = ["one"]', 'treated = ["one"]\nestimator = "event_study"'))
    with pytest.raises(InputError, match="tests.0.treated: found one with 2 dates"):
        DesignFile.load(small)


def test_a_weighted_comparison_takes_several_dates(small):
    text = SMALL.replace("{ A = 2010 }", "{ A = 2010, B = 2011 }")
    small.write_text(text.replace('treated = ["one"]', 'treated = ["one"]\nestimator = "synthetic_did"'))
    assert DesignFile.load(small).tests[0].estimator == "synthetic_did"


def test_an_area_may_be_in_a_ring_for_one_definition_and_treated_in_another(small):
    """As the areas next to the AI-fabriek are."""
    both = '[[treated]]\nname = "two"\ntitle = "Units A and B"\nfirst = { A = 2010, B = 2010 }\n'
    small.write_text(SMALL.replace("[[treated]]", f'[[rings]]\nname = "near"\nunits = ["B"]\n{both}[[treated]]', 1))
    assert [ring.name for ring in DesignFile.load(small).rings] == ["near"]


def test_a_design_may_name_what_estimate_knows():
    assert get_args(EstimatorName) == tuple(estimator.name for estimator in every())
    assert set(get_args(InferenceName)) == {name for estimator in every() for name in estimator.tests}


@pytest.mark.parametrize("old", ["[[tests]]", "[[ tests ]]", "  [[tests]]", "[tests]", "[[tests"])
def test_a_design_is_told_from_a_scenario_however_its_tables_are_written(small, old):
    small.write_text(SMALL.replace("[[tests]]", old))
    assert is_design(small)
    small.write_text(bundle.data("scenarios", "ai-fabriek-baseline.toml").read_text(encoding="utf-8"))
    assert not is_design(small)


def test_every_problem_in_one_pass(small):
    small.write_text(SMALL.replace('title = "A study"', 'heading = "A study"').replace("2010", '"soon"'))
    with pytest.raises(InputError) as caught:
        DesignFile.load(small)
    assert {p.field for p in caught.value.problems} == {"title", "heading", "treated.0.first.A"}


def test_unknown_file():
    with pytest.raises(InputError, match="Did you mean 'eemshaven-2016'"):
        DesignFile.load("eemshaven-2015")


def test_freezing_notices_changes_and_not_comments(small):
    assert frozen_status(small) == "not frozen"
    freeze(small, today=date(2026, 11, 24), tables=jobs)
    assert frozen_status(small) == "as frozen on 2026-11-24"
    small.write_text("# a remark\n" + SMALL)
    assert frozen_status(small) == "as frozen on 2026-11-24"
    with pytest.raises(InputError, match=r"frozen\.json: file: found as frozen on 2026-11-24.*not frozen again"):
        freeze(small, today=date(2026, 11, 25), tables=jobs)


@pytest.fixture
def frozen(small):
    freeze(small, today=date(2026, 11, 24), tables=jobs)
    return small


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[2000, 2014]", "[2000, 2013]", "outcomes.0.years.1"),
        ("{ A = 2010 }", "{ A = 2011 }", "treated.0.first"),
        ('donors = ["*"]', 'donors = ["*", "B"]', "outcomes.0.donors"),
        ('treated = ["one"]', 'treated = ["one"]\nlevel = 0.9', "tests.0.level"),
        ('table = "jobs" }', 'table = "jobs" }\nscale = 2.0', "outcomes.0.scale"),
        ('reference = "nobody"', 'reference = "me"\nlimits = ["none"]', "reference, limits"),
        ("[[tests]]", "[power]\npower = 0.9\n[[tests]]", "power.power"),
    ],
)
def test_every_change_is_named_with_its_path(frozen, old, new, what):
    frozen.write_text(SMALL.replace(old, new, 1))
    assert frozen_status(frozen) == f"changed since it was frozen on 2026-11-24: {what}"


def rewritten(frozen, change, *, sign):
    """Change the record; with `sign` as one who also computes the checksum again."""
    path = frozen.with_suffix(".frozen.json")
    record = json.loads(path.read_text())
    change(record)
    if sign:
        del record["checksum"]
        signed = json.dumps(record, sort_keys=True, ensure_ascii=False)
        record["checksum"] = hashlib.sha256(signed.encode()).hexdigest()
    path.write_text(json.dumps(record))


def test_a_record_from_before_a_key_existed_still_holds(frozen):
    """As a record reads that an earlier version of the package wrote: without keys added since."""
    rewritten(frozen, lambda r: [r["design"]["outcomes"][0].pop("complete"), r["design"].pop("power")], sign=True)
    assert frozen_status(frozen) == "as frozen on 2026-11-24"
    frozen.write_text(SMALL.replace('donors = ["*"]', 'donors = ["*"]\ncomplete = false'))
    assert frozen_status(frozen) == "changed since it was frozen on 2026-11-24: outcomes.0.complete"


class LaterDesignFile(DesignFile):
    """A design file as a later version of the package may know it."""

    ethics: str = ""


def test_a_key_added_later_counts_when_it_is_used(frozen):
    record = json.loads(frozen.with_suffix(".frozen.json").read_text())["design"]
    said = DesignFile.load(frozen).model_dump()
    assert list(differences(record, LaterDesignFile.model_validate(said))) == []
    assert list(differences(record, LaterDesignFile.model_validate({**said, "ethics": "approved"}))) == ["ethics"]
    assert list(differences({**record, "ethics": ""}, DesignFile.load(frozen))) == ["ethics"]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["design"].update(title="Another study"),
        lambda r: r["design"]["outcomes"][0]["years"].reverse(),
        lambda r: r.update(frozen_on="2020-01-01"),
        lambda r: r.update(checksum="0" * 64),
        lambda r: r.pop("checksum"),
        lambda r: r.pop("frozen_on"),
        lambda r: r.pop("design"),
        lambda r: r.clear(),
        lambda r: r.update(design=[]),
    ],
)
def test_a_record_that_was_tampered_with_is_noticed(frozen, change):
    rewritten(frozen, change, sign=False)
    assert frozen_status(frozen).code == "record_changed"
    assert frozen_status(frozen).endswith("is not what was frozen")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", "{}", '{"frozen_on": 5}', '{"frozen_on": "soon", "design": {}}']
)
def test_a_record_that_is_none_is_one_that_was_changed(frozen, text):
    frozen.with_suffix(".frozen.json").write_text(text)
    found = registration(frozen)
    assert found.status.code == "record_changed"
    assert len(found.checksum) == 64


def test_the_checksum_is_that_of_the_record(frozen):
    printed = json.loads(frozen.with_suffix(".frozen.json").read_text())["checksum"]
    assert registration(frozen).checksum == printed
    frozen.write_text("# a remark\n" + SMALL.replace("2010", "2011"))
    assert registration(frozen).checksum == printed


def test_the_design_of_the_facility_is_frozen_and_unchanged():
    assert frozen_status("ai-fabriek-ex-ante").startswith("as frozen on 2026-")
    assert bundle.data("designs", "ai-fabriek-ex-ante.frozen.json").is_file()


def test_a_scenario_is_not_a_design(tmp_path):
    """By its name or by its file: what it is, and the command that carries it out."""
    mine = tmp_path / "mine.toml"
    mine.write_text(bundle.data("scenarios", "ai-fabriek-baseline.toml").read_text())
    for where in ("ai-fabriek-baseline", mine):
        with pytest.raises(InputError, match=r"file: found a scenario; expected the design of a study\. .*impact run "):
            DesignFile.load(where)
