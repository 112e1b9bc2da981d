"""Every refusal of the room is met, and everything that it advises is done, word for word, on the same figures.

What a refusal advises may not be refused in turn. Refusals are looked for in a grid of panels and designs that have
something the matter with them, with every estimator and every test; those that only a fit can find have a panel each.
The words of an advice are read as people read them: `, or ` between ways out, `, and ` between what one of them asks
for together, ` or ` between things of one kind. Words that are not known here fail the test: whoever writes a new
advice writes here what it means.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.effects import (
    Design,
    Dose,
    Effect,
    Exposure,
    NotIdentified,
    bacon_decomposition,
    estimate,
    leave_one_out,
    leave_period_out,
    minimum_detectable_effect,
    placebo_in_space,
    placebo_in_time,
    pre_trends,
    prediction_intervals,
    romano_wolf,
)
from impact.effects.design.identification import identified
from impact.effects.design.results import NotIdentifiedError
from impact.effects.estimators import named
from impact.effects.inference.remedies import checked
from impact.errors import InputError

from .conftest import noise_panel

DRAWS = 99
STILL = 20  # the unit that nothing happens to, in the panel that has one


@dataclass(frozen=True)
class Asked:
    """A panel, a design of it, and how it is to be estimated."""

    panel: pd.DataFrame
    design: dict[str, Any]
    how: dict[str, Any] = field(default_factory=dict)

    def with_design(self, **changes: Any) -> "Asked":
        return replace(self, design={**self.design, **changes})

    def by(self, **changes: Any) -> "Asked":
        return replace(self, how={**self.how, **changes})

    def made(self) -> Design:
        return Design("y", "unit", "year", **self.design)

    def answer(self) -> Effect | NotIdentified:
        return estimate(self.panel, self.made(), **{"draws": DRAWS, **self.how})


# What an advice asks for: from its words to what is then asked, one or several.


def gaps(asked: Asked) -> pd.DataFrame:
    """Return the units and years that have no figure."""
    names = ["unit", "year"]
    every = pd.MultiIndex.from_product([asked.panel[name].unique() for name in names])
    return every.difference(pd.MultiIndex.from_frame(asked.panel[names])).to_frame(index=False, name=names)


def without_units(asked: Asked, units: set[Any]) -> Asked:
    first = {u: date for u, date in asked.design["first_treated"].items() if u not in units}
    return asked.with_design(first_treated=first, exclude=(*asked.design.get("exclude", ()), *units))


def more_units(asked: Asked) -> Asked:
    """Return the panel with thirty more units that are never treated."""
    years = sorted(asked.panel["year"].unique())
    more = noise_panel(30, len(years), seed=77)
    more = more.assign(unit=more["unit"] + 1000, year=[years[i] for i in more["year"] - 2000])
    own = {name: 1.0 + more["unit"] % 5 for name in ("w", "s")} | {"x": np.cos(more["unit"])}
    return replace(asked, panel=pd.concat([asked.panel, more.assign(**own)], ignore_index=True))


def adjoining(asked: Asked) -> Asked:
    """Return the panel with the units that were added next to each other, in a row."""
    added = sorted(u for u in asked.panel["unit"].unique() if u >= 1000)
    near = {u: tuple(v for v in (u - 1, u + 1) if v in added) for u in added}
    return asked.with_design(neighbours={**asked.design["neighbours"], **near})


def earlier_years(asked: Asked) -> Asked:
    """Return the panel with ten years more before its first."""
    first, units = asked.panel["year"].min(), asked.panel["unit"].unique()
    known = asked.panel.groupby("unit")[["w", "x", "s"]].first()
    cells = pd.DataFrame(list(product(units, range(first - 10, first))), columns=["unit", "year"])
    before = cells.join(known, on="unit")
    noise = np.random.default_rng(5).standard_normal((len(units), 10)).cumsum(axis=1).ravel()
    return replace(asked, panel=pd.concat([before.assign(y=noise), asked.panel], ignore_index=True))


def cohort_by_cohort(asked: Asked) -> Iterator[Asked]:
    first = asked.design["first_treated"]
    for date in sorted(set(first.values())):
        others = {u for u, its in first.items() if its != date}
        yield without_units(asked, others)


def one_less(asked: Asked) -> Asked:
    """Return the question with one treated unit."""
    return without_units(asked, set(list(asked.design["first_treated"])[1:]))


def one_of(asked: Asked, unit: int) -> Asked:
    """Return the question about one of the treated units, the others left out."""
    return without_units(asked, {u for u in asked.design["first_treated"] if u != unit})


def sized(asked: Asked) -> Asked:
    return asked.with_design(size="s")


def one_covariate(asked: Asked) -> Iterator[Asked]:
    for name in asked.design["covariates"]:
        yield asked.with_design(covariates=tuple(n for n in asked.design["covariates"] if n != name))


STEPS: dict[str, Callable[[Asked, re.Match[str]], Asked | Iterator[Asked]]] = {
    r"leave (?:the|different) weights out": lambda a, m: a.with_design(weights=None),
    r"leave the covariates out": lambda a, m: a.with_design(covariates=()),
    r"leave neighbours out": lambda a, m: a.with_design(neighbours={}),
    r"exclude these units": lambda a, m: without_units(a, set(gaps(a)["unit"])),
    r"leave out these years": lambda a, m: replace(a, panel=a.panel[~a.panel["year"].isin(set(gaps(a)["year"]))]),
    r"leave out the units with gaps": lambda a, m: without_units(a, set(gaps(a)["unit"])),
    r"add units that are never treated|add controls|add donors|add units": lambda a, m: more_units(a),
    r"add donors that adjoin": lambda a, m: adjoining(more_units(a)),
    r"add earlier years": lambda a, m: earlier_years(a),
    r"take the cohorts one by one": lambda a, m: cohort_by_cohort(a),
    r"treat one unit at a time": lambda a, m: one_less(a),
    r"set anticipation to 0": lambda a, m: a.with_design(anticipation=0),
    r"name the column in Design\(size=...\)": lambda a, m: sized(a),
    r"leave one out": lambda a, m: one_covariate(a),
    r"use method='(\w+)'": lambda a, m: a.by(method=m[1]),
    r"(?:use|ask for) (?:inference=)?'(\w+)'": lambda a, m: a.by(inference=m[1]),
    r"use '(\w+)' \(which carries a warning\)": lambda a, m: a.by(inference=m[1]),
    r"use '(\w+)' \(or 'auto'\)": lambda a, m: (a.by(inference=name) for name in (m[1], "auto")),
    r"use ((?:\w+ or )*\w+) with '(\w+)'(?: \(which carries a warning\))?": lambda a, m: (
        a.by(estimator=name, inference=m[2]) for name in m[1].split(" or ")
    ),
    r"use ((?:\w+ or )*\w+)": lambda a, m: (a.by(estimator=name, inference="auto") for name in m[1].split(" or ")),
    r"exclude the unit": lambda a, m: without_units(a, {STILL}),
    r"ask for fewer post periods": lambda a, m: a.by(post_periods=1),
    r"leave the trends in": lambda a, m: a.by(detrend=False),
    r"leave it out": lambda a, m: Asked(a.panel, a.design, {"estimator": a.how["estimator"]}),
    r"take the blocks or dates one by one": lambda a, m: (one_of(a, u) for u in a.design["first_treated"]),
}


def taken(asked: Asked, step: str) -> list[Asked]:
    """Return what is asked after one step of an advice."""
    for words, follow in STEPS.items():
        if match := re.fullmatch(words, step):
            found = follow(asked, match)
            return [found] if isinstance(found, Asked) else list(found)
    if " or " in step:
        return [one for part in step.split(" or ") for one in taken(asked, part)]
    raise AssertionError(f"nobody knows what this advises: {step!r}")


def followed(asked: Asked, todo: str) -> Iterator[tuple[str, Asked]]:
    """Yield what is asked by each way out of an advice."""
    text = todo.rstrip(".")
    text = text[:1].lower() + text[1:]
    for way in text.split(", or "):
        reached = [asked]
        for step in way.split(", and "):
            reached = [after for before in reached for after in taken(before, step)]
        yield from ((way, one) for one in reached)


# Panels and designs with something the matter


def same(units: int, date: int) -> dict[int, int]:
    return dict.fromkeys(range(units), date)


def spread(units: int, dates: tuple[int, ...]) -> dict[int, int]:
    return {u: dates[u % len(dates)] for u in range(units)}


TREATED = {  # units, years, first treated year by unit
    "one": (25, 12, same(1, 2008)),
    "two dates": (25, 12, {0: 2006, 1: 2008}),
    "six": (25, 12, same(6, 2008)),
    "nine": (35, 12, same(9, 2008)),
    "nine, nine dates": (35, 12, spread(9, tuple(range(2003, 2012)))),
    "twenty": (45, 12, same(22, 2008)),
    "all, three dates": (30, 12, spread(30, (2005, 2007, 2009))),
    "two years before": (25, 12, same(1, 2002)),
    "one year before": (25, 12, same(1, 2001)),
    "two units": (2, 12, same(1, 2008)),
}
WITH = [  # weights, covariates, a gap, years of anticipation
    (None, (), "", 0), ("w", (), "", 0), (None, ("x",), "", 0), (None, (), "control", 0), (None, (), "treated", 0),
    ("w", ("x",), "control", 0), (None, (), "", 2), ("w", (), "control", 2),
]  # fmt: skip
ASKED = {  # estimators and their tests; the other weighted comparisons ask for the same as synthetic control
    "did": ("auto", "cr1", "cr2", "conley_taber", "ferman_pinto", "placebo"),
    "event_study": ("auto", "analytic"),
    "callaway_santanna": ("auto", "scaled_permutation", "analytic"),
    "imputation": ("auto", "analytic"),
    "sun_abraham": ("auto",),
    "synthetic_control": ("auto", "scaled_permutation"),
    "lee_wooldridge": ("auto", "analytic"),
}


def question(treated: str, weights: str | None, covariates: tuple[str, ...], gap: str, anticipation: int) -> Asked:
    """Return one of the grid."""
    units, years, first = TREATED[treated]
    panel = noise_panel(units, years)
    panel = panel.assign(w=1.0 + panel["unit"] % 7, x=np.sin(1.7 * panel["unit"]), s=100.0 + panel["unit"])
    if gap:
        missing = (panel["unit"] == (0 if gap == "treated" else units - 1)) & (panel["year"] == 2004)
        panel = panel[~missing]
    design = {"first_treated": first, "weights": weights, "covariates": covariates, "anticipation": anticipation}
    return Asked(panel, design)


def refused_early(asked: Asked) -> list[str]:
    """Return the advice of what stands in the way before anything is fitted; an answer without one is none."""
    estimator = named(asked.how["estimator"])
    try:
        checked(identified(asked.panel, asked.made()), estimator, asked.how["inference"])
    except NotIdentifiedError:
        return []
    except InputError as error:
        return [problem.todo for problem in error.problems]
    return []


def grid() -> Iterator[Asked]:
    """Yield every other one of all combinations, like the dark squares of a board."""
    for at, (treated, extra) in enumerate(product(TREATED, WITH)):
        asked = question(treated, *extra)
        tests = [(estimator, inference) for estimator, names in ASKED.items() for inference in names]
        for estimator, inference in tests[at % 2 :: 2]:
            yield asked.by(estimator=estimator, inference=inference)


def leads_to(asked: Asked) -> str:
    """Return what becomes of a question: an answer, or another refusal."""
    try:
        result = asked.answer()
    except InputError as error:
        return f"refused: {error.problems[0].found}: {error.problems[0].todo}"
    if isinstance(result, Effect) or result.path is not None:
        return "answered"  # a comparison without a verdict says which level has one
    return f"not identified: {result.reason.code}"


def test_no_advice_in_the_grid_is_refused_in_turn():
    """One of each kind is gone to its end."""
    circles, kinds = [], {}
    for asked in grid():
        for todo in refused_early(asked):
            for way, then in followed(asked, todo):
                kinds.setdefault((todo, asked.how["estimator"], asked.how["inference"], way), then)
    for name, then in kinds.items():
        if (end := leads_to(then)) != "answered":
            circles.append((*name, end))
    assert len(kinds) > 200
    assert not circles, "\n".join(map(str, circles[:20]))


# What only a fit can find, a panel each


def plain(units: int = 25, years: int = 12, treated: int = 1, date: int = 2008) -> Asked:
    panel = noise_panel(units, years)
    panel = panel.assign(w=1.0 + panel["unit"] % 7, x=np.sin(1.7 * panel["unit"]), s=100.0 + panel["unit"])
    return Asked(panel, {"first_treated": same(treated, date)})


def twins() -> Asked:
    asked = plain()
    y = asked.panel["y"].where(asked.panel["unit"] != 5, asked.panel["y"].shift(12))  # unit 5 is unit 4
    return replace(asked, panel=asked.panel.assign(y=y))


def still() -> Asked:
    """Return a panel in which one unit only moves with the mean of all."""
    asked = plain()
    wide = asked.panel["y"].to_numpy(copy=True).reshape(25, 12)
    others = np.delete(wide, STILL, axis=0)
    wide[STILL] = others.mean(axis=0)
    return replace(asked, panel=asked.panel.assign(y=wide.ravel()))


def in_a_row(treated: tuple[int, ...], dates: tuple[int, ...] = (2008,)) -> Asked:
    """Return a panel in which each unit adjoins the next."""
    asked = plain()
    near = {u: tuple(v for v in (u - 1, u + 1) if 0 <= v < 25) for u in range(25)}
    first = {u: dates[i % len(dates)] for i, u in enumerate(treated)}
    return asked.with_design(first_treated=first, neighbours=near)


def islands() -> Asked:
    """Return a panel in which the two treated units adjoin each other and nobody else adjoins anyone."""
    return plain().with_design(first_treated=same(2, 2008), neighbours={0: (1,), 1: (0,)})


def collinear() -> Asked:
    asked = plain(units=40, treated=10)
    return replace(asked, panel=asked.panel.assign(z=2 * asked.panel["x"])).with_design(covariates=("x", "z"))


def separated() -> Asked:
    asked = plain(units=40, treated=10)
    telling = (asked.panel["unit"] < 10) + 0.1 * np.sin(asked.panel["unit"])
    return replace(asked, panel=asked.panel.assign(z=telling)).with_design(covariates=("x", "z"))


LATE = {
    "exact fits": twins().by(estimator="synthetic_control", inference="scaled_permutation"),
    "as many treated as donors": plain(12, treated=6).by(estimator="did", inference="placebo"),
    "as many treated as donors, weighted": plain(12, treated=6).by(estimator="synthetic_did"),
    "no noise": still().by(estimator="did"),
    "treated apart": in_a_row((3, 9)).by(estimator="did"),
    "treated at two dates": in_a_row((3, 4), (2006, 2008)).by(estimator="did"),
    "no other block": islands().by(estimator="synthetic_did"),
    "no unit to spare": plain(2).by(estimator="lee_wooldridge", inference="analytic"),
    "no trend of its own": plain(date=2002).by(estimator="lee_wooldridge", detrend=True),
    "collinear": collinear().by(estimator="callaway_santanna", inference="analytic"),
    "separated": separated().by(estimator="callaway_santanna", inference="analytic"),
    **{f"{name} passed over": plain().by(estimator="did", **{name: value}) for name, value in (
        ("aggregate", "dynamic"), ("control_group", "not_yet"), ("method", "ipw"), ("universal_base", True),
        ("detrend", True),
    )},
}  # fmt: skip


@pytest.mark.parametrize("name", LATE)
def test_no_advice_of_what_a_fit_finds_is_refused_in_turn(name: str) -> None:
    asked = LATE[name]
    with pytest.raises(InputError) as refused:
        asked.answer()
    (problem,) = refused.value.problems
    ends = {way: leads_to(then) for way, then in followed(asked, problem.todo)}
    assert ends
    assert set(ends.values()) == {"answered"}, ends


# What is asked beside an estimate


def by_itself(method: Callable[..., object]) -> Callable[..., object]:
    """Return a method that has an estimator of its own as one that is told which."""
    return lambda panel, design, *, estimator: method(panel, design)


BESIDE: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "bacon_decomposition": (by_itself(bacon_decomposition), ("did",)),
    "romano_wolf": (by_itself(lambda panel, design: romano_wolf(panel, {"y": design}, draws=DRAWS)), ("did",)),
    "prediction_intervals": (
        by_itself(partial(prediction_intervals, draws=DRAWS)),
        ("synthetic_control_by_unit",),
    ),
    "leave_one_out": (partial(leave_one_out, draws=DRAWS), ("did", "imputation")),
    "leave_period_out": (leave_period_out, ("synthetic_control", "augmented_synthetic_control")),
    "placebo_in_time": (partial(placebo_in_time, draws=DRAWS), ("did", "sun_abraham")),
    "placebo_in_space": (placebo_in_space, ("did", "synthetic_did", "callaway_santanna", "spatial_did", "dose_effect")),
    "pre_trends": (partial(pre_trends, draws=DRAWS), ("did", "synthetic_did", "sun_abraham", "spatial_gradient")),
    "minimum_detectable_effect": (
        minimum_detectable_effect,
        ("did", "synthetic_control", "spatial_did", "dose_effect"),
    ),
}
PLACED = {"spatial_did": "exposure", "spatial_gradient": "exposure", "dose_effect": "dose"}


def on_a_map(asked: Asked) -> Asked:
    """Return the question with where every unit lies, or what the treated got, as its estimator asks."""
    part = PLACED.get(asked.how["estimator"])
    if part == "exposure":
        units = asked.panel["unit"].unique()
        return asked.with_design(exposure=Exposure({u: (u % 7 * 15.0, u // 7 * 15.0) for u in units}, half_distance=20))
    return asked if part is None else asked.with_design(dose=Dose(dict.fromkeys(asked.design["first_treated"], 2.0)))


def beside(asked: Asked, name: str) -> str:
    """Return what becomes of a question to a method beside `estimate`."""
    method, _ = BESIDE[name]
    try:
        method(asked.panel, asked.made(), **{name: how for name, how in asked.how.items() if name != "inference"})
    except NotIdentifiedError as error:
        return f"not identified: {error}"
    except ValueError as error:
        return f"refused: {error}"
    return "answered"


@pytest.mark.parametrize("name", BESIDE)
def test_no_advice_of_a_method_beside_an_estimate_is_refused_in_turn(name: str) -> None:
    """Every other one of some of the grid, which have somebody to compare with and a year to test."""
    method, estimators = BESIDE[name]
    ends, seen = {}, 0
    for treated, extra, estimator in list(product(("one", "two dates"), WITH, estimators))[::2]:
        asked = on_a_map(question(treated, *extra).by(estimator=estimator))
        try:
            method(asked.panel, asked.made(), estimator=estimator)
        except NotIdentifiedError:
            continue
        except InputError as error:
            seen += 1
            for todo in {problem.todo for problem in error.problems} - {key[0] for key in ends}:
                for way, then in followed(asked, todo):
                    ends[todo, way, treated, extra, estimator] = beside(then, name)
    assert seen > 3
    assert not {key: end for key, end in ends.items() if end != "answered"}


# Why nothing is identified

POSSIBLE: dict[str, Callable[[Asked, Any], Asked]] = {
    "earlier_years": lambda a, s: earlier_years(a),
    "shorter_anticipation": lambda a, s: a.with_design(anticipation=0),
    "exclude_the_unit": lambda a, s: without_units(a, {0}),
    "use_did": lambda a, s: a.by(estimator="did", inference="auto"),
    "untreated_units": lambda a, s: more_units(a),
    "finer_level": lambda a, s: more_units(a),
    "more_donors": lambda a, s: more_units(a),
    "later_treated": lambda a, s: a.by(control_group="not_yet"),
    "donors_of_its_group": lambda a, s: of_its_country(more_units(a)),
    "lower_level": lambda a, s: a.by(level=s.fields["level"]),
}
ELSEWHERE = {"freeze_the_design", "comparable_events"}  # no question to these figures


def of_its_country(asked: Asked) -> Asked:
    return replace(asked, panel=asked.panel.assign(country=asked.panel["country"].fillna("A")))


def alone() -> Asked:
    """Return a panel relative to the mean of a country, in which one treated unit has no control of its own."""
    asked = plain(30).with_design(first_treated={0: 2008, 10: 2008}, relative_to="country")
    return replace(asked, panel=asked.panel.assign(country=np.where(asked.panel["unit"] < 2, "A", "B")))


NOTHING = {
    "no year after": plain(date=2030).by(estimator="did"),
    "no clean year": plain(treated=1, date=2002).with_design(
        first_treated={0: 2002, 7: 2008}, anticipation=2).by(estimator="callaway_santanna"),
    "one clean year": plain(date=2001).by(estimator="synthetic_did"),
    "one clean year of several": plain(date=2003).with_design(anticipation=2).by(estimator="synthetic_did"),
    "all treated": plain(treated=25).by(estimator="did"),
    "all treated at some time": plain(40).with_design(first_treated=spread(40, (2004, 2006, 2008, 2010))).by(
        estimator="callaway_santanna"),
    "cannot reject": plain(12).by(estimator="synthetic_control"),
    "cannot ever": plain(2).by(estimator="did"),
    "nobody in its country": alone().by(estimator="did"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_possible_instead_is_possible(name: str) -> None:
    asked = NOTHING[name]
    result = asked.answer()
    assert isinstance(result, NotIdentified)
    ends = {}
    for statement in result.what_is_possible:
        if statement.code == "detectable_before":
            assert np.isfinite(minimum_detectable_effect(asked.panel, asked.made()).value)
        elif statement.code not in ELSEWHERE:
            then = POSSIBLE[statement.code](asked, statement).answer()
            ends[statement.code] = "answered" if isinstance(then, Effect) else f"not identified: {then.reason.code}"
    assert set(ends.values()) <= {"answered"}, ends


def test_an_advice_that_nobody_knows_is_noticed() -> None:
    with pytest.raises(AssertionError, match="nobody knows what this advises: 'pray'"):
        list(followed(plain(), "Leave the weights out, or pray."))
