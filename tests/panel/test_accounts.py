"""How an area produces against the nation: ratios of the regional accounts, and the group of each industry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from impact import sectors
from impact.errors import InputError
from impact.panel.accounts import MEASURES, RelativeAccounts, relative_accounts
from impact.sources import pull
from impact.sources.store import Store
from tests.sources.holdings import PRODUCTION, accounts_table
from tests.sources.server import FakeTable, Source, serving

AREA = ["CR01", "CR02", "CR03"]
SECTORS = {
    "T001081": "A-U Alle economische activiteiten",
    "300002 ": "B-E Nijverheid (geen bouw) en energie",
    "305700 ": "B Delfstoffenwinning",
    "307500 ": "C Industrie",
    "350000 ": "F Bouwnijverheid",
    "391600 ": "J Informatie en communicatie",
    "395000 ": "62 IT-dienstverlening",
    "300014 ": "R-U Cultuur, recreatie, overige diensten",
}
Row = tuple[float, float, float, float, float]
# CBS StatLine 84419NED, 2021, provisional: output, intermediate use, value added, compensation (MEUR), labour years
# (thousand). Culture, recreation and other services of the Netherlands and of the province of Groningen.
NATION: Row = (28681, 14428, 14253, 10911, 327.7)
PROVINCE: Row = (589, 298, 291, 216, 8.6)
# Three parts that add up to the province; the parts themselves are made up.
PARTS: dict[str, Row] = {
    "CR01": (100, 50, 50, 36, 1.6),
    "CR02": (89, 48, 41, 30, 1.0),
    "CR03": (400, 200, 200, 150, 6.0),
}
PLAIN: Row = (1000.0, 600.0, 400.0, 250.0, 5.0)


def store_of(folder: Path, figures: Mapping[tuple[str, str], Row | str], year: int = 2021, leave: str = "") -> Store:
    """Pull a table in which every group has `PLAIN` in every region, but for `figures` (a row, or a mark)."""

    def figure(code: str, region: str, title: str) -> str:
        row = figures.get((code, region), PLAIN)
        return row if isinstance(row, str) else f"{row[list(PRODUCTION).index(title)]:12.4f}"

    table = accounts_table(year, ["NL01", *AREA, "CR07"], {k: t for k, t in SECTORS.items() if t != leave}, figure)
    store = Store(folder)
    with serving(Source(tables={"85925NED": table})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull(["85925NED"], store=store)
    assert report.ok, report.lines[0].note
    return store


def topics(found: RelativeAccounts) -> dict[str, str]:
    return {note.code: note.en for note in found.notes}


def test_ratio_is_that_of_the_printed_figures(tmp_path: Path) -> None:
    assert tuple(map(sum, zip(*PARTS.values(), strict=True))) == pytest.approx(PROVINCE)
    printed = {("R-U", region): row for region, row in {**PARTS, "NL01": NATION}.items()}
    found = relative_accounts("groningen", 2021, store_of(tmp_path, printed))
    ratios = found.ratios.loc["R-U"]
    # By hand: (291 / 589) / (14253 / 28681), and so on.
    by_hand = {"value_added": 0.99418, "compensation": 0.96398, "intermediate_use": 1.00575, "labour_years": 1.27791}
    assert ratios.to_dict() == pytest.approx(by_hand, abs=5e-6)
    assert list(found.ratios.columns) == list(MEASURES)
    assert found.by_industry().loc["S94", "labour_years"] == ratios["labour_years"]
    assert (found.ratios.drop("R-U") == 1.0).all(axis=None)


def test_each_industry_takes_the_smallest_group_and_mining_is_never_mixed_in(tmp_path: Path) -> None:
    found = relative_accounts("groningen", 2021, store_of(tmp_path, {}))
    group = found.group_of.to_dict()
    assert list(group) == sectors.codes("cbs81")
    assert (group["J62"], group["J63"], group["C19"], group["B06"], group["T97"]) == ("62", "J", "C", "B", "R-U")
    assert (group["D35"], group["E36"], group["A01"], group["X"]) == ("", "", "", "")
    assert set(found.ratios.index) == {"B", "C", "F", "J", "62", "R-U"}
    assert "Agriculture, forestry and fishing (A)" in topics(found)["national_accounts_kept"]
    assert found.by_industry().loc["D35"].eq(1.0).all()
    assert found.records[0].source == "CBS StatLine 85925NED"
    assert found.records[0].selection.startswith("CR01, CR02, CR03 and NL; 2021; output, value_added")


def test_without_a_figure_for_mining_it_stays_national_and_industry_has_its_own(tmp_path: Path) -> None:
    gas = {("B-E", region): (1000.0, 100.0, 900.0, 20.0, 1.0) for region in AREA}
    store = store_of(tmp_path, gas, leave=SECTORS["305700 "])
    found = relative_accounts("groningen", 2021, store)
    assert found.by_industry().loc[["B06", "C20", "D35", "E36"]].eq(1.0).all(axis=None)
    assert found.group_of[["B06", "C20"]].to_list() == ["", "C"]
    note = topics(found)["national_accounts_kept"]
    assert "Mining and quarrying (B)" in note
    assert "natural gas would set it" in note


@pytest.mark.parametrize(("region", "mark"), [("CR02", "       ."), ("NL01", "       x"), ("CR03", "       -")])
def test_secret_figure_sends_an_industry_to_its_parent(tmp_path: Path, region: str, mark: str) -> None:
    figures = {("62", region): mark, **{("J", r): (1000.0, 500.0, 500.0, 250.0, 5.0) for r in AREA}}
    found = relative_accounts("groningen", 2021, store_of(tmp_path, figures))
    assert found.group_of["J62"] == "J"
    assert found.by_industry().loc["J62", "value_added"] == pytest.approx(1.25)


def test_row_that_is_not_there_is_a_figure_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FakeTable.rows

    def holed(table: FakeTable) -> Iterator[dict[str, object]]:
        gone = ("395000 ", "CR02  ")
        return (r for r in whole(table) if (r["BedrijfstakkenBranchesSBI2008"], r["RegioS"]) != gone)

    monkeypatch.setattr(FakeTable, "rows", holed)
    found = relative_accounts("groningen", 2021, store_of(tmp_path, {}))
    assert found.group_of["J62"] == "J"


def test_area_that_holds_part_of_a_corop_takes_it_whole_and_says_so(tmp_path: Path) -> None:
    store = store_of(tmp_path, {("F", "CR07"): (1000.0, 400.0, 600.0, 250.0, 5.0)})
    found = relative_accounts("nij-begun", 2021, store)
    assert found.ratios.loc["F", "value_added"] == pytest.approx((3 * 400 + 600) / 4000 / 0.4)
    assert "Noord-Drenthe counts as a whole" in topics(found)["accounts_of_corops"]
    assert "accounts_of_corops" not in topics(relative_accounts("groningen", 2021, store))


def test_what_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no 85925NED in .*impact pull 85925NED"):
        relative_accounts("groningen", 2021, Store(tmp_path / "empty"))
    store = store_of(tmp_path / "one", {})
    with pytest.raises(InputError, match=r"no output of CR01, CR02, CR03, NL in 2019; .*the table has years 2021\."):
        relative_accounts("groningen", 2019, store)
    with pytest.raises(InputError, match=r"no output of CR40 in 2021"):
        relative_accounts("CR40", 2021, store)
    wrong = store_of(tmp_path / "wrong", {("F", "CR03"): (1000.0, 700.0, 400.0, 250.0, 5.0)})
    with pytest.raises(InputError, match=r"CR03 F: value added and intermediate use differ from output by 100 MEUR"):
        relative_accounts("groningen", 2021, wrong)
