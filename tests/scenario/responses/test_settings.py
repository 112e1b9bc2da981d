"""What can be set without solving again, and that everything else is refused by name."""

from __future__ import annotations

import pytest

from impact.errors import InputError
from impact.scenario import Scenario
from impact.scenario.question.all_ranges import as_written, ranges
from impact.scenario.responses import Responses, responses
from impact.scenario.responses.settings import SOLVED


def test_every_range_is_free_or_an_assumption_of_the_economy(few: Responses) -> None:
    drawn = {as_written(name) for name in ranges(few.scenario)}
    assert drawn - set(few.free) == {f"assumptions.{name}" for name in SOLVED}


@pytest.mark.parametrize("name", sorted(SOLVED))
def test_an_assumption_of_the_economy_asks_for_a_new_run(few: Responses, name: str) -> None:
    with pytest.raises(InputError, match=f"assumptions.{name}.*without solving the economy again"):
        few.at({f"assumptions.{name}": few.scenario.assumptions[name].low})


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("spending.firms.products", {"P85": 1.0}),
        ("spending.firms.where", ["GM0014"]),
        ("staff.operations.sector", "M72"),
        ("study_area", "PV20"),
        ("use.last_year", 2034),
    ],
)
def test_what_changes_the_economy_is_refused_with_its_place(few: Responses, place: str, value: object) -> None:
    with pytest.raises(InputError, match=place):
        few.at({place: value})


def test_a_place_that_is_not_there_comes_with_one_that_is(few: Responses) -> None:
    with pytest.raises(InputError, match="spending.firm.amount") as refused:
        few.at({"spending.firm.amount": 3, "assumptions.deadweight_share": 2})
    assert "spending.firms" in refused.value.problems[0].todo


def test_every_place_that_is_free_can_be_set_to_what_it_is(few: Responses) -> None:
    at = few.scenario.model_dump()
    for place in few.free:
        value = at
        for key in place.split("."):
            value = value[key]
        assert few.at({place: value}).scenario == few.scenario


def test_words_may_differ(few: Responses) -> None:
    assert few.at({"spending.firms.note": "looked at again"}).quantiles("gross", "jobs") == few.at({}).quantiles(
        "gross", "jobs"
    )


def test_a_plan_that_cannot_be_paid_is_refused(few: Responses) -> None:
    with pytest.raises(InputError, match="the same sum twice"):
        few.at({"funding.eurohpc.status": "refused", "funding.rijk.status": "refused"})


def test_options_are_refused_together(baseline: Scenario) -> None:
    with pytest.raises(InputError) as refused:
        responses(baseline, draws=0, seed=-1)
    assert len(refused.value.problems) == 2
