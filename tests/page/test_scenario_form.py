"""The form of a scenario: its address says all, and the file that it makes gives the figures."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.page.scenarios import orders
from impact.page.scenarios.figures import Assumed, assumptions_of, figures_of
from impact.page.scenarios.form import BASELINE, Form, ScenarioForm, canonical, shipped, shipped_titles
from impact.page.scenarios.orders import Kind, Order, Source, made, parsed
from impact.page.scenarios.sliders import scales, sliders
from impact.page.scenarios.uploads import Uploads
from impact.scenario import Scenario, ScenarioResult, run, shipped_scenarios

SET = {"assumptions.deadweight_share": "12,5", "spending.firms.amount": "30", "funding.rijk": "refused", "late": "1"}


def form(**given: str) -> Form:
    asked = ScenarioForm.read(given)
    source = asked.base(Uploads())
    assert source is not None
    return Form(asked, source, parsed(source))


@pytest.fixture(scope="module")
def assumed(baseline_result: ScenarioResult) -> tuple[Assumed, ...]:
    return assumptions_of(baseline_result)


def test_the_address_gives_the_form_back_with_canonical_decimals() -> None:
    asked = ScenarioForm.read(SET)
    assert "assumptions.deadweight_share=12.5" in asked.address
    assert ScenarioForm.read(dict(parse_qsl(asked.address))) == asked
    assert ScenarioForm().address == ""
    assert ScenarioForm.read({"scenario": "", "spending.firms.amount": " "}) == ScenarioForm()


@given(st.dictionaries(st.sampled_from([*SET, "scenario", "headline", "stop", "use.x"]), st.text(max_size=60)))
def test_no_address_breaks_the_form(given: dict[str, str]) -> None:
    asked = ScenarioForm.read(given)
    assert ScenarioForm.read(dict(parse_qsl(asked.address))).set == asked.set
    Form(asked, shipped(BASELINE), parsed(shipped(BASELINE))).wrong()


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("12,5", "12.5"),
        ("12.50", "12.5"),
        ("1,0", "1"),
        ("-0,0", "0"),
        ("100", "100"),
        ("30 %", "30"),
        ("1.000,5", "1.000,5"),
    ],
)
def test_numbers_are_read_as_either_language_writes_them(typed: str, held: str) -> None:
    assert canonical(typed) == held


def test_what_cannot_be_is_said_of_its_field() -> None:
    found = form(**{"assumptions.deadweight_share": "a", "spending.none.amount": "1", "funding.rijk": "late"})
    assert found.wrong() == {
        "assumptions.deadweight_share": "number",
        "spending.none.amount": "no_field",
        "funding.rijk": "not_there",
    }
    assert form(headline="happiness").wrong() == {"headline": "not_there"}


def test_nothing_set_is_the_scenario_itself() -> None:
    for name in shipped_scenarios():
        assert form(scenario=name).made({}) == shipped(name)
        assert set(shipped_titles()[name]) == {"nl", "en"}


def test_what_is_set_stands_in_the_file_and_the_plan_adds_up(assumed: tuple[Assumed, ...]) -> None:
    source = form(**SET).made(scales(assumed))
    found = parsed(source)
    assert found.assumptions["deadweight_share"].low == found.assumptions["deadweight_share"].high == 0.125
    assert found.assumptions["deadweight_share"].source == "Set on the page"
    assert found.spending["firms"].amount.central == 30
    assert found.assumptions["supercomputer_delay"].central == 2.0
    assert found.budget == 131
    assert found.reserve.amount == 0
    assert source.name.startswith("ai-fabriek-baseline-")
    other = form(**(SET | {"spending.firms.amount": "29"})).made(scales(assumed))
    assert other.name != source.name


def test_zero_can_be_set_on_every_slider_of_the_facility(assumed: tuple[Assumed, ...]) -> None:
    facility = "use.assumptions.facility_extra_adoption"
    shown = {one.name: one for one in sliders(form(headline="use.productivity"), assumed, "nl")}
    assert shown[facility].least == "0"
    narrow = [replace(one, low=0.02, central=0.025, high=0.03) for one in assumed if one.name == facility]
    assert sliders(form(headline="use.productivity"), narrow, "nl")[0].least == "0"
    found = parsed(form(**{"use.assumptions.facility_extra_adoption": "0"}).made(scales(assumed)))
    assert found.use is not None
    assert found.use.assumptions["facility_extra_adoption"].high == 0


def test_more_than_the_money_is_refused(assumed: tuple[Assumed, ...]) -> None:
    with pytest.raises(InputError, match="the same sum twice"):
        form(**{"spending.firms.amount": "900"}).made(scales(assumed))
    with pytest.raises(InputError, match="funding"):
        form(**{f"funding.{name}": "refused" for name in ("rijk", "nij-begun", "eurohpc")}).made(scales(assumed))


def test_the_ten_that_matter_most_come_first_with_their_range_and_source(assumed: tuple[Assumed, ...]) -> None:
    shown = sliders(form(), assumed, "nl")
    assert len(shown) == 10
    assert shown[0].name == "assumptions.staff_displacement_share"
    assert (shown[0].low, shown[0].central, shown[0].high, shown[0].unit) == ("30", "50", "80", "%")
    assert [one.share for one in shown] == sorted((one.share for one in shown), reverse=True)
    for one in shown:
        assert float(one.least) <= float(one.at) <= float(one.most)
        assert one.source
    assert "assumptions.supercomputer_delay" not in {one.name for one in shown}
    besides = sliders(form(**{"spending.electricity.amount": "20,5"}), assumed, "nl")[-1]
    assert (besides.name, besides.value, besides.at) == ("spending.electricity.amount", "20,5", "20.5")


def test_first_figures_are_those_of_a_run(assumed: tuple[Assumed, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "REFINED", 60)
    base = shipped(BASELINE)
    source = form(**SET, **{"use.assumptions.facility_extra_adoption": "1"}).made(scales(assumed))
    found = made(Order(Kind.FIGURES, source, against=base, base=base), lambda: None)
    results = [run(parsed(one), draws=60, keep="totals") for one in (source, base)]
    expected = figures_of(*results)
    assert found.draws == 60
    assert found.cut == pytest.approx(expected.cut, abs=1e-6)
    assert found.nothing == pytest.approx(expected.nothing, abs=1e-6)
    for here, there in ((found.totals, expected.totals), (found.steps["jobs"], expected.steps["jobs"])):
        assert here.keys() == there.keys()
        for key, band in there.items():
            assert here[key].mean == pytest.approx(band.mean, abs=1e-5), key
    for of, by_year in expected.by_year.items():
        assert {year: band.mean for year, band in found.by_year[of].items()} == pytest.approx(
            {year: band.mean for year, band in by_year.items()}, abs=1e-5
        )
    for of, change in expected.changes.items():
        assert found.changes[of].mean == pytest.approx(change.mean, abs=1e-5)
    later = run(parsed(source), draws=200, keep="totals")  # use is told from 200 draws on
    assert set(figures_of(later).use) == set(found.use)


def test_another_economy_gets_first_figures_of_few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "FIRST", 20)
    monkeypatch.setattr(orders, "REFINED", 60)
    told = []
    changed = Scenario.load(BASELINE).with_values({"assumptions.own_supply_level": 0.6}, "changed")
    order = Order(Kind.FIGURES, Source(changed.to_toml(), "changed"), draws=20, base=shipped(BASELINE))
    assert made(order, lambda: told.append(1)).draws == 20
    assert len(told) == order.blocks == 1
