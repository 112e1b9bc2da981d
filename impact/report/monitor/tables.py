"""The tables of a monitor: lists of rows, each cell a text as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from impact import regions
from impact.productivity.record.places import NATION
from impact.report.monitor.regional_monitor import JOBS_SINCE, Indicator
from impact.report.monitor.telling import Account, file_name, signed
from impact.report.pages.source_table import Cell, Row, source_rows
from impact.report.scenario.where import one_digit

DECIMALS = {
    Indicator.JOBS: 1,
    Indicator.JOB_CHANGE: 1,
    Indicator.VALUE_ADDED: 0,
    Indicator.PRODUCTIVITY: 1,
    Indicator.GAP: 0,
    Indicator.BIRTHS: 0,
    Indicator.BIRTH_RATE: 1,
}
"""How many decimals are shown of each; jobs are published in hundreds."""
OF_JOBS = (Indicator.JOBS, Indicator.JOB_CHANGE, Indicator.BIRTHS, Indicator.BIRTH_RATE)
OF_VALUE_ADDED = (Indicator.VALUE_ADDED, Indicator.PRODUCTIVITY, Indicator.GAP)
SIGNED = (Indicator.JOB_CHANGE, Indicator.GAP)
WATCHED = ("J", "M-N")  # information and communication; specialised and other business services


def tables(account: Account) -> dict[str, list[Row]]:
    """Return every table of the index: name -> rows, the head left to the template."""
    return {
        "municipalities": municipalities(account),
        "areas": areas(account, OF_JOBS),
        "value_added": areas(account, OF_VALUE_ADDED),
        "outcome": outcome(account),
        "sources": source_rows(account.monitor.tables, account.words),
    }


def of_municipality(account: Account, code: str) -> dict[str, list[Row]]:
    """Return every table of the page of a municipality."""
    records = account.monitor.tables
    return {
        "groups": groups(account, code),
        "beside": beside(account, account.corop(code)),
        "sources": source_rows(records, account.words, boundaries=False),
    }


def municipalities(account: Account) -> list[Row]:
    """Return a row a municipality with its page: establishments, their change, the share of what is watched."""
    codes = [*account.monitor.municipalities, account.region]
    return [_municipality(account, code) for code in codes]


def _municipality(account: Account, code: str) -> Row:
    monitor, words = account.monitor, account.words
    shares = monitor.shares(code)
    name: Cell = account.place(code)
    if code in monitor.area.municipalities:
        name = {"text": regions.name(code), "page": f"{file_name(code)}-{words.lang}"}
    grown = signed(monitor.grown(code, monitor.since), words, 0)
    count = account.whole(monitor.path(code)[monitor.last])
    return [name, count, grown, *(account.whole(shares[group]) for group in WATCHED)]


def areas(account: Account, shown: Sequence[Indicator]) -> list[Row]:
    """Return a row a COROP area, then the region and the Netherlands: some of the indicators."""
    return [[account.place(code), *(_shown(account, name, code) for name in shown)] for code in account.areas]


def _shown(account: Account, name: Indicator, code: str) -> str:
    if name is Indicator.GAP and code == NATION:
        return account.words("document.nothing")
    value = account.monitor.indicator(name, code)[1]
    written = account.words.number(value, DECIMALS[name])
    return signed(value, account.words, DECIMALS[name]) if name in SIGNED else written


def outcome(account: Account) -> list[Row]:
    """Return a row a municipality that a scenario has figures of: gross and net labour years, one digit each."""
    rows = account.monitor.outcome.itertuples(index=False, name=None)
    return [[regions.name(code), *(one_digit(float(value), account.words) for value in found)] for code, *found in rows]


def groups(account: Account, code: str) -> list[Row]:
    """Return a row a group of sectors: establishments, their share, and the shares of the area and the region."""
    frame = account.monitor.groups
    counts = frame[frame["place"].eq(code)].set_index("sector")["value"]
    places = (code, account.corop(code), account.region)
    shares = [account.monitor.shares(place) for place in places]
    ordered = counts.sort_values(ascending=False, kind="stable").index
    return [
        [account.group(str(group)), account.whole(counts[group]), *(account.whole(share[group]) for share in shares)]
        for group in ordered
    ]


def beside(account: Account, corop: str) -> list[Row]:
    """Return a row an indicator: of the area that a municipality is in, of the region and of the Netherlands."""
    places = (corop, account.region, NATION)
    return [
        [
            account.words(f"indicator.{name}", year=account.monitor.indicator(name, corop)[0], since=JOBS_SINCE),
            *(_shown(account, name, place) for place in places),
        ]
        for name in Indicator
    ]
