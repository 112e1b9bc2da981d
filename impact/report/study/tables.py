"""The tables and lists of a study's pages: each cell a text as it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from impact.effects import Effect, NotIdentified
from impact.report.pages.source_table import Cell, Row, source_rows
from impact.report.study import units as study_units

if TYPE_CHECKING:
    from impact.effects import Finding, Statement
    from impact.effects.registered.design_file import Treated
    from impact.report.study.telling import Account

BEYOND = "beyond_plausible"  # said with the estimate itself, not at the end


def outcomes(account: Account) -> list[Row]:
    """Return a row an outcome: title with its note, unit, years, number of areas."""
    units = {f.outcome.name: f.n_units for f in reversed(account.evaluation.findings)}  # those of the first test
    return [
        [
            _noted(account.design.outcome(o.name), account.design.note(o.name)),
            study_units.unit_name(o.unit, account.words),
            f"{o.years[0]}\N{EN DASH}{o.years[1]}",
            str(units.get(o.name, account.words("document.nothing"))),
        ]
        for o in account.evaluation.study.outcomes
    ]


def _noted(title: str, note: str) -> str:
    return f"{title}. {note}" if note else title


def treated(account: Account) -> list[str]:
    """Return a line a definition of the treated: where, from when, and which years before do not count."""
    words = account.words
    lines = []
    for definition in account.evaluation.study.treated:
        named = [words("design.unit", name=account.place(unit), year=year) for unit, year in definition.first.items()]
        alone = [words("design.from", year=year) for year in definition.first.values()]
        units = alone if len(alone) == 1 else named
        place = "design.anticipation_one" if definition.anticipation == 1 else "design.anticipation"
        before = words(place, years=definition.anticipation) if definition.anticipation else ""
        title = account.design.treated(definition.name)
        before += _dose(account, definition)
        lines.append(words("design.treated_item", title=title, units=words.listed(units), anticipation=before))
    return lines


def _dose(account: Account, definition: Treated) -> str:
    """Return how much of the treatment each unit got, where the design says so."""
    if (dose := definition.dose) is None:
        return ""
    words = account.words
    of = [words("design.dose_of", name=account.place(u), amount=words.number(a)) for u, a in dose.amounts.items()]
    return words("design.dose", unit=dose.unit, amounts=words.listed(of))


def rings(account: Account) -> list[str]:
    """Return a line a ring of areas."""
    return [
        account.words("design.ring_item", name=account.design.ring(ring.name), units=account.places(ring.units))
        for ring in account.evaluation.study.rings
    ]


def excluded(account: Account) -> list[str]:
    """Return a line a group of areas that were left out, with the reason."""
    entries = zip(account.evaluation.study.exclude, account.design.reasons, strict=True)
    return [
        account.words("design.excluded_item", units=account.places(entry.units), reason=reason)
        for entry, reason in entries
    ]


def left_out(account: Account) -> list[str]:
    """Return a line an outcome of which areas or years are missing."""
    missing: dict[str, dict[str, None]] = {}
    for finding in account.evaluation.findings:
        said = [account.words.said(statement) for statement in finding.left_out]
        missing.setdefault(account.outcome(finding), {}).update(dict.fromkeys(said))
    return [f"{outcome}: {'; '.join(said)}." for outcome, said in missing.items() if said]


def detectable(account: Account) -> list[dict[str, Any]]:
    """Return groups by definition of the treated: what could be found of each outcome, and what is expected."""
    groups: dict[str, list[Finding]] = {}
    for finding in account.detectable:
        groups.setdefault(finding.treated.name, []).append(finding)
    ask, words = account.evaluation.study.power, account.words
    return [
        {
            "caption": words(
                "detectable.caption",
                treated=account.design.treated(name),
                power=words.number(100 * ask.power, 0),
                years=ask.post_periods,
                **account.years(members),
            ),
            "rows": [_detectable(account, finding) for finding in members],
        }
        for name, members in groups.items()
    ]


def _detectable(account: Account, finding: Finding) -> Row:
    power, expected = finding.detectable, account.expected(finding)
    assert power is not None
    return [
        account.outcome(finding),
        _found_from(account, finding),
        _amount(account, finding, power.value),
        account.words.p_value(power.smallest_p),
        account.words("detectable.not_expected") if np.isnan(expected) else account.amount(expected, finding),
    ]


def findings(account: Account) -> list[dict[str, Any]]:
    """Return the estimates in groups by method and treated: caption, names of the columns, rows.

    Columns of which no row of the group has anything are left out.
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in account.estimated:
        groups.setdefault((finding.test.estimator, finding.treated.name), []).append(finding)
    return [_group(account, members) for members in groups.values()]


def _group(account: Account, members: list[Finding]) -> dict[str, Any]:
    columns: dict[str, Callable[[Account, Finding], str]] = {
        "findings.estimate": _estimate,
        "findings.interval": _interval,
        "findings.p": _p,
        "findings.p_adjusted": _p_adjusted,
        "findings.found_from": _found_from,
    }
    filled = {head: [cell(account, finding) for finding in members] for head, cell in columns.items()}
    nothing = account.words("document.nothing")
    kept = {head: [cell or nothing for cell in cells] for head, cells in filled.items() if any(cells)}
    names: list[Cell] = [account.outcome(finding) for finding in members]
    first = members[0]
    return {
        "caption": account.words(
            "findings.caption",
            treated=account.design.treated(first.treated.name),
            method=account.method(first),
            **account.years(members),
        ),
        "head": ["design.outcome", *kept],
        "rows": [list(row) for row in zip(names, *kept.values(), strict=True)],
    }


def _estimate(account: Account, finding: Finding) -> str:
    return account.amount(_effect(finding).estimate, finding)


def _interval(account: Account, finding: Finding) -> str:
    low, high = (account.amount(end, finding) for end in _effect(finding).interval)
    return account.words("findings.span", low=low, high=high)


def _p(account: Account, finding: Finding) -> str:
    effect = _effect(finding)
    return account.words(
        "findings.p_value", p=account.words.p_value(effect.p_value), smallest=account.words.p_value(effect.smallest_p)
    )


def _p_adjusted(account: Account, finding: Finding) -> str:
    return "" if finding.p_adjusted is None else account.words.p_value(finding.p_adjusted)


def _found_from(account: Account, finding: Finding) -> str:
    power = finding.detectable
    return "" if power is None else _amount(account, finding, power.for_treated)


def _amount(account: Account, finding: Finding, found_from: float) -> str:
    if not np.isfinite(found_from):
        return account.words("detectable.nothing")
    return account.amount(found_from, finding, signed=False)


def _effect(finding: Finding) -> Effect:
    assert isinstance(finding.result, Effect)
    return finding.result


def checks(account: Account) -> list[Row]:
    """Return a row a registered check of the estimates that count most: what was checked and what came out."""
    rows: list[Row] = []
    for finding in account.foremost:
        who = f"{account.outcome(finding)}. {account.series(finding)}"
        for name, statement in finding.said.items():
            rows.append([account.words(f"check.{name}"), account.said(statement, finding)])
        if finding.said:  # once, beside all its checks
            rows[-len(finding.said)].insert(0, {"text": who, "rows": len(finding.said)})
    return rows


def unchecked(account: Account) -> list[str]:
    """Return a line a check that could not be done, with the reason; want of an estimate stands with the finding."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for finding in account.evaluation.findings:
        for name, statement in finding.undone.items():
            if statement.code != "nothing_to_check":
                check, _, part = name.partition(": ")
                why = account.said(statement, finding)
                reasons.setdefault((account.words(f"check.{check}"), why), {})[_part(account, part)] = None
    return [
        f"{_sentence(check)}{_in_brackets([part for part in parts if part])}: {why}."
        for (check, why), parts in reasons.items()
    ]


def _part(account: Account, part: str) -> str:
    """Return the name of the part of a check: a test, a pool that every study has, or one of the design."""
    said = account.words
    return said.known(f"test_name.{part}") or said.known(f"part.{part}") or account.design.pool(part)


def _in_brackets(parts: list[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def without_estimate(account: Account) -> list[str]:
    """Return a line a reason: of which outcomes there is no estimate, and for whom when it is not for all."""
    tested: dict[str, set[str]] = {}
    groups: dict[str, dict[str, set[str]]] = {}
    for finding in account.evaluation.findings:
        name, who = account.outcome(finding), account.design.treated(finding.treated.name)
        tested.setdefault(name, set()).add(who)
        if isinstance(finding.result, NotIdentified):
            groups.setdefault(account.words.said(finding.result.reason), {}).setdefault(name, set()).add(who)
    return [
        account.words(
            "none.item",
            reason=reason,
            outcomes="; ".join(n if who == tested[n] else f"{n} ({'; '.join(sorted(who))})" for n, who in of.items()),
        )
        for reason, of in groups.items()
    ]


def possible(account: Account) -> list[str]:
    """Return what can be done where there is no estimate."""
    results = (finding.result for finding in account.evaluation.findings)
    said = (account.words.said(s) for r in results if isinstance(r, NotIdentified) for s in r.what_is_possible)
    return list(dict.fromkeys(said))


def caveats(account: Account) -> list[str]:
    """Return what belongs to the estimates; of statements that differ in a number only, the one with the largest."""
    said: dict[tuple[str, object], tuple[Statement, Finding]] = {}
    for finding in account.estimated:
        for statement in _effect(finding).caveats:
            key = (statement.code, statement.fields.get("status"))
            if key not in said or _size(statement) > _size(said[key][0]):
                said[key] = (statement, finding)
    return [
        f"{_sentence(account.said(statement, finding))}."
        for statement, finding in said.values()
        if statement.code != BEYOND
    ]


def _size(statement: Statement) -> int:
    n = statement.fields.get("n", 0)
    return n if isinstance(n, int) else 0


def _sentence(text: str) -> str:
    """Return a text that begins with a capital letter; the other letters stay as they are."""
    return text[:1].upper() + text[1:]


def methods(account: Account) -> list[str]:
    """Return a line an estimator and a test that were used."""
    estimators = dict.fromkeys(f"estimator_how.{f.test.estimator}" for f in account.evaluation.findings)
    tests = dict.fromkeys(f"inference.{_effect(f).inference}" for f in account.estimated)
    return [account.words(name) for name in (*estimators, *tests)]


def sources(account: Account) -> list[Row]:
    """Return a row a table that the outcomes come from."""
    used = {record.table: record for record in account.evaluation.sources()}
    return source_rows(used, account.words, boundaries=bool(account.roles))
