"""The catalogue against tables titled as the pages of CBS print them (cbs.nl, figures by table)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from impact.panel import panel
from impact.panel.schema import prefix
from impact.sources import catalogue, pull
from impact.sources.store import Store
from tests.sources.server import FakeTable, Source, serving

Dimension = tuple[str, str, str, list[tuple[str, str, str]]]
REGIONS: Dimension = (
    *("RegioS", "Regio's", "GeoDimension"),
    [("NL01  ", "Nederland", ""), ("PV20  ", "Groningen (PV)", ""), ("AM0101", "Groningen (AM)", "")],
)
YEARS: Dimension = ("Perioden", "Perioden", "TimeDimension", [("2019JJ00", "2019", "Definitief")])


def other(title: str, *values: str) -> Dimension:
    """Return a dimension of the table by its title, with values that have keys of their own."""
    return (title.split()[0], title, "Dimension", [(f"A{n:06d}", value, "") for n, value in enumerate(values)])


PERSONS = other("Persoonskenmerken", "Totaal personen", "Geslacht: mannen", "Geslacht: vrouwen")
SEX = other("Geslacht", "Totaal mannen en vrouwen", "Mannen", "Vrouwen")
AGE = other("Leeftijd", "15 tot 75 jaar", "15 tot 25 jaar", "25 tot 35 jaar")
BIRTH = other("Geboorteland (ouders)", "Totaal", "Geboren in Nederland")
ORIGIN = other("Herkomstland", "Totaal", "Nederland", "Buiten Europa")


def pulled(folder: Path, table: str, titles: dict[str, str], *dimensions: Dimension) -> Store:
    columns = [
        {"Key": f"Kolom_{n}", "Title": title, "Unit": unit, "Decimals": 1}
        for n, (title, unit) in enumerate(titles.items(), 1)
    ]
    served = FakeTable(table, "x", [*dimensions, REGIONS, YEARS], columns, lambda _, topic: f"   {topic[-1]}.0")
    store = Store(folder)
    with serving(Source(tables={table: served})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull([table], store=store)
    assert report.ok, report.frame()["note"].tolist()
    return store


@pytest.mark.parametrize(
    ("table", "variable", "titles", "dimensions"),
    [
        ("85922NED", "gfcf", {"Totale investeringen": "mln euro", "Woningen": "mln euro"}, ()),
        (
            "82352NED",
            "rd_expenditure",
            {"Verrichte R&D-uitgaven: eigen personeel": "mln euro", "Bedrijven": "mln euro"},
            (),
        ),
        ("86088NED", "unemployment", {"Werkloosheidspercentage": "%"}, (PERSONS,)),
        ("86088NED", "unemployment", {"Werkloosheidspercentage": "%"}, (other("Persoonskenmerken", "Totaal", "Man"),)),
    ],
)
def test_variable_of_a_table_is_one_figure_a_region_and_year(
    tmp_path: Path, table: str, variable: str, titles: dict[str, str], dimensions: tuple[Dimension, ...]
) -> None:
    frame = panel(variable, level="provincie", data=pulled(tmp_path, table, titles, *dimensions))
    assert frame[["region", "year", "value"]].to_numpy().tolist() == [["PV20", 2019, 1.0]]


@pytest.mark.parametrize(
    ("table", "title", "dimensions"),
    [
        ("85525NED", "11 Basisonderwijs", (SEX, AGE)),
        ("86008NED", "Netto arbeidsparticipatie", (SEX, PERSONS, BIRTH, ORIGIN)),
    ],
)
def test_totals_alone_travel(tmp_path: Path, table: str, title: str, dimensions: tuple[Dimension, ...]) -> None:
    vintage = pulled(tmp_path, table, {title: "%"}, *dimensions).current(table)
    assert vintage is not None
    frame = pd.read_parquet(vintage.folder / "tidy.parquet")
    assert frame["region"].tolist() == ["NL01", "PV20"]
    assert [set(frame[d[0]]) for d in dimensions] == [{"A000000"}] * len(dimensions)


def test_births_and_closures_have_no_municipalities() -> None:
    """The numbers of the rows of 83631NED leave room for 66 regions, and CR01 is the 25th."""
    for table in ("83631NED", "83635NED"):
        assert catalogue.table(table).levels == ("land", "landsdeel", "provincie", "corop")
        assert "GM" not in catalogue.table(table).regions


def test_tables_of_ict_are_told_apart() -> None:
    titles = {name: catalogue.table(name).title for name in ("85180NED", "85181NED", "85736NED")}
    assert titles == {
        "85180NED": "ICT-gebruik bij bedrijven; bedrijfstak en bedrijfsgrootte, 2021",
        "85181NED": "ICT-gebruik bij bedrijven; bedrijfstak, 2021",
        "85736NED": "ICT-gebruik bij bedrijven; bedrijfstak, 2023",
    }
    assert "size" in catalogue.table("85180NED").about
    assert "size" not in catalogue.table("85181NED").about


@pytest.mark.parametrize("table", [t for t in catalogue.tables().values() if t.regions], ids=lambda t: t.id)
def test_regions_of_every_level_travel(table: catalogue.Table) -> None:
    """A level that is promised but not taken would come out as a table without years."""
    assert {prefix(level) for level in table.levels} <= set(table.regions)
