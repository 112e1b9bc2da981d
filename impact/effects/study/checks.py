"""The checks that a design may register: each a table, and a sentence on what it found or why it could not be made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.blocks import read_panel
from impact.effects.design.parts import EXPOSURE
from impact.effects.design.results import Effect, NotIdentified
from impact.effects.estimators import named
from impact.effects.inference.choice import RefusedInferenceError
from impact.effects.registered.design_file import DesignFile, Outcome, Test, Treated
from impact.effects.registered.roles import REGISTERED, WITHOUT_LARGEST, WITHOUT_SMALLEST, Pool
from impact.effects.registered.study_panel import StudyPanel, StudyPanels
from impact.effects.robustness import sensitivity
from impact.effects.robustness.breaks import flagged_cells
from impact.effects.robustness.decomposition import EARLY, LATE, NEVER, bacon_decomposition
from impact.effects.robustness.distances import other_distances
from impact.effects.robustness.honest import breakdown_values
from impact.effects.robustness.leave_period_out import leave_period_out
from impact.effects.robustness.parallel_trends import pre_trends
from impact.effects.robustness.placebo_in_space import placebo_in_space
from impact.effects.robustness.triple_difference import triple_difference
from impact.effects.study.phases import told_by_phase
from impact.words.statements import Statement, said

YEARS_BEFORE = 3  # of the first placebo date
PHASES = "phases"  # the check that a treatment with phases always has


@dataclass(frozen=True, eq=False)
class Case:
    """One test of one outcome under one definition of the treated, with the panels of the study."""

    study: DesignFile
    outcome: Outcome
    treated: Treated
    test: Test
    panels: StudyPanels

    @property
    def data(self) -> StudyPanel:
        """The panel of the outcome under the definition of the treated, as the test takes it."""
        return self.panel()

    def panel(self, *, with_rings: bool = False) -> StudyPanel:
        """Return the panel of the test, perhaps with the rings in it."""
        made = self.panels.triple if self.test.triple else self.panels.of
        return made(self.outcome, self.treated, with_rings=with_rings)

    @property
    def donors(self) -> list[str]:
        """The controls in the panel, in order."""
        return sorted(set(self.data.panel["unit"]) - set(self.data.design.first_treated))

    @property
    def level(self) -> float:
        """Below it a p-value counts as found."""
        return round(1 - self.test.level, 12)

    @property
    def choices(self) -> sensitivity.Choices:
        """How the registered test makes an estimate, for those beside it."""
        return {
            "inference": self.test.inference,
            "aggregate": self.test.aggregate,
            "level": self.test.level,
            "draws": self.test.draws,
            "control_group": self.test.control_group,
            "universal_base": self.test.universal_base,
            "constraint": self.test.constraint,
        }


@dataclass(frozen=True, eq=False)
class Check:
    """A check that was made: its table, what it found in a sentence, and parts of it that could not be made."""

    table: pd.DataFrame
    said: Statement
    undone: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Checks:
    """The registered checks of one finding, by name: tables, sentences, and why some could not be made."""

    tables: Mapping[str, pd.DataFrame]
    said: Mapping[str, Statement]
    undone: Mapping[str, Statement]


def registered_checks(case: Case, result: Effect | NotIdentified) -> Checks:
    """Return the checks that a test registers."""
    done: dict[str, Check] = {}
    undone: dict[str, Statement] = {}
    for name in (*case.test.checks, *([PHASES] if case.treated.phases else [])):
        if case.data.lost or (isinstance(result, NotIdentified) and name not in WITHOUT_ESTIMATE):
            undone[name] = said("nothing_to_check")
            continue
        try:
            done[name] = _CHECKS[name](case, result)
        except ValueError as error:
            undone[name] = reason(error)
            continue
        undone |= {f"{name}: {part}": why for part, why in done[name].undone.items()}
    tables = {name: check.table for name, check in done.items()}
    return Checks(tables, {name: check.said for name, check in done.items()}, undone)


def reason(error: ValueError) -> Statement:
    """Return what an error says, as a statement."""
    if isinstance(error, RefusedInferenceError):
        return error.why
    first = error.args[0]
    return first if isinstance(first, Statement) else said("could_not", what=str(error))


def _placebo_in_time(case: Case, result: Effect | NotIdentified) -> Check:
    if common_clean_periods(read_panel(case.data.panel, case.data.design)) <= YEARS_BEFORE:
        raise ValueError(said("few_clean_years"))
    estimator, data = case.test.estimator, case.data
    table = sensitivity.placebo_in_time(data.panel, data.design, estimator=estimator, **case.choices)
    return Check(table, said("placebo_dates", **_counted(table, case)))


def _placebo_in_space(case: Case, result: Effect | NotIdentified) -> Check:
    units = len(case.data.design.first_treated)
    if units > 1:
        raise ValueError(said("one_treated_only", n=units))
    table = placebo_in_space(case.data.panel, case.data.design, estimator=case.test.estimator)
    rank = int(np.flatnonzero(table["actual"])[0]) + 1
    return Check(table, said("placebo_places", rank=rank, n=len(table)))


def _leave_one_out(case: Case, result: Effect | NotIdentified) -> Check:
    table = sensitivity.leave_one_out(
        case.data.panel,
        case.data.design,
        estimator=case.test.estimator,
        role="treated" if len(case.data.design.first_treated) > 1 else "donor",
        **case.choices,
    )
    return Check(table, said("without_one", **_ranges(table)))


def _rings(case: Case, result: Effect | NotIdentified) -> Check:
    wide = case.panel(with_rings=True)
    dates = len(wide.design.dates)
    if dates > 1:
        raise ValueError(said("one_date_only", n=dates))
    seen = set(wide.panel["unit"])
    rings = {name: found for name, units in case.data.rings.items() if (found := [u for u in units if u in seen])}
    if not rings:
        raise ValueError(said("no_ring"))
    table = sensitivity.spillover_rings(wide.panel, wide.design, rings, estimator=case.test.estimator, **case.choices)
    return Check(table, said("ring_effects", **_counted(table.loc[list(rings)], case)))


def _donor_pools(case: Case, result: Effect | NotIdentified) -> Check:
    pools, undone = _pools(case)
    if len(pools) == 1:
        raise ValueError(said("no_other_pool"))
    data, estimator = case.data, case.test.estimator
    table = sensitivity.donor_pools(data.panel, data.design, pools, estimator=estimator, **case.choices)
    undone |= {str(name): said("not_identified") for name in table.index[table["estimate"].isna()]}
    return Check(table, said("pool_effects", n=len(_identified(table)), **_ranges(table)), undone)


def _pools(case: Case) -> tuple[dict[str, list[str]], dict[str, Statement]]:
    """Return the registered donors, those without the smallest and the largest quarter, and the pools of the design."""
    donors = case.donors
    pools = {REGISTERED: donors}
    if case.outcome.size is not None:
        size = case.data.panel.groupby("unit")["size"].first().reindex(donors).sort_values()
        quarter = len(donors) // 4
        pools |= {WITHOUT_SMALLEST: sorted(size.index[quarter:]), WITHOUT_LARGEST: sorted(size.index[:-quarter])}
    pools |= {pool.name: [unit for unit in donors if _in_pool(unit, pool)] for pool in case.study.pools}
    empty = {name: said("empty_pool") for name, units in pools.items() if not units}
    fewer = {name: units for name, units in pools.items() if name == REGISTERED or 0 < len(units) < len(donors)}
    return fewer, empty


def _in_pool(unit: str, pool: Pool) -> bool:
    return any(fnmatchcase(unit, p) for p in pool.units) and not any(fnmatchcase(unit, p) for p in pool.without)


def _other_inference(case: Case, result: Effect | NotIdentified) -> Check:
    table = sensitivity.other_inference(
        case.data.panel,
        case.data.design,
        estimator=case.test.estimator,
        level=case.test.level,
        draws=case.test.draws,
        control_group=case.test.control_group,
        aggregate=case.test.aggregate,
        constraint=case.test.constraint,
    )
    p = table["p_value"].dropna()
    refused = {str(name): why for name, why in table["refused"].items() if why is not None}
    return Check(table, said("other_tests", lowest_p=float(p.min()), highest_p=float(p.max()), n=len(p)), refused)


def _pre_trends(case: Case, result: Effect | NotIdentified) -> Check:
    found = pre_trends(
        case.data.panel,
        case.data.design,
        estimator=case.test.estimator,
        control_group=case.test.control_group,
        aggregate=case.test.aggregate,
        level=case.level,
        draws=case.test.draws,
    )
    return Check(found.path, said("pre_trend", p_value=found.p_value, slope=found.slope, bias=found.bias))


def _bacon(case: Case, result: Effect | NotIdentified) -> Check:
    if not named(case.test.estimator).two_way:
        raise ValueError(said("not_two_way", estimator=case.test.estimator))
    if len(case.data.design.dates) == 1:
        raise ValueError(said("one_date_no_mixing"))
    found = bacon_decomposition(case.data.panel, case.data.design)
    share = found.kinds["weight"].reindex([LATE, EARLY, NEVER], fill_value=0.0).to_numpy()
    late, early, never = map(float, share)
    return Check(found.comparisons, said("weights_of_kinds", late=late, early=early, never=never))


def _breaks(case: Case, result: Effect | NotIdentified) -> Check:
    table = flagged_cells(case.data.panel, case.data.design, _boundaries(case))
    if table.empty:
        return Check(table, said("no_flags"))
    boundary, jumps = int((table["kind"] == "boundary").sum()), int((table["kind"] == "jump").sum())
    treated = int((table["role"] == "treated").sum())
    marked = len(table) - boundary - jumps
    return Check(table, said("flags", n=len(table), treated=treated, marked=marked, boundary=boundary, jumps=jumps))


def _boundaries(case: Case) -> dict[tuple[Hashable, int], str]:
    """Return the known breaks in the tables of an outcome, by unit and year."""
    read, code = set(case.outcome.tables), case.outcome.codes
    return {
        (code.get(unit, unit), known.year): known.reason
        for known in case.study.breaks
        if not known.tables or read & set(known.tables)
        for unit in known.units
    }


def _distances(case: Case, result: Effect | NotIdentified) -> Check:
    data, estimator = case.data, case.test.estimator
    if EXPOSURE not in named(estimator).asks:
        raise ValueError(said("no_exposure"))
    table = other_distances(data.panel, data.design, estimator=estimator, **case.choices)
    return Check(table, said("distance_effects", n=len(_identified(table)), **_ranges(table)))


def _honest(case: Case, result: Effect | NotIdentified) -> Check:
    table = breakdown_values(result, case.treated.anticipation)
    smoothness, relative = table["breakdown_value"]
    if smoothness == relative == 0:
        return Check(table, said("no_breakdown"))
    return Check(table, said("breakdown", smoothness=float(smoothness), relative=float(relative)))


def _phases(case: Case, result: Effect | NotIdentified) -> Check:
    assert isinstance(result, Effect)  # it is no check without an estimate
    assert result.phases is not None  # they are named
    return Check(result.phases, told_by_phase(result.phases, case.treated.phases))


def _triple_difference(case: Case, result: Effect | NotIdentified) -> Check:
    data = case.panels.triple(case.outcome, case.treated)
    if data.lost:
        raise ValueError(said("other_group_not_seen", units=", ".join(data.lost)))
    table = triple_difference(data.panel, data.design, estimator=case.test.estimator, **case.choices)
    rows = _identified(table)[["estimate", "p_value"]].astype(float)
    effects, p_values = (dict(zip(map(str, rows.index), rows[column], strict=True)) for column in rows)
    return Check(table, said("triple_effects", **effects, **{f"{name}_p": p for name, p in p_values.items()}))


def _leave_period_out(case: Case, result: Effect | NotIdentified) -> Check:
    if named(case.test.estimator).solver is None:
        raise ValueError(said("not_weighted", estimator=case.test.estimator))
    table = leave_period_out(case.data.panel, case.data.design, estimator=case.test.estimator)
    fitted, left_out = (float(np.sqrt(np.mean(table[gaps] ** 2))) for gaps in ("fitted", "left_out"))
    return Check(table, said("years_left_out", n=len(table), fitted=fitted, left_out=left_out))


def _counted(table: pd.DataFrame, case: Case) -> dict[str, object]:
    p = _identified(table)["p_value"]
    return {"found": int((p <= case.level + 1e-12).sum()), "n": len(p), "level": case.level}


def _ranges(table: pd.DataFrame) -> dict[str, object]:
    ends = _identified(table)[["estimate", "p_value"]].agg(["min", "max"])
    (lowest, lowest_p), (highest, highest_p) = ends.to_numpy().tolist()
    return {"lowest": lowest, "highest": highest, "lowest_p": lowest_p, "highest_p": highest_p}


def _identified(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have an estimate.

    Raises
    ------
    ValueError
        When none has.
    """
    found = table.dropna(subset="estimate")
    if found.empty:
        raise ValueError(said("none_identified", n=len(table)))
    return found


WITHOUT_ESTIMATE = ("placebo_in_time", "breaks", "leave_period_out")
_CHECKS: Mapping[str, Callable[[Case, Effect | NotIdentified], Check]] = {
    "placebo_in_time": _placebo_in_time,
    "placebo_in_space": _placebo_in_space,
    "leave_one_out": _leave_one_out,
    "leave_period_out": _leave_period_out,
    "rings": _rings,
    "donor_pools": _donor_pools,
    "other_inference": _other_inference,
    "pre_trends": _pre_trends,
    "honest": _honest,
    "bacon": _bacon,
    "breaks": _breaks,
    "triple_difference": _triple_difference,
    PHASES: _phases,
    "distances": _distances,
}
