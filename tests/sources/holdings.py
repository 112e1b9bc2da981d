"""What the fake services hold: a table of jobs after 83582NED, and the areas of Groningen and Drenthe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import shapely

from impact import bundle
from tests.sources.server import FakeTable

SECTORS = [("T001081", "A-U Alle economische activiteiten", ""), ("301000 ", "A Landbouw, bosbouw en visserij", "")]
SECTORS += [("300002 ", "B-E Nijverheid (geen bouw) en energie", ""), ("395000 ", "62 IT-dienstverlening", "")]
REGIONS = [("NL01  ", "Nederland", ""), ("LD01  ", "Noord-Nederland (LD)", ""), ("CR01  ", "Oost-Groningen (CR)", "")]
REGIONS += [("CR03  ", "Overig Groningen (CR)", ""), ("GM0014", "Groningen", ""), ("CP0101", "Oost-Groningen plus", "")]
PERIODS = [("2022KW04", "2022 4e kwartaal", "Definitief"), ("2022JJ00", "2022", "Definitief")]
PERIODS += [("2023JJ00", "2023", "NaderVoorlopig"), ("2024JJ00", "2024", "Voorlopig")]
MARKED = {
    ("301000", "CR01"): "       .",
    ("395000", "GM0014"): "       x",
    ("300002", "CR03"): "        ",
    ("301000", "GM0014"): "       -",
}


def _cell(keys: tuple[str, ...], topic: str) -> str:
    sector, region, period = keys
    if (sector, region) in MARKED:
        return MARKED[sector, region]
    return f"{(sum(map(ord, sector + region)) + int(period[:4])) / 10 + 6000.1:>12.1f}"


def jobs_table() -> FakeTable:
    return FakeTable(
        "83582NED",
        "Banen van werknemers in december; economische activiteit (SBI2008), regio",
        [
            ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches (SBI 2008)", "Dimension", SECTORS),
            ("RegioS", "Regio's", "GeoDimension", REGIONS),
            ("Perioden", "Perioden", "TimeDimension", PERIODS),
        ],
        [
            {
                "Key": "BanenVanWerknemersInDecember_1",
                "Title": "Banen van werknemers in december",
                "Unit": "x 1 000",
                "Decimals": 1,
            }
        ],
        _cell,
    )


def northern_areas() -> dict[str, list[dict[str, object]]]:
    fine = json.loads(bundle.data("geometry", "gemeente-north-2024.geojson").read_text(encoding="utf-8"))["features"]
    owner = {"corop": {}, "provincie": {}}
    rows = bundle.data("concordances", "municipalities-2024.csv").read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        gm, _, corop, _, _, province = row.split(",")[:6]
        owner["corop"][gm], owner["provincie"][gm] = corop, province
    shapes = {f["properties"]["region"]: shapely.geometry.shape(f["geometry"]) for f in fine}
    found = {"gemeente": [_feature(gm, shape) for gm, shape in shapes.items()]}
    for level, collection in (("corop", "coropgebied"), ("provincie", "provincie")):
        groups = sorted({owner[level][gm] for gm in shapes})
        union = {g: shapely.union_all([s for gm, s in shapes.items() if owner[level][gm] == g]) for g in groups}
        found[collection] = [_feature(g, shape) for g, shape in union.items()]
    # A neighbour of another year, which must not come along.
    found["gemeente"].append(_feature("GM9999", shapely.box(0, 0, 1, 1), year=2023))
    return found


def _feature(code: str, shape: shapely.Geometry, year: int = 2024) -> dict[str, object]:
    properties = {"statcode": code, "statnaam": f"naam {code}", "jrstatcode": f"{year}{code}", "jaarcode": year}
    clockwise = shapely.orient_polygons(shape, exterior_cw=True)  # the wrong way round, as a service may send them
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(clockwise))}


GROUPS = {
    "T001081": "A-U Alle economische activiteiten",
    "301000": "A Landbouw, bosbouw en visserij",
    "305700": "B Delfstoffenwinning",
    "300002": "B-E Nijverheid (geen bouw) en energie",
    "350000": "F Bouwnijverheid",
    "300006": "G-I Handel, vervoer en horeca",
    "391600": "J Informatie en communicatie",
    "396300": "K Financiële dienstverlening",
    "402000": "L Verhuur en handel van onroerend goed",
    "300010": "M-N Zakelijke dienstverlening",
    "300012": "O-Q Overheid en zorg",
    "300014": "R-U Cultuur, recreatie, overige diensten",
}


def regional_table(
    table: str, regions: list[str], topics: dict[str, str], *, by_sector: bool, factor: float = 1.0
) -> FakeTable:
    """A table of CBS with years 2021 and 2022; `topics` are titles with their units."""
    dimensions = [
        ("RegioS", "Regio's", "GeoDimension", [(f"{r:<6}", r, "") for r in regions]),
        ("Perioden", "Perioden", "TimeDimension", [(f"{y}JJ00", str(y), "Definitief") for y in (2021, 2022)]),
    ]
    if by_sector:
        sectors = [(f"{k:<7}", title, "") for k, title in GROUPS.items()]
        dimensions.insert(0, ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken", "Dimension", sectors))
    columns = [
        {"Key": f"Kolom_{n}", "Title": title, "Unit": unit, "Decimals": 1}
        for n, (title, unit) in enumerate(topics.items(), 1)
    ]

    def cell(keys: tuple[str, ...], topic: str) -> str:
        share = {"T001081": 100.0, "305700": 20.0}.get(keys[0], 8.0 if by_sector else 1000.0)
        return f"{share * factor * int(topic[-1]) * (1 + (int(keys[-1][:4]) - 2021) / 10):10.1f}"

    return FakeTable(table, f"Tabel {table}", dimensions, columns, cell)


# As the predecessor of 85925NED printed them (84419NED, 2021), with their units.
PRODUCTION = {
    "Productie basisprijzen": "mln euro",
    "Intermediair verbruik": "mln euro",
    "Bruto toegevoegde waarde basisprijzen": "mln euro",
    "Beloning van werknemers": "mln euro",
    "Arbeidsvolume totaal": "1 000 arbeidsjaren",
}


def accounts_table(
    year: int, regions: list[str], sectors: Mapping[str, str], figure: Callable[[str, str, str], str]
) -> FakeTable:
    """Regional accounts of one year; `sectors` are keys with their titles, `figure` prints code, region, column."""
    codes = {key.strip(): title.split()[0] for key, title in sectors.items()}
    columns = [
        {"Key": f"Kolom_{n}", "Title": title, "Unit": unit, "Decimals": 1}
        for n, (title, unit) in enumerate(PRODUCTION.items(), 1)
    ]
    titles = {c["Key"]: c["Title"] for c in columns}
    return FakeTable(
        "85925NED",
        "Productieproces; bedrijfstak en regio, nationale rekeningen",
        [
            ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken", "Dimension", [(k, t, "") for k, t in sectors.items()]),
            ("RegioS", "Regio's", "GeoDimension", [(f"{r:<6}", r, "") for r in regions]),
            ("Perioden", "Perioden", "TimeDimension", [(f"{year}JJ00", str(year), "Definitief")]),
        ],
        columns,
        lambda keys, topic: figure(codes[keys[0]], keys[1], str(titles[topic])),
    )
