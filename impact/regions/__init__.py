"""Regions of CBS: codes and levels, the study areas, municipal mergers, boundaries.

A code is two letters and a number: GM municipality, CR COROP area, PV province. Municipalities are those of 2024 (the
same in 2025) unless a year is named.
"""

from impact.regions.areas import StudyArea, study_area, study_areas
from impact.regions.boundaries import geometry
from impact.regions.codes import LEVELS, Level, codes, codes_of_nuts, corop_of, members, name
from impact.regions.mergers import Shares, harmonise, read_shares

__all__ = [
    "LEVELS",
    "Level",
    "Shares",
    "StudyArea",
    "codes",
    "codes_of_nuts",
    "corop_of",
    "geometry",
    "harmonise",
    "members",
    "name",
    "read_shares",
    "study_area",
    "study_areas",
]
