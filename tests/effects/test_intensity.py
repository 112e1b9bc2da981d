"""Doses and distances in a design file: what they become, what contradicts itself, and that the advice holds."""

import pytest

from impact.effects import DesignFile, Effect, NotIdentified, evaluate
from impact.effects.registered.study_panel import study_panel
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError

from .conftest import noise_panel

TREATED = """
title = "A study"
question = "Does it?"
reference = "nobody"
{top}
[[treated]]
name = "some"
title = "Units 0 to 3"
first = {{ "0" = 2010, "1" = 2010, "2" = 2010, "3" = 2010 }}
{dose}
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "jobs"
numerator = {{ table = "jobs" }}
years = [2000, 2014]
donors = ["*"]
"""
TEST = """
[[tests]]
outcomes = ["jobs"]
treated = ["some"]
estimator = "{estimator}"
checks = [{checks}]
"""
DOSE = """
[treated.dose]
unit = "100 euros per inhabitant"
amounts = {{ "0" = 1.5, "1" = 2.0, "2" = 4.5, "3" = 7.0 }}
{why}
"""
WHY = 'strong_parallel_trends = "the money was divided by a formula of the age of houses"'
PLACES = (
    "[exposure]\n{rule}\nplaces = {{ "
    + ", ".join(f'"{i}" = [{10 * (i % 8)}.0, {10 * (i // 8)}.0]' for i in range(40))
    + " }}\n"
)


def jobs(name):
    return noise_panel().rename(columns={"unit": "region", "y": "value"}).assign(status="")


def written(tmp_path, *estimators, top="", dose="", checks=""):
    path = tmp_path / "study.toml"
    tests = "".join(TEST.format(estimator=name, checks=checks) for name in estimators)
    path.write_text(TREATED.format(top=top, dose=dose) + tests)
    return path


def places(rule="half_distance = 12"):
    return PLACES.format(rule=rule)


def test_doses_go_from_the_file_to_the_finding(tmp_path):
    path = written(tmp_path, "dose_effect", "dose_response", "did", dose=DOSE.format(why=WHY))
    level, slope, plain = evaluate(path, tables=jobs).findings
    assert isinstance(level.result, Effect)
    assert level.result.estimate == pytest.approx(plain.result.estimate)
    assert slope.result.response["dose"].tolist() == [1.5, 2.0, 4.5, 7.0]
    assert "age of houses" in next(said for said in slope.result.caveats if said.code == "strong_trends_stated")


@pytest.mark.parametrize("rule", ["half_distance = 12", "reach = 45"])
def test_distances_go_from_the_file_to_the_finding(tmp_path, rule):
    path = written(tmp_path, "spatial_did", "spatial_gradient", top=places(rule), checks='"distances"')
    for finding in evaluate(path, tables=jobs).findings:
        assert isinstance(finding.result, Effect)
        table = finding.checks["distances"]
        middle = float(rule.split()[-1])
        assert table.index.tolist() == [middle / 2, middle, middle * 2]
        assert table.loc[middle, "estimate"] == pytest.approx(finding.result.estimate)
        assert finding.said["distances"].fields["n"] == table["estimate"].notna().sum()


def test_a_level_places_areas_by_their_boundaries(tmp_path):
    path = written(tmp_path, "spatial_did", top='[exposure]\nlevel = "corop"\nhalf_distance = 30\n')
    study = DesignFile.load(path)
    codes = [f"CR{i:02d}" for i in range(1, 41)]

    def corop(name):
        return jobs(name).assign(region=lambda d: d["region"].map(lambda u: codes[u]))

    treated = study.treated[0].model_copy(update={"first": {"CR03": 2010}})
    exposure = study_panel(study, study.outcomes[0], treated, corop).design.exposure
    distances = exposure.distances(["CR03", "CR07", "CR39"])
    assert 20 < distances[0, 1] < 50  # Overig Groningen to Noord-Drenthe
    assert 230 < distances[0, 2] < 310  # and to the south of Limburg


@pytest.mark.parametrize(
    ("estimator", "parts", "field", "todo"),
    [
        ("dose_effect", {}, "treated.some.dose", "in a file [treated.dose]"),
        ("dose_response", {"dose": DOSE.format(why="")}, "treated.some.dose.strong_parallel_trends", "use dose_effect"),
        ("spatial_did", {}, "tests.0.estimator", "in a file [exposure]"),
    ],
)
def test_a_test_of_what_the_design_does_not_state_is_refused_before_it_is_frozen(
    tmp_path, estimator, parts, field, todo
):
    with pytest.raises(InputError) as refused:
        usable_design(written(tmp_path, estimator, **parts), jobs)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert todo in problem.todo


def test_the_advice_in_place_of_a_slope_is_taken(tmp_path):
    usable_design(written(tmp_path, "dose_effect", dose=DOSE.format(why="")), jobs)
    usable_design(written(tmp_path, "dose_response", dose=DOSE.format(why=WHY)), jobs)


def test_rings_and_an_exposure_do_not_go_together_and_either_does(tmp_path):
    rings = '[[rings]]\nname = "around"\nunits = ["8", "9"]\n'
    with pytest.raises(InputError, match="rings or an exposure"):
        DesignFile.load(written(tmp_path, "did", top=rings + places()))
    assert DesignFile.load(written(tmp_path, "did", top=rings))
    assert DesignFile.load(written(tmp_path, "did", top=places()))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"dose": DOSE.format(why="").replace('"3" = 7.0', '"9" = 7.0')}, "other units \\['3', '9'\\]"),
        ({"dose": DOSE.format(why='strong_parallel_trends = "ja"')}, "with the reason why"),
        ({"dose": DOSE.format(why='curve = "spline"')}, "line"),
        ({"top": places("half_distance = 12\nreach = 40")}, "half_distance or reach"),
        ({"top": places("")}, "half_distance or reach"),
        ({"top": "[exposure]\nhalf_distance = 12\n"}, "level or places"),
        ({"top": places("half_distance = -1")}, "half_distance"),
    ],
)
def test_faults_of_doses_and_distances_are_named(tmp_path, parts, words):
    with pytest.raises(InputError, match=words):
        DesignFile.load(written(tmp_path, "did", **parts))


def test_areas_without_a_place_are_named_by_the_check(tmp_path):
    with pytest.raises(InputError, match="no place for 1 units, first 39"):
        usable_design(written(tmp_path, "spatial_did", top=places().replace(', "39" = [70.0, 40.0]', "")), jobs)


def test_a_distance_at_which_nobody_is_exposed_is_found_by_the_check(tmp_path):
    with pytest.raises(InputError, match="no unit is near enough"):
        usable_design(written(tmp_path, "spatial_did", top=places("half_distance = 0.5")), jobs)
    assert not isinstance(
        evaluate(written(tmp_path, "spatial_did", top=places()), tables=jobs).findings[0].result, NotIdentified
    )
