"""What the command line shows of an evaluation: what was found, what could have been, and what stands in the way."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from impact.effects import Evaluation, Finding

WIDTH = 110
SHOWN = 5  # areas with the largest weights
LEAST = 0.005  # a weight that is shown
SHIFT = 6 * " "
EXPECTED = (
    "Expected: the net effect of scenario {scenario} in the year in which it is largest, over the last figure of the "
    "treated areas. All of it is taken to fall there: for a part of the scenario's area the most that it can be."
)


def evaluation_screen(evaluation: Evaluation) -> str:
    """Return an evaluation as one screen of text; where nothing is identified the reason stands in its place."""
    study = evaluation.study
    lines = [study.title, study.question, f"Design: {evaluation.frozen} (checksum {evaluation.checksum[:12]})", ""]
    if evaluation.predicted:
        lines[-1:] = [*textwrap.wrap(EXPECTED.format(scenario=evaluation.predicted_by), WIDTH), ""]
    silent = evaluation.unexpected()
    for outcome in study.outcomes:
        found = [f for f in evaluation.findings if f.outcome.name == outcome.name]
        if found:
            lines += [f"{outcome.title} ({outcome.unit}, {outcome.years[0]}-{outcome.years[1]})"]
            lines += [line for finding in found for line in _finding(finding, evaluation)]
            if outcome.name in silent:
                lines += _shifted(f"nothing expected: {silent[outcome.name]}")
    reasons = list(dict.fromkeys(r for f in evaluation.findings if (r := _reason(f))))
    for title, sentences in (("Not identified", reasons), ("Limits", study.limits)):
        if sentences:
            lines += ["", title, *(line for s in sentences for line in _wrapped(s))]
    return "\n".join(lines)


def _finding(finding: Finding, evaluation: Evaluation) -> list[str]:
    from impact.effects import Effect

    name = f"  {finding.treated.name}, {finding.test.estimator}"
    result, power = finding.result, finding.detectable
    if isinstance(result, Effect):
        low, high = result.interval
        adjusted = "" if finding.p_adjusted is None else f", adjusted {finding.p_adjusted:.3f}"
        text = (
            f"{result.estimate:+.3g} [{low:+.3g}, {high:+.3g}], p = {result.p_value:.3f}{adjusted} ({result.inference})"
        )
    else:
        text = "no estimate"
    parts = [text]
    if power is not None:
        found = f"{power.for_treated:.3g}, on average over all areas {power.value:.3g}"
        found = found if np.isfinite(power.value) else "nothing"
        parts.append(f"could find {found} (smallest p {power.smallest_p:.3f})")
    if np.isfinite(expected := evaluation.expected(finding)):
        parts.append(f"expected {expected:.3g}")
    return [f"{name}: {'; '.join(parts)}", *_range(finding, evaluation), *_comparison(finding), *_checks(finding)]


def _range(finding: Finding, evaluation: Evaluation) -> list[str]:
    """Return what the scenario expects with its range, and from where: jobs from spending, all else from use."""
    asked, key = evaluation.expectations, (finding.outcome.name, finding.treated.name)
    row = next((one for one in asked.rows if (one.outcome, one.treated) == key), None) if asked else None
    if asked is None or row is None:
        return []
    by_use = f"use, with a chance of nothing of {asked.chance_of_nothing:.0%}"
    told = f"{row.mean:.3g} in {row.year}, nine in ten draws {row.low:.3g} to {row.high:.3g}"
    return _shifted(f"expected of {'spending' if row.measure == 'jobs' else by_use}: {told}")


def _comparison(finding: Finding) -> list[str]:
    """Return what was compared with what, how it fits, and what stands without a verdict."""
    from impact.effects.study.comparison import compared, largest_weights

    sentences: list[str] = [*compared(finding.result)]
    weights = largest_weights(finding.result, SHOWN)
    shown = [f"{unit} {weight:.2f}" for unit, weight in weights.items() if abs(weight) >= LEAST]
    if shown:
        sentences.append(f"beside {', '.join(shown)}")
    return _shifted("; ".join(sentences)) if sentences else []


def _checks(finding: Finding) -> list[str]:
    """Return a line for what each check found, and one for those that say why they found nothing."""
    sentences = [*finding.said.values(), *_beyond(finding)]
    lines = [line for sentence in sentences for line in _shifted(sentence)]
    undone: dict[str, list[str]] = {}
    for name, why in finding.undone.items():
        undone.setdefault(why, []).append(name.rpartition(": ")[2])
    for reason, names in undone.items():
        lines += _shifted(f"not done, {', '.join(names)}: {reason}")
    return lines


def _shifted(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent=SHIFT, subsequent_indent=SHIFT + "  ")


def _beyond(finding: Finding) -> list[str]:
    from impact.effects import Effect

    caveats = finding.result.caveats if isinstance(finding.result, Effect) else ()
    return [caveat for caveat in caveats if caveat.code == "beyond_plausible"]


def _reason(finding: Finding) -> str:
    from impact.effects import NotIdentified

    result = finding.result
    if not isinstance(result, NotIdentified):
        return ""
    return f"{result.reason} Possible: {'; '.join(result.what_is_possible)}."


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
