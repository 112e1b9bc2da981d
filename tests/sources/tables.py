"""Tables of jobs in the shape that CBS gives them: 83582NED has 28 groups of SBI by region, 83583NED 124 classes.

Keys and titles are those that CBS prints; the classes are taken from the bundled copy of 83583NED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from impact.sources import snapshot
from impact.sources.tidy import sector_code
from tests.sources.server import FakeTable

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")
# In the order of the table, which can be read from the numbers of its rows.
GROUPS_28 = (
    *("A-U", "A", "B-F", "B-E", "B", "C", "D", "E", "F"),
    *("G-N", "G-I", "G", "H", "I", "J", "K", "L", "M-N", "M", "N"),
    *("O-U", "O-Q", "O", "P", "Q", "R-U", "R", "S"),
)
ALL_SIZES = "T001098"
SIZES = {
    ALL_SIZES: "Totaal",
    "WP05210": "0 tot 10 werkzame personen",
    "WP05211": "10 tot 50 werkzame personen",
}
Years = Sequence[int]


def within(group: str) -> tuple[str, ...]:
    """Return the sections of a group ("B-E": B, C, D and E)."""
    first, _, last = group.partition("-")
    return tuple(s for s in SECTIONS if first <= s <= (last or first))


@cache
def classes() -> dict[str, str]:
    """Return the 124 classes: key and title."""
    rows = snapshot.table("national-jobs", year=2019, size_class="total")
    return dict(zip(rows["sbi"], rows["title"], strict=True))


def groups() -> dict[str, str]:
    """Return the 28 groups: key and title."""
    keys = {sector_code(key, title): key for key, title in classes().items()}
    return {keys[code]: classes()[keys[code]] for code in GROUPS_28}


def regional_jobs(
    regions: Sequence[str], figure: Callable[[str, str, int], str], years: Years = (2021, 2022)
) -> FakeTable:
    """Return 83582NED; `figure` prints the cell of a group (its code), a region and a year."""
    codes = {key: sector_code(key, title) for key, title in groups().items()}
    dimensions = [
        ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches (SBI 2008)", "Dimension", _padded(groups())),
        ("RegioS", "Regio's", "GeoDimension", [(f"{region:<6}", region, "") for region in regions]),
        _periods(years),
    ]
    return FakeTable(
        "83582NED",
        "Banen van werknemers in december; economische activiteit (SBI2008), regio",
        dimensions,
        [_TOPIC],
        lambda keys, _: figure(codes[keys[0]], keys[1], int(keys[2][:4])),
    )


def national_jobs(figure: Callable[[str, int], str], years: Years = (2021, 2022)) -> FakeTable:
    """Return 83583NED; `figure` prints the cell of a class (its code) and a year, the same for each size of firm."""
    codes = {key: sector_code(key, title) for key, title in classes().items()}
    dimensions = [
        ("BedrijfstakkenBranchesSBI2008", "Bedrijfstakken/branches (SBI 2008)", "Dimension", _padded(classes())),
        ("Bedrijfsgrootte", "Bedrijfsgrootte", "Dimension", _padded(SIZES)),
        _periods(years),
    ]
    return FakeTable(
        "83583NED",
        "Banen van werknemers; bedrijfsgrootte en economische activiteit (SBI2008)",
        dimensions,
        [_TOPIC],
        lambda keys, _: figure(codes[keys[0]], int(keys[2][:4])) if keys[1] == ALL_SIZES else "     0.1",
    )


_TOPIC = {
    "Key": "BanenVanWerknemersInDecember_1",
    "Title": "Banen van werknemers in december",
    "Unit": "x 1 000",
    "Decimals": 1,
}


def _padded(titles: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(f"{key:<7}", title, "") for key, title in titles.items()]


def _periods(years: Years) -> tuple[str, str, str, list[tuple[str, str, str]]]:
    values = [(f"{year}JJ00", f"{year} december", "Definitief") for year in years]
    return ("Perioden", "Perioden", "TimeDimension", values)
