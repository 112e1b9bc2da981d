"""How an area produces, against the nation: the regional accounts of CBS as ratios.

An industry of the area need not earn, pay, buy and employ per euro of output what the nation's does. 85925NED says how
far it differs, by group of industries:

    ratio = (measure / output in the area) / (measure / output in the nation),

both of one table, one year and one vintage, so that no figure of one benchmark revision meets one of another. A ratio
holds for a whole group: that industries inside it differ, and that the area has others of them than the nation, is in
it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem
from impact.panel.series import Source
from impact.panel.variables import variable
from impact.regions import StudyArea
from impact.sources.provenance import Record
from impact.words.names import Name, name_of
from impact.words.statements import Statement, said

TABLE = "85925NED"
MEASURES = ("value_added", "compensation", "intermediate_use", "labour_years")
_OUTPUT = "output"
_ROUNDING = 2.0  # MEUR: three figures in whole millions
_MINING = "B"


@dataclass(frozen=True)
class RelativeAccounts:
    """What goes into a euro of output in an area, against the nation.

    `ratios` is (groups, `MEASURES`), 1 where the area is as the nation; `group_of` names the group that stands for each
    of the 81 industries, empty where none is published that may; `notes` say what was used and what was not.
    """

    ratios: pd.DataFrame
    group_of: pd.Series[str]
    region: str
    year: int
    notes: tuple[Statement, ...]
    records: tuple[Record, ...]

    def by_industry(self) -> pd.DataFrame:
        """Return the ratios of each industry, (81, `MEASURES`): those of its group, 1 where there is none."""
        found = self.ratios.reindex(self.group_of.to_numpy()).set_axis(self.group_of.index)
        return found.where(self.group_of.ne(""), 1.0, axis=0)


def relative_accounts(area: StudyArea | str | Sequence[str], year: int, source: Source) -> RelativeAccounts:
    """Return how an area produces against the nation, from the pulled regional accounts.

    Each industry takes the smallest published group it is in, and never one of more than one of the ten groups. A group
    counts where output and all four measures are published for every COROP area of the study area and for the nation.
    Mining is never mixed in: natural gas would set the ratio of B-E, so an industry for which only B-E is published
    has none.

    Raises
    ------
    InputError
        The store has no 85925NED or not this year of it; value added and intermediate use do not add up to output.
    """
    place = regions.study_area(area)
    said = f"{', '.join(place.corops)} and NL; {year}; {', '.join((_OUTPUT, *MEASURES))}"
    record = source.record(TABLE, said)
    cells, provisional = _cells(source, (*place.corops, "NL"), year)
    _check_balance(cells)
    ratios = _ratios(cells, place.corops)
    group_of = _smallest(ratios.index)
    used = ratios.loc[[g for g in ratios.index if g in set(group_of)]]
    notes = tuple(_notes(place, year, used, group_of, provisional))
    return RelativeAccounts(used, group_of, place.name, year, notes, (record,))


def _cells(source: Source, members: Sequence[str], year: int) -> tuple[pd.DataFrame, bool]:
    """Return what is published, (regions and sectors, output and measures), and whether any of it is provisional."""
    columns, provisional = {}, False
    for name in (_OUTPUT, *MEASURES):
        rows = pd.concat([source.read(variable(name), level, TABLE) for level in ("corop", "land")])
        inside = rows[rows["region"].isin(members)]
        of_year = inside[inside["year"] == year].set_index(["region", "sector"])
        if absent := [region for region in members if region not in of_year.index.get_level_values("region")]:
            raise InputError(_absent(name, absent, year, rows["year"]))
        columns[name] = of_year["value"]
        provisional |= bool((of_year["status"] == "provisional").any())
    cells = pd.DataFrame(columns)
    every = pd.MultiIndex.from_product([members, cells.index.unique("sector")], names=["region", "sector"])
    return cells.reindex(every), provisional  # a row that is not there is a figure that is missing


def _absent(name: str, members: Sequence[str], year: int, years: pd.Series[int]) -> Problem:
    found = f"no {name} of {', '.join(members)} in {year}"
    have = " to ".join(map(str, dict.fromkeys((years.min(), years.max())))) if len(years) else "none"
    expected = f"figures of the whole area and the nation; the table has years {have}"
    return Problem(TABLE, "year", found, expected, f"Choose another table_year, or run `impact pull {TABLE}`.")


def _check_balance(cells: pd.DataFrame) -> None:
    """Refuse a table in which value added and intermediate use are not what output is made of."""
    gap = (cells["value_added"] + cells["intermediate_use"] - cells[_OUTPUT]).abs()
    wrong = gap[gap > _ROUNDING + 0.002 * cells[_OUTPUT].abs()]
    if len(wrong):
        place = " ".join(wrong.index[int(wrong.to_numpy().argmax())])
        found = f"{place}: value added and intermediate use differ from output by {wrong.max():,.0f} MEUR"
        todo = "Was a column taken for another? See the titles of 85925NED in data/catalogue.toml."
        raise InputError(Problem(TABLE, "output", found, "what output is made of to add up to it", todo))


def _ratios(cells: pd.DataFrame, corops: Sequence[str]) -> pd.DataFrame:
    """Return the ratios of the groups that are published for every part of the area and for the nation."""
    area = cells.loc[list(corops)].groupby(level="sector", sort=False).sum(skipna=False)
    nation = cells[cells.index.get_level_values("region") == "NL"].droplevel("region")
    positive = (area > 0).all(axis=1) & (nation > 0).all(axis=1)  # a missing figure is not above zero either
    per_output = [side[list(MEASURES)].div(side[_OUTPUT], axis=0) for side in (area[positive], nation[positive])]
    return per_output[0] / per_output[1]


def _smallest(published: pd.Index) -> pd.Series[str]:
    """Return the smallest published group of each industry, among those within one of the ten groups."""
    within = {code: sectors.industries_within(code) for code in published}
    ten, section = sectors.grouping("a10").to_dict(), sectors.grouping("section").to_dict()
    fitting = [
        (len(industries), code)
        for code, industries in within.items()
        if len({ten.get(i) for i in industries}) == 1 and not _mixes_mining({section[i] for i in industries})
    ]
    found = dict.fromkeys(sectors.codes("cbs81"), "")
    for _, code in sorted(fitting, reverse=True):
        found |= dict.fromkeys(within[code], code)
    return pd.Series(found, name="group", dtype="str").rename_axis("sector")


def _mixes_mining(held: set[str]) -> bool:
    return _MINING in held and len(held) > 1


def _notes(
    place: StudyArea, year: int, used: pd.DataFrame, group_of: pd.Series[str], provisional: bool
) -> Iterator[Statement]:
    yield said("regional_accounts", year=year, table=TABLE, groups=len(used))
    if place.left_out:
        yield said("accounts_of_corops", corops=[regions.name(corop) for corop in place.left_out])
    section = sectors.grouping("section").drop("X")
    if without := list(dict.fromkeys(section[group_of[section.index] == ""])):
        yield said("national_accounts_kept", sectors=[_name(section) for section in without])
    if provisional:
        yield said("provisional_accounts", year=year)


def _name(section: str) -> Name:
    return name_of(lambda lang: sectors.title(section, lang))
