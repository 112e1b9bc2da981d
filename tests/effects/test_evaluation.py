"""The shipped studies on the snapshot, and a small one on figures of its own."""

import json

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, Effect, NotIdentified, evaluate, minimum_detectable_effect

from .conftest import noise_panel
from .test_design_file import SMALL


@pytest.fixture(scope="module")
def before_opening():
    return evaluate("ai-fabriek-ex-ante", predicted={("jobs", "cr03"): 0.001})


@pytest.fixture(scope="module")
def facilities(evaluated):
    return evaluated("european-facilities")


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


def test_curves_of_what_could_be_found(before_opening):
    curves = before_opening.curves().set_index(["outcome", "treated", "post_periods"])["value"]
    assert (
        curves["jobs", "cr03", 3]
        == before_opening.table().set_index(["outcome", "treated"])["detectable"]["jobs", "cr03"].iloc[0]
    )
    assert set(before_opening.curves()["n_treated"]) == {1, 4}
    assert "jobs-j" not in set(before_opening.curves().query("treated == 'four-areas'")["outcome"])


def test_suppressed_cells_are_named(before_opening):
    row = before_opening.table().set_index(["outcome", "treated"]).loc[("jobs-j", "four-areas")]
    assert "CR01: 2 of 15 years" in row["left_out"]
    assert "part of the treated is not seen" in row["reason"]


def test_value_added_per_person_is_the_published_level():
    """Overig Groningen 64.2 and the Netherlands 75.2 thousand euros per employed person in 2019, gas left out."""
    from impact.effects.registered.design_file import DesignFile
    from impact.effects.registered.study_panel import outcome_values
    from impact.sources import snapshot

    values = outcome_values(DesignFile.load("ai-fabriek-ex-ante").outcome("value-added-per-person"), snapshot.table)
    found = values[values["year"] == 2019].set_index("unit")["value"]
    assert found["CR03"] == pytest.approx(64.2, abs=0.05)
    assert found["NL"] == pytest.approx(75.2, abs=0.05)


def test_european_openings(facilities):
    """Nothing that these figures can tell from chance, whatever the estimator or the events."""
    table = facilities.table()
    assert len(table) == 10
    assert (table["inference"] == "scaled_permutation").all()
    assert (table["p_value"] > 0.1).all()
    assert (table["p_adjusted"] >= table["p_value"]).all()
    assert (table["lower"] < 0).all() and (table["upper"] > 0).all()
    first = facilities.findings[0]
    assert isinstance(first.result, Effect)
    assert first.result.n_treated == 10
    assert first.checks["leave_one_out"].index.tolist() == sorted(first.treated.first)
    assert (first.checks["leave_one_out"]["p_value"] > 0.05).all()
    assert first.checks["honest"]["breakdown_value"].max() < 0.1
    assert first.said["pre_trends"].fields["p_value"] > 0.1
    assert first.checks["donor_pools"]["estimate"].abs().max() < 0.05
    assert first.checks["breaks"].query("role == 'treated'")["kind"].tolist() == ["provisional", "jump"]
    assert "2014: no figure for any unit" in first.left_out


def test_what_two_way_fixed_effects_average_in_the_european_study(facilities):
    found = facilities.findings[-2]
    assert (found.treated.name, found.test.estimator) == ("from-building", "did")
    assert found.said["bacon"].fields["late"] < 0.03
    assert found.checks["bacon"]["weight"].sum() == pytest.approx(1)


def test_the_european_sources(facilities):
    assert [record.table for record in facilities.sources()] == ["eu-nuts3-gdp", "eu-nuts-population"]


def test_saved_folder(facilities, tmp_path):
    out = facilities.save(tmp_path / "result")
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["checksum"] == facilities.checksum
    assert [source["table"] for source in manifest["sources"]] == ["eu-nuts3-gdp", "eu-nuts-population"]
    assert all(source["licence"] and source["vintage"] and source["sha256"] for source in manifest["sources"])
    pd.testing.assert_frame_equal(
        pd.read_csv(out / "findings.csv")[["estimate", "p_value"]], facilities.table()[["estimate", "p_value"]]
    )
    assert len(pd.read_csv(out / "detectable.csv")) == 0  # no single date
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


@pytest.mark.parametrize(
    ("test", "options"),
    [
        ("", {}),
        ('inference = "permutation"', {"inference": "permutation"}),
        ("level = 0.9", {"level": 0.1}),
    ],
)
def test_what_could_be_found_is_asked_of_the_registered_test(tmp_path, own_figures, test, options):
    study = SMALL.replace("{ A = 2010 }", "{ A = 2010 }\nanticipation = 2")
    study = study.replace('treated = ["one"]\n', f'treated = ["one"]\n{test}\n')
    found = evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__).findings[0].detectable
    panel = own_figures.rename(columns={"region": "unit", "value": "y"})
    alone = minimum_detectable_effect(panel, Design("y", "unit", "year", {"A": 2010}, anticipation=2), **options)
    assert (found.value, found.for_treated, found.level) == (alone.value, alone.for_treated, alone.level)


def test_a_test_without_reassignment_says_nothing_on_what_could_be_found(tmp_path, own_figures):
    study = SMALL.replace('treated = ["one"]\n', 'treated = ["one"]\ninference = "conley_taber"\n')
    assert evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__).findings[0].detectable is None


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


def test_first_who_is_in_then_what_they_are_compared_with(tmp_path, own_figures):
    """A unit that stops halfway is out from the start; a mean of the country with it in would jump when it stops."""
    text = SMALL.replace('donors = ["*"]', 'donors = ["*"]\ntransform = "log"\nrelative_to_prefix = 1')
    stops = own_figures["region"].eq("A04")
    far = own_figures.assign(value=own_figures["value"] * np.where(stops, 50.0, 1.0))
    halfway = far.assign(value=far["value"].where(~stops | (far["year"] < 2008)))
    never = far[~stops]
    short, without = (
        evaluate(written(tmp_path, text), tables={"jobs": t}.__getitem__).findings[0] for t in (halfway, never)
    )
    assert short.result.estimate == pytest.approx(without.result.estimate, rel=1e-12)
    assert short.left_out == ("A04: 7 of 15 years without a figure",)


def test_an_area_without_others_of_its_country_is_left_out(tmp_path, own_figures):
    text = SMALL.replace('donors = ["*"]', 'donors = ["*"]\ntransform = "log"\nrelative_to_prefix = 1')
    renamed = own_figures.assign(region=own_figures["region"].replace({"B01": "C01"}))
    finding = evaluate(written(tmp_path, text), tables={"jobs": renamed}.__getitem__).findings[0]
    assert finding.left_out == ("C01: fewer than two areas of its country to be compared with",)
    assert "C01" not in finding.controls


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


@pytest.fixture(scope="module")
def eemshaven(evaluated):
    return evaluated("eemshaven-2016")


def test_the_gap_in_employment_at_eemshaven_is_not_sold_as_an_effect(eemshaven):
    """p = 1/33 alone; not when adjusted, not with unscaled placebos, and eight times what the facility could do."""
    found = next(f for f in eemshaven.findings if f.outcome.name == "employed" and f.test.estimator == "synthetic_did")
    assert found.result.p_value == pytest.approx(1 / 33)
    assert found.p_adjusted > 0.05
    assert found.checks["other_inference"].loc["placebo", "p_value"] > 0.05
    beyond = next(c for c in found.result.caveats if c.code == "beyond_plausible")
    assert beyond.fields["times"] > 5
    assert any("not the facility's" in limit for limit in eemshaven.study.limits)


def test_every_registered_check_is_made_or_says_why(eemshaven, facilities, before_opening):
    for evaluation in (eemshaven, facilities, before_opening):
        for finding in evaluation.findings:
            family = ["romano_wolf"] if finding.test.family else []
            done, undone = set(finding.said), {name.split(":")[0] for name in finding.undone}
            assert done | undone >= {*finding.test.checks, *family}
            assert set(finding.checks) == done - {"romano_wolf"}
            assert not [why for why in finding.undone.values() if why.code == "could_not"]
    assert not [f for f in eemshaven.findings if {"rings", "donor_pools", "pre_trends"} & set(f.undone)]


def test_boundaries_that_moved_are_flagged_for_the_tables_they_moved_in(eemshaven):
    by_outcome = {f.outcome.name: f.checks["breaks"] for f in eemshaven.findings if "breaks" in f.checks}
    assert by_outcome["jobs"].query("kind == 'boundary'")[["unit", "time", "role"]].to_numpy().tolist() == [
        ["CR03", 2018, "treated"]
    ]
    assert "boundary" not in set(by_outcome["value-added"]["kind"])


def test_a_family_is_adjusted_within_a_definition_of_the_treated(eemshaven):
    table = eemshaven.table().set_index(["outcome", "treated", "estimator"])
    assert table["p_adjusted"].isna().sum() == 3  # product with gas in it is not of the family
    jobs = next(f for f in eemshaven.findings if f.outcome.name == "jobs")
    assert jobs.said["romano_wolf"].fields.items() >= {"outcomes": 6, "assignments": 31}.items()


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ('estimator = "synthetic_did"\nchecks = ["honest"]', "no_path"),
        ('estimator = "callaway_santanna"\naggregate = "dynamic"\nchecks = ["honest"]', "no_reference"),
        ('checks = ["bacon"]', "one_date_no_mixing"),
        ('estimator = "imputation"\nchecks = ["bacon"]', "not_two_way"),
        ('estimator = "synthetic_did"\nchecks = ["pre_trends"]', "no_pre_path"),
        ('checks = ["donor_pools"]', "no_other_pool"),
        ('checks = ["rings"]', "no_ring"),
    ],
)
def test_a_check_that_cannot_be_made_says_why(tmp_path, own_figures, test, code):
    text = SMALL.replace('treated = ["one"]\n', f'treated = ["one"]\n{test}\n')
    finding = evaluate(written(tmp_path, text), tables={"jobs": own_figures}.__getitem__).findings[0]
    assert [why.code for why in finding.undone.values()] == [code]
    assert finding.said == {}


@pytest.mark.parametrize(
    ("first", "anticipation", "check", "code"),
    [
        ("{ A = 2003 }", 0, "placebo_in_time", "few_clean_years"),
        ("{ A = 2010, B01 = 2010 }", 0, "placebo_in_space", "one_treated_only"),
        ("{ A = 2010, B01 = 2008 }", 0, "rings", "one_date_only"),
        ("{ A = 2010 }", 2, "honest", "gap_in_path"),
        ("{ A = 2001 }", 0, "pre_trends", "no_period_before"),
    ],
)
def test_a_check_that_the_design_rules_out(tmp_path, own_figures, first, anticipation, check, code):
    study = SMALL.replace("{ A = 2010 }", f"{first}\nanticipation = {anticipation}")
    study = study.replace('treated = ["one"]\n', f'treated = ["one"]\nchecks = ["{check}"]\n')
    finding = evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__).findings[0]
    assert finding.undone[check].code == code


def test_pools_by_name_and_by_size(tmp_path, own_figures):
    study = SMALL.replace('donors = ["*"]', 'donors = ["*"]\nsize = { table = "people", year = 2000 }')
    study = study.replace('treated = ["one"]\n', 'treated = ["one"]\nchecks = ["donor_pools", "other_inference"]\n')
    study += '[[pools]]\nname = "B only"\nunits = ["B*"]\nwithout = ["B01"]\nreason = "alike in name"\n'
    study += '[[pools]]\nname = "C only"\nunits = ["C*"]\nreason = "nobody"\n'
    people = own_figures[["region", "year", "status"]].assign(value=own_figures["region"].rank(method="dense") + 10)
    tables = {"jobs": own_figures, "people": people}
    finding = evaluate(written(tmp_path, study), tables=tables.__getitem__).findings[0]
    pools = finding.checks["donor_pools"]
    assert pools["donors"].to_dict() == {
        "registered": 39,
        "without smallest quarter": 30,
        "without largest quarter": 30,
        "B only": 19,
    }
    assert finding.undone["donor_pools: C only"].code == "empty_pool"
    assert np.isfinite(finding.checks["other_inference"].loc["ferman_pinto", "p_value"])
    assert finding.undone["other_inference: cr2"].code == "needs_many"
    assert finding.said["other_inference"].fields["n"] == 5


def test_the_checks_are_made_by_the_registered_test(tmp_path, own_figures):
    """The pool of the design gives the finding itself, by its inference, level and draws."""
    how = 'inference = "conley_taber"\nlevel = 0.9\ndraws = 499\nchecks = ["donor_pools", "rings"]'
    study = SMALL.replace('treated = ["one"]\n', f'treated = ["one"]\n{how}\n')
    study += '[[pools]]\nname = "B only"\nunits = ["B*"]\nreason = "alike in name"\n'
    study += '[[rings]]\nname = "near"\nunits = ["A02"]\n'
    finding = evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__).findings[0]
    ours = [finding.result.estimate, *finding.result.interval, finding.result.p_value]
    for check, row in (("donor_pools", "registered"), ("rings", "treated")):
        assert finding.checks[check].loc[row, ["estimate", "lower", "upper", "p_value"]].tolist() == ours


def test_a_check_that_identifies_nothing_says_so(tmp_path, own_figures):
    """Twenty areas reach p = 0.05; with one of them less no test does."""
    study = SMALL.replace('treated = ["one"]\n', 'treated = ["one"]\nchecks = ["leave_one_out", "donor_pools"]\n')
    study = study.replace('donors = ["*"]', 'donors = ["B*"]')
    study += '[[pools]]\nname = "few"\nunits = ["B0*"]\nreason = "the first five"\n'
    few = own_figures[own_figures["region"] != "B39"]
    finding = evaluate(written(tmp_path, study), tables={"jobs": few}.__getitem__).findings[0]
    assert finding.result.smallest_p == 1 / 20
    assert finding.undone["leave_one_out"] == "none identified, of 19 tried"
    assert finding.undone["donor_pools: few"] == "nothing identified"
    assert "leave_one_out" not in finding.said


def test_an_estimate_beyond_what_the_measure_could_do_is_marked(tmp_path, own_figures):
    codes = []
    for plausible in (1e-9, 1e9):
        study = SMALL.replace('donors = ["*"]', f'donors = ["*"]\nplausible = {plausible}')
        result = evaluate(written(tmp_path, study), tables={"jobs": own_figures}.__getitem__).findings[0].result
        codes.append([c.code for c in result.caveats if c.code == "beyond_plausible"])
    assert codes == [["beyond_plausible"], []]


def test_figures_handed_over_have_no_source_in_the_snapshot(tmp_path, own_figures):
    assert evaluate(written(tmp_path, SMALL), tables={"jobs": own_figures}.__getitem__).sources() == ()
