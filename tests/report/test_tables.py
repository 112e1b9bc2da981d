"""Tables of the report: every assumption in sight, sums that close, sources with their checksums."""

from __future__ import annotations

from dataclasses import replace

from impact.report.pages.publications import publication
from impact.report.scenario import tables
from impact.report.scenario.facts import choices
from impact.scenario import ScenarioResult
from impact.scenario.computation.concepts import HEADLINES
from impact.sources import snapshot

AI_FABRIEK = publication("ai-fabriek")

EN = AI_FABRIEK.words("en")


def _plain(cell: tables.Cell) -> str:
    return cell if isinstance(cell, str) else cell["text"]


def test_assumptions_stand_weakest_first_and_none_is_missing(baseline_result: ScenarioResult) -> None:
    groups = tables.assumptions(baseline_result, EN)
    bases = ["assumption", "memory", "derived", "press", "official"]
    expected = [EN(f"assumptions.group.{b}") for b in bases if b in set(baseline_result.assumptions["basis"])]
    assert [group["heading"] for group in groups] == expected
    assert sum(len(group["rows"]) for group in groups) == len(baseline_result.assumptions)


def test_growth_per_year_is_shown_in_per_cent(baseline_result: ScenarioResult) -> None:
    """0.7 per cent a year stands as 0.7, not as 0.007 under a heading in per cent."""
    rows = {_plain(r[0]): r for group in tables.assumptions(baseline_result, EN) for r in group["rows"]}
    assert rows["Growth of value added per worker since the table's year"][1:5] == ["0.3", "0.7", "1", "% a year"]


def test_shares_are_shown_as_percentages(baseline_result: ScenarioResult) -> None:
    rows = {_plain(r[0]): r for group in tables.assumptions(baseline_result, EN) for r in group["rows"]}
    deadweight = rows["Part of the activity that would have happened without the AI-fabriek"]
    assert deadweight[1:5] == ["0", "10", "30", "%"]


def test_growth_is_shown_in_per_cent_a_year(baseline_result: ScenarioResult) -> None:
    frame = baseline_result.assumptions.assign(
        unit="per year", low=0.007, central=0.012, high=0.02, title_en="Rise", basis="assumption"
    )
    grown = replace(baseline_result, assumptions=frame.head(1))
    ((row,),) = (group["rows"] for group in tables.assumptions(grown, EN))
    assert row[1:5] == ["0.7", "1.2", "2", "% a year"]


def test_what_one_person_costs_is_said_in_euros(baseline_result: ScenarioResult) -> None:
    rows = [row for group in tables.assumptions(baseline_result, EN) for row in group["rows"]]
    dear = [row for row in rows if row[4] == "euros a year"]
    assert len(dear) == len(baseline_result.scenario.staff)
    assert all(str(value).endswith("0,000") for row in dear for value in row[1:4])
    assert "million euros a year" not in {row[4] for row in rows}


def test_central_spending_adds_up_to_the_budget(baseline_result: ScenarioResult) -> None:
    rows = tables.spending(baseline_result, EN)
    central = [float(str(row[2])) for row in rows]
    assert abs(sum(central[:-1]) - central[-1]) < 0.05 * len(rows)  # each is rounded to 0.1
    assert central[-1] == round(baseline_result.scenario.budget, 1)


def test_funding_shows_its_status(baseline_result: ScenarioResult) -> None:
    rows = tables.funding(baseline_result, EN)
    assert [row[2] for row in rows[:-1]] == ["reserved", "reserved", "granted"]
    assert rows[-1][1] == "201.0"


def test_the_headline_has_a_range_beside_every_figure(baseline_result: ScenarioResult) -> None:
    for row in tables.headline(baseline_result, EN):
        assert len(row) == 1 + len(HEADLINES)
        assert all(" (" in str(cell) and " to " in str(cell) for cell in row[1:])


def test_sources_carry_the_checksum_of_the_snapshot(baseline_result: ScenarioResult) -> None:
    checksums = {str(row[-1]) for row in tables.sources(baseline_result, EN)}
    for name in ("national-input-output", "corop-jobs", "ai-use"):
        assert snapshot.record(name).sha256[:12] in checksums


def test_a_check_that_fails_is_said(baseline_result: ScenarioResult) -> None:
    broken = baseline_result.checks.assign(passed=False)
    failing = replace(baseline_result, checks=broken)
    assert choices(baseline_result)["checks.result"] == "checks.all"
    assert choices(failing)["checks.result"] == "checks.some"
    assert {row[-1] for row in tables.checks(failing, EN)} == {"no"}


def test_every_check_has_a_plain_name_in_both_languages(baseline_result: ScenarioResult) -> None:
    for name in baseline_result.checks["check"]:
        assert EN.known(f"check.{name}"), f"{name}: give it a name in reports/scenario/texts.toml, [check]"
