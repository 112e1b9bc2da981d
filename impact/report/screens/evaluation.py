"""What the command line shows of an evaluation: what was found, what could have been, and what stands in the way."""

from __future__ import annotations

import textwrap
from string import Formatter
from typing import TYPE_CHECKING

import numpy as np

from impact.words.numbers import formatted
from impact.words.statements import Statement, in_language, said, sentences
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.effects import Effect, Evaluation, Finding
    from impact.effects.registered.design_file import Outcome
    from impact.report.study.pages import StudyWords
    from impact.words.languages import Lang

WIDTH = 110
SHOWN = 5  # areas with the largest weights
LEAST = 0.005  # a weight that is shown
SHIFT = 6 * " "


def evaluation_screen(evaluation: Evaluation, lang: Lang = "en") -> str:
    """Return an evaluation as one screen of text; where nothing is identified the reason stands in its place.

    Parameters
    ----------
    evaluation : Evaluation
        What was found.
    lang : str
        `nl` or `en`. What the design file says is in the words of the pages beside it; without Dutch there, as it is.
    """
    from impact.report.study.pages import StudyPages, StudyWords

    study = evaluation.study
    pages = StudyPages.of(study) if lang == "nl" else StudyPages()  # there are Dutch words alone in them
    spoken = StudyWords(study, pages, lang)
    design = in_language(
        said("study_design", frozen=_in(lang, evaluation.frozen), checksum=evaluation.checksum[:12]), lang
    )
    lines = [spoken.title, *textwrap.wrap(spoken.question, WIDTH), design, ""]
    if evaluation.predicted:
        expected = in_language(said("study_expected", scenario=evaluation.predicted_by), lang)
        lines[-1:] = [*textwrap.wrap(expected, WIDTH), ""]
    for outcome in study.outcomes:
        lines += _outcome(outcome, spoken, evaluation, lang)
    reasons = list(dict.fromkeys(r for f in evaluation.findings if (r := _reason(f, lang))))
    limits = [_in(lang, limit) for limit in spoken.limits]
    for title, texts in ((said("study_not_identified"), reasons), (said("study_limits"), limits)):
        if texts:
            lines += ["", in_language(title, lang), *(line for text in texts for line in _wrapped(text))]
    return "\n".join(lines)


def _outcome(outcome: Outcome, spoken: StudyWords, evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return what was found of one outcome, by area and method."""
    found = [f for f in evaluation.findings if f.outcome.name == outcome.name]
    if not found:
        return []
    measured = unit(outcome.unit).after.spoken(lang)
    lines = [f"{spoken.outcome(outcome.name)} ({measured}, {outcome.years[0]}-{outcome.years[1]})"]
    lines += [line for finding in found for line in _finding(finding, evaluation, lang)]
    silent = evaluation.unexpected()
    if outcome.name in silent:
        lines += _shifted(in_language(said("study_nothing_expected", why=silent[outcome.name]), lang))
    return lines


def _in(lang: Lang, text: str) -> str:
    """Return what was said in a language; a text that only the file has stands as it is."""
    if lang == "en" or not isinstance(text, Statement):
        return str(text)
    return in_language(text, lang, **_written(text, lang))


def _written(told: Statement, lang: Lang) -> dict[str, str]:
    """Return the numbers of a statement that its sentence does not say how to write, in three digits."""
    parts = Formatter().parse(sentences()[told.code][lang])
    bare = {name for _, name, spec, _ in parts if name and not spec}
    given = {name: told.fields[name] for name in bare}
    return {name: _plain(value, ".3g", lang) for name, value in given.items() if isinstance(value, float)}


def _finding(finding: Finding, evaluation: Evaluation, lang: Lang) -> list[str]:
    from impact.effects import Effect

    name = f"  {finding.treated.name}, {finding.test.estimator}"
    result, power = finding.result, finding.detectable
    effect = (
        _effect(result, finding.p_adjusted, lang)
        if isinstance(result, Effect)
        else in_language(said("study_no_estimate"), lang)
    )
    parts = [effect]
    if power is not None:
        found = in_language(said("study_found", own=power.for_treated, mean=power.value), lang)
        found = found if np.isfinite(power.value) else in_language(said("study_found_nothing"), lang)
        parts.append(in_language(said("study_could_find", found=found, smallest_p=power.smallest_p), lang))
    if np.isfinite(expected := evaluation.expected(finding)):
        parts.append(in_language(said("study_expects", value=expected), lang))
    first = f"{name}: {'; '.join(parts)}"
    return [first, *_range(finding, evaluation, lang), *_comparison(finding, lang), *_checks(finding, lang)]


def _effect(result: Effect, adjusted: float | None, lang: Lang) -> str:
    low, high = (_plain(limit, "+.3g", lang) for limit in result.interval)
    p = f"p = {_plain(result.p_value, '.3f', lang)}"
    beside = "" if adjusted is None else in_language(said("study_adjusted", p=adjusted), lang)
    comma = ";" if lang == "nl" else ","  # the decimal sign of Dutch
    return f"{_plain(result.estimate, '+.3g', lang)} [{low}{comma} {high}], {p}{beside} ({result.inference})"


def _plain(value: float, spec: str, lang: Lang) -> str:
    """Return a number as the language writes it; in English with the hyphen that a program reads as a minus."""
    return formatted(value, spec, lang) if lang == "nl" else format(value, spec)


def _range(finding: Finding, evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return what the scenario expects with its range, and from where: jobs from spending, all else from use."""
    asked, key = evaluation.expectations, (finding.outcome.name, finding.treated.name)
    row = next((one for one in asked.rows if (one.outcome, one.treated) == key), None) if asked else None
    if asked is None or row is None:
        return []
    of_use = said("study_of_use", chance=float(asked.chance_of_nothing))
    what = said("study_of_spending") if row.measure == "jobs" else of_use
    figures = {name: float(getattr(row, name)) for name in ("mean", "low", "high")}
    return _shifted(in_language(said("study_expects_of", what=what, year=int(row.year), **figures), lang))


def _comparison(finding: Finding, lang: Lang) -> list[str]:
    """Return what was compared with what, how it fits, and what stands without a verdict."""
    from impact.effects.study.comparison import compared, largest_weights

    sentences = [_in(lang, sentence) for sentence in compared(finding.result)]
    weights = largest_weights(finding.result, SHOWN)
    shown = [f"{unit} {_plain(weight, '.2f', lang)}" for unit, weight in weights.items() if abs(weight) >= LEAST]
    if shown:
        joined = ("; " if lang == "nl" else ", ").join(shown)
        sentences.append(in_language(said("study_beside", units=joined), lang))
    return _shifted("; ".join(sentences)) if sentences else []


def _checks(finding: Finding, lang: Lang) -> list[str]:
    """Return a line for what each check found, and one for those that say why they found nothing."""
    sentences = [_in(lang, sentence) for sentence in (*finding.said.values(), *_beyond(finding))]
    lines = [line for sentence in sentences for line in _shifted(sentence)]
    undone: dict[str, list[str]] = {}
    for name, why in finding.undone.items():
        undone.setdefault(_in(lang, why), []).append(name.rpartition(": ")[2])
    for reason, names in undone.items():
        lines += _shifted(in_language(said("study_not_done", checks=names, why=reason), lang))
    return lines


def _shifted(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent=SHIFT, subsequent_indent=SHIFT + "  ")


def _beyond(finding: Finding) -> list[str]:
    from impact.effects import Effect

    caveats = finding.result.caveats if isinstance(finding.result, Effect) else ()
    return [caveat for caveat in caveats if caveat.code == "beyond_plausible"]


def _reason(finding: Finding, lang: Lang) -> str:
    from impact.effects import NotIdentified

    result = finding.result
    if not isinstance(result, NotIdentified):
        return ""
    reason, possible = _in(lang, result.reason), [_in(lang, what) for what in result.what_is_possible]
    return in_language(said("study_possible", reason=reason, possible=possible), lang)


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
