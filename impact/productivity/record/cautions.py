"""What a reader has to know of a figure of the region's record: codes beside it, made into words in reports."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """One thing to know of a figure.

    Members
    -------
    CURRENT_PRICES : prices are in it: growth of it is not growth of productivity.
    DENOMINATOR_WIDER : persons in B, D and E are counted, their value added is not: the level is too low.
    IMPUTED_RENTS : value added of homes lived in by their owners is in it, at which nobody works.
    NATION_OF_AREAS : the Netherlands is the sum of its forty COROP areas, without what lies in none of them.
    NATIONAL_DEFLATOR : prices of the nation stand for those of the area.
    DEFLATOR_OF_ANOTHER_VINTAGE : prices come from national accounts before the benchmark revision of 2021.
    CONSUMER_PRICES : what value added buys in the shops, not how much is made.
    OWN_DEFLATOR : prices were handed over by the user.
    EMPLOYEE_JOBS : jobs of employees in December, without the self-employed.
    UNEXPLAINED_FALL : jobs in finance (K) fall in 2024, which the source does not explain.
    GROUPS_SHIFT : establishments moved between finance (K) and business services (M-N) in 2023.
    ROUNDED_TO_FIVE : counts are rounded to multiples of five.
    ZERO_MAY_BE_BLANK : a zero may be a figure that is missing.
    ESTABLISHMENT_IS_NO_JOB : a shop of one counts as much as a hospital.
    SUM_OF_MUNICIPALITIES : municipal figures added up, each rounded.
    ALL_SECTORS_OF_RESEARCH : firms, institutes and universities together.
    NO_SUCCESSOR : the series ended, and no other goes on from it.
    """

    CURRENT_PRICES = "current-prices"
    DENOMINATOR_WIDER = "denominator-wider"
    IMPUTED_RENTS = "imputed-rents"
    NATION_OF_AREAS = "nation-of-areas"
    NATIONAL_DEFLATOR = "national-deflator"
    DEFLATOR_OF_ANOTHER_VINTAGE = "deflator-of-another-vintage"
    CONSUMER_PRICES = "consumer-prices"
    OWN_DEFLATOR = "own-deflator"
    EMPLOYEE_JOBS = "employee-jobs"
    UNEXPLAINED_FALL = "unexplained-fall"
    GROUPS_SHIFT = "groups-shift"
    ROUNDED_TO_FIVE = "rounded-to-five"
    ZERO_MAY_BE_BLANK = "zero-may-be-blank"
    ESTABLISHMENT_IS_NO_JOB = "establishment-is-no-job"
    SUM_OF_MUNICIPALITIES = "sum-of-municipalities"
    ALL_SECTORS_OF_RESEARCH = "all-sectors-of-research"
    NO_SUCCESSOR = "no-successor"
