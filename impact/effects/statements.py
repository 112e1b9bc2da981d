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
        "all_treated": "Every unit is treated at the same date: nobody stands for what would have happened.",
        "cannot_reject": (
            "With {treated} treated of {total} units the smallest p-value this test can give is {smallest_p:.3f}, "
            "above {level:.2f}: no effect of any size could be told from chance."
        ),
        "treated_not_seen": (
            "{units}: not a figure in every year of {first}-{last}, so part of the treated is not seen."
        ),
        # what is possible instead
        "freeze_the_design": "freeze the design",
        "detectable_before": "minimum_detectable_effect on the years before",
        "comparable_events": "estimates of comparable events",
        "earlier_years": "add earlier years",
        "shorter_anticipation": "shorten the anticipation, with a reason",
        "exclude_the_unit": "exclude the unit",
        "untreated_units": "add units that are not treated",
        "finer_level": "a finer regional level (COROP areas or municipalities)",
        "lower_level": "a lower level, said in advance",
        "more_donors": "more donors",
        "other_years": "other years",
        "treated_without": "treated units without it",
        "unsuppressed_figures": "figures from the source that are not suppressed",
        # caveats
        "parallel": "holds if treated and controls would have moved in parallel",
        "one_treated": "1 treated unit: whatever else happened there is in the estimate",
        "few_treated": "{n} treated units: whatever else happened there is in the estimate",
        "treated_after_end": "{n} units treated after the last year are out: {units}",
        "marked_cells": "{n} cells are marked '{status}' ({units}; {first}-{last})",
        "several_dates": (
            "several treatment dates: two-way fixed effects also compare treated with treated; "
            "see bacon_decomposition, or use callaway_santanna"
        ),
        "equally_noisy": "fewer than three clean years: the test takes all units to be equally noisy",
        "few_for_analytic": "{n} treated units are few for errors that hold with many; the test may over-reject",
        "random_reassignments": "{drawn} random reassignments of {possible:.3g} possible",
        "exact_if_normal": "exact only if units have normal errors of equal variance",
        "no_comparison": "ATT({cohort},{time}) has no observed treated unit or no control",
        "not_imputed": "{n} treated cells have no untreated period or unit to be imputed from",
        "last_cohort_controls": (
            "no never-treated unit: the cohort of {cohort} is the control, and its treated years are out"
        ),
        # what was left out of a panel
        "years_without": "{unit}: {missing} of {years} years without a figure",
        "year_without": "{year}: no figure for any unit",
        # checks that were not done
        "nothing_to_check": "no estimate to check",
        "no_path": "honest bounds need a path by event time with its covariance.",
        "no_reference": "honest bounds need estimates before and after one reference period (universal_base).",
        "could_not": "{what}",
        # whether a design is what was frozen
        "not_frozen": "not frozen",
        "as_frozen": "as frozen on {date}",
        "changed_since": "changed since it was frozen on {date}: {what}",
        "record_changed": "the record of {date} is not what was frozen",
    }
)


class Statement(str):
    """An English sentence with the code of its template and the values in it; it does not change.

    Values are numbers and text as they were given, not yet formatted.
    """

    code: str
    values: Mapping[str, object]

    def __new__(cls, code: str, values: Mapping[str, object]) -> Statement:
        """Return the sentence of a code, filled in."""
        self = super().__new__(cls, ENGLISH[code].format_map(values))
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", MappingProxyType(dict(values)))
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a statement does not change; {name} is part of what was said")

    def __reduce__(self) -> tuple[Callable[..., Statement], tuple[str, dict[str, object]]]:
        return Statement, (self.code, dict(self.values))


def said(code: str, **values: object) -> Statement:
    """Return a statement by the code of its template.

    Raises
    ------
    KeyError
        When there is no such code, or a value of its template is missing.
    """
    return Statement(code, values)
