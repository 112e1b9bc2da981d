"""Other places, other dates, one unit less, several outcomes."""

import numpy as np
import pytest

from impact.effects import (
    Design,
    adjusted_p_values,
    donor_pools,
    estimate,
    leave_one_out,
    other_inference,
    placebo_in_space,
    placebo_in_time,
    romano_wolf,
    spillover_rings,
)
from impact.effects.robustness.multiple import step_down
from impact.errors import InputError

from .conftest import noise_panel

DESIGN = Design("y", "unit", "year", {3: 2010})


@pytest.mark.parametrize("estimator", ["did", "synthetic_did", "synthetic_control"])
def test_placebo_in_space_ranks_as_the_test_does(walks, estimator):
    table = placebo_in_space(walks, DESIGN, estimator=estimator)
    effect = estimate(walks, DESIGN, estimator=estimator)
    rank = int(np.flatnonzero(table["actual"])[0]) + 1
    assert len(table) == 40
    assert rank / 40 == pytest.approx(effect.p_value)
    assert table.loc[3, "estimate"] == pytest.approx(effect.estimate)


def test_placebo_in_space_needs_one_treated_unit(walks):
    with pytest.raises(InputError, match="one treated unit"):
        placebo_in_space(walks, Design("y", "unit", "year", {3: 2010, 4: 2010}))


def test_placebo_in_time_uses_years_before_only(walks):
    table = placebo_in_time(walks, DESIGN)
    loud = walks.assign(y=walks["y"] + 99.0 * ((walks["unit"] == 3) & (walks["year"] >= 2010)))
    assert table.index.tolist() == list(range(2003, 2010))
    assert placebo_in_time(loud, DESIGN).equals(table)
    with pytest.raises(InputError, match="dates in 2001-2009"):
        placebo_in_time(walks, DESIGN, dates=[2011])


def test_leave_one_out(walks):
    design = Design("y", "unit", "year", {3: 2010, 5: 2010})
    table = leave_one_out(walks, design)
    assert table["role"].value_counts().to_dict() == {"donor": 38, "treated": 2}
    alone = estimate(walks, Design("y", "unit", "year", {5: 2010}, exclude=(3,)), estimator="did", draws=999)
    assert table.loc[3, "estimate"] == alone.estimate
    assert len(leave_one_out(walks, DESIGN, role="treated")) == 0
    with pytest.raises(InputError, match=r"role: found 'donors'; .* Did you mean 'donor'"):
        leave_one_out(walks, DESIGN, role="donors")


def test_without_the_only_donor_nobody_takes_its_place(walks):
    alone = Design("y", "unit", "year", {3: 2010, 5: 2010}, donors=[7])
    with pytest.raises(InputError, match="found one donor; expected two or more"):
        leave_one_out(walks, alone)
    assert leave_one_out(walks, alone, role="treated").index.tolist() == [3, 5]


def test_donor_pools(walks):
    pools = {"all": [u for u in range(40) if u != 3], "first": [u for u in range(25) if u != 3]}
    table = donor_pools(walks, DESIGN, pools)
    assert table.loc["all", "estimate"] == pytest.approx(estimate(walks, DESIGN, estimator="did").estimate)
    assert table.loc["first", "estimate"] != table.loc["all", "estimate"]
    assert table["donors"].tolist() == [39, 24]
    few = donor_pools(walks, DESIGN, {"few": [0, 1, 2]})
    assert few.loc["few", ["estimate", "p_value"]].isna().all()  # three donors cannot reach 5 %
    with pytest.raises(InputError, match=r"pools: found nobody in \['none'\]"):
        donor_pools(walks, DESIGN, {"none": []})


@pytest.mark.parametrize(
    "tried",
    [
        lambda panel, **how: donor_pools(panel, DESIGN, {"all": [u for u in range(40) if u != 3]}, **how),
        lambda panel, **how: spillover_rings(panel, DESIGN, {}, **how),
    ],
)
def test_the_registered_test_itself_is_among_the_variations(walks, tried):
    """By its own inference, level and draws."""
    how = {"inference": "conley_taber", "level": 0.9, "draws": 499}
    effect = estimate(walks, DESIGN, estimator="did", **how)
    row = tried(walks, **how).iloc[0]
    assert row[["estimate", "lower", "upper", "p_value"]].tolist() == [
        effect.estimate,
        *effect.interval,
        effect.p_value,
    ]
    wider = tried(walks, **{**how, "level": 0.96}).iloc[0]
    assert wider["upper"] - wider["lower"] > row["upper"] - row["lower"]


def test_other_dates_and_units_are_tested_as_registered(walks):
    how = {"inference": "permutation", "level": 0.8}
    early = placebo_in_time(walks, DESIGN, dates=[2006], **how).loc[2006]
    before = walks[walks["year"] < 2010]
    effect = estimate(before, Design("y", "unit", "year", {3: 2006}), estimator="did", **how)
    assert early[["lower", "upper", "p_value"]].tolist() == [*effect.interval, effect.p_value]
    without = leave_one_out(walks, DESIGN, **how).loc[17]
    effect = estimate(walks, Design("y", "unit", "year", {3: 2010}, exclude=(17,)), estimator="did", **how)
    assert without[["lower", "upper", "p_value"]].tolist() == [*effect.interval, effect.p_value]


def test_a_test_that_holds_under_none_of_the_designs_is_refused(walks):
    with pytest.raises(InputError, match="cr2 with 1 treated units"):
        placebo_in_time(walks, DESIGN, inference="cr2")
    six = Design("y", "unit", "year", dict.fromkeys(range(5), 2010))
    table = leave_one_out(walks, six, inference="cr2")
    assert table["estimate"].isna().tolist() == (table["role"] == "treated").tolist()  # four are too few for it


def test_other_inference_is_each_test_called_by_name(walks):
    table = other_inference(walks, DESIGN, draws=999)
    for name in ("scaled_permutation", "permutation", "conley_taber", "placebo"):
        effect = estimate(walks, DESIGN, estimator="did", inference=name, draws=999)
        assert table.loc[name, "refused"] is None
        figures = table.loc[name, ["std_error", "lower", "upper", "p_value", "smallest_p"]].astype(float)
        assert figures.tolist() == [effect.std_error, *effect.interval, effect.p_value, effect.smallest_p]
    codes = {name: why.code for name, why in table["refused"].dropna().items()}
    assert codes == {
        **dict.fromkeys(("cr1", "cr2", "cr3", "wild_cluster", "wild_cluster_webb"), "needs_many"),
        "ferman_pinto": "needs_sizes",
        "conformal": "too_few_years",
    }


def test_an_estimator_that_does_not_exist_has_no_tests(walks):
    with pytest.raises(InputError, match=r"estimator: found 'dd'; .* Did you mean 'did'"):
        other_inference(walks, DESIGN, estimator="dd")


def test_a_test_that_cannot_reach_its_level_is_refused_too():
    table = other_inference(noise_panel(12), DESIGN)
    assert table.loc["permutation", "refused"].code == "cannot_reject"
    assert table["p_value"].notna().sum() == 0


def test_spillover_rings_show_displacement():
    panel = noise_panel(60, 16, seed=1)
    panel["y"] *= 0.1
    after = panel["year"] >= 2010
    panel.loc[after & panel["unit"].isin([3]), "y"] += 5
    panel.loc[after & panel["unit"].isin([2, 4]), "y"] -= 2
    table = spillover_rings(panel, DESIGN, {"first ring": [2, 4], "second ring": [1, 5]})
    assert table.index.tolist() == ["treated", "first ring", "second ring"]
    assert table["estimate"].to_numpy() == pytest.approx([5, -2, 0], abs=0.5)
    assert table.loc["first ring", "p_value"] < 0.05 < table.loc["second ring", "p_value"]


def by_country(panel):
    """Four countries of ten, each with a movement of its own; the treated unit is in the last."""
    country = panel["unit"] % 4
    own = np.random.default_rng(5).standard_normal((4, 1 + panel["year"].max() - 2000)).cumsum(axis=1)
    return panel.assign(country=country, y=panel["y"] + 20 * own[country, panel["year"] - 2000])


NATIONAL = Design("y", "unit", "year", {3: 2010}, relative_to="country")


def less_the_mean(panel, controls):
    """Subtract by hand what the controls of the country do; keep them and the treated unit."""
    kept = panel[panel["unit"].isin([3, *controls])]
    means = kept[kept["unit"] != 3].groupby(["country", "year"])["y"].mean()
    return kept.assign(y=kept["y"] - means.loc[list(zip(kept["country"], kept["year"], strict=True))].to_numpy())


def by_hand(panel, controls):
    return estimate(less_the_mean(panel, controls), DESIGN, estimator="did").estimate


def test_relative_to_the_controls_of_the_moment(walks):
    """The country's mean is that of the pool, without the unit that is left out, and without the rings."""
    panel, others = by_country(walks), [u for u in range(40) if u != 3]
    assert estimate(panel, NATIONAL, estimator="did").estimate == pytest.approx(by_hand(panel, others))
    some = [u for u in others if u < 25]
    pools = donor_pools(panel, NATIONAL, {"all": others, "some": some})["estimate"]
    assert pools.tolist() == pytest.approx([by_hand(panel, others), by_hand(panel, some)])
    assert abs(pools["some"] - pools["all"]) > 0.1
    without = leave_one_out(panel, NATIONAL, role="donor")["estimate"]
    assert without[7] == pytest.approx(by_hand(panel, [u for u in others if u != 7]))
    rings = spillover_rings(panel, NATIONAL, {"near": [7, 11]})["estimate"]
    assert rings["treated"] == pytest.approx(by_hand(panel, [u for u in others if u not in (7, 11)]))


def test_nobody_of_the_country_to_compare_with(walks):
    """One control is its own mean: nothing is left of it, and of the treated only their difference."""
    panel = by_country(walks)
    pools = {"elsewhere": [u for u in range(40) if u % 4 != 3], "one": [7, *(u for u in range(40) if u % 4 != 3)]}
    table = donor_pools(panel, NATIONAL, {"all": [u for u in range(40) if u != 3], **pools})
    assert table["estimate"].notna().tolist() == [True, False, False]
    result = estimate(panel, Design("y", "unit", "year", {3: 2010}, donors=[7], relative_to="country"), estimator="did")
    assert result.reason.code == "alone_in_group"
    alone = {"alone": [u for u in range(40) if u % 4 != 2 and u != 3] + [2]}  # a control of another country
    fewer = donor_pools(panel, NATIONAL, alone).loc["alone", "estimate"]
    assert fewer == pytest.approx(by_hand(panel, [u for u in range(40) if u % 4 != 2 and u != 3]))
    with pytest.raises(InputError, match="'land' is no column|land: found no such column"):
        estimate(panel, Design("y", "unit", "year", {3: 2010}, relative_to="land"), estimator="did")


def test_romano_wolf(walks):
    panel = walks.assign(z=walks["y"] + 60.0 * ((walks["unit"] == 3) & (walks["year"] >= 2010)))
    designs = {name: Design(name, "unit", "year", {3: 2010}) for name in ("y", "z")}
    table = romano_wolf(panel, designs)
    assert table.loc["z", "adjusted_p"] == pytest.approx(1 / 40)
    assert (table["adjusted_p"] >= table["p_value"]).all()
    single = estimate(panel, designs["y"], estimator="did")
    assert table.loc["y", "p_value"] == pytest.approx(single.p_value)
    with pytest.raises(InputError, match="the same as the first design"):
        romano_wolf(panel, {**designs, "late": Design("y", "unit", "year", {3: 2011})})


def told_apart(walks):
    panel = walks.assign(z=walks["y"] + 60.0 * ((walks["unit"] == 3) & (walks["year"] >= 2010)))
    panel["x"] = np.random.default_rng(8).standard_normal(len(panel)).cumsum()
    return panel, {name: Design(name, "unit", "year", {3: 2010}) for name in ("y", "z", "x")}


def test_adjusted_p_values_of_effects_are_those_of_romano_wolf(walks):
    panel, designs = told_apart(walks)
    effects = {name: estimate(panel, d, estimator="did") for name, d in designs.items()}
    adjusted, assignments = adjusted_p_values(effects, dict.fromkeys(designs, [u for u in range(40) if u != 3]))
    table = romano_wolf(panel, designs)
    assert assignments == 40
    assert adjusted.to_dict() == pytest.approx(table["adjusted_p"].to_dict())
    assert adjusted["z"] == 1 / 40


def test_the_best_of_several_outcomes_is_found_as_often_as_said(walks):
    """Every unit in turn: the smallest adjusted p-values are the ranks of forty units."""
    panel, named = told_apart(walks)
    found, singly = [], []
    for unit in range(40):
        designs = {name: Design(name, "unit", "year", {unit: 2010}) for name in ("y", "x")}
        effects = {name: estimate(panel, d, estimator="did", inference="permutation") for name, d in designs.items()}
        adjusted, _ = adjusted_p_values(effects, dict.fromkeys(named, [u for u in range(40) if u != unit]))
        found.append(adjusted.min())
        singly.append(min(e.p_value for e in effects.values()))
    assert sorted(found) == pytest.approx(np.arange(1, 41) / 40, abs=1e-12)
    assert np.mean(np.array(singly) <= 0.1) > 0.1


def test_outcomes_with_other_controls_share_what_both_have(walks):
    """Leaving out two units by hand gives the same reassignments, though not the same estimates."""
    panel, designs = told_apart(walks)
    short = panel[~panel["unit"].isin([11, 30])]
    effects = {
        "y": estimate(panel, designs["y"], estimator="synthetic_did"),
        "x": estimate(short, designs["x"], estimator="synthetic_did"),
    }
    controls = {"y": [u for u in range(40) if u != 3], "x": [u for u in range(40) if u not in (3, 11, 30)]}
    adjusted, assignments = adjusted_p_values(effects, controls)
    assert assignments == 38
    assert (adjusted.to_numpy() >= [e.p_value for e in effects.values()]).all()
    turned = {"y": list(reversed(controls["y"])), "x": controls["x"]}
    assert adjusted_p_values(effects, turned)[0].equals(adjusted)  # the order that controls are named in is nothing


@pytest.mark.parametrize(
    ("inference", "first", "code"),
    [
        ("cr2", dict.fromkeys(range(6), 2010), "no_assignments"),
        ("permutation", {3: 2010, 4: 2010}, "other_assignments"),
    ],
)
def test_effects_that_cannot_be_matched(walks, inference, first, code):
    design, fewer = (Design("y", "unit", "year", first, exclude=e) for e in ((), (20,)))
    effects = {k: estimate(walks, d, estimator="did", inference=inference) for k, d in enumerate((design, fewer))}
    controls = [u for u in range(40) if u not in first]
    same = controls if inference == "cr2" else [u for u in controls if u != 20]
    with pytest.raises(ValueError, match="reassign") as caught:
        adjusted_p_values(effects, {0: controls, 1: same})
    assert caught.value.args[0].code == code
    with pytest.raises(ValueError, match="alone"):
        adjusted_p_values({0: effects[0]}, {0: controls})


def test_step_down_by_hand():
    t = np.array([[5.0, 1.0, 3.0], [1.0, 4.0, 2.0], [6.0, 0.0, 0.0], [2.0, 0.5, 1.0]])
    # 5 against row maxima 5 4 6 2: two of four; 3 against max of the two smaller, 3 4 0 1: two of four;
    # 1 against 1 4 0 .5: two of four.
    assert step_down(t).tolist() == [0.5, 0.5, 0.5]
    assert step_down(t[:, [0]]).tolist() == [0.5]


def test_a_smaller_statistic_never_gets_a_smaller_p():
    t = np.array([[3.0, 2.0], [4.0, 0.0], [5.0, 0.0], [0.0, 1.0]])
    # 3 against 4 5 1: three of four; 2 against 0 0 1: one of four, raised to three.
    assert step_down(t).tolist() == [0.75, 0.75]
