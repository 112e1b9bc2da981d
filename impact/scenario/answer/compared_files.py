"""What two scenario files say otherwise: money, years, areas, shares and assumptions; words are left aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from impact import regions
from impact.errors import InputError
from impact.scenario.answer.assumed import UNITS
from impact.scenario.computation.draws import Name, ranges
from impact.scenario.question.all_ranges import as_written
from impact.scenario.question.correlations import ranks
from impact.scenario.question.definition import Assumption, StatedOfUse, Text, Use
from impact.scenario.question.places import Where
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario
from impact.words.names import Named, called, name_of
from impact.words.statements import Statement, said
from impact.words.units import unit

_HEADER = ("study_area", "table_year", "price_year", "money", "sectors")
_GROUPS = ("funding", "spending", "staff")
_WORDS = ("title", "source", "source_nl", "basis", "note", "unit")  # they change what is said, not the outcome


def differences(here: Scenario, there: Scenario) -> Iterator[Statement]:
    """Yield what `here` says otherwise than `there`, and then which draws the two do not share.

    One statement when the two say the same.
    """
    found = [
        *_header(here, there),
        *_money(here, there),
        *_items(here, there),
        *_assumptions(here, there),
        *_use(here, there),
        *_correlations(here, there),
    ]
    yield from found or [said("files_say_the_same")]
    yield from _lost_draws(here, there)


def _header(here: Scenario, there: Scenario) -> Iterator[Statement]:
    for field in _HEADER:
        new, old = getattr(here, field), getattr(there, field)
        if new != old:
            yield _differs(called("stated", field), _headed(field, new), _headed(field, old), there)
    if here.years != there.years:
        yield _differs(called("stated", "all_years"), _span(here.years), _span(there.years), there)


def _headed(field: str, value: Any) -> object:
    return _area(value) if field == "study_area" else str(value)


def _area(value: Any) -> object:
    try:
        return name_of(regions.study_area(value).title)
    except InputError:  # an area that this version does not know
        return value if isinstance(value, str) else list(value)


def _span(years: list[int]) -> Statement:
    return said("from_year_to_year", first=years[0], last=years[-1])


def _money(here: Scenario, there: Scenario) -> Iterator[Statement]:
    pairs = {"budget": (here.budget, there.budget), "reserve": (here.reserve.amount, there.reserve.amount)}
    for field, (new, old) in pairs.items():
        if new != old:
            yield _differs(called("stated", field), _in_unit(new, "MEUR"), _in_unit(old, "MEUR"), there)


def _items(here: Scenario, there: Scenario) -> Iterator[Statement]:
    for group in _GROUPS:
        new, old = getattr(here, group), getattr(there, group)
        yield from (_stands_in(old[key].title, there) for key in old if key not in new)
        yield from (_stands_in(new[key].title, here) for key in new if key not in old)
        for key in new:
            if key in old:
                yield from _fields(new[key], old[key], there)
    yield from _fields(here.alternative_use, there.alternative_use, there)


def _stands_in(title: Text, scenario: Scenario) -> Statement:
    return said("stands_only_in", what=title, scenario=scenario.name)


def _fields(new: Any, old: Any, there: Scenario) -> Iterator[Statement]:
    for field in type(new).model_fields:
        after, before = getattr(new, field), getattr(old, field)
        if field not in _WORDS and after != before:
            yield _differs(_quantity(new.title, field), _value(field, after), _value(field, before), there)


def _quantity(title: Text, field: str) -> Statement:
    quantity = called("quantity", field) if field in UNITS else called("stated", field)
    return said("quantity_of_item", item=title, quantity=quantity)


def _assumptions(here: Scenario, there: Scenario) -> Iterator[Statement]:
    for name, new in here.assumptions.items():
        old = there.assumptions.get(name)
        if old is None:
            yield _stands_in(new.title, here)
        elif _drawn(new) != _drawn(old):
            yield _differs(new.title, _range(new, new.unit), _range(old, old.unit), there)
    for name, gone in there.assumptions.items():
        if name not in here.assumptions:
            yield _stands_in(gone.title, there)


def _use(here: Scenario, there: Scenario) -> Iterator[Statement]:
    """Yield whether the table [use] differs; its assumptions are compared as one."""
    for one, other in ((here, there), (there, here)):
        if one.use is not None and other.use is None:
            yield _stands_in(one.use.title, one)
    if here.use is not None and there.use is not None and _counted(here.use) != _counted(there.use):
        yield said("use_differs", other=there.name)


def _correlations(here: Scenario, there: Scenario) -> Iterator[Statement]:
    """Yield each pair of ranges of which the rank correlation differs."""
    new, old = _by_pair(here), _by_pair(there)
    for pair in dict.fromkeys([*new, *old]):
        if new.get(pair, 0.0) != old.get(pair, 0.0):
            yield said("correlation_differs", one=pair[0], second=pair[1], here=new.get(pair, 0.0),
                       there=old.get(pair, 0.0), other=there.name)  # fmt: skip


def _by_pair(scenario: Scenario) -> dict[tuple[str, ...], float]:
    return {tuple(sorted(map(as_written, pair))): rank for pair, rank in ranks(scenario).items()}


def _counted(use: Use) -> dict[str, Any]:
    """Return what counts of a table [use], without what is only said."""
    stated = use.model_dump(exclude={*_WORDS, "assumptions"})
    return stated | {name: _drawn(assumption) for name, assumption in use.assumptions.items()}


def _drawn(assumption: Assumption | StatedOfUse) -> tuple[object, ...]:
    of = assumption
    return of.low, of.central, of.high, of.means, of.shape, of.nothing


def _value(field: str, value: Any) -> object:
    """Return a field of an item as it can be said."""
    if isinstance(value, Range):
        return _range(value, UNITS[field])
    if isinstance(value, Where):
        value = value.share_of or list(map(_area, value.areas))
    if isinstance(value, Mapping):
        return [said("value_at", at=str(at), value=float(part)) for at, part in value.items()]
    if isinstance(value, float | int):
        return _in_unit(float(value), "MEUR")
    if value is None:
        return called("stated", "nothing")
    if isinstance(value, list):
        return value
    return called("stated", value) if field in ("payer", "status") else str(value)


def _range(of: Range, name: str) -> Statement:
    known = unit(name)
    written = {"low": of.low * known.scale, "central": of.central * known.scale, "high": of.high * known.scale}
    if of.fixed:
        return said("one_value", central=written["central"], unit=_beside(name))
    found = said("range_of_values", **written, unit=_beside(name))
    if of.means == "p10-p90":
        found = said("range_p10_p90", **written, unit=_beside(name))
    if of.nothing > 0:
        found = said("range_or_nothing", range=found, chance=100 * of.nothing)
    return found if of.shape == "triangular" else said("range_of_shape", range=found, shape=called("shape", of.shape))


def _in_unit(value: float, name: str) -> Statement:
    return said("one_value", central=value, unit=_beside(name))


def _beside(name: str) -> Named:
    return unit(name).column


def _differs(what: Named, here: object, there: object, other: Scenario) -> Statement:
    return said("differs", what=what, here=here, there=there, other=other.name)


def _lost_draws(here: Scenario, there: Scenario) -> Iterator[Statement]:
    """Yield which items have no draws in common: a name in one file alone, where the other has one of its own too."""
    new, old = _streams(here), _streams(there)
    for group in _GROUPS:
        ours, theirs = (
            [item for item in one if item not in other and item[0] == group] for one, other in ((new, old), (old, new))
        )
        if ours and theirs:
            same = _under_another_name(here, there, ours, theirs)
            yield _lost(*(same or (ours, theirs)), (here, there), certain=same is not None)


def _lost(ours: list[Name], theirs: list[Name], of: tuple[Scenario, Scenario], *, certain: bool) -> Statement:
    names = {"here": _listed(ours), "there": _listed(theirs), "scenario": of[0].name, "other": of[1].name}
    return said("renamed_lost_draws", **names) if certain else said("perhaps_lost_draws", **names)


def _streams(scenario: Scenario) -> list[Name]:
    """Return the items that are drawn, each once, by group and name."""
    drawn: Iterable[Name] = (name[:2] for name, limits in ranges(scenario).items() if not limits.fixed)
    return list(dict.fromkeys(drawn))


def _under_another_name(
    here: Scenario, there: Scenario, ours: list[Name], theirs: list[Name]
) -> tuple[list[Name], list[Name]] | None:
    """Return the items that have the same title, or say the same, under another name; None where there are none."""
    pairs = [(new, old) for new in ours for old in theirs if _alike(_item(here, new), _item(there, old))]
    return ([new for new, _ in pairs], [old for _, old in pairs]) if pairs else None


def _alike(new: Any, old: Any) -> bool:
    return bool(new.title == old.title or new == old)


def _item(scenario: Scenario, name: Name) -> Any:
    group, key = name
    return getattr(scenario, group)[key]


def _listed(names: list[Name]) -> str:
    return ", ".join(".".join(name) for name in names)
