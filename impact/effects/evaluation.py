"""A registered study carried out: its tests, what each could have found, and whether it is what was frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from impact.effects.design_file import DesignFile, Outcome, Test, Treated
from impact.effects.estimation import estimate
from impact.effects.freezing import registration
from impact.effects.honest import Restriction, breakdown_value
from impact.effects.power import minimum_detectable_effect
from impact.effects.results import Effect, MinimumDetectableEffect, NotIdentified
from impact.effects.sensitivity import leave_one_out, placebo_in_space, placebo_in_time, spillover_rings
from impact.effects.statements import Statement, said
from impact.effects.study_panel import StudyPanel, Tables, ring_panel, study_panel
from impact.folders import MARK, replaced_folder

FEWEST_YEARS = 3  # before the window of a power calculation


@dataclass(frozen=True, eq=False)
class Finding:
    """One test of one outcome: an effect or the reason why there is none, what could be found, and its checks.

    `detectable` belongs to difference-in-differences at one date; None elsewhere, and where too few years are left.
    `checks` holds a table for each check the design registered and that could be done; `undone` says why others
    could not.
    """

    outcome: Outcome
    treated: Treated
    test: Test
    result: Effect | NotIdentified
    detectable: MinimumDetectableEffect | None
    checks: Mapping[str, pd.DataFrame]
    undone: Mapping[str, Statement]
    left_out: tuple[Statement, ...]
    n_units: int


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A study with its findings, in the order of the design file.

    `frozen` says whether the design is what was frozen, `checksum` is that of the frozen record (of the design where
    there is none), `predicted` what a scenario expects by outcome.
    """

    study: DesignFile
    frozen: Statement
    checksum: str
    findings: tuple[Finding, ...]
    predicted: Mapping[str, float] = field(default_factory=dict)

    def table(self) -> pd.DataFrame:
        """Return one row a finding; figures are NaN where nothing is identified and `reason` says why."""
        return pd.DataFrame([_row(finding, self.predicted) for finding in self.findings])

    def save(self, folder: str | Path) -> Path:
        """Write findings.csv, a csv for every check and path, and manifest.json; return the folder.

        An earlier result in the folder is replaced as a whole, or not at all; a folder with other things is refused.
        """
        out = Path(folder)
        with replaced_folder(out) as fresh:
            self.table().to_csv(fresh / "findings.csv", index=False, lineterminator="\n")
            for i, finding in enumerate(self.findings):
                stem = f"{i:02d}-{finding.outcome.name}-{finding.treated.name}-{finding.test.estimator}"
                if isinstance(finding.result, Effect):
                    finding.result.path.to_csv(fresh / f"{stem}-path.csv", index=False, lineterminator="\n")
                for name, check in finding.checks.items():
                    check.to_csv(fresh / f"{stem}-{name}.csv", lineterminator="\n")
            manifest = {"title": self.study.title, "checksum": self.checksum, "frozen": self.frozen}
            (fresh / MARK).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        return out


def evaluate(
    where: str | Path,
    *,
    tables: Tables | None = None,
    predicted: Mapping[str, float] | None = None,
) -> Evaluation:
    """Return a registered study carried out on the figures at hand.

    Parameters
    ----------
    where
        A design file, or the name of a shipped one.
    tables
        Returns a table of figures by name; the embedded snapshot if None.
    predicted
        What a scenario expects, by outcome, in the unit of the outcome; shown beside what could be detected.

    Raises
    ------
    InputError
        For a design file or figures that cannot be used.
    """
    study = DesignFile.load(where)
    if tables is None:
        from impact.sources import snapshot

        tables = snapshot.table
    findings = [
        _finding(study, study.outcome(outcome), study.treatment(treated), test, tables)
        for test in study.tests
        for outcome in test.outcomes
        for treated in test.treated
    ]
    frozen = registration(where, study)
    return Evaluation(study, frozen.status, frozen.checksum, tuple(findings), dict(predicted or {}))


@dataclass(frozen=True, eq=False)
class _Case:
    """One test of one outcome under one definition of the treated, with its panel."""

    study: DesignFile
    outcome: Outcome
    treated: Treated
    test: Test
    tables: Tables
    data: StudyPanel


def _finding(study: DesignFile, outcome: Outcome, treated: Treated, test: Test, tables: Tables) -> Finding:
    case = _Case(study, outcome, treated, test, tables, study_panel(study, outcome, treated, tables))
    result = _result(case)
    checks, undone = _checks(case, result)
    return Finding(
        outcome,
        treated,
        test,
        result,
        _detectable(case),
        checks,
        undone,
        case.data.left_out,
        case.data.panel["unit"].nunique(),
    )


def _result(case: _Case) -> Effect | NotIdentified:
    data, test = case.data, case.test
    if data.lost:
        start, end = case.outcome.years
        return NotIdentified(
            said("treated_not_seen", units=", ".join(data.lost), first=start, last=end),
            (said("other_years"), said("treated_without"), said("unsuppressed_figures")),
        )
    return estimate(
        data.panel,
        data.design,
        estimator=test.estimator,
        inference=test.inference,
        aggregate=test.aggregate,
        control_group=test.control_group,
        universal_base=test.universal_base,
        level=test.level,
        draws=test.draws,
    )


def _detectable(case: _Case) -> MinimumDetectableEffect | None:
    data, ask = case.data, case.study.power
    if data.lost or case.test.estimator != "did" or len(data.design.dates) > 1:
        return None
    years = np.unique(data.panel["year"])
    clean = int((years < data.design.dates[0] - data.design.anticipation).sum())
    if clean < FEWEST_YEARS + ask.post_periods:
        return None
    return minimum_detectable_effect(
        data.panel, data.design, power=ask.power, level=ask.level, post_periods=ask.post_periods
    )


def _checks(case: _Case, result: Effect | NotIdentified) -> tuple[dict[str, pd.DataFrame], dict[str, Statement]]:
    """Return the tables of the registered checks, and why some could not be made."""
    done: dict[str, pd.DataFrame] = {}
    undone: dict[str, Statement] = {}
    for name in case.test.checks:
        if case.data.lost or (isinstance(result, NotIdentified) and name != "placebo_in_time"):
            undone[name] = said("nothing_to_check")
            continue
        try:
            done[name] = _CHECKS[name](case, result)
        except ValueError as error:
            undone[name] = _why(error)
    return done, undone


def _why(error: ValueError) -> Statement:
    """Return what an error says, as a statement."""
    first = error.args[0]
    return first if isinstance(first, Statement) else said("could_not", what=str(error))


def _placebo_in_time(case: _Case, result: Effect | NotIdentified) -> pd.DataFrame:
    estimator = case.test.estimator if len(case.data.design.dates) == 1 else "did"
    return placebo_in_time(case.data.panel, case.data.design, estimator=estimator)


def _placebo_in_space(case: _Case, result: Effect | NotIdentified) -> pd.DataFrame:
    return placebo_in_space(case.data.panel, case.data.design, estimator=case.test.estimator)


def _leave_one_out(case: _Case, result: Effect | NotIdentified) -> pd.DataFrame:
    return leave_one_out(
        case.data.panel,
        case.data.design,
        estimator=case.test.estimator,
        role="treated" if len(case.data.design.first_treated) > 1 else "donor",
        control_group=case.test.control_group,
        aggregate=case.test.aggregate,
    )


def _rings(case: _Case, result: Effect | NotIdentified) -> pd.DataFrame:
    wide = ring_panel(case.study, case.outcome, case.treated, case.tables)
    seen = set(wide.panel["unit"])
    rings = {name: found for name, units in case.data.rings.items() if (found := [u for u in units if u in seen])}
    return spillover_rings(wide.panel, wide.design, rings, estimator=case.test.estimator)


def _honest(case: _Case, result: Effect | NotIdentified) -> pd.DataFrame:
    return honest_table(result, case.treated.anticipation)


_CHECKS = {
    "placebo_in_time": _placebo_in_time,
    "placebo_in_space": _placebo_in_space,
    "leave_one_out": _leave_one_out,
    "rings": _rings,
    "honest": _honest,
}


def honest_table(result: Effect | NotIdentified, anticipation: int = 0) -> pd.DataFrame:
    """Return the breakdown values of the first effect after treatment, for an event-time path with a covariance.

    Raises
    ------
    ValueError
        When the result has no such path.
    """
    if isinstance(result, NotIdentified) or result.path_covariance is None or "cohort" in result.path:
        raise ValueError(said("no_path"))
    period = result.path["period"].to_numpy()
    reference = -1 - anticipation
    before = (period < reference) & (period >= reference - 5)
    after = (period > reference) & (period <= 1)
    keep = np.flatnonzero(before | after)
    if not before.any() or 0 not in period or reference in period:
        raise ValueError(said("no_reference"))
    beta = result.path["estimate"].to_numpy()[keep]
    sigma = result.path_covariance[np.ix_(keep, keep)]
    restrictions: tuple[Restriction, ...] = ("smoothness", "relative_magnitudes")
    values = [
        breakdown_value(
            beta,
            sigma,
            pre=int(before.sum()),
            post=int(after.sum()),
            restriction=r,
            target=(period[after] == 0).astype(float),
            level=result.level,
        )
        for r in restrictions
    ]
    return pd.DataFrame({"breakdown_value": values}, index=pd.Index(restrictions, name="restriction"))


def _row(finding: Finding, predicted: Mapping[str, float]) -> dict[str, object]:
    result, power = finding.result, finding.detectable
    effect = result if isinstance(result, Effect) else None
    nothing = float("nan")
    return {
        "outcome": finding.outcome.name,
        "unit": finding.outcome.unit,
        "treated": finding.treated.name,
        "estimator": finding.test.estimator,
        "inference": effect.inference if effect else "",
        "estimate": effect.estimate if effect else nothing,
        "lower": effect.interval[0] if effect else nothing,
        "upper": effect.interval[1] if effect else nothing,
        "p_value": effect.p_value if effect else nothing,
        "smallest_p": effect.smallest_p if effect else (power.smallest_p if power else nothing),
        "detectable": power.value if power else nothing,
        "predicted": predicted.get(finding.outcome.name, nothing),
        "units": finding.n_units,
        "left_out": "; ".join(finding.left_out),
        "caveats": "; ".join(effect.caveats) if effect else "",
        "reason": "" if effect else result.reason if isinstance(result, NotIdentified) else "",
    }
