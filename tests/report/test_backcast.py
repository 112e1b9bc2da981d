"""A look back in three columns: every number is one of a source, of the draws of a result, or a finding of a study."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from typer.testing import CliRunner

from impact import cli
from impact.errors import InputError
from impact.report import build
from impact.report.backcast import rows
from impact.report.backcast.account import Backcast
from impact.report.pages.descriptions import FindingAsked, OnBackcast
from impact.report.pages.publications import publication
from impact.sources import snapshot
from impact.words.texts import Lang

NAME = "backcast-eemshaven"
YEARS = range(2014, 2018)


def about() -> OnBackcast:
    told = publication(NAME).about
    assert isinstance(told, OnBackcast)
    return told


def table(backcast: Backcast, lang: Lang) -> dict[str, list[str]]:
    words = publication(NAME).words(lang)
    found = rows.rows(words, rows.quoted(backcast, about(), words))
    return dict(zip(rows.ROWS, (row[1:] for row in found), strict=True))


def numbers(text: str) -> list[float]:
    """Return the numbers of an English text."""
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text.replace("−", "-"))]


def test_the_claims_are_those_that_were_published() -> None:
    """RTV Noord 768866 and groningen-seaports.com."""
    claims = {name: claim.value for name, claim in about().claims.items()}
    assert claims == {"investment": 950, "jobs": 2200, "value_added": 800, "people": 350}
    assert all(claim.source for claim in about().claims.values())


def test_the_scenario_holds_what_was_published_and_asks_of_the_area_of_the_study(backcast: Backcast) -> None:
    scenario = backcast.result.scenario
    assert sum(item.amount.central for item in scenario.spending.values()) == 950
    assert max(scenario.staff["operation"].fte.values()) == 350
    primary = next(one for one in backcast.evaluation.study.treated if one.primary)
    assert list(scenario.study_area) == list(primary.first)


def test_the_claim_stands_in_the_first_column(backcast: Backcast) -> None:
    found = table(backcast, "en")
    assert found["jobs"][0] == "2,200 jobs a year"
    assert found["people"][0] == "350 direct jobs"
    assert "950" in found["investment"][0]
    assert "800" in found["value_added"][0]


def test_the_model_has_the_totals_of_the_result(backcast: Backcast) -> None:
    """Its means are those of the frames, which are made of the same draws by another road."""
    found, result = table(backcast, "en"), backcast.result
    areas = result.areas
    assert areas is not None
    of_country = areas.query("region == 'NL' and concept == 'gross' and statistic == 'mean' and sector == '*'")
    by_year = of_country[of_country["measure"].eq("jobs") & of_country["stage"].eq("total")].set_index("year")["value"]
    country = sum(by_year[year] for year in YEARS) / 4
    totals = result.totals.query("statistic == 'mean' and sector == '*' and stage == 'total' and measure == 'jobs'")
    yearly = totals.set_index(["concept", "year"])["value"]
    gross, net = (sum(yearly[concept, year] for year in YEARS) / 4 for concept in ("gross", "net_regional"))
    told = numbers(found["jobs"][1])
    assert [told[0], told[3], told[6]] == pytest.approx([country, gross, net], abs=5)  # tens: what 1,000 draws bear
    operation = numbers(found["operation"][1])
    assert operation[0] == 2018
    assert operation[1] == pytest.approx(yearly["gross", 2018], abs=5)
    assert operation[4] == pytest.approx(yearly["net_regional", 2018], abs=5)


def test_no_figure_of_the_model_has_a_digit_that_other_draws_would_change(backcast: Backcast) -> None:
    """A unit of the last digit is no less than the standard error, the deviation over the root of their number."""
    draws = backcast.in_country("gross", "jobs", YEARS) / len(YEARS)
    error = draws.std(ddof=1) / np.sqrt(len(draws))
    assert error > 1
    shown = numbers(table(backcast, "en")["jobs"][1])[0]
    assert shown % 10 == 0
    assert shown == pytest.approx(draws.mean(), abs=10)


def test_the_range_is_that_of_the_draws_of_the_mean_over_the_years(backcast: Backcast) -> None:
    kept = backcast.result.by_draw
    assert kept is not None
    drawn = np.mean([kept.of("gross", "jobs", year) for year in YEARS], axis=0)
    low, high = np.quantile(drawn, [0.05, 0.95])
    assert numbers(table(backcast, "en")["jobs"][1])[4:6] == pytest.approx([low, high], abs=5)


def test_the_study_has_its_estimates_intervals_and_p_values(backcast: Backcast) -> None:
    finding = backcast.finding(about().findings["operation"])
    effect = finding.result
    told = table(backcast, "en")["operation"][2]
    per_cent = [100 * np.expm1(value) for value in (effect.estimate, *effect.interval)]  # type: ignore[union-attr]
    assert f"{per_cent[0]:+.1f} % ({per_cent[1]:+.1f} to {per_cent[2]:+.1f})".replace("-", "−") in told
    assert f"p = {effect.p_value:.3f}" in told  # type: ignore[union-attr]
    assert "not to be told from zero" in told


def test_persons_are_those_of_the_year_before_the_opening(backcast: Backcast) -> None:
    """202.1 thousand in Overig Groningen in 2015, as the note of the design says too."""
    held = snapshot.table("corop-employment-by-group").query("region == 'CR03' and year == 2015 and sector == 'A-U'")
    assert held["value"].to_list() == [202.1]
    finding = backcast.finding(about().findings["operation"])
    assert backcast.persons(finding, np.log(1.01)) == pytest.approx(2021)


def test_an_estimate_away_from_zero_is_said_too_with_what_the_facility_can_be(backcast: Backcast) -> None:
    told = table(backcast, "nl")["operation"][2]
    assert "het interval ligt aan één kant van nul" in told
    assert "hoogstens 0,52 %" in told


def test_a_finding_that_the_study_does_not_have_is_an_error(backcast: Backcast) -> None:
    with pytest.raises(ValueError, match="no finding employed opening magic"):
        backcast.finding(FindingAsked(outcome="employed", treated="opening", estimator="magic"))


def test_a_claim_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = (publication(NAME).folder / "publication.toml").read_text(encoding="utf-8")
    (tmp_path / "publication.toml").write_text(
        text.replace("[claims.people]\nvalue = 350", "[claims.jobs2]\nvalue = 3")
    )
    with pytest.raises(InputError) as caught:
        publication(tmp_path)
    assert "claims" in caught.value.problems[0].field


def test_a_scenario_beside_it_is_refused() -> None:
    done = CliRunner().invoke(cli.app, ["report", NAME, "--scenario", "ai-fabriek-baseline"])
    assert isinstance(done.exception, InputError)
    assert done.exception.problems[0].field == "--scenario"


def test_the_pages_are_one_page_each_and_the_same_bytes(
    backcast: Backcast, backcast_pages: Path, tmp_path: Path, peer: Callable[[str], ModuleType]
) -> None:
    made = build(NAME, None, tmp_path / "again", backcast)
    assert {path.suffix for path in made} == {".html", ".pdf", ".json"}
    for path in made:
        assert path.read_bytes() == (backcast_pages / path.name).read_bytes()
    for lang in ("nl", "en"):
        pages = peer("pypdf").PdfReader(backcast_pages / f"report-{lang}.pdf").pages
        assert len(pages) <= 2  # the three columns, and what every publication says of itself
        page = (backcast_pages / f"report-{lang}.html").read_text(encoding="utf-8")
        assert "2.200" in page or "2,200" in page
