"""The shipped studies on the embedded figures, and a small one on figures of its own."""

import json

import numpy as np
import pandas as pd
import pytest

from impact.effects import Effect, NotIdentified, evaluate

from .conftest import noise_panel
from .test_design_file import SMALL


@pytest.fixture(scope="module")
def before_opening():
    return evaluate("ai-fabriek-ex-ante", predicted={"jobs": 0.001})


@pytest.fixture(scope="module")
def facilities():
    return evaluate("european-facilities")


def test_no_number_before_there_is_something_to_see(before_opening):
    assert before_opening.findings
    for finding in before_opening.findings:
        assert isinstance(finding.result, NotIdentified)
    table = before_opening.table()
    assert table[["estimate", "lower", "upper", "p_value"]].isna().all().all()
    assert table["reason"].str.len().min() > 40


def test_what_could_be_found_in_one_area_is_far_above_what_is_expected(before_opening):
    """Percentages of all jobs against a facility of tens to hundreds of jobs."""
    table = before_opening.table().query("estimator == 'did'").set_index(["outcome", "treated"])
    assert table.loc[("jobs", "cr03"), "detectable"] > 50 * table.loc[("jobs", "cr03"), "predicted"]
    assert (table["detectable"].dropna() > 0).all()
    assert table.loc[("jobs", "cr03"), "smallest_p"] == pytest.approx(1 / 33)


def test_suppressed_cells_are_named(before_opening):
    row = before_opening.table().set_index(["outcome", "treated"]).loc[("jobs-j", "four-areas")]
    assert "CR01: 2 of 15 years" in row["left_out"]
    assert "part of the treated is not seen" in row["reason"]


def test_value_added_per_person_is_the_published_level():
    """Overig Groningen 64.2 and the Netherlands 75.2 thousand euros per employed person in 2019, gas left out."""
    from impact.effects.design_file import DesignFile
    from impact.effects.study_panel import _values
    from impact.sources import snapshot

    values = _values(DesignFile.load("ai-fabriek-ex-ante").outcome("value-added-per-person"), snapshot.table)
    found = values[values["year"] == 2019].set_index("unit")["value"]
    assert found["CR03"] == pytest.approx(64.2, abs=0.05)
    assert found["NL"] == pytest.approx(75.2, abs=0.05)


def test_european_openings(facilities):
    """Nothing that these figures can tell from chance, whatever the estimator or the events."""
    table = facilities.table()
    assert len(table) == 8
    assert (table["inference"] == "scaled_permutation").all()
    assert (table["p_value"] > 0.1).all()
    assert (table["lower"] < 0).all() and (table["upper"] > 0).all()
    first = facilities.findings[0]
    assert isinstance(first.result, Effect)
    assert first.result.n_treated == 10
    assert first.checks["leave_one_out"].index.tolist() == sorted(first.treated.first)
    assert (first.checks["leave_one_out"]["p_value"] > 0.05).all()
    assert first.checks["honest"]["breakdown_value"].max() < 0.1
    assert "2014: no figure for any unit" in first.left_out


def test_saved_folder(facilities, tmp_path):
    out = facilities.save(tmp_path / "result")
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["checksum"] == facilities.checksum
    pd.testing.assert_frame_equal(
        pd.read_csv(out / "findings.csv")[["estimate", "p_value"]], facilities.table()[["estimate", "p_value"]]
    )
    assert (out / "00-gdp-data-centres-callaway_santanna-path.csv").is_file()


@pytest.fixture
def own_figures():
    panel = noise_panel(40, 15).rename(columns={"unit": "region", "y": "value"})
    names = [f"{'AB'[u % 2]}{u:02d}" for u in range(40)]
    panel["region"] = panel["region"].map(dict(enumerate(names)))
    panel.loc[panel["region"] == "A00", "region"] = "A"
    return panel.assign(value=np.exp(panel["value"] / 50), status="")


def written(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text)
    return path


def test_a_study_on_other_figures(tmp_path, own_figures):
    study = SMALL.replace('treated = ["one"]\n', 'treated = ["one"]\nchecks = ["placebo_in_time", "rings"]\n')
    study += '[[rings]]\nname = "near"\nunits = ["A02", "B01"]\n'
    found = evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__)
    finding = found.findings[0]
    assert isinstance(finding.result, Effect)
    assert finding.n_units == 38
    assert finding.checks["rings"]["units"].tolist() == [1, 2]
    assert finding.detectable is not None and finding.detectable.smallest_p == pytest.approx(1 / 38)
    assert found.frozen == "not frozen"


def test_relative_to_the_untreated_of_the_country(tmp_path, own_figures):
    """A common rise of all A regions does not move the estimate."""
    text = SMALL.replace('donors = ["*"]', 'donors = ["*"]\ntransform = "log"\nrelative_to_prefix = 1')
    raised = own_figures.assign(
        value=own_figures["value"] * np.where(own_figures["region"].str[0].eq("A") & (own_figures["year"] > 2009), 2, 1)
    )
    before, after = (
        evaluate(written(tmp_path, text), tables={"jobs": t}.__getitem__).findings[0].result.estimate
        for t in (own_figures, raised)
    )
    assert after == pytest.approx(before)


def test_a_missing_sector_leaves_no_sum(tmp_path, own_figures):
    both = pd.concat([own_figures.assign(sector="J"), own_figures.assign(sector="K")])
    both.loc[(both["region"] == "B01") & (both["year"] == 2003) & (both["sector"] == "K"), "value"] = np.nan
    text = SMALL.replace('{ table = "jobs" }', '{ table = "jobs", sum = { J = 1, K = 1 } }')
    finding = evaluate(written(tmp_path, text), tables={"jobs": both}.__getitem__).findings[0]
    assert finding.left_out == ("B01: 1 of 15 years without a figure",)
    assert finding.n_units == 39


def test_donors_of_another_size_are_left_out(tmp_path, own_figures):
    text = SMALL.replace(
        'donors = ["*"]', 'donors = ["*"]\nsize_match = { table = "people", year = 2000, ratio = 2.0 }'
    )
    people = own_figures[["region", "year", "status"]].assign(value=100.0)
    people.loc[people["region"].str[0] == "B", "value"] = 900.0
    tables = {"jobs": own_figures, "people": people}
    assert evaluate(written(tmp_path, text), tables=tables.__getitem__).findings[0].n_units == 20


def test_a_check_that_cannot_be_made_says_why(tmp_path, own_figures):
    text = SMALL.replace('treated = ["one"]\n', 'treated = ["one"]\nchecks = ["honest"]\n')
    finding = evaluate(written(tmp_path, text), tables={"jobs": own_figures}.__getitem__).findings[0]
    assert finding.undone == {"honest": "honest bounds need a path by event time with its covariance."}
