"""What has to be known beside a pooled effect: codes with their values, which the report puts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Field = str | int | float

CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # too few studies for the heterogeneity to be known: a prior takes the elicited range
        "few_studies": ("k", "fewest"),
        # too few studies for a test of small-study effects to find any
        "few_for_small_study_test": ("k", "fewest"),
        # there is no test for small-study effects
        "no_small_study_test_two_studies": (),
        "no_small_study_test_equal_errors": (),
        # the studies differ less than their own errors make them: the whole profile interval is zero
        "closer_than_chance": ("q", "degrees_of_freedom"),
        # one common effect is assumed, and the studies contradict it
        "common_effect_contradicted": ("q", "degrees_of_freedom", "p_value"),
        # the studies happen to lie so close that the plain Hartung-Knapp error is below the model's own
        "narrower_than_wald": ("std_error", "wald_std_error"),
        # one study is so much more precise than all others together that the usual intervals hold too little
        "one_precise_study": ("study", "share"),
        # there is no prediction interval: one common effect leaves nothing to predict
        "no_prediction_common_effect": (),
        # there is no prediction interval: too few studies for its degrees of freedom
        "no_prediction_few_studies": ("k",),
        # studies that print no standard error and no interval are left out of the pooled effect
        "without_standard_error": ("studies",),
        # the range is the elicited one, not pooled
        "elicited_range": ("parameter", "basis"),
    }
)


@dataclass(frozen=True)
class Caution:
    """A code of `CODES` with the values of its fields."""

    code: str
    fields: Mapping[str, Field]


def caution(code: str, **fields: Field) -> Caution:
    """Return a caution.

    Parameters
    ----------
    code
        One of `CODES`.
    **fields
        The values that `CODES` lists for it.

    Raises
    ------
    KeyError
        The code or its fields are others than those declared.
    """
    if set(CODES[code]) != fields.keys():
        raise KeyError(f"{code} has the fields {CODES[code]}, not {tuple(fields)}")
    return Caution(code, MappingProxyType(fields))
