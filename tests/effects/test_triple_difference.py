"""Triple differences: a printed one, the regression with every pair of effects, and peers."""

import warnings

import numpy as np
import pandas as pd
import pytest

from impact.effects import Design, DesignFile, NotIdentified, estimate, evaluate, triple_difference
from impact.errors import InputError

from .conftest import noise_panel
from .test_design_file import SMALL, jobs


def two_groups(units=30, years=12, seed=0):
    """Return a panel of two groups of the same units, which share shocks of unit and year."""
    shared = noise_panel(units, years, seed=seed)
    own = [noise_panel(units, years, seed=seed + i)["y"] for i in (100, 200)]
    return shared.assign(j=shared["y"] + own[0], others=2 * shared["y"] + own[1])


def design(units=(3,), **how):
    return Design("j", "unit", "year", dict.fromkeys(units, 2007), **{"against": "others", **how})


def test_mandated_maternity_benefits():
    """Gruber (1994), table 3: log wages of those the law could touch and of others, where it came and where not."""
    means = {
        "law": ([1.547, 1.513], [1.759, 1.748]),
        "none": ([1.369, 1.397], [1.630, 1.627]),
    }
    rows = [(place, t, ours[t], theirs[t]) for place, (ours, theirs) in means.items() for t in (0, 1)]
    panel = pd.DataFrame(rows, columns=["place", "time", "touched", "others"])
    printed = {"touched": -0.062, "others": -0.008}
    for outcome, effect in printed.items():
        found = estimate(panel, Design(outcome, "place", "time", {"law": 1}), estimator="did")
        assert found.path["estimate"].tolist() == pytest.approx([effect], abs=5e-4)
    found = estimate(panel, Design("touched", "place", "time", {"law": 1}, against="others"), estimator="did")
    assert isinstance(found, NotIdentified)  # two places
    assert found.path["estimate"].tolist() == pytest.approx([-0.054], abs=5e-4)


def test_the_regression_with_every_pair_of_effects():
    """Group by unit, group by year, unit by year, and the treated group alone."""
    panel = two_groups(units=8, years=6).rename(columns={"j": "a", "others": "b"})
    long = panel.melt(["unit", "year"], ["a", "b"], var_name="group", value_name="value")
    pairs = [long["group"] + long["unit"].astype(str), long["group"] + long["year"].astype(str)]
    pairs.append(long["unit"].astype(str) + "-" + long["year"].astype(str))
    dummies = pd.concat([pd.get_dummies(pair, dtype=float) for pair in pairs], axis=1)
    treated = (long["group"] == "a") & (long["unit"] < 2) & (long["year"] >= 2003)
    X = np.column_stack([treated, dummies])
    expected = np.linalg.lstsq(X, long["value"], rcond=None)[0][0]
    asked = Design("a", "unit", "year", {0: 2003, 1: 2003}, against="b")
    assert estimate(panel, asked, estimator="did", level=0.6).estimate == pytest.approx(expected)


def test_against_a_peer(peer):
    panel = two_groups(units=20, years=8)
    long = panel.melt(["unit", "year"], ["j", "others"], var_name="group", value_name="value")
    long = long.assign(
        treated=(long["unit"] < 6).astype(int), ours=(long["group"] == "j").astype(int), post=(long["year"] >= 2005) * 1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = peer("diff_diff").TripleDifference(estimation_method="reg")
        theirs = model.fit(long, outcome="value", group="treated", partition="ours", post="post")
    asked = Design("j", "unit", "year", dict.fromkeys(range(6), 2005), against="others")
    assert estimate(panel, asked, estimator="did").estimate == pytest.approx(theirs.att, abs=1e-8)


def test_it_is_the_one_difference_less_the_other():
    table = triple_difference(two_groups(), design(), estimator="did")
    assert table.index.tolist() == ["difference", "other", "triple"]
    assert table.loc["triple", "estimate"] == pytest.approx(
        table.loc["difference", "estimate"] - table.loc["other", "estimate"]
    )
    alone = estimate(two_groups(), design(against=None), estimator="did", draws=999)
    assert table.loc["difference"].tolist() == [alone.estimate, *alone.interval, alone.p_value]


@pytest.mark.parametrize("method", ["did", "synthetic_did", "callaway_santanna", "imputation"])
def test_what_happens_to_the_whole_unit_is_taken_out(method):
    """A shock of the unit that both groups feel alike moves the difference, not the triple difference."""
    panel = two_groups()
    shock = 30.0 * ((panel["unit"] == 3) & (panel["year"] >= 2007))
    shocked = panel.assign(j=panel["j"] + shock, others=panel["others"] + shock)
    known, found = (estimate(p, design(), estimator=method) for p in (panel, shocked))
    assert found.estimate == pytest.approx(known.estimate)
    alone = [estimate(p, design(against=None), estimator=method).estimate for p in (panel, shocked)]
    assert alone[1] - alone[0] == pytest.approx(30)
    (caveat,) = [c for c in found.caveats if c.code == "triple_difference"]
    assert "treatment leaves others alone" in caveat


def test_a_gap_in_the_other_group_is_a_gap():
    panel = two_groups()
    panel.loc[5, "others"] = np.nan
    with pytest.raises(InputError, match=r"1 missing cells \(0 2005\)"):
        estimate(panel, design(), estimator="did")


def test_the_other_group_is_a_column_of_numbers():
    with pytest.raises(InputError, match="elsewhere: found no such column"):
        estimate(two_groups(), design(against="elsewhere"), estimator="did")
    with pytest.raises(InputError, match="others: found (object|str) values; expected numbers"):
        estimate(two_groups().assign(others="x"), design(), estimator="did")


def test_without_another_group_there_is_no_triple_difference():
    with pytest.raises(InputError, match="against: found no other group"):
        triple_difference(two_groups(), design(against=None))


# In a design file


TRIPLE = SMALL.replace(
    'numerator = { table = "jobs" }', 'numerator = { table = "jobs" }\nagainst = { table = "others" }'
)


def both(name):
    """Return the figures of the small study and of the other sectors."""
    if name == "jobs":
        return jobs(name)
    return jobs("jobs").assign(
        value=lambda d: d["value"] * 0.5 + np.cos(d["year"] * 1.7 + d["region"].str[-1:].eq("1"))
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "triple.toml"
    path.write_text(TRIPLE, encoding="utf-8")
    return path


def test_a_check_lays_the_other_group_beside(file):
    file.write_text(TRIPLE + 'checks = ["triple_difference"]\n', encoding="utf-8")
    (finding,) = evaluate(file, tables=both).findings
    table = finding.checks["triple_difference"]
    assert table.loc["difference", "estimate"] == pytest.approx(finding.result.estimate)
    assert table.loc["triple", "estimate"] == pytest.approx(finding.result.estimate - table.loc["other", "estimate"])
    said = finding.said["triple_difference"]
    assert said.fields["triple"] == table.loc["triple", "estimate"]
    assert "the measure does not touch the other group" in said.en
    assert "de maatregel de andere groep niet raakt" in said.nl


def test_a_test_may_be_a_triple_difference_itself(file):
    file.write_text(TRIPLE + 'checks = ["triple_difference", "leave_one_out"]\n', encoding="utf-8")
    (plain,) = evaluate(file, tables=both).findings
    file.write_text(TRIPLE + 'triple = true\nchecks = ["leave_one_out", "placebo_in_time"]\n', encoding="utf-8")
    (finding,) = evaluate(file, tables=both).findings
    assert finding.result.estimate == pytest.approx(plain.checks["triple_difference"].loc["triple", "estimate"])
    assert "triple_difference" in [caveat.code for caveat in finding.result.caveats]
    assert finding.checks["leave_one_out"]["estimate"].between(-5, 5).all()


def test_in_logarithms_both_are(file):
    file.write_text(TRIPLE.replace('donors = ["*"]', 'donors = ["*"]\ntransform = "log"') + "triple = true\n")
    positive = {name: both(name).assign(value=lambda d: np.exp(d["value"] / 10)) for name in ("jobs", "others")}
    (finding,) = evaluate(file, tables=positive.__getitem__).findings
    wide = {n: f.pivot_table(index="region", columns="year", values="value") for n, f in positive.items()}
    gap = np.log(wide["jobs"]) - np.log(wide["others"])
    change = gap.loc[:, 2010:].mean(axis=1) - gap.loc[:, :2009].mean(axis=1)
    assert finding.result.estimate == pytest.approx(change["A"] - change.drop("A").mean())


def test_areas_without_a_figure_of_the_other_group_are_left_out_and_named(file):
    holes = both("others").query("not (region == 'B07' and year == 2003)").assign(status="estimated")
    file.write_text(TRIPLE + "triple = true\n", encoding="utf-8")
    (finding,) = evaluate(file, tables={"jobs": jobs("jobs"), "others": holes}.__getitem__).findings
    assert "B07: 1 of 15 years without a figure" in [str(s) for s in finding.left_out]
    assert finding.n_units == 39
    assert any(c.code == "marked_cells" and "estimated" in c for c in finding.result.caveats)


def test_treated_areas_without_the_other_group_have_no_triple_difference(file):
    holes = both("others").query("not (region == 'A' and year == 2003)")
    tables = {"jobs": jobs("jobs"), "others": holes}.__getitem__
    file.write_text(TRIPLE + 'checks = ["triple_difference"]\n', encoding="utf-8")
    (finding,) = evaluate(file, tables=tables).findings
    assert finding.undone["triple_difference"] == "A: not a figure of both groups in every year"
    file.write_text(TRIPLE + "triple = true\n", encoding="utf-8")
    (finding,) = evaluate(file, tables=tables).findings
    assert isinstance(finding.result, NotIdentified)


@pytest.mark.parametrize("asked", ["triple = true\n", 'checks = ["triple_difference"]\n'])
def test_an_outcome_without_another_group_has_none(file, asked):
    file.write_text(SMALL + asked, encoding="utf-8")
    with pytest.raises(InputError, match=r"tests.0.(triple|checks): found jobs without one"):
        DesignFile.load(file)


def test_a_series_that_is_not_there_is_named(file):
    with pytest.raises(InputError, match=r"outcomes.0.against.table: found 'others'"):
        evaluate(file, tables={"jobs": jobs("jobs")}.__getitem__)
