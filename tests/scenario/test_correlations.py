"""Shapes, a chance of nothing and correlations in a scenario file: read, drawn, changed by a child, shown, refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from impact.errors import InputError
from impact.report.pages.publications import publication
from impact.report.scenario.tables import assumptions
from impact.report.scenario.use import rests_on
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer.compared_files import differences
from impact.scenario.computation.draws import drawn, drawn_of_use, ranges
from impact.scenario.question.correlations import partners, ranks

STAFF, SUPPLIERS = "assumptions.staff_displacement_share", "assumptions.supplier_displacement_share"
CROWDING, RESEARCH = "assumptions.national_crowding_out_share", "use.assumptions.private_rd_displacement"
FIRMS, ONE_VALUE = "spending.firms.amount", "spending.data-facility.import_share"
BASE = 'extends = "ai-fabriek-baseline"\n'


def correlation(name: str, between: tuple[str, str], rank: float) -> str:
    first, second = between
    said = 'source = "Everybody works already"\nbasis = "assumption"'
    return f'[correlations.{name}]\nbetween = ["{first}", "{second}"]\nrank = {rank}\n{said}\n'


TIGHT = (
    BASE
    + """
[assumptions.staff_displacement_share]
shape = "pert"
means = "bounds"
[assumptions.own_supply_level]
shape = "uniform"
means = "bounds"
[assumptions.household_local_share]
low = 0.4
central = 0.55
high = 0.7
shape = "normal"
means = "p10-p90"
[spending.firms]
amount = { low = 10.0, central = 20.0, high = 30.0, nothing = 0.25 }
"""
    + correlation("labour", (STAFF, SUPPLIERS), 0.8)
    + correlation("research", (STAFF, RESEARCH), 0.5)
)


def load(folder: Path, text: str, name: str = "question") -> Scenario:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return Scenario.load(file)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(tmp_path_factory.mktemp("tight"), TIGHT)


def test_ranks_of_the_draws_are_those_of_the_file_also_between_spending_and_use(tight: Scenario) -> None:
    luck, use = drawn(tight, 20_000, 0), drawn_of_use(tight, 20_000, 0)
    of = [
        luck.assumption("staff_displacement_share"),
        luck.assumption("supplier_displacement_share"),
        use["use", "assumptions", "private_rd_displacement"],
    ]
    found = stats.spearmanr(np.stack(of, axis=1)).statistic[np.triu_indices(3, 1)]
    np.testing.assert_allclose(found, [0.8, 0.5, 0.0], atol=0.02)


def test_what_is_not_correlated_or_reshaped_keeps_its_draws(tight: Scenario, baseline: Scenario) -> None:
    before, after = drawn(baseline, 300, 5), drawn(tight, 300, 5)
    touched = {
        STAFF,
        SUPPLIERS,
        "assumptions.own_supply_level",
        "assumptions.household_local_share",
        "spending.firms.amount",
    }
    for name in ranges(baseline):
        assert np.array_equal(after[name], before[name]) == (".".join(name) not in touched), name
    one, other = drawn_of_use(baseline, 300, 5), drawn_of_use(tight, 300, 5)
    changed = [name for name in one.values if not np.array_equal(one[name], other[name])]
    assert changed == [("use", "assumptions", "private_rd_displacement")]


def test_each_shape_is_drawn_as_it_is_stated(tight: Scenario) -> None:
    luck = drawn(tight, 2**14, 0, "sobol")
    staff = tight.assumptions["staff_displacement_share"]
    low, high = staff.ends
    place = (staff.central - low) / (high - low)
    pert = stats.beta(1 + 4 * place, 5 - 4 * place, loc=low, scale=high - low)
    assert stats.kstest(luck.assumption("staff_displacement_share"), pert.cdf).statistic < 0.005
    level = tight.assumptions["own_supply_level"]
    even = stats.uniform(level.low, level.high - level.low)
    assert stats.kstest(luck.assumption("own_supply_level"), even.cdf).statistic < 0.005
    local = luck.assumption("household_local_share")
    assert np.quantile(local, [0.1, 0.5, 0.9]) == pytest.approx([0.4, 0.55, 0.7], abs=0.001)
    firms = luck["spending", "firms", "amount"]
    assert (firms == 0).mean() == pytest.approx(0.25, abs=0.001)
    assert firms[firms > 0].min() >= 10.0


@pytest.mark.parametrize("sampling", ["random", "sobol"])
def test_any_block_of_correlated_draws_can_be_made_alone(tight: Scenario, sampling: str) -> None:
    whole = drawn(tight, 512, 2, sampling)  # type: ignore[arg-type]
    alone = drawn(tight, 12, 2, sampling, first=500)  # type: ignore[arg-type]
    assert all(np.array_equal(alone[name], whole[name][500:]) for name in whole.values)
    assert alone.errors is not None
    assert whole.errors is not None
    assert np.array_equal(alone.errors, whole.errors[500:])


def test_another_item_leaves_the_sobol_draws_of_the_others_alone(baseline: Scenario) -> None:
    fewer = Scenario.load("expertise-centre-only")
    one, other = drawn(baseline, 64, 0, "sobol"), drawn(fewer, 64, 0, "sobol")
    shared = [name for name in one.values if name in other.values and ranges(baseline)[name] == ranges(fewer)[name]]
    assert len(shared) > 20
    assert all(np.array_equal(one[name], other[name]) for name in shared)


def test_known_places_are_all_of_scenarios_and_have_room(baseline: Scenario) -> None:
    use = drawn_of_use(baseline, 2, 0, "sobol")
    assert all(len(found) == 2 for found in use.values.values())


def test_what_is_not_said_leaves_no_trace_and_what_is_said_comes_back(tight: Scenario, baseline: Scenario) -> None:
    usual = baseline.model_dump(mode="json")
    assert "correlations" not in usual
    assert not {"shape", "nothing"} & usual["assumptions"]["own_supply_level"].keys()
    assert Scenario.model_validate(tight.model_dump(mode="json")) == tight


def test_a_child_changes_adds_and_removes(tmp_path: Path) -> None:
    load(tmp_path, TIGHT, "parent")
    text = 'extends = "parent.toml"\nremove = ["correlations.research"]\n'
    text += '[correlations.labour]\nrank = 0.3\n[assumptions.staff_displacement_share]\nshape = "triangular"\n'
    child = load(tmp_path, text + correlation("nation", (CROWDING, SUPPLIERS), -0.2), "child")
    assert [(stated.between, stated.rank) for stated in child.correlations.values()] == [
        ((STAFF, SUPPLIERS), 0.3),
        ((CROWDING, SUPPLIERS), -0.2),
    ]
    assert child.assumptions["staff_displacement_share"].shape == "triangular"
    assert child.extension is not None
    assert set(child.extension.changed) >= {"correlations.labour", "correlations.nation"}
    assert list(child.extension.removed) == ["correlations.research"]


def test_a_rank_of_0_takes_an_inherited_correlation_away(tmp_path: Path) -> None:
    load(tmp_path, TIGHT, "parent")
    child = load(tmp_path, 'extends = "parent.toml"\n[correlations.labour]\nrank = 0\n', "child")
    assert len(ranks(child)) == 1
    assert len(partners(child)) == 2


REFUSED = {
    "an unknown shape": (
        '[assumptions.own_supply_level]\nshape = "triangle"\n',
        ("assumptions.own_supply_level.shape", "'triangle'", "'triangular', 'pert', 'uniform' or 'normal'", "Choose"),
    ),
    "a normal distribution between bounds": (
        '[assumptions.own_supply_level]\nshape = "normal"\nmeans = "bounds"\n',
        ("assumptions.own_supply_level", "bounds", "means = 'p10-p90'", "Correct"),
    ),
    "a normal distribution that is not even": (
        '[assumptions.own_supply_level]\nlow = 0.2\ncentral = 0.3\nhigh = 0.6\nshape = "normal"\nmeans = "p10-p90"\n',
        ("assumptions.own_supply_level", "0.3", "the middle of a normal range, 0.4", "Correct"),
    ),
    "P10 above P90": (
        '[assumptions.own_supply_level]\nlow = 0.6\ncentral = 0.5\nhigh = 0.4\nmeans = "p10-p90"\n',
        ("assumptions.own_supply_level", "0.6, 0.5, 0.4", "low <= central <= high", "Correct"),
    ),
    "a chance of nothing above 1": (
        "[assumptions.own_supply_level]\nnothing = 40\n",
        ("assumptions.own_supply_level.nothing", "40", "less than 1", "Correct"),
    ),
    "nothing where there must be something": (
        "[use.assumptions.phase_in_years]\nlow = 1\ncentral = 3\nhigh = 5\nnothing = 0.4\n"
        'source = "x"\nbasis = "assumption"\n',
        ("use.assumptions.phase_in_years", "0 to 5", "years between 1 and 20", "Correct"),
    ),
    "people who may cost nothing": (
        "[staff.expertise-centre]\ncost_per_fte = { low = 0.10, central = 0.12, high = 0.14, nothing = 0.2 }\n",
        ("staff.expertise-centre.cost_per_fte", "0 MEUR", "a cost above 0", "Give what one costs"),
    ),
    "correlations as a list": (
        "correlations = [1]\n",
        ("correlations", "no tables", "[correlations.NAME]", "Add them"),
    ),
    "a correlation of 1": (
        correlation("labour", (STAFF, SUPPLIERS), 1),
        ("correlations.labour.rank", "1", "less than 1", "Correct"),
    ),
    "a range with itself": (
        correlation("labour", (STAFF, STAFF), 0.5),
        ("correlations.labour.between", "with itself", "two different ranges", "Correct"),
    ),
    "a range that is not there": (
        correlation("labour", (STAFF, "assumptions.suplier_displacement_share"), 0.5),
        ("correlations.labour.between", "suplier", "places of two ranges", f"Did you mean '{SUPPLIERS}'"),
    ),
    "a name without its place": (
        correlation("labour", (STAFF, "supplier_displacement_share"), 0.5),
        ("correlations.labour.between", "'supplier_displacement_share'", "places", f"Did you mean '{SUPPLIERS}'?"),
    ),
    "something that is not drawn": (
        correlation("labour", (STAFF, ONE_VALUE), 0.5),
        ("correlations.labour.between", "one value", "two ranges that are drawn", "Give it a range, or take"),
    ),
    "a pair twice": (
        correlation("labour", (STAFF, SUPPLIERS), 0.5) + correlation("again", (SUPPLIERS, STAFF), 0.5),
        ("correlations.again.between", "a second time", "each pair once", "correlations.labour has it too"),
    ),
    "an impossible matrix": (
        correlation("one", (STAFF, SUPPLIERS), 0.9) + correlation("two", (SUPPLIERS, CROWDING), 0.9),
        ("correlations.two.rank", f"0.9 between {SUPPLIERS} and {CROWDING}", "positive definite", "Write rank = 0.4"),
    ),
}


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
def test_refused_by_name(case: str, tmp_path: Path) -> None:
    text, (field, found, expected, todo) = REFUSED[case]
    with pytest.raises(InputError) as caught:
        load(tmp_path, BASE + text)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected
    assert todo in problem.todo


def test_all_that_is_wrong_with_correlations_is_said_at_once(tmp_path: Path) -> None:
    text = correlation("a", (STAFF, "assumptions.nowhere"), 0.5)
    text += correlation("b", (STAFF, ONE_VALUE), 0.5)
    with pytest.raises(InputError) as caught:
        load(tmp_path, BASE + text)
    assert [problem.field for problem in caught.value.problems] == ["correlations.a.between", "correlations.b.between"]


def test_what_is_advised_is_accepted(tmp_path: Path) -> None:
    three = ((STAFF, SUPPLIERS), (SUPPLIERS, CROWDING), (STAFF, CROWDING))
    stated = dict(zip("abc", zip(three, (0.9, 0.9, -0.9), strict=True), strict=True))
    with pytest.raises(InputError) as caught:
        load(tmp_path, BASE + "".join(correlation(name, *of) for name, of in stated.items()))
    for problem in caught.value.problems:
        name = problem.field.split(".")[1]
        stated[name] = (stated[name][0], float(problem.todo.split("rank = ")[1].split(",")[0]))
    load(tmp_path, BASE + "".join(correlation(name, *of) for name, of in stated.items()))


def test_correlations_shapes_and_chances_are_shown_in_both_languages(tight: Scenario, tmp_path: Path) -> None:
    result = ScenarioResult.load(run(tight, draws=200).save(tmp_path / "result"))
    frame = result.assumptions.set_index("name")
    assert frame.loc[STAFF, "correlated_with"] == f"{SUPPLIERS} 0.8; {RESEARCH} 0.5"
    assert frame.loc[SUPPLIERS, "correlated_with"] == f"{STAFF} 0.8"
    assert frame.loc[STAFF, "shape"] == "pert"
    assert frame.loc["spending.firms.amount", "nothing"] == 0.25
    assert result.use_assumptions is not None
    of_use = result.use_assumptions.set_index("name")
    assert of_use.loc[RESEARCH, "correlated_with"] == f"{STAFF} 0.5"
    texts = {
        "en": ("Distribution: PERT", "Chance that it is 0: 25 per cent", "rank correlation 0.8", "drawn together"),
        "nl": ("Verdeling: PERT", "Kans dat het 0 is: 25 procent", "rangcorrelatie 0,8", "samen getrokken"),
    }
    for lang, (shape, chance, rank, note) in texts.items():
        words = publication("ai-fabriek").words(lang)
        rows = str([row for group in assumptions(result, words) for row in group["rows"]])
        assert shape in rows
        assert chance in rows
        assert rank in rows
        assert sum(note in of[lang] for of in result.notes) == 2
        assert "0" in str(rests_on(result, words))
    assert "drawn together" in " ".join(result_screen(result).split())


def test_what_files_say_otherwise_of_draws_is_told(tight: Scenario, baseline: Scenario) -> None:
    told = [said.en for said in differences(tight, baseline)]
    assert any("PERT distribution" in text for text in told)
    assert any("with a chance of 25 per cent of 0" in text for text in told)
    assert f"Rank correlation of {STAFF} and {SUPPLIERS}: 0.8, in {baseline.name} 0." in told
    assert not any("Rank correlation" in said.en for said in differences(baseline, baseline))
