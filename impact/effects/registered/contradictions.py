"""What in a design contradicts itself: names that nothing has, choices that do not go together, areas in two roles."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from impact.effects.design.parts import DOSE, EXPOSURE, STRONG_TRENDS, missing
from impact.effects.design.phase_order import misordered
from impact.effects.estimators import every, named, passed_over
from impact.errors import Problem, suggestion

if TYPE_CHECKING:
    from impact.effects.registered.design_file import DesignFile, Power, Test, Treated

TRIPLE = "triple_difference"  # the check that lays the other group beside


def contradictions(file: str, design: DesignFile) -> Iterator[Problem]:
    """Yield everything in a design that cannot hold together, whatever the figures are."""
    yield from _names(file, design)
    yield from _roles(file, design)
    yield from _phases(file, design)
    yield from _other_groups(file, design)
    if design.cluster and design.cluster_prefix:
        todo = "Leave one of the two out."
        found = f"{design.cluster_prefix}, and cluster {design.cluster!r}"
        yield Problem(file, "cluster_prefix", found, "one way to say what moves together", todo)
    yield from _intensities(file, design)
    known = {treated.name: treated for treated in design.treated}
    for i, test in enumerate(design.tests):
        yield from _choices(file, f"tests.{i}", test)
        yield from _levels(file, f"tests.{i}", test, design.power)
        for name in test.treated:
            if name in known:
                yield from _dates(file, f"tests.{i}", test, known[name])


def _names(file: str, design: DesignFile) -> Iterator[Problem]:
    names = {"outcomes": [o.name for o in design.outcomes], "treated": [t.name for t in design.treated]}
    for kind, known in names.items():
        if len(set(known)) < len(known):
            yield Problem(file, kind, "a name twice", "names that differ", "Rename one.")
        for i, test in enumerate(design.tests):
            for name in getattr(test, kind):
                if name not in known:
                    todo = suggestion(name, known)
                    yield Problem(file, f"tests.{i}.{kind}", repr(name), "a name in this file", todo)


def _roles(file: str, design: DesignFile) -> Iterator[Problem]:
    """Yield treated units that are left out too, and units of a ring that are treated under every definition."""
    patterns = [pattern for entry in design.exclude for pattern in entry.units]
    codes = [outcome.codes for outcome in design.outcomes]
    for treated in design.treated:
        spelt = {unit: {unit, *(code[unit] for code in codes if unit in code)} for unit in treated.first}
        both = [u for u, names in spelt.items() if any(fnmatchcase(n, p) for n in names for p in patterns)]
        if both:
            todo = "Take them out of one of the two."
            yield Problem(file, f"treated.{treated.name}", f"excluded {both}", "units not excluded", todo)
    always = set(design.treated[0].first).intersection(*(treated.first for treated in design.treated))
    for ring in design.rings:
        if inside := sorted(always & set(ring.units)):
            todo = "Take them out of one of the two."
            yield Problem(file, f"rings.{ring.name}", f"treated {inside}", "units around the treated", todo)


def _phases(file: str, design: DesignFile) -> Iterator[Problem]:
    """Yield phases that do not follow one another, and tests that cannot keep them apart."""
    phased = {treated.name: treated for treated in design.treated if treated.phases}
    for treated in phased.values():
        for found, expected, todo in misordered(treated.phases, tuple(sorted(set(treated.first.values())))):
            yield Problem(file, f"treated.{treated.name}.phases", found, expected, todo)
    for i, test in enumerate(design.tests):
        for name in phased.keys() & set(test.treated):
            if not named(test.estimator).phases:
                todo = f"Use {' or '.join(other.name for other in every() if other.phases)}, or leave the phases out."
                found = f"{name} with {len(phased[name].phases)} phases"
                yield Problem(file, f"tests.{i}.estimator", found, f"none with {test.estimator}", todo)


def _other_groups(file: str, design: DesignFile) -> Iterator[Problem]:
    """Yield triple differences of outcomes that name no other group of the same areas."""
    alone = {outcome.name for outcome in design.outcomes if outcome.against is None}
    for i, test in enumerate(design.tests):
        asked = [name for name, on in (("triple", test.triple), ("checks", TRIPLE in test.checks)) if on]
        for field in asked:
            if lacking := [name for name in test.outcomes if name in alone]:
                expected = "outcomes with another group of the same areas"
                todo = "Name its series in the outcome: against = { table = ..., sum = ... }, or test the others apart."
                yield Problem(file, f"tests.{i}.{field}", f"{', '.join(lacking)} without one", expected, todo)


def _intensities(file: str, design: DesignFile) -> Iterator[Problem]:
    """Yield doses that are not those of the treated, rings beside an exposure, and tests of what is not stated."""
    if design.exposure and design.rings:
        todo = "Leave the rings out to estimate how an effect fades with distance, or the exposure to keep the rings."
        yield Problem(file, "exposure", "rings as well", "rings or an exposure", todo)
    for treated in design.treated:
        if treated.dose and (apart := sorted(set(treated.first) ^ set(treated.dose.amounts))):
            todo = "Give every treated unit a dose, and no other."
            yield Problem(file, f"treated.{treated.name}.dose.amounts", f"other units {apart}", "those of first", todo)
    known = {treated.name: treated for treated in design.treated}
    for i, test in enumerate(design.tests):
        method = named(test.estimator)
        if EXPOSURE in method.asks and design.exposure is None:
            yield missing(EXPOSURE, method.name, file=file, field=f"tests.{i}.estimator")
        for treated in (known[name] for name in test.treated if name in known):
            field = f"treated.{treated.name}.dose"
            if DOSE in method.asks and treated.dose is None:
                yield missing(DOSE, method.name, file=file, field=field)
            elif STRONG_TRENDS in method.asks and treated.dose and not treated.dose.strong_parallel_trends:
                yield missing(STRONG_TRENDS, method.name, file=file, field=f"{field}.{STRONG_TRENDS}")


def _choices(file: str, field: str, test: Test) -> Iterator[Problem]:
    """Yield what a test asks that its estimator does not have, and would pass over."""
    estimator = named(test.estimator)
    if test.inference not in estimator.tests:
        todo = f"Choose one of: {', '.join(estimator.tests)}."
        yield Problem(file, f"{field}.inference", repr(test.inference), f"one that goes with {test.estimator}", todo)
    yield from passed_over(estimator, test.options, file=file, table=f"{field}.")


def _levels(file: str, field: str, test: Test, power: Power) -> Iterator[Problem]:
    """Yield a size of the test in [power] that is not that of the test itself."""
    size = round(1 - test.level, 12)
    if "level" in power.model_fields_set and named(test.estimator).two_way and abs(power.level - size) > 1e-9:
        todo = f"Write level = {size:g} there, or leave it out."
        yield Problem(file, "power.level", f"{power.level:g}", f"1 less the level of {field}, {size:g}", todo)


def _dates(file: str, field: str, test: Test, treated: Treated) -> Iterator[Problem]:
    """Yield a test of several dates with an estimator that knows one."""
    dates = sorted(set(treated.first.values()))
    if len(dates) == 1:
        return
    found = f"{treated.name} with {len(dates)} dates, {dates[0]}-{dates[-1]}"
    *others, last = (other.name for other in every() if other.within_cohorts)
    todo = f"Use {', '.join(others)} or {last}, or treated units of one date."
    estimator = named(test.estimator)
    if estimator.one_date:
        yield Problem(file, f"{field}.treated", found, f"one common date for {test.estimator}", todo)
    elif estimator.without_reaction and treated.anticipation:
        found += f" and anticipation {treated.anticipation}"
        expected = f"no anticipation, or one common date, for {test.estimator}"
        yield Problem(file, f"{field}.treated", found, expected, todo)
