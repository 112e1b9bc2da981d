"""What a design names has to exist before it is frozen: tables, columns, sectors, areas, years, a test that holds."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from impact.effects import evaluate, freeze, shipped_designs
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError

DESIGN = """
title = "T"
question = "Q?"
reference = "R"
[[exclude]]
units = ["CR18", "NL0*"]
reason = "hosts of their own"
[[rings]]
name = "near"
units = ["CR02"]
[[treated]]
name = "a"
title = "A"
first = { CR03 = 2016 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "log points"
numerator = { table = "corop-jobs", sum = { "A-U" = 1 } }
transform = "log"
years = [2010, 2024]
donors = ["CR*"]
[[tests]]
outcomes = ["jobs"]
treated = ["a"]
"""


@pytest.fixture
def design(tmp_path):
    def written(old="", new=""):
        assert old in DESIGN
        path = tmp_path / "mine.toml"
        path.write_text(DESIGN.replace(old, new, 1) if old else DESIGN)
        return path

    return written


@pytest.mark.parametrize("name", shipped_designs())
def test_the_shipped_designs_can_be_carried_out(name):
    assert usable_design(name).tests


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"corop-jobs"', '"corop-job"', "numerator.table: found 'corop-job'.*Did you mean 'corop-jobs'"),
        ('"A-U" = 1', "J = 1, JJ = 1", "numerator.sum: found 'JJ'; expected a sector of corop-jobs"),
        (', sum = { "A-U" = 1 }', "", "several figures for CR01 2010.*Choose among sector"),
        ('sum = { "A-U" = 1 }', 'where = { sectr = "J" }', "column 'sectr'.*Did you mean 'sector'"),
        ('sum = { "A-U" = 1 }', 'where = { sector = "JJ" }', "numerator.where.sector: found 'JJ'"),
        ("[2010, 2024]", "[1910, 2044]", "outcomes.0.years: found from 1910; expected years from 2010 on"),
        ("[2010, 2024]", "[2030, 2044]", "outcomes.0.years: found from 2030"),
        ("CR03 = 2016", "CR3 = 2016", "treated.a.first: found 'CR3'; expected an area of corop-jobs"),
        ('["CR*"]', '["XX*"]', r"outcomes.jobs.donors: found XX\*"),
        ('"CR18"', '"CR81"', "exclude.0.units: found 'CR81'; expected an area of one of the tables"),
        ('["CR02"]', '["CR2"]', "rings.near: found 'CR2'"),
        (
            'donors = ["CR*"]',
            'donors = ["CR*"]\ncodes = { CR38x = "CR38" }',
            "outcomes.0.codes: found 'CR38x'; expected an area of this design. Did you mean 'CR38'",
        ),
        (
            'donors = ["CR*"]',
            'donors = ["CR*"]\ncodes = { CR03 = "CR03x" }',
            "treated.a.first: found 'CR03x'|outcomes.0.codes.CR03: found 'CR03x'; expected an area of corop-jobs",
        ),
        (
            'donors = ["CR*"]',
            'donors = ["CR*"]\nsize = { table = "corop-jobs", sum = { "A-U" = 1 }, year = 1999 }',
            "size.year: found 1999",
        ),
        ('treated = ["a"]', 'treated = ["a"]\ninference = "cr2"', r"tests.0 \(jobs, a\): inference: found cr2 with 1"),
        ('treated = ["a"]', 'treated = ["a"]\ninference = "ferman_pinto"', "ferman_pinto without sizes"),
        ("[[tests]]", "[power]\ncurve_treated = [3, 500]\n[[tests]]", r"power.curve_treated: found \[500\]"),
    ],
)
def test_what_is_not_there_is_refused_and_not_frozen(design, old, new, words):
    path = design(old, new)
    for done in (usable_design, evaluate, lambda where: freeze(where, today=date(2026, 11, 24))):
        with pytest.raises(InputError, match=f"mine.toml: .*{words}"):
            done(path)
    assert [file.name for file in path.parent.iterdir()] == ["mine.toml"]


def test_a_test_that_does_not_hold_is_refused_before_there_is_anything_to_see(design):
    """Six years later it could not be put right any more."""
    path = design("CR03 = 2016", "CR03 = 2030")
    path.write_text(path.read_text().replace('treated = ["a"]', 'treated = ["a"]\ninference = "wild_cluster"'))
    with pytest.raises(InputError, match="wild_cluster with 1 treated unit"):
        freeze(path, today=date(2026, 11, 24))


def test_all_that_is_missing_is_told_together(design):
    path = design('sum = { "A-U" = 1 }', 'where = { sectr = "J" }, sum = { JJ = 1 }')
    path.write_text(path.read_text().replace("[2010", "[1910"))
    with pytest.raises(InputError) as caught:
        usable_design(path)
    assert {p.field for p in caught.value.problems} == {"outcomes.0.numerator.where"}
    path = design('"A-U" = 1', "JJ = 1")
    path.write_text(path.read_text().replace("[2010", "[1910"))
    with pytest.raises(InputError) as caught:
        usable_design(path)
    assert {p.field for p in caught.value.problems} == {"outcomes.0.numerator.sum", "outcomes.0.years"}


def test_years_of_figures_to_come_may_be_asked_for(design):
    """A design before the event says which years it will look at."""
    path = design("[2010, 2024]", "[2010, 2032]")
    path.write_text(path.read_text().replace("CR03 = 2016", "CR03 = 2026"))
    finding = evaluate(path).findings[0]
    assert "2025: no figure for any unit" in finding.left_out
    assert finding.result.reason.code == "no_year_after"


def test_figures_handed_over_are_looked_through_too(design):
    figures = pd.DataFrame({"region": ["CR03", "CR04"], "year": 2010, "sector": "A-U", "value": np.e, "status": ""})
    with pytest.raises(InputError, match="'corop-jobs'; expected a table of figures"):
        evaluate(design(), tables={"jobs": figures}.__getitem__)
    words = "found columns region, year, sector, status; expected column 'value' in corop-jobs"
    with pytest.raises(InputError, match=words):
        evaluate(design(), tables={"corop-jobs": figures.drop(columns="value")}.__getitem__)
