"""A command reads a design, what stands beside it, and its panels once, and hands them on."""

import tomllib
from collections import Counter
from datetime import date

import pytest
from typer.testing import CliRunner

from impact import cli
from impact.effects import DesignFile, evaluate, freeze, frozen_status
from impact.effects.registered import study_panel
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError
from impact.report.study.pages import StudyPages

from .test_design_file import SMALL, jobs

DESIGN = """
title = "Jobs in one area"
question = "Did jobs change?"
reference = "nobody"
[[rings]]
name = "near"
units = ["CR01"]
[[treated]]
name = "cr03"
title = "Overig Groningen"
first = { CR03 = 2017 }
[[treated]]
name = "both"
title = "Overig Groningen and Noord-Drenthe"
first = { CR03 = 2017, CR07 = 2017 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "log points"
transform = "log"
numerator = { table = "corop-jobs", sum = { "A-U" = 1 } }
years = [2010, 2024]
donors = ["CR*"]
[[tests]]
outcomes = ["jobs"]
treated = ["cr03", "both"]
draws = 99
checks = ["rings"]
[[tests]]
outcomes = ["jobs"]
treated = ["cr03", "both"]
estimator = "event_study"
draws = 99
checks = ["rings"]
"""


@pytest.fixture
def reads(monkeypatch):
    """Count the designs and pages that are parsed, and the panels that are put together, by what they are of."""
    counted = Counter()
    parse, build = tomllib.loads, study_panel.study_panel

    def parsed(text):
        tables = parse(text)
        counted["design"] += "tests" in tables
        counted["pages"] += bool({"places", "figures"} & set(tables))
        return tables

    def built(study, outcome, treated, figures):
        counted["panel", outcome.name, treated.name, bool(study.rings)] += 1
        return build(study, outcome, treated, figures)

    monkeypatch.setattr(tomllib, "loads", parsed)
    monkeypatch.setattr(study_panel, "study_panel", built)
    return counted


@pytest.fixture
def written(tmp_path):
    (tmp_path / "mine.toml").write_text(DESIGN)
    (tmp_path / "mine.pages.toml").write_text('author = "nobody"\nplaces = { CR03 = "the north" }\n')
    return tmp_path / "mine.toml"


def panels(reads):
    return {key: count for key, count in reads.items() if key[0] == "panel"}


@pytest.mark.parametrize("command", [("evaluate",), ("report", "--lang", "en"), ("report",), ("check",)], ids=" ".join)
def test_a_command_on_a_study_reads_everything_once(reads, written, tmp_path, command):
    name, *options = command
    folder = ["--out", str(tmp_path / "out")] if name != "check" else []
    done = CliRunner().invoke(cli.app, [name, str(written), *options, *folder])
    assert done.exit_code == 0, done.output
    assert reads["design"] == 1
    assert reads["pages"] == (name != "evaluate")
    with_and_without = {("panel", "jobs", treated, rings) for treated in ("cr03", "both") for rings in (True, False)}
    assert set(panels(reads)) == with_and_without - ({p for p in with_and_without if name == "check" and not p[3]})
    assert set(panels(reads).values()) == {1}


def test_a_shipped_study_is_read_once_beside_its_scenario(reads):
    done = CliRunner().invoke(cli.app, ["evaluate", "ai-fabriek-ex-ante", "--scenario", "ai-fabriek-baseline"])
    assert done.exit_code == 0, done.output
    assert (reads["design"], reads["pages"]) == (1, 1)
    assert set(panels(reads).values()) == {1}


def test_a_loaded_design_is_taken_wherever_its_file_is(written):
    study = DesignFile.load(written)
    assert DesignFile.load(study) is study
    assert usable_design(study) is study
    assert StudyPages.of(study) is StudyPages.of(study)
    assert frozen_status(study) == "not frozen"
    assert evaluate(study).checksum == evaluate(written).checksum
    freeze(study, today=date(2026, 11, 28))
    assert frozen_status(study) == frozen_status(written) == "as frozen on 2026-11-28"


def test_where_a_design_was_loaded_from_is_no_part_of_it(written, tmp_path):
    (tmp_path / "other.toml").write_text(DESIGN)
    mine, other = DesignFile.load(written), DesignFile.load(tmp_path / "other.toml")
    assert mine == other
    assert mine.file != other.file


def test_a_design_that_no_file_holds_is_evaluated_but_not_frozen():
    study = DesignFile.model_validate(tomllib.loads(SMALL))
    found = evaluate(study, tables=jobs)
    assert found.frozen == "not frozen"
    with pytest.raises(InputError, match="a design without a file"):
        freeze(study, today=date(2026, 11, 28), tables=jobs)
