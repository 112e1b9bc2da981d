"""Every figure that the sentences of a monitor quote, by name, as it is written in one language."""

from __future__ import annotations

import pandas as pd

from impact import regions
from impact.panel.series import pullable
from impact.panel.variables import variable
from impact.productivity.record.places import NATION
from impact.report.monitor.regional_monitor import JOBS_SINCE, Indicator
from impact.report.monitor.telling import Account, ranked, signed
from impact.report.scenario.where import one_digit
from impact.scenario.answer.in_municipalities import YEAR
from impact.words.texts import within_sentence

LIVE = ("jobs", "population")
"""What the pages say can be had by municipality with a network."""


def facts(account: Account, date: str) -> dict[str, str]:
    """Return the text of every `{name}` on the index.

    Parameters
    ----------
    account
        The monitor in one language.
    date
        Of the publication, in words.
    """
    monitor, words = account.monitor, account.words
    last, since = monitor.last, monitor.since
    places = pd.Series({code: monitor.grown(code, since) for code in monitor.municipalities})
    ends = {"fastest": str(places.idxmax()), "slowest": str(places.idxmin())}
    return {
        "date": date,
        "definition": monitor.area.definition(words.lang),
        "last": str(last),
        "since": str(since),
        "municipalities": str(len(monitor.municipalities)),
        "corops": str(len(monitor.area.corops)),
        "establishments": account.whole(monitor.path(account.region)[last]),
        "changed": account.changed(monitor.grown(account.region, since)),
        "nation_changed": account.changed(monitor.grown(NATION, since)),
        **{f"{end}_name": regions.name(code) for end, code in ends.items()},
        **{f"{end}_changed": account.changed(float(places[code])) for end, code in ends.items()},
        **_areas(account),
        **_live(account),
        "scenario": words.choose(monitor.title) if monitor.title else "",
        "apportioned_year": str(YEAR),
    }


def choices(account: Account) -> dict[str, str]:
    """Return which sentences hold: place in the template -> name of the text, empty for none."""
    told = not account.monitor.outcome.empty
    names = ("heading", "text", "caption", "apportioned", "summary")
    return {f"outcome.{name}": f"outcome.{name}_told" if told else "" for name in names}


def of_municipality(account: Account, code: str) -> dict[str, str]:
    """Return what the page of a municipality quotes besides the facts of the index."""
    monitor, words = account.monitor, account.words
    corop, region = account.corop(code), account.region
    path = monitor.path(code)
    first = int(path.index[0])
    counts = pd.Series({one: monitor.path(one)[monitor.last] for one in monitor.municipalities})
    shares = monitor.shares(code)
    above = (shares - monitor.shares(region)).sort_values()
    return {
        "name": regions.name(code),
        "corop": regions.name(corop),
        "first": str(first),
        "count": account.whole(path[monitor.last]),
        "rank": str(ranked(counts, code)),
        "of_corop": account.whole(100 * path[monitor.last] / _municipal(account, regions.members(corop))),
        **{
            f"{name}_grown": account.changed(monitor.grown(place, first))
            for name, place in (("own", code), ("corop", corop), ("region", region), ("nation", NATION))
        },
        "top": within_sentence(account.group(str(shares.idxmax()))),
        "top_share": account.whole(shares.max()),
        "above": within_sentence(account.group(str(above.index[-1]))),
        "above_share": account.whole(shares[above.index[-1]]),
        "above_region": account.whole(monitor.shares(region)[above.index[-1]]),
        **_corop(account, corop),
        **_outcome(account, code),
        "nothing": words("document.nothing"),
    }


def choices_of_municipality(account: Account, code: str) -> dict[str, str]:
    """Return which sentences hold on the page of a municipality."""
    told = code in set(account.monitor.outcome["municipality"])
    above = account.monitor.shares(code).idxmax() == _above(account, code)
    return {
        "own.outcome": "own.outcome_told" if told else "own.outcome_not",
        "own.groups": "own.groups_same" if above else "own.groups_other",
    }


def _above(account: Account, code: str) -> str:
    """Return the group that a municipality has more of than the region, most of all."""
    return str((account.monitor.shares(code) - account.monitor.shares(account.region)).idxmax())


def _municipal(account: Account, municipalities: tuple[str, ...]) -> float:
    """Return the establishments of some municipalities together in the last year."""
    return float(sum(account.monitor.path(one)[account.monitor.last] for one in municipalities))


def _areas(account: Account) -> dict[str, str]:
    monitor, words = account.monitor, account.words
    gaps = pd.Series({code: monitor.indicator(Indicator.GAP, code)[1] for code in monitor.area.corops})
    year, gap = monitor.indicator(Indicator.GAP, account.region)
    job_year, jobs = monitor.indicator(Indicator.JOB_CHANGE, account.region)
    found = {
        "gap_year": str(year),
        "gap": _gap(account, gap),
        "job_year": str(job_year),
        "job_since": str(JOBS_SINCE),
        "job_change": signed(jobs, words, 1),
        "nation_job_change": signed(monitor.indicator(Indicator.JOB_CHANGE, NATION)[1], words, 1),
        "birth_year": str(monitor.indicator(Indicator.BIRTHS, NATION)[0]),
    }
    for end, code in (("lowest", str(gaps.idxmin())), ("highest", str(gaps.idxmax()))):
        found |= {f"{end}_name": regions.name(code), f"{end}_gap": _gap(account, float(gaps[code]))}
    return found


def _gap(account: Account, value: float) -> str:
    """Return how an area differs from the nation, in whole per cents: 15 per cent lower than."""
    if abs(value) < SAME_LEVEL:
        return account.words("against.none")
    return account.words("against.lower" if value < 0 else "against.higher", amount=account.whole(abs(value)))


SAME_LEVEL = 0.5  # a gap of less than this is none, in whole per cents


def _corop(account: Account, corop: str) -> dict[str, str]:
    monitor, words = account.monitor, account.words
    return {
        "corop_jobs": words.number(monitor.indicator(Indicator.JOBS, corop)[1], 1),
        "corop_job_change": signed(monitor.indicator(Indicator.JOB_CHANGE, corop)[1], words, 1),
        "corop_gap": _gap(account, monitor.indicator(Indicator.GAP, corop)[1]),
        "corop_births": account.whole(monitor.indicator(Indicator.BIRTHS, corop)[1]),
    }


def _outcome(account: Account, code: str) -> dict[str, str]:
    """Return the labour years of a municipality and its place among those that have any, where it has."""
    held = account.monitor.outcome.set_index("municipality")
    if code not in held.index:
        return {}
    return {
        "outcome_gross": one_digit(float(held["gross"][code]), account.words),
        "outcome_net": one_digit(float(held["net_regional"][code]), account.words),
        "outcome_rank": str(ranked(held["gross"], code)),
        "outcome_count": str(len(held)),
    }


def _live(account: Account) -> dict[str, str]:
    """Return the command that brings what does not travel with the package."""
    tables = dict.fromkeys(pullable(variable(name), "gemeente") for name in LIVE)
    return {"pull": f"impact pull {' '.join(filter(None, tables))}"}
