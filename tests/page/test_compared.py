"""What the page shows of two scenarios: the comparison's own figures, every one that it has."""

from __future__ import annotations

from impact.page.scenarios.compared import compared_of
from impact.page.scenarios.figures import figures_of
from impact.scenario import ScenarioResult, compare


def test_a_scenario_compared_with_itself_does_not_differ_anywhere(baseline_result: ScenarioResult) -> None:
    found = compared_of(compare(baseline_result, baseline_result))
    assert {change[:3] for change in found.totals.values()} == {(0.0, 0.0, 0.0)}
    assert {change.mean for change in found.areas.values()} == {0.0}
    assert {code for concept, code in found.areas if concept == "net_regional"} == {"CR01", "CR02", "CR03", "CR07"}
    assert ("gross", "NL") in found.areas
    assert [said.code for said in found.differences] == ["files_say_the_same"]
    assert found.use_year == 2035


def test_areas_and_municipalities_add_up_to_the_region(baseline_result: ScenarioResult) -> None:
    found = figures_of(baseline_result)
    for of, total in found.totals.items():
        if of[0] == "net_national":
            continue
        for parts in (found.areas[of], found.municipalities[of], found.sectors[of], found.by_year[of]):
            assert abs(sum(band.mean for band in parts.values()) - total.mean) < 1e-3, of
