"""The options of a run: what to keep and the figures to use, or all that is wrong with them at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from impact.draws.streams import SAMPLINGS, powers_around, sampling_called
from impact.errors import InputError, Problem, suggestion
from impact.panel.figures import Figures, figures_of
from impact.scenario.keeping import Keep, too_many


def options_of(
    draws: int, seed: int, data: str | Path | Figures, sampling: str, keep: Keep | str
) -> tuple[Keep, Figures]:
    """Return what to keep and the figures that `data` names, unless one of the options cannot be used.

    Parameters
    ----------
    draws, seed, data, sampling, keep
        As of `run`.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    problems = []
    try:
        kept = Keep(keep)
    except ValueError:
        expected = " or ".join(repr(one.value) for one in Keep)
        problems.append(Problem("option", "keep", repr(keep), expected, "Choose one of them."))
        kept = Keep.EVERYTHING
    problems += [*_on_sampling(draws, sampling, kept), *too_many(draws, kept)]
    if seed < 0:
        problems.append(Problem("option", "--seed", str(seed), "a whole number of 0 or more", "Choose another seed."))
    try:
        found = figures_of(data)
    except InputError as refusal:
        problems += [replace(problem, file="option", field="--data") for problem in refusal.problems]
    if problems:
        raise InputError(problems)
    return kept, found


def _on_sampling(draws: int, sampling: str, keep: Keep) -> list[Problem]:
    """Return what is wrong with how is drawn: a name that is not known, or a sequence cut off before a power of two."""
    if sampling_called(sampling) is None:
        expected = " or ".join(SAMPLINGS)
        return [Problem("option", "--sampling", repr(sampling), expected, suggestion(sampling, SAMPLINGS))]
    nearest = [str(count) for count in powers_around(max(draws, 1)) if count <= keep.most_draws]
    if sampling == "random" or draws < 1 or str(draws) in nearest:
        return []
    todo = f"Use --draws {' or '.join(nearest)}, or --sampling random."
    expected = "a power of two: a Sobol sequence is even at those alone"
    return [Problem("option", "--draws", f"{draws:,} with --sampling {sampling}", expected, todo)]
