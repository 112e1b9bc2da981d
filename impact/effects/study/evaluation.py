"""A registered study carried out: its tests, what each could have found, and whether it is what was frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from impact.effects.design.blocks import read_panel
from impact.effects.design.results import Effect, MinimumDetectableEffect, NotIdentified
from impact.effects.estimation import estimate
from impact.effects.estimators import named
from impact.effects.inference.choice import choose
from impact.effects.registered.design_file import DesignFile, Outcome, Test, Treated
from impact.effects.registered.figures import Tables, file_record, study_figures
from impact.effects.registered.merged import changed
from impact.effects.registered.quantities import measured
from impact.effects.registered.study_panel import StudyPanels
from impact.effects.robustness.multiple import adjusted_p_values
from impact.effects.robustness.power import minimum_detectable_effect
from impact.effects.study.checks import Case, reason, registered_checks
from impact.effects.study.design_figures import require_figures
from impact.effects.study.expectations import Expectations
from impact.effects.study.freezing import registered_as
from impact.folders import replaced_folder, seal
from impact.parallel import in_turn
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.spreadsheets import write_csv
from impact.words.statements import Statement, said

FEWEST_YEARS = 3  # before the window of a power calculation
FAMILY = "romano_wolf"  # the check that a test's outcomes share


@dataclass(frozen=True, eq=False)
class Finding:
    """One test of one outcome: an effect or the reason why there is none, what could be found, and its checks.

    `detectable` belongs to difference-in-differences at one date, tested by reassignment; None elsewhere, and where too
    few years are left.
    `checks` holds a table for each check the design registered and that could be done, `said` a sentence on what it
    found, `undone` why others, or parts of them, could not. `p_adjusted` is the p-value adjusted for the outcomes of
    the test where they are a family; None elsewhere. `controls` are the untreated units of the panel.
    """

    outcome: Outcome
    treated: Treated
    test: Test
    result: Effect | NotIdentified
    detectable: MinimumDetectableEffect | None
    checks: Mapping[str, pd.DataFrame]
    said: Mapping[str, Statement]
    undone: Mapping[str, Statement]
    left_out: tuple[Statement, ...]
    controls: tuple[str, ...]
    n_units: int
    p_adjusted: float | None = None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A study with its findings, in the order of the design file.

    `frozen` says whether the design is what was frozen, `checksum` is that of the frozen record (of the design where
    there is none), `predicted` what the scenario `predicted_by` expects by outcome and definition of the treated, and
    `expectations` what it expects with its range, use of the measure included; None where it says nothing of use.
    `from_snapshot` says whether the figures are those that travel with the package, `file` which design file it is.
    """

    study: DesignFile
    frozen: Statement
    checksum: str
    findings: tuple[Finding, ...]
    predicted: Mapping[tuple[str, str], float] = field(default_factory=dict)
    predicted_by: str = ""
    expectations: Expectations | None = None
    from_snapshot: bool = True
    file: Path = Path()

    def sources(self) -> tuple[Record, ...]:
        """Return where the figures of the outcomes come from, a record a table or file; none for tables handed over."""
        parts = {part.name: part for finding in self.findings for part in finding.outcome.sources}
        read = [part for part in parts.values() if part.file or self.from_snapshot]
        return tuple(file_record(part, self.file.parent) if part.file else snapshot.record(part.table) for part in read)

    def table(self) -> pd.DataFrame:
        """Return one row a finding; figures are NaN where nothing is identified and `reason` says why."""
        return pd.DataFrame([_row(finding, self.expected(finding)) for finding in self.findings])

    def expected(self, finding: Finding) -> float:
        """Return what the scenario expects of an outcome and a definition of the treated; NaN where it says nothing."""
        return self.predicted.get((finding.outcome.name, finding.treated.name), float("nan"))

    def unexpected(self) -> dict[str, Statement]:
        """Return why the scenario `predicted_by` expects nothing of an outcome, by its name, where it does not."""
        found = {o.name: measured(o) for o in self.study.outcomes if self.predicted_by}
        spoken = {outcome for outcome, _ in self.predicted}
        return {name: why for name, why in found.items() if isinstance(why, Statement) and name not in spoken}

    def curves(self) -> pd.DataFrame:
        """Return what could be detected by outcome, definition of the treated, years after and number of treated.

        Columns outcome, unit, treated, post_periods, n_treated, value, for_treated and closed_form, in units of the
        outcome; value and for_treated as in `MinimumDetectableEffect`.
        """
        frames = [
            finding.detectable.curve.assign(
                outcome=finding.outcome.name, unit=finding.outcome.unit, treated=finding.treated.name
            )
            for finding in self.findings
            if finding.detectable is not None
        ]
        columns = ["outcome", "unit", "treated", "post_periods", "n_treated", "value", "for_treated", "closed_form"]
        return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)

    def save(self, folder: str | Path) -> Path:
        """Write findings.csv, detectable.csv, a csv for every check, path and set of weights, and manifest.json.

        Returns the folder.

        An earlier result in the folder is replaced as a whole, or not at all; one with anything else in it is refused.
        """
        out = Path(folder)
        with replaced_folder(out) as fresh:
            write_csv(self.table(), fresh / "findings.csv")
            write_csv(self.curves(), fresh / "detectable.csv")
            for i, finding in enumerate(self.findings):
                stem = f"{i:02d}-{finding.outcome.name}-{finding.treated.name}-{finding.test.estimator}"
                _save_comparison(finding.result, fresh / stem)
                for name, check in finding.checks.items():
                    write_csv(check, fresh / f"{stem}-{name}.csv", index=True)
            manifest = {
                "title": self.study.title,
                "checksum": self.checksum,
                "frozen": self.frozen,
                "sources": [record.manifest() for record in self.sources()],
                "versions": {name: version(name) for name in ("impact-noord", "numpy", "pandas", "scipy")},
            }
            seal(fresh, manifest)
        return out


def _save_comparison(result: Effect | NotIdentified, stem: Path) -> None:
    """Write the path of a result and the weights of its comparison, where there are such, with a test or without."""
    if result.path is not None:
        write_csv(result.path, f"{stem}-path.csv")
    if result.unit_weights is not None:
        write_csv(result.unit_weights.to_frame(), f"{stem}-weights.csv", index=True)


def evaluate(
    where: str | Path | DesignFile,
    *,
    tables: Tables | None = None,
    predicted: Mapping[tuple[str, str], float] | None = None,
    predicted_by: str = "",
    expectations: Expectations | None = None,
) -> Evaluation:
    """Return a registered study carried out on the figures at hand.

    Parameters
    ----------
    where
        A design file, the name of a shipped one, or a loaded design.
    tables
        Returns a table of figures by name, with columns region, year and value, and perhaps sector and status; the
        snapshot if None. Files that the design names are read from beside it.
    predicted
        What a scenario expects, by outcome and definition of the treated, in the unit of the outcome; shown beside what
        could be detected.
    predicted_by
        The name of that scenario.
    expectations
        What it expects with its range, use included (`impact.scenario.use_expectations`); shown beside what could be
        detected.

    Raises
    ------
    InputError
        For a design file or figures that cannot be used.
    """
    study = DesignFile.load(where)
    figures = study_figures(study, tables)
    panels = StudyPanels(study, figures)
    require_figures(study, figures, panels)
    frozen = registered_as(study, figures, own=tables is not None)
    findings = [finding for test in study.tests for finding in _tested(study, test, panels)]
    return Evaluation(
        study,
        frozen.status,
        frozen.checksum,
        tuple(findings),
        dict(predicted or {}),
        predicted_by,
        expectations,
        from_snapshot=tables is None,
        file=study.file or Path(),
    )


def _tested(study: DesignFile, test: Test, panels: StudyPanels) -> list[Finding]:
    """Return the findings of one test, outcome by outcome, adjusted for one another where they are a family."""
    findings = [
        _finding(study, study.outcome(outcome), study.treatment(treated), test, panels)
        for outcome, treated in in_turn(product(test.outcomes, test.treated))
    ]
    if not test.family:
        return findings
    by_name = {
        (finding.treated.name, finding.outcome.name): finding
        for treated in test.treated
        for finding in _adjusted([f for f in findings if f.treated.name == treated])
    }
    return [by_name[finding.treated.name, finding.outcome.name] for finding in findings]


def _adjusted(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings on one definition of the treated with p-values adjusted for the number of outcomes."""
    effects = {f.outcome.name: f.result for f in findings if isinstance(f.result, Effect)}
    units = {f.outcome.name: f.controls for f in findings if f.outcome.name in effects}
    try:
        adjusted, assignments = adjusted_p_values(effects, units)
    except ValueError as error:
        why = {
            f.outcome.name: reason(error) if f.outcome.name in effects else said("nothing_to_check") for f in findings
        }
        return [replace(f, undone={**f.undone, FAMILY: why[f.outcome.name]}) for f in findings]
    return [_with_adjusted(f, adjusted, assignments) for f in findings]


def _with_adjusted(finding: Finding, adjusted: pd.Series, assignments: int) -> Finding:
    if finding.outcome.name not in adjusted:
        return replace(finding, undone={**finding.undone, FAMILY: said("nothing_to_check")})
    p = float(adjusted[finding.outcome.name])
    sentence = said("adjusted", p_value=p, outcomes=len(adjusted), assignments=assignments)
    return replace(finding, p_adjusted=p, said={**finding.said, FAMILY: sentence})


def _finding(study: DesignFile, outcome: Outcome, treated: Treated, test: Test, panels: StudyPanels) -> Finding:
    case = Case(study, outcome, treated, test, panels)
    result = _result(case)
    checks = registered_checks(case, result)
    return Finding(
        outcome=outcome,
        treated=treated,
        test=test,
        result=result,
        detectable=_detectable(case),
        checks=checks.tables,
        said=checks.said,
        undone=checks.undone,
        left_out=case.data.left_out,
        controls=tuple(case.donors),
        n_units=case.data.panel["unit"].nunique(),
    )


def _result(case: Case) -> Effect | NotIdentified:
    data, test = case.data, case.test
    if data.lost:
        start, end = case.outcome.years
        own = case.outcome.numerator
        merged = bool(own.file) and own.harmonise_to is None and changed(data.lost, case.outcome.years)
        return NotIdentified(
            said("treated_not_seen", units=", ".join(data.lost), first=start, last=end),
            (
                *([said("merged_on_boundaries", year=end)] if merged else []),
                *(said("other_years"), said("treated_without"), said("unsuppressed_figures")),
            ),
        )
    result = estimate(
        data.panel,
        replace(data.design, phases=case.treated.phases),
        estimator=test.estimator,
        inference=test.inference,
        aggregate=test.aggregate,
        control_group=test.control_group,
        universal_base=test.universal_base,
        constraint=test.constraint,
        level=test.level,
        draws=test.draws,
    )
    return _beyond_plausible(result, None if named(test.estimator).per_dose else case.outcome.plausible)


def _beyond_plausible(result: Effect | NotIdentified, plausible: float | None) -> Effect | NotIdentified:
    """Return the result with a caveat when it is larger than the measure could be by its own size."""
    if plausible is None or isinstance(result, NotIdentified) or abs(result.estimate) <= plausible:
        return result
    excess = said("beyond_plausible", times=abs(result.estimate) / plausible, plausible=plausible)
    return replace(result, caveats=(*result.caveats, excess))


def _detectable(case: Case) -> MinimumDetectableEffect | None:
    data, ask = case.data, case.study.power
    estimator = named(case.test.estimator)
    by_unit_of_dose = estimator.per_dose  # pages say what is found in units of the outcome
    if data.lost or not estimator.foreseeable or by_unit_of_dose or len(data.design.dates) > 1:
        return None
    years = np.unique(data.panel["year"])
    clean = int((years < data.design.dates[0] - data.design.anticipation).sum())
    if clean < FEWEST_YEARS + data.design.anticipation + ask.post_periods:
        return None
    inference, _ = choose(read_panel(data.panel, data.design), estimator, case.test.inference)
    if not inference.reassigned:
        return None
    return minimum_detectable_effect(
        data.panel,
        data.design,
        estimator=estimator.name,
        power=ask.power,
        level=case.level,
        inference=inference.name,
        post_periods=ask.post_periods,
        curve_treated=() if data.design.dose else ask.curve_treated,
    )


def _row(finding: Finding, predicted: float) -> dict[str, object]:
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
        "p_adjusted": nothing if finding.p_adjusted is None else finding.p_adjusted,
        "smallest_p": effect.smallest_p if effect else (power.smallest_p if power else nothing),
        "detectable": power.value if power else nothing,
        "detectable_treated": power.for_treated if power else nothing,
        "predicted": predicted,
        "units": finding.n_units,
        "left_out": "; ".join(finding.left_out),
        "caveats": "; ".join(effect.caveats) if effect else "",
        "reason": "" if effect else result.reason if isinstance(result, NotIdentified) else "",
    }
