"""A scenario on pulled figures: jobs by industry and regional accounts of a store, and what the result says of them.

The accounts are made from the input-output table itself: every area has one per cent of the nation, group by group, so
that each ratio is one until a test sets another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.inputoutput import national_table
from impact.panel.accounts import MEASURES, RelativeAccounts
from impact.panel.figures import figures_of
from impact.panel.pulled_figures import PulledFigures
from impact.panel.snapshot_figures import SnapshotFigures
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer.where import BY_PLACE
from impact.scenario.computation import economy as economies
from impact.scenario.computation.components import deflator
from impact.scenario.computation.demand import demand
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.orders import orders_of
from impact.scenario.computation.production import gap_in_a_euro, national_production, regional_production
from impact.sources import pull, snapshot
from impact.sources.store import Store
from tests.panel import test_mix as mix
from tests.scenario.test_demand import vector
from tests.sources.holdings import accounts_table
from tests.sources.server import FakeTable, Source, serving
from tests.sources.tables import regional_jobs

YEAR = 2019
AREA = ["CR01", "CR02", "CR03"]
COROPS = regions.codes("corop")
GROUPS = {"301000 ": "A Landbouw", "305700 ": "B Delfstoffenwinning", "307500 ": "C Industrie", "346600 ": "D Energie"}
GROUPS |= {"348000 ": "E Water en afval", "350000 ": "F Bouwnijverheid", "300006 ": "G-I Handel, vervoer en horeca"}
GROUPS |= {"391600 ": "J Informatie", "395000 ": "62 IT-dienstverlening", "396300 ": "K Financiële dienstverlening"}
GROUPS |= {"402000 ": "L Onroerend goed", "300010 ": "M-N Zakelijke dienstverlening", "300012 ": "O-Q Overheid en zorg"}
GROUPS |= {"300014 ": "R-U Overige diensten"}
Shift = Callable[[str, str], dict[str, float]]


def pulled(
    folder: Path,
    shift: Shift,
    tables: tuple[str, ...] = ("83582NED", "85925NED"),
    year: int = YEAR,
    jobs: mix.Figure | None = None,
    area: list[str] = AREA,
    more: dict[str, FakeTable] | None = None,
) -> Path:
    """Pull jobs of `YEAR`, accounts of `year` and more; `shift` gives the ratios of a group in a region."""
    held = {
        "83582NED": regional_jobs(["NL01", *COROPS], jobs or published_in_2019, (YEAR,)),
        "85925NED": accounts_table(year, ["NL01", *area], GROUPS, _figure(shift)),
        **(more or {}),
    }
    store = Store(folder / "store")
    with serving(Source(tables=held)) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull((*tables, *(more or {})), store=store)
    assert report.ok, report.frame()["note"].tolist()
    return store.root


def _figure(shift: Shift) -> Callable[[str, str, str], str]:
    table = national_table(YEAR, "cbs81")
    totals = {name: table.totals(name) for name in ("value_added", "compensation", "jobs")}

    def figure(code: str, region: str, title: str) -> str:
        within = list(sectors.industries_within(code))
        size = 1.0 if region == "NL01" else 0.01
        ratio = {} if region == "NL01" else shift(code, region)
        output = float(table.output[within].sum())
        added = float(totals["value_added"][within].sum()) * ratio.get("value_added", 1.0)
        found = {
            "Productie basisprijzen": output,
            "Bruto toegevoegde waarde basisprijzen": added,
            "Intermediair verbruik": output - added,
            "Beloning van werknemers": float(totals["compensation"][within].sum()) * ratio.get("compensation", 1.0),
            "Arbeidsvolume totaal": (float(totals["jobs"][within].sum()) + 1.0) * ratio.get("labour_years", 1.0),
        }
        return f"{size * found[title]:20.10f}"

    return figure


def as_the_nation(code: str, region: str) -> dict[str, float]:
    return {}


def earning_more_in_it(code: str, region: str) -> dict[str, float]:
    return {"value_added": 1.1, "labour_years": 0.8} if code == "62" else {}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pulled(tmp_path_factory.mktemp("live"), as_the_nation, jobs=with_more_ict)


@pytest.fixture(scope="module")
def productive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which IT earns 1.1 times the nation's value added per euro of output, with 0.8 times the labour."""
    return pulled(tmp_path_factory.mktemp("live"), earning_more_in_it, jobs=with_more_ict)


def province(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"study_area": "groningen"})


def figures(result: ScenarioResult) -> pd.Series[float]:
    of_area = result.totals[~result.totals["concept"].isin(BY_PLACE.values())]
    return of_area.set_index(["concept", "measure", "stage", "sector", "year", "statistic"])["value"]


def direct(result: ScenarioResult, measure: str, sector: str) -> float:
    rows = result.totals.query("concept == 'gross' and stage == 'direct' and statistic == 'mean'")
    rows = rows[(rows["measure"] == measure) & (rows["sector"] == sector) & rows["year"].isna()]
    return float(rows["value"].iloc[0])


def test_accounts_of_an_area_like_the_nation_change_nothing(
    baseline: Scenario, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_accounts = run(province(baseline), draws=40, data=str(store))
    monkeypatch.setattr(PulledFigures, "accounts", lambda *_: None)
    jobs_only = run(province(baseline), draws=40, data=str(store))
    pd.testing.assert_series_equal(figures(with_accounts), figures(jobs_only), rtol=0, atol=2e-6)
    assert with_accounts.checks["passed"].all()
    assert set(with_accounts.checks["check"]) - set(jobs_only.checks["check"]) == {
        "value added and purchases make up a euro of output"
    }


def bought_inside(scenario: Scenario, store: str, industry: str) -> float:
    """Return MEUR of the price year that the scenario itself buys of an industry in the study area."""
    asking = province(scenario)
    luck, economy = drawn(asking, 1, 0), economies.economy_of(asking, figures_of(store))
    orders = orders_of(asking, economy)
    asked, real = demand(asking, luck, economy, orders), deflator(asking, luck)
    at, inside = economy.industries.index(industry), economy.areas.inside
    made = np.array([vector(orders, order)[inside, at].sum() for order in orders.names])
    return float((made @ (asked.purchases * real[:, None])[0]).sum())


def test_group_that_earns_more_per_euro_adds_just_that(fixed: ScenarioResult, store: Path, productive: Path) -> None:
    plain, rich = (run(province(fixed.scenario), draws=1, data=str(s)) for s in (store, productive))
    table = national_table(YEAR, "cbs81")
    bought = bought_inside(fixed.scenario, str(store), "J62")
    per_euro = float(table.totals("value_added")["J62"] / table.output["J62"])
    sector = sectors.grouping(fixed.scenario.sectors)["J62"]
    more = direct(rich, "value_added", sector) - direct(plain, "value_added", sector)
    assert more == pytest.approx(0.1 * per_euro * bought, abs=2e-6)
    assert direct(rich, "output", sector) == direct(plain, "output", sector)
    assert direct(rich, "taxes", sector) == direct(plain, "taxes", sector)
    # The country is the sum of its areas: it changes with the region, and areas go on adding up.
    for result in (plain, rich):
        assert result.areas is not None
        rows = result.areas.query("year.isna() and stage == 'total' and statistic == 'mean' and concept == 'gross'")
        of_areas = rows[rows["measure"] == "value_added"].set_index("region")["value"]
        assert of_areas.reindex(COROPS).sum() == pytest.approx(of_areas["NL"], abs=5e-5)
    assert not figures(plain)["net_national"].equals(figures(rich)["net_national"])


def test_ratios_reach_value_added_jobs_and_purchases_of_their_industries(baseline: Scenario, productive: Path) -> None:
    place = economies.economy_of(province(baseline), figures_of(productive))
    it, books = place.industries.index("J62"), place.industries.index("J63")
    region, nation = place.region, place.nation
    added, jobs, taxes = (PLACE[m] for m in ("value_added", "jobs", "taxes"))
    assert region.coefficients[it, added] == pytest.approx(1.1 * nation.coefficients[it, added])
    assert region.coefficients[it, jobs] == pytest.approx(0.8 * nation.coefficients[it, jobs])
    assert region.coefficients[it, taxes] == nation.coefficients[it, taxes]
    left = (1 - 1.1 * nation.coefficients[it, added]) / nation.purchases[it]
    np.testing.assert_allclose(region.domestic[:, it], left * nation.domestic[:, it])
    np.testing.assert_allclose(region.coefficients[books], nation.coefficients[books])


NATION = national_production(national_table(YEAR, "cbs81"))


@given(st.lists(st.floats(0.02, 50), min_size=4 * 81, max_size=4 * 81))
def test_every_industry_spends_no_more_than_it_makes(values: list[float]) -> None:
    industries = pd.Index(sectors.codes("cbs81"), name="sector")
    ratios = pd.DataFrame(np.reshape(values, (81, 4)), index=industries, columns=list(MEASURES))
    own = pd.Series(list(industries), index=industries)
    area = regional_production(NATION, RelativeAccounts(ratios, own, "x", YEAR, (), ()))
    assert gap_in_a_euro(area) < 1e-12
    assert (area.domestic.sum(axis=0) <= area.purchases + 1e-12).all()
    odds = area.coefficients[:, 1] * NATION.purchases * ratios["intermediate_use"]
    np.testing.assert_allclose(odds, area.purchases * NATION.coefficients[:, 1] * ratios["value_added"], atol=1e-9)


def test_result_says_what_pulled_figures_change(baseline: Scenario, productive: Path) -> None:
    sources = {"bundled": "snapshot", "pulled": str(productive)}
    runs = {name: run(province(baseline), draws=20, data=data) for name, data in sources.items()}
    bundled, live = runs["bundled"], runs["pulled"]
    changed = live.manifest["compared_with_snapshot"]
    for step in ("gross", "net_regional"):
        middle = {n: figures(r)[step, "jobs", "total", "*", pd.NA, "mean"] for n, r in runs.items()}
        assert changed["jobs_mean"][step] == pytest.approx(middle, abs=2e-6)
    assert changed["share_of_national_jobs"]["pulled"] == live.manifest["share_of_national_jobs"]
    assert changed["share_of_national_jobs"]["bundled"] == bundled.manifest["share_of_national_jobs"]
    assert [row["sector"] for row in changed["location_quotients"]][0] == "J"  # three times the nation's in CR03
    assert changed["value_added_per_output"][0] == {"group": "62", "against_nation": 1.1}
    assert changed["labour_per_output"][0] == {"group": "62", "against_nation": 0.8}
    said = {lang: " ".join(note[lang] for note in live.notes) for lang in ("en", "nl")}
    assert "Regional figures are pulled" in said["en"]
    assert "activities (62) 1.10;" in said["en"]
    assert "IT-dienstverlening (62) 0,80;" in said["nl"]
    gross = changed["jobs_mean"]["gross"]
    assert f"the mean outcome is {gross['pulled']:,.0f} labour years gross" in said["en"]
    assert "compared_with_snapshot" not in bundled.manifest


def test_manifest_names_the_tables_that_werepulled(baseline: Scenario, store: Path, tmp_path: Path) -> None:
    live = run(province(baseline), draws=5, data=str(store))
    assert live.manifest["data"] == "store"
    used = {s["table"]: s for s in live.manifest["sources"]}
    assert {"83582NED", "85925NED", "national-input-output"} <= set(used)
    assert all(len(used[table]["sha256"]) == 64 for table in ("83582NED", "85925NED"))
    loaded = ScenarioResult.load(live.save(tmp_path / "result"))
    assert loaded.manifest["compared_with_snapshot"] == live.manifest["compared_with_snapshot"]


def test_live_means_the_store_of_the_user(baseline: Scenario, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(store))
    assert run(province(baseline), draws=5, data="live").manifest["data"] == "live"


def test_area_or_year_that_only_the_store_has_is_answered_without_comparison(
    baseline: Scenario, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise InputError(Problem("corop-jobs", "status", "CR01 2017 suppressed", "figures", "Choose another year."))

    monkeypatch.setattr(SnapshotFigures, "sections_by_corop", refused)
    live = run(province(baseline), draws=5, data=str(store))
    assert "Choose another year" in live.manifest["compared_with_snapshot"]["refused"]
    assert "(CR01 2017 suppressed), so what the pulled ones change cannot be said" in live.notes[-1]["en"]


def test_published_sections_of_2019_give_every_section_its_own_quotient(baseline: Scenario, tmp_path: Path) -> None:
    """The shipped scenario on what CBS published for December 2019: four COROP areas, blanks in B, D and E."""
    area = ["CR01", "CR02", "CR03", "CR07"]
    root = pulled(tmp_path, as_the_nation, jobs=published_in_2019, area=area)
    place = economies.economy_of(baseline, figures_of(root))
    quotient = dict(zip(place.industries, place.slq, strict=True))
    regional = snapshot.table("corop-jobs-by-section", year=YEAR, region=area).groupby("sector")["value"].sum()
    total = sum(regional[s] for s in ("A", "B-F", "G-N", "O-U"))
    for industry, section, nation in (
        ("I55", "I", 435.6),
        ("J62", "J", 285.6),
        ("M72", "M", 535.8),
        ("P85", "P", 540.8),
    ):
        assert quotient[industry] == pytest.approx(
            regional[section] / total / (nation / 8560.5), rel=5e-3
        )  # jobs without an area are left out
    bundled = economies.economy_of(baseline, figures_of())
    assert place.size == pytest.approx(bundled.size, rel=1e-3)
    np.testing.assert_allclose(place.slq, bundled.slq, rtol=1e-9)  # the bundled copy is of the same table
    live = run(baseline, draws=5, data=str(root))
    assert live.checks["passed"].all()
    assert "stand at what is left of a larger group" in " ".join(note["en"] for note in live.notes)


@cache
def published_in_2019(group: str, region: str, year: int) -> str:
    """Print a cell of 83582NED as the bundled copies have it; that of the nation from 83583NED."""
    if region == "NL01":
        rows = snapshot.table("national-jobs", year=year, size_class="total")
        value = rows.loc[rows["title"].str.startswith(f"{group} "), "value"].item()
    else:
        rows = snapshot.table("corop-jobs-by-section", year=year, region=region, sector=group)
        value = rows["value"].item()
    return "       ." if pd.isna(value) else f"{value:10.1f}"


def with_more_ict(group: str, region: str, year: int) -> str:
    """Print three times as many jobs in ICT in CR03 as there are, and what there is elsewhere."""
    found = published_in_2019(group, region, year)
    return f"{3 * float(found):10.1f}" if (group, region) == ("J", "CR03") else found


@pytest.mark.parametrize(
    ("tables", "year", "message"),
    [
        ((), YEAR, "impact pull 83582NED"),
        (("83582NED",), YEAR, "no 85925NED in .*impact pull 85925NED"),
        (("83582NED", "85925NED"), 2021, "no output of CR01, CR02, CR03, NL in 2019"),
    ],
)
def test_store_without_what_is_needed_says_what_to_pull(
    baseline: Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tables: tuple[str, ...],
    year: int,
    message: str,
) -> None:
    root = pulled(tmp_path, as_the_nation, tables, year) if tables else tmp_path / "nothing"
    monkeypatch.setenv("IMPACT_STORE", str(root))
    with pytest.raises(InputError, match=message):
        run(province(baseline), draws=5, data="live")
