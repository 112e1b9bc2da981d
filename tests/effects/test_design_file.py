"""Design files: what is refused, and what freezing notices."""

from datetime import date

import pytest

from impact import bundle
from impact.effects import DesignFile, freeze, frozen_status, shipped_designs
from impact.errors import InputError

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
        ("[[tests]]", "[tests]", "tests: found"),
        ("[[treated]]", '[[exclude]]\nunits = ["A"]\nreason = "too close"\n[[treated]]', r"excluded \['A'\]"),
        ('title = "A study"', "title = A study", "valid TOML"),
    ],
)
def test_refusals(small, old, new, words):
    small.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(InputError, match=words):
        DesignFile.load(small)


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
    freeze(small, today=date(2026, 11, 24))
    assert frozen_status(small) == "as frozen on 2026-11-24"
    small.write_text("# a remark\n" + SMALL)
    assert frozen_status(small) == "as frozen on 2026-11-24"
    small.write_text(SMALL.replace("[2000, 2014]", "[2000, 2013]"))
    assert frozen_status(small) == "changed since it was frozen on 2026-11-24: outcomes"
    with pytest.raises(FileExistsError):
        freeze(small, today=date(2026, 11, 25))


def test_the_design_of_the_facility_is_frozen_and_unchanged():
    assert frozen_status("ai-fabriek-ex-ante").startswith("as frozen on 2026-")
    assert bundle.data("designs", "ai-fabriek-ex-ante.frozen.json").is_file()
