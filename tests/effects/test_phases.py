"""Phases of one treatment: what their years can tell apart, and what only an assumption can."""

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, DesignFile, Effect, NotIdentified, estimate, evaluate
from impact.effects.robustness.sensitivity import leave_one_out, placebo_in_time
from impact.errors import InputError

from .conftest import noise_panel
from .test_design_file import SMALL, jobs

PHASES = {"centre": 2008, "machine": 2011}
METHODS = ("did", "synthetic_did", "synthetic_control")


def design(first=2008, units=(3,), **how):
    return Design("y", "unit", "year", dict.fromkeys(units, first), **{"phases": PHASES, **how})


def flat(effect, units=30, years=15):
    """Return a panel without noise in the treated unit 3, with an effect of the year."""
    panel = noise_panel(units, years).assign(y=lambda d: np.sin(d["unit"] * d["year"]))
    others = panel[panel["unit"] != 3].groupby("year")["y"].mean()
    mine = panel["unit"] == 3
    panel.loc[mine, "y"] = panel.loc[mine, "year"].map(lambda t: others[t] + effect(t))
    return panel


def told(found):
    """Return the estimates by phase, whether it is what the phase added, and under what."""
    return found.phases.set_index(["phase", "added", "assumes"])["estimate"]


def test_an_effect_that_stays_is_told_apart_if_it_would_have_stayed():
    panel = flat(lambda t: 2.0 * (t >= 2008) + 3.0 * (t >= 2011))
    found = told(estimate(panel, design(), estimator="did", inference="permutation"))
    assert found["centre", False, ""] == pytest.approx(2)
    assert found["machine", False, ""] == pytest.approx(5)
    assert found["machine", True, "stays"] == pytest.approx(3)
    assert found["machine", True, "goes_on"] == pytest.approx(3)


def test_an_effect_that_grows_is_told_apart_only_if_it_would_have_gone_on():
    """It grows by one a year from 2008: without any machine the mean of 2011-2014 is 5.5, and 2 in 2008-2010."""
    found = told(estimate(flat(lambda t: max(t - 2007.0, 0.0)), design(), estimator="did", inference="permutation"))
    assert found["machine", False, ""] == pytest.approx(5.5)
    assert found["machine", True, "stays"] == pytest.approx(3.5)
    assert found["machine", True, "goes_on"] == pytest.approx(0)


@pytest.mark.parametrize("method", METHODS)
def test_the_years_of_all_phases_make_the_estimate(method):
    found = estimate(noise_panel(30), design(anticipation=1), estimator=method)
    table = found.phases
    together = table[~table["added"]]
    years = together["last"] - together["first"] + 1
    assert np.average(together["estimate"], weights=years) == pytest.approx(found.estimate)
    first, second = together["estimate"]
    assert told(found)["machine", True, "stays"] == pytest.approx(second - first)
    assert table["assumes"].tolist() == ["", "", "stays", "goes_on"]
    assert "phases_together" in [caveat.code for caveat in found.caveats]


@pytest.mark.parametrize("method", METHODS)
def test_what_would_have_gone_on_is_the_line_of_the_years_before(method):
    found = estimate(noise_panel(30), design(), estimator=method)
    path = found.path.set_index("period")["estimate"] if method != "did" else path_from_mean(noise_panel(30))
    line = np.poly1d(np.polyfit([0, 1, 2], path.loc[[0, 1, 2]], 1))
    later = range(3, 7)
    expected = path.loc[later].mean() - line(list(later)).mean()
    assert told(found)["machine", True, "goes_on"] == pytest.approx(expected)


def path_from_mean(panel):
    """Return the gap of unit 3 less its mean before 2008, by years since."""
    wide = panel.pivot_table(index="year", columns="unit", values="y")
    gap = wide[3] - wide.drop(columns=3).mean(axis=1)
    return (gap - gap.loc[:2007].mean()).rename(lambda year: year - 2008)


@pytest.mark.parametrize("inference", ["scaled_permutation", "permutation"])
def test_every_unit_in_turn_by_hand(inference):
    panel = noise_panel(20)
    found = estimate(panel, design(), estimator="did", inference=inference)
    row = found.phases[found.phases["assumes"] == "stays"].iloc[0]
    y = panel.pivot_table(index="unit", columns="year", values="y").to_numpy()
    change = y[:, 11:].mean(axis=1) - y[:, 8:11].mean(axis=1)
    before = y[:, :8] - y[:, :8].mean(axis=0)
    sd = before.std(axis=1, ddof=1)
    statistics = []
    for unit in [3, *(u for u in range(20) if u != 3)]:
        others = np.delete(np.arange(20), unit)
        scale = np.sqrt(sd[unit] ** 2 + (sd[others] ** 2).sum() / 19**2) if inference == "scaled_permutation" else 1
        statistics.append(abs(change[unit] - change[others].mean()) / scale)
    assert row["p_value"] == pytest.approx(np.mean(np.array(statistics) >= statistics[0] - 1e-12))


@pytest.mark.parametrize("method", METHODS)
def test_interval_and_p_value_are_one_test(method):
    for seed in range(6):
        table = estimate(noise_panel(25, seed=seed), design(), estimator=method, level=0.8).phases
        inside = (table["lower"] <= 0) & (table["upper"] >= 0)
        assert inside.tolist() == (table["p_value"] > 0.2 + 1e-9).tolist()
        assert (table["lower"] <= table["estimate"]).all()
        assert (table["estimate"] <= table["upper"]).all()


@pytest.mark.parametrize("method", ["did", "synthetic_did"])
def test_the_interval_holds_the_effects_that_the_test_does_not_reject(method):
    """An effect of the second phase is taken out of its own years alone, wherever the treated unit stands."""
    panel = noise_panel(12)
    row = estimate(panel, design(), estimator=method, level=0.7).phases.iloc[2]
    later = (panel["unit"] == 3) & (panel["year"] >= 2011)
    for end, out in (("lower", -1), ("upper", 1)):
        for step in (-1e-4, 1e-4):
            less = panel.assign(y=panel["y"] - later * (row[end] + step))
            p = estimate(less, design(), estimator=method, level=0.7).phases.iloc[2]["p_value"]
            assert (p > 0.3 + 1e-9) == (step * out < 0)


def test_the_interval_of_what_was_added_does_not_move_with_the_phase_before():
    """Whatever the first phase did, if it stayed it is taken out of both."""
    panel = noise_panel(25)
    more = panel.assign(y=panel["y"] + 50.0 * ((panel["unit"] == 3) & (panel["year"] >= 2008)))
    row, moved = (estimate(p, design(), estimator="did").phases.iloc[2] for p in (panel, more))
    assert [moved[c] for c in ("estimate", "lower", "upper", "p_value")] == pytest.approx(
        [row[c] for c in ("estimate", "lower", "upper", "p_value")]
    )


def test_with_many_treated_units_the_error_is_that_of_two_groups_of_changes():
    panel = noise_panel(50)
    found = estimate(panel, design(units=range(22)), estimator="did")
    assert found.inference == "cr2"
    row = found.phases.iloc[2]
    y = panel.pivot_table(index="unit", columns="year", values="y").to_numpy()
    change = y[:, 11:].mean(axis=1) - y[:, 8:11].mean(axis=1)
    ours, theirs = change[:22], change[22:]
    assert row["estimate"] == pytest.approx(ours.mean() - theirs.mean())
    assert row["std_error"] == pytest.approx(np.sqrt(ours.var(ddof=1) / 22 + theirs.var(ddof=1) / 28))


@pytest.mark.parametrize("inference", ["conley_taber", "ferman_pinto", "placebo", "wild_cluster", "cr3"])
def test_other_tests_of_the_estimate_are_those_of_its_phases(inference):
    panel = noise_panel(60).assign(size=lambda d: 10.0 + d["unit"])
    treated = range(6) if inference in ("cr3", "wild_cluster") else (3,)
    found = estimate(panel, design(units=treated, size="size"), estimator="did", inference=inference, draws=199)
    assert found.phases["p_value"].between(0, 1).all()
    assert np.isfinite(found.phases["estimate"]).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("inference", ["auto", "placebo"])
def test_the_only_phase_seen_is_the_estimate_with_its_test(method, inference):
    panel = noise_panel(30, seed=4)
    found = estimate(panel, design(phases={"one": 2008, "two": 2020}), estimator=method, inference=inference)
    row = found.phases.iloc[0]
    assert [row["estimate"], row["std_error"], row["lower"], row["upper"], row["p_value"]] == pytest.approx(
        [found.estimate, found.std_error, *found.interval, found.p_value]
    )


def test_a_phase_of_which_nothing_is_seen_is_named():
    found = estimate(noise_panel(30), design(phases={"centre": 2008, "machine": 2020}), estimator="did")
    assert found.phases["phase"].tolist() == ["centre"]
    assert found.phases["estimate"].tolist() == pytest.approx([found.estimate])
    said = [str(caveat) for caveat in found.caveats if caveat.code.startswith("phase")]
    assert said == ["machine starts in 2020: no year of it is seen yet"]


def test_one_year_has_no_line():
    found = estimate(noise_panel(30), design(phases={"centre": 2008, "machine": 2009}), estimator="did")
    assert found.phases["assumes"].tolist() == ["", "", "stays"]


def test_three_phases():
    phases = {"one": 2008, "two": 2010, "three": 2013}
    found = told(estimate(noise_panel(30), design(phases=phases), estimator="did"))
    assert found["three", True, "stays"] == pytest.approx(found["three", False, ""] - found["two", False, ""])


def test_checks_beside_it_leave_the_phases_out():
    panel = noise_panel(30)
    table = placebo_in_time(panel, design(), estimator="did")
    assert table["p_value"].notna().all()
    assert len(leave_one_out(panel, design(), estimator="did")) == 29


@pytest.mark.parametrize(
    ("phases", "dates", "said"),
    [
        ({"centre": 2008}, {3: 2008}, "found 1 phase; expected two phases or more"),
        ({"centre": 2011, "machine": 2008}, {3: 2008}, "expected phases in the order of their years"),
        ({"centre": 2008, "machine": 2008}, {3: 2008}, "expected phases in the order of their years"),
        ({"centre": 2009, "machine": 2011}, {3: 2008}, "expected a first phase from 2008"),
        (PHASES, {3: 2008, 4: 2009}, "found dates 2008, 2009; expected treated units of one date"),
        ({"centre": 2008, "machine": "later"}, {3: 2008}, "expected a whole first year for each"),
    ],
)
def test_phases_that_contradict_themselves(phases, dates, said):
    with pytest.raises(InputError, match=f"phases: .*{said}"):
        Design("y", "unit", "year", dates, phases=phases)


@pytest.mark.parametrize("method", ["imputation", "callaway_santanna", "event_study", "lee_wooldridge", "sun_abraham"])
def test_an_estimator_that_does_not_keep_years_apart(method):
    with pytest.raises(InputError, match="phases: found 2 phases; expected none with") as refused:
        estimate(noise_panel(30), design(), estimator=method)
    assert refused.value.problems[0].todo == "Use did with 'scaled_permutation'."


# In a design file


PHASED = SMALL.replace("first = { A = 2010 }", 'first = { A = 2010 }\nphases = { centre = 2010, "big machine" = 2013 }')


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "phased.toml"
    path.write_text(PHASED, encoding="utf-8")
    return path


@pytest.mark.parametrize("method", METHODS)
def test_a_design_file_names_phases_and_each_finding_has_them(file, method):
    file.write_text(PHASED + f'estimator = "{method}"\n', encoding="utf-8")
    (finding,) = evaluate(file, tables=jobs).findings
    assert isinstance(finding.result, Effect)
    pd.testing.assert_frame_equal(finding.checks["phases"], finding.result.phases)
    table = finding.result.phases.set_index(["phase", "assumes"])
    said = finding.said["phases"]
    assert said.fields["added"] == table.loc[("big machine", "stays"), "estimate"]
    assert said.fields["both"] == table.loc[("big machine", ""), "estimate"]
    assert said.nl.startswith("centre alleen (2010 tot en met 2012)")
    assert "if what was there before would have stayed as it was, which no figure shows" in said.en


def test_of_a_phase_to_come_a_finding_says_so(file):
    file.write_text(PHASED.replace('"big machine" = 2013', '"big machine" = 2030'), encoding="utf-8")
    (finding,) = evaluate(file, tables=jobs).findings
    assert finding.said["phases"].en.endswith("nothing is seen yet of big machine")


def test_without_an_estimate_there_is_nothing_of_phases(file):
    file.write_text(PHASED + "level = 0.99\n", encoding="utf-8")
    (finding,) = evaluate(file, tables=jobs).findings
    assert isinstance(finding.result, NotIdentified)
    assert finding.undone["phases"].code == "nothing_to_check"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"big machine" = 2013', '"big machine" = 2009', "treated.one.phases: .*in the order of their years"),
        ("centre = 2010", "centre = 2011", "treated.one.phases: .*a first phase from 2010"),
        ('centre = 2010, "big machine" = 2013', "centre = 2010", "treated.one.phases: found 1 phase"),
        ("{ A = 2010 }", "{ A = 2010, B01 = 2011 }", "treated.one.phases: found dates 2010, 2011"),
        (
            'treated = ["one"]',
            'treated = ["one"]\nestimator = "imputation"',
            "tests.0.estimator: found one with 2 phases",
        ),
    ],
)
def test_a_design_file_whose_phases_contradict_it(file, old, new, said):
    file.write_text(PHASED.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        DesignFile.load(file)


def test_saved_with_the_evaluation(file, tmp_path):
    evaluate(file, tables=jobs).save(tmp_path / "out")
    assert pd.read_csv(tmp_path / "out" / "00-jobs-one-did-phases.csv")["phase"].tolist()[0] == "centre"
