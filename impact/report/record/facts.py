"""Every figure that the sentences of a record quote, by name, as it is written in one language."""

from __future__ import annotations

import pandas as pd

from impact import regions
from impact.productivity.record.innovation import WATCHED
from impact.productivity.record.measures import Measure
from impact.productivity.record.parts_of_growth import PARTS
from impact.productivity.record.parts_of_productivity import PARTS as PARTS_OF_GAP
from impact.productivity.record.places import NATION
from impact.productivity.record.regional_record import CLASSIC, ESTEBAN_MARQUILLAS, Part
from impact.report.record import tables
from impact.report.record.telling import Account, mean_growth, signed, summed
from impact.words.texts import Words, within_sentence

ROUNDED = 0.5  # a gap of less than this is none, in whole per cents
"""Gaps are quoted in whole per cents: CBS gives persons in hundreds, so that of a small area is not known better."""


def facts(account: Account, date: str) -> dict[str, str]:
    """Return the text of every `{name}` in the table of texts.

    Parameters
    ----------
    account
        The record in one language.
    date
        Of the publication, in words.
    """
    return {
        "date": date,
        "area": account.record.area.title(account.words.lang),
        "definition": account.record.area.definition(account.words.lang),
        **_productivity(account),
        **_extremes(account),
        **_left_out(account),
        **_jobs(account),
        **_firms(account),
        **_by_sector(account),
        **_research(account),
    }


def choices(account: Account) -> dict[str, str]:
    """Return which sentences hold: place in the template -> name of the text, empty for none."""
    stock, by_sector = (part in account.record.frames for part in (Part.ESTABLISHMENTS, Part.GAP_BY_SECTOR))
    return {
        "summary.areas": "summary.several" if account.parts else "",
        "level.areas": "level.several" if account.parts else "",
        "level.left_out": "" if _both_left_out(account).empty else "level.wider",
        "firms.stock": "firms.stock_known" if stock else "firms.stock_unknown",
        "firms.table": "firms.caption" if stock else "",
        "sector.text": "sector.known" if by_sector else "sector.unknown",
        "sector.table": "sector.caption" if by_sector else "",
        "sector.part": "sector.of_a_part" if _of_a_part(account) else "",
        "jobs.rounding": "" if _adds_up_as_printed(account) else "jobs.rounded",
    }


def gap(value: float, words: Words) -> str:
    """Return how an area differs from the nation, in whole per cents: 15 per cent lower."""
    if abs(value) < ROUNDED:
        return words("against.none")
    return words("against.lower" if value < 0 else "against.higher", amount=words.number(abs(value), 0))


def _productivity(account: Account) -> dict[str, str]:
    words, (first, last) = account.words, account.years
    middle = (first + last) // 2
    gaps = account.productivity(Measure.GAP, account.area)
    found = {"first": str(first), "middle": str(middle), "last": str(last)}
    found |= {f"gap_{name}": gap(gaps[int(year)], words) for name, year in found.items()}
    for name, region in (("area", account.area), ("nation", NATION)):
        levels = account.productivity(Measure.LEVEL, region)
        found |= {f"{name}_level_{end}": words.number(levels[int(found[end])], 1) for end in ("first", "last")}
        found[f"{name}_growth"] = words.number(mean_growth(levels), 1)
    return found


def _extremes(account: Account) -> dict[str, str]:
    """Return the COROP areas with the largest and the smallest gap, of the area and of the country."""
    last = account.years[1]
    gaps = pd.Series({code: account.productivity(Measure.GAP, code)[last] for code in account.record.area.corops})
    ends = {"lowest": gaps.sort_values().index[0], "highest": gaps.sort_values().index[-1]}
    found = {f"{end}_name": account.place(str(code)) for end, code in ends.items()}
    return found | {f"{end}_gap": gap(gaps[code], account.words) for end, code in ends.items()}


def _both_left_out(account: Account) -> pd.DataFrame:
    """Return the jobs in B, D and E of area and nation, by year, where both are published."""
    frame = account.record[Part.LEFT_OUT]
    return frame.pivot_table(index="year", columns="region", values="value").dropna()


def _left_out(account: Account) -> dict[str, str]:
    both = _both_left_out(account)
    if both.empty:
        return dict.fromkeys(("left_out_year", "area_left_out", "nation_left_out"), "")
    shares = {f"{name}_left_out": both[code].iloc[-1] for name, code in (("area", account.area), ("nation", NATION))}
    return {"left_out_year": str(both.index[-1])} | {n: account.words.number(v, 1) for n, v in shares.items()}


def _jobs(account: Account) -> dict[str, str]:
    words, parts = account.words, account.jobs()
    whole = summed(parts)
    finer = summed(account.jobs(method=ESTEBAN_MARQUILLAS))
    nation = 100 * whole["national"] / whole["before"]
    change = 100 * whole["change"] / whole["before"]
    years = dict(zip(("job_first", "job_last"), map(str, account.job_years), strict=True))
    found = {f"jobs_{name}": signed(whole[name], words, 1) for name in ("change", *PARTS[CLASSIC])}
    return (
        years
        | found
        | {
            "jobs_before": words.number(whole["before"], 1),
            "jobs_after": words.number(whole["after"], 1),
            "jobs_change_share": signed(change, words, 1),
            "jobs_nation_share": signed(nation, words, 1),
            "jobs_own": signed(finer["competitive"], words, 1),
            "jobs_allocation": signed(finer["allocation"], words, 1),
            "groups": str(len(parts)),
            "ten_groups": str(len(account.record[Part.JOB_GROWTH_BY_TEN])),
            "jobs_gap": words.number(_largest_gap(account), 3),
            "ten_mix": signed(summed(account.record[Part.JOB_GROWTH_BY_TEN])["mix"], words, 1),
            "ten_competitive": signed(summed(account.record[Part.JOB_GROWTH_BY_TEN])["competitive"], words, 1),
        }
    )


def _largest_gap(account: Account) -> float:
    """Return by how much the parts of any group of any area differ from its change at the most, in thousand jobs."""
    frame = account.record[Part.JOB_GROWTH]
    parts = frame[[*PARTS[ESTEBAN_MARQUILLAS]]].sum(axis=1)
    return float((parts - frame["change"]).abs().max())


def _adds_up_as_printed(account: Account) -> bool:
    """Return whether the parts of every group add up to its change in the decimals that are shown."""
    parts = account.jobs()
    printed = parts[[*PARTS[CLASSIC]]].round(1).sum(axis=1)
    return bool((printed - parts["change"].round(1)).abs().lt(0.05).all())


def _firms(account: Account) -> dict[str, str]:
    """Return births, their rate, and the stock where it is known, in the first and the last year of each."""
    words, record = account.words, account.record
    born = record[Part.BIRTHS].pivot_table(index="year", columns="sector", values="value")
    found = {"births_first": str(born.index[0]), "births_last": str(born.index[-1])}
    for name, sector in zip(("information", "services"), WATCHED, strict=True):
        found |= {
            f"births_{name}_{end}": words.number(born[sector].iloc[at], 0) for end, at in (("first", 0), ("last", -1))
        }
    rate = record[Part.BIRTH_RATE].pivot_table(index="year", columns="region", values="value")
    for name, code in (("area", account.area), ("nation", NATION)):
        found |= {
            f"{name}_rate_{end}": words.number(rate[code].iloc[at], 1) for end, at in (("first", 0), ("last", -1))
        }
    return found | {"rate_first": str(rate.index[0]), "rate_last": str(rate.index[-1]), **_stock(account)}


def _stock(account: Account) -> dict[str, str]:
    if Part.ESTABLISHMENTS not in account.record.frames:
        return {}
    frame = account.record[Part.ESTABLISHMENTS]
    mine = frame[frame["region"].eq(account.area)]
    year = int(mine["year"].max())
    of = mine[mine["year"].eq(year)].set_index(["indicator", "sector"])["value"]
    found = {"stock_year": str(year)}
    for name, sector in zip(("information", "services"), WATCHED, strict=True):
        found[f"stock_{name}"] = account.words.number(of["establishments", sector], 0)
        found[f"share_{name}"] = account.words.number(of["share", sector], 0)
    return found


def _of_a_part(account: Account) -> bool:
    """Return whether the gap by sector is that of a part of the area: some figures of the rest are not published."""
    held = account.record.frames.get(Part.GAP_BY_SECTOR)
    return (
        held is not None
        and set(str(held["region"].iloc[0]).split("+")) != set(account.record.area.corops)
        and (held["region"].iloc[0] != account.area)
    )


def _by_sector(account: Account) -> dict[str, str]:
    """Return the gap by sector added up: within groups of sectors, between them, and both at once."""
    if Part.GAP_BY_SECTOR not in account.record.frames:
        return {}
    words, frame = account.words, account.record[Part.GAP_BY_SECTOR]
    sums = frame[list(PARTS_OF_GAP)].sum()
    where = str(frame["region"].iloc[0])
    named = account.words.listed([account.place(code) for code in where.split("+")])
    return {
        "sector_area": within_sentence(account.place(where)) if where == account.area else named,
        "sector_year": str(frame["year"].iloc[0]),
        "sector_gap": signed(float(sums.sum()), words, 1),
        **{f"sector_{part}": signed(float(sums[part]), words, 1) for part in PARTS_OF_GAP},
    }


def _research(account: Account) -> dict[str, str]:
    words, years = account.words, tables.research_years(account)
    spent = tables.spending(account).set_index(["region", "year"])["value"]
    told = [
        words("research.item", province=regions.name(code), amount=words.number(spent[code, years.last], 0))
        for code in tables.provinces(account)
    ]
    return {"research_by_province": words.listed(told)} | {
        f"research_{name}": str(year)
        for name, year in (
            ("first", years.first),
            ("before", years.before),
            ("break", years.broken),
            ("last", years.last),
        )
    }
