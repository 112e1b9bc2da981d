"""The rules that make a forecast checkable, each held against the real result.

They answer what the Noordelijke Rekenkamer (2018, "Werkt het?") found wanting in northern job forecasts.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.panel import panel
from impact.panel.figures import figures_of
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer import outlook
from impact.scenario.question.definition import BASES_WEAKEST_FIRST
from impact.scenario.question.reading import evidence
from impact.sources import snapshot
from impact.words.numbers import number

KEYS = ["year", "region", "sector", "measure", "stage", "statistic"]


def test_1_the_six_concepts_are_separate_and_never_added(
    baseline_result: ScenarioResult,
) -> None:
    frame = pd.concat([baseline_result.impacts, baseline_result.totals])
    of_use = {"without", "use", "agglomeration", "joint"}
    by_place = {"gross_by_place", "deadweight_by_place", "net_national_by_place"}
    assert set(frame["concept"]) - of_use - by_place == {
        *("gross", "deadweight", "alternative_use", "displaced", "net_regional", "net_national")
    }
    assert set(frame.loc[frame["concept"] == "net_national", "region"]) == {"NL"}
    assert "NL" not in set(frame.loc[~frame["concept"].isin({"net_national", *by_place}), "region"])
    assert "*" not in set(frame["region"])


def test_1_the_screen_never_shows_gross_without_net(baseline_result: ScenarioResult) -> None:
    screen = " ".join(result_screen(baseline_result).split())
    assert "gross, region net, region p05 mean p95" in screen
    assert "never add them up" in screen


def test_1_the_country_is_no_headline_and_no_loss_or_gain_of_work(baseline_result: ScenarioResult) -> None:
    screen = " ".join(result_screen(baseline_result).split())
    assert "For the Netherlands there is no finding" in screen
    assert "close to zero, sign unknown" in screen
    assert "not welfare" in screen


def test_1_the_screen_says_what_the_net_figure_is_made_of(baseline_result: ScenarioResult) -> None:
    net = outlook.over_years(baseline_result, "net_regional", "jobs")
    hired = outlook.made_of(baseline_result, "jobs")["hired_staff"]
    screen = " ".join(result_screen(baseline_result).split())
    said = [number(one.mean, "en", error=one.error) for one in (net, hired)]
    assert f"Of the {said[0]} net labour years {said[1]} are the hired staff" in screen


def test_2_no_number_without_its_uncertainty(baseline_result: ScenarioResult) -> None:
    frame = pd.concat([baseline_result.impacts, baseline_result.totals])
    counts = frame.groupby([*KEYS[:-1], "concept"], dropna=False, observed=True)["statistic"].nunique()
    assert (counts == 6).all()
    quantiles = frame[frame["statistic"] != "mean"].pivot_table(
        index=[*KEYS[:-1], "concept"], columns="statistic", values="value", dropna=True
    )
    assert (np.diff(quantiles[["p05", "p25", "p50", "p75", "p95"]], axis=1) >= -1e-9).all()


def test_2_every_assumption_is_data_with_a_source_a_basis_and_its_influence(baseline_result: ScenarioResult) -> None:
    table = baseline_result.assumptions
    assert (table["low"] <= table["central"]).all()
    assert (table["central"] <= table["high"]).all()
    assert table[["source", "unit", "title_en", "title_nl"]].ne("").all(axis=None)
    weakness = table["basis"].map(BASES_WEAKEST_FIRST.index)
    assert weakness.is_monotonic_increasing
    drawn = table["low"] < table["high"]
    headlines = [name for name in table.columns if name.startswith("influence_")]
    assert len(headlines) == 6
    for headline in headlines:
        assert table.loc[drawn, headline].between(0, 1).all()
        assert table.loc[~drawn, headline].isna().all()


def test_2_each_headline_has_its_own_drivers(baseline_result: ScenarioResult) -> None:
    """What decides the balance for the country hardly touches the region, and is not shown as nothing.

    Crowding out takes a part of the balance: of jobs that is a part of next to nothing, of value added it is not.
    """
    table = baseline_result.assumptions.set_index("name")
    crowding = table.loc["assumptions.national_crowding_out_share"]
    otherwise = table.loc["assumptions.alternative_use_share_nation"]
    for one, measure in ((crowding, "value_added"), (otherwise, "jobs")):
        assert one[f"influence_net_regional_{measure}"] < 0.02
        assert one[f"influence_net_national_{measure}"] > 0.05
    first = baseline_result.summary()["weightiest_assumptions"]
    assert first["influence_gross_jobs"][0]["name"] == "staff.expertise-centre.scale"
    assert first["influence_net_regional_jobs"][0]["name"] == "assumptions.staff_displacement_share"


def test_3_what_use_adds_is_an_assumption_with_a_chance_of_nothing_and_never_part_of_spending(
    baseline_result: ScenarioResult,
) -> None:
    assert any("No study has shown" in text["en"] for text in baseline_result.left_out)
    assert any("Geen studie heeft" in text["nl"] for text in baseline_result.left_out)
    row = evidence()["facility_extra_adoption_2035"]
    assert float(row["low"]) == 0.0
    assert row["basis"] == "assumption"
    assert baseline_result.manifest["use"]["probability_of_nothing"] > 0.2
    assert baseline_result.use is not None
    of_use = baseline_result.use.query("concept == 'use' and statistic == 'p05'")
    assert (of_use["value"] == 0.0).all()
    path = baseline_result.use.query("concept == 'without' and measure == 'adoption' and statistic == 'mean'")
    assert path["value"].is_monotonic_increasing


def test_6_value_added_without_mining_shows_growth_where_gas_showed_a_fall() -> None:
    """CR03 from 2013 to 2016: -21 % with mining, +9.6 % without (B, D and E left out)."""
    without = panel("value_added_without_mining").query("region == 'CR03'").set_index("year")["value"]
    total = snapshot.table("corop-value-added", region="CR03", sector="A-U").set_index("year")["value"]
    assert round(100 * (without[2016] / without[2013] - 1), 1) == 9.6
    assert round(100 * (total[2016] / total[2013] - 1)) == -21


def test_7_region_names_are_definitions(baseline_result: ScenarioResult, baseline: Scenario) -> None:
    four, begun = regions.study_area("groningen-noord-drenthe"), regions.study_area("nij-begun")
    assert set(four.municipalities) - set(begun.municipalities) == {"GM0106", "GM1731"}
    assert set(baseline_result.totals["region"]) == {"groningen-noord-drenthe", "LD01-rest", "NL-rest", "NL"}
    assert set(baseline_result.impacts["region"]) == {*four.corops, "NL"}
    result = run(baseline.model_copy(update={"study_area": "nij-begun"}), draws=10)
    said = " ".join(note["en"] for note in result.notes)
    assert "Assen" in said
    assert "Midden-Drenthe" in said
    assert "establishments" in said
    assert figures_of().jobs(begun, 2019).jobs.sum() < figures_of().jobs(four, 2019).jobs.sum()


def test_8_every_figure_knows_where_it_came_from(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    sources = baseline_result.manifest["sources"]
    assert {"national-input-output", "national-jobs", "corop-jobs-by-section", "consumer-prices"} <= {
        s["table"] for s in sources
    }
    for source in sources:
        assert len(source["sha256"]) == 64
        assert all(source[key] for key in ("title", "source", "licence", "vintage", "credit"))
    written = json.loads((baseline_result.save(tmp_path / "out") / "manifest.json").read_text(encoding="utf-8"))
    assert written["definition"]["funding"]["rijk"]["source"].startswith("Letter to parliament")
    assert set(written["files"]) == {p.name for p in (tmp_path / "out").iterdir()} - {"manifest.json"}


def test_8_no_clock_and_no_path_of_this_machine_in_a_result(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    text = (baseline_result.save(tmp_path / "out") / "manifest.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert str(Path(__file__).parent.parent) not in text


@pytest.mark.parametrize("basis", ["assumption", "press"])
def test_2_the_screen_says_how_well_founded_an_assumption_is(baseline_result: ScenarioResult, basis: str) -> None:
    table = baseline_result.assumptions
    assert basis in set(table["basis"])
    assert "(assumption)" in result_screen(baseline_result)
