"""What a result says in words: reasons, caveats and what was left out, so that each can be said in another language.

A statement reads as its English sentence and remembers which sentence it is and with which values. Whoever speaks
another language keeps a table with the same codes and fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NoReturn

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        # why there is no estimate
        "no_year_after": "Treatment starts in {first} and the panel ends in {last}: there is no year after it.",
        "no_clean_year": "With anticipation {anticipation} no clean year is left before treatment for {units}.",
        "one_clean_year": "Synthetic methods need two clean years before treatment, better ten; there is one.",
        "all_treated": "Every unit is treated: nobody stands for what would have happened.",
        "cannot_reject": (
            "With {treated} treated of {total} units the smallest p-value this test can give is {smallest_p:.3f}, "
            "above {level:.2f}: no effect of any size could be told from chance."
        ),
        "not_connected": (
            "No treated figure can be compared: no unit is untreated in the years under treatment and seen before them."
        ),
        "not_separable": (
            "The regression cannot tell the effects from the years ({columns} columns, rank {rank}): some cohort "
            "shares no untreated unit with the years before it."
        ),
        "treated_not_seen": (
            "{units}: not a figure in every year of {first}-{last}, so part of the treated is not seen."
        ),
        "alone_in_group": "{units}: fewer than two controls of its own group to be compared with.",
        # what is possible instead
        "freeze_the_design": "freeze the design",
        "detectable_before": "minimum_detectable_effect on the years before",
        "comparable_events": "estimates of comparable events",
        "earlier_years": "add earlier years",
        "use_did": "difference-in-differences (did), which takes one year before",
        "shorter_anticipation": "shorten the anticipation, with a reason",
        "exclude_the_unit": "exclude the unit",
        "untreated_units": "add units that are not treated",
        "later_treated": "units treated later as controls until then: control_group='not_yet'",
        "finer_level": "a finer regional level (COROP areas or municipalities)",
        "lower_level": "a lower level, said in advance: level={level:g}",
        "more_donors": "more donors",
        "other_years": "other years",
        "treated_without": "treated units without it",
        "unsuppressed_figures": "figures that the source publishes",
        # caveats
        "parallel": "holds if treated and controls would have moved in parallel",
        "one_treated": "1 treated unit: whatever else happened there is in the estimate",
        "few_treated": "{n} treated units: whatever else happened there is in the estimate",
        "treated_after_end": "{n} units treated after the last year are out: {units}",
        "marked_cells": "{n} cells are marked '{status}' ({units}; {first}-{last})",
        "periods_without": (
            "{n} periods between {first} and {last} without a figure for any unit ({years}): "
            "periods before and after are counted by the calendar"
        ),
        "date_not_seen": "the first treated period {date} has no figure: what is seen of it begins in {seen}",
        "several_dates": (
            "several treatment dates: two-way fixed effects also compare treated with treated; "
            "see bacon_decomposition, or use callaway_santanna"
        ),
        "equally_noisy": (
            "the test takes all units to be equally noisy: it finds a noisier one too often, a calmer one too rarely"
        ),
        "few_for_analytic": "{n} treated units are few for errors that hold with many; the test may over-reject",
        "few_for_sizes": (
            "{n} controls are few to tell how noise falls with size: the test may over-reject for small treated units"
        ),
        "random_reassignments": "{drawn} random reassignments of {possible:.3g} possible",
        "exact_if_normal": "exact only if units have normal errors of equal variance",
        "no_comparison": "ATT({cohort},{time}) has no observed treated unit or no control",
        "not_imputed": "{n} treated cells have no untreated period or unit, seen with their own, to be imputed from",
        "rebased": "the cohort of {cohort} has no figure in {reference}: its effects are relative to {year}",
        "no_figure_before": "the cohort of {cohort} has no figure before treatment and is left out",
        "last_cohort_controls": (
            "no never-treated unit: the cohort of {cohort} is the control, and its treated years are out"
        ),
        "beyond_plausible": (
            "the estimate is {times:.0f} times the most that the measure could do by its own size ({plausible:.3g}): "
            "something else is in it"
        ),
        # why an inference is refused, said of its name
        "needs_one_date": "needs one common date",
        "needs_equal_weights": "needs units of equal weight",
        "needs_sizes": "needs the number of people or firms behind every figure",
        "needs_many": (
            "needs at least {n} treated units and {controls} controls: "
            "below that it rejects true nulls far too often, or never"
        ),
        "needs_controls": "needs at least {n} controls for every treated unit, to draw its noise from theirs",
        "needs_cohorts": (
            "needs {n} treated units a date or more, on average: a unit with a date of its own does not show its noise"
        ),
        "needs_exchange": (
            "needs a balanced, unweighted panel without covariates and with untreated units, which can change places"
        ),
        "needs_misfit": (
            "needs fits before treatment that leave some noise: donors as many as years fit it all, and an estimate "
            "over nothing has no size"
        ),
        "needs_clean_years": "needs at least {n} clean years, to measure every unit's own noise",
        # what was left out of a panel
        "years_without": "{unit}: {missing} of {years} years without a figure",
        "alone_in_country": "{unit}: fewer than two areas of its country to be compared with",
        "year_without": "{year}: no figure for any unit",
        # checks that were not done
        "nothing_to_check": "no estimate to check",
        "no_path": "honest bounds need a path by event time with its covariance",
        "no_reference": "honest bounds need estimates before and after one reference period (universal_base)",
        "gap_in_path": "honest bounds need a path without gaps; periods are missing between {first} and {last}",
        "no_pre_path": (
            "{estimator} gives no path before treatment that can be reassigned: it is fitted to those years, "
            "or uses weights or covariates"
        ),
        "no_period_before": "no period lies before the reference period",
        "few_clean_years": "no date has three clean years before it",
        "one_treated_only": "only one treated unit can be put in the place of every other; there are {n}",
        "one_date_only": "one common date is needed; there are {n}",
        "one_date_no_mixing": "with one date no treated unit serves as a control: there is nothing to take apart",
        "not_two_way": "{estimator} is not a two-way fixed effects estimate: there is nothing to take apart",
        "no_ring": "no ring has figures in every year",
        "no_other_pool": "no other pool leaves donors out",
        "empty_pool": "no donor is in it",
        "none_identified": "none identified, of {n} tried",
        "not_identified": "nothing identified",
        "other_assignments": "the outcomes do not share their units: their reassignments cannot be matched",
        "no_assignments": "{inference} does not reassign treatment",
        "one_outcome": "one estimate alone needs no adjustment",
        # what checks found
        "placebo_dates": "placebo dates: {found} of {n} with p below {level:.2g}",
        "placebo_places": "placebo places: the treated unit is number {rank} of {n} by distance from zero",
        "without_one": (
            "one unit less: estimates from {lowest:.3g} to {highest:.3g}, p from {lowest_p:.3f} to {highest_p:.3f}"
        ),
        "ring_effects": "rings around it: {found} of {n} with p below {level:.2g}",
        "pool_effects": (
            "{n} donor pools: estimates from {lowest:.3g} to {highest:.3g}, p from {lowest_p:.3f} to {highest_p:.3f}"
        ),
        "other_tests": "other tests of the same estimate: p from {lowest_p:.3f} to {highest_p:.3f} ({n} tests)",
        "pre_trend": (
            "before treatment: p = {p_value:.3f} for parallel trends; a trend of {slope:.3g} a period would be seen "
            "half of the time, and would by itself make {bias:.3g} of the estimate"
        ),
        "breakdown": (
            "the first effect differs from zero as long as trends bend by at most {smoothness:.3g} a period, "
            "or move by at most {relative:.3g} times the largest move before"
        ),
        "no_breakdown": "the first effect does not differ from zero even if trends are parallel",
        "weights_of_kinds": (
            "{late:.0%} of the weight compares later with earlier treated, {early:.0%} earlier with later, "
            "{never:.0%} with untreated units"
        ),
        "flags": (
            "flagged cells: {n}, of which {treated} in treated units; {marked} marked by the source, "
            "{boundary} on other boundaries, {jumps} out of line"
        ),
        "no_flags": "flagged cells: none",
        "adjusted": "p = {p_value:.3f} when adjusted for {outcomes} outcomes ({assignments} assignments)",
        "could_not": "{what}",
        # why a scenario expects nothing of an outcome
        "no_such_measure": "a scenario says nothing about the figures of {table}",
        "not_whole_sectors": "a scenario speaks of whole sectors of {table}, not of these rows of it",
        # whether a design is what was frozen
        "not_frozen": "not frozen",
        "as_frozen": "as frozen on {date}",
        "changed_since": "changed since it was frozen on {date}: {what}",
        "record_changed": "the record of it is not what was frozen",
    }
)


class Statement(str):
    """An English sentence with the code of its template and the values in it; it does not change.

    Values are numbers and text as they were given, not yet formatted.
    """

    code: str
    fields: Mapping[str, object]

    def __new__(cls, code: str, values: Mapping[str, object]) -> Statement:
        """Return the sentence of a code, filled in."""
        self = super().__new__(cls, ENGLISH[code].format_map(values))
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "fields", MappingProxyType(dict(values)))
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a statement does not change; {name} is part of what was said")

    def __reduce__(self) -> tuple[Callable[..., Statement], tuple[str, dict[str, object]]]:
        return Statement, (self.code, dict(self.fields))


def said(code: str, **values: object) -> Statement:
    """Return a statement by the code of its template.

    Raises
    ------
    KeyError
        When there is no such code, or a value of its template is missing.
    """
    return Statement(code, values)
