"""Productivity and innovation: what is known of the effects of AI, R&D and agglomeration, and how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import face

if TYPE_CHECKING:
    from impact.productivity.adoption.bass import bass_adoption as bass_adoption
    from impact.productivity.adoption.logistic import logistic_adoption as logistic_adoption
    from impact.productivity.adoption.national import national_adoption as national_adoption
    from impact.productivity.adoption.national import published_adoption as published_adoption
    from impact.productivity.adoption.region import adoption_by_size as adoption_by_size
    from impact.productivity.adoption.results import Adoption as Adoption
    from impact.productivity.record.accounts import accounts_by_sector as accounts_by_sector
    from impact.productivity.record.gap_by_sector import productivity_gap as productivity_gap
    from impact.productivity.record.innovation import birth_rate as birth_rate
    from impact.productivity.record.innovation import births as births
    from impact.productivity.record.innovation import closures as closures
    from impact.productivity.record.innovation import establishments as establishments
    from impact.productivity.record.job_growth import job_shift_share as job_shift_share
    from impact.productivity.record.job_growth import published_sectors as published_sectors
    from impact.productivity.record.labour import labour_productivity as labour_productivity
    from impact.productivity.record.left_out import share_left_out as share_left_out
    from impact.productivity.record.parts_of_growth import shift_share as shift_share
    from impact.productivity.record.parts_of_productivity import within_between as within_between
    from impact.productivity.record.regional_record import RegionalRecord as RegionalRecord
    from impact.productivity.record.regional_record import regional_record as regional_record
    from impact.productivity.record.research_by_province import research as research
    from impact.productivity.synthesis.analysis import meta_analysis as meta_analysis
    from impact.productivity.synthesis.pooling import PooledDraws as PooledDraws
    from impact.productivity.synthesis.pooling import pooled_draws as pooled_draws
    from impact.productivity.synthesis.priors import ElicitedRange as ElicitedRange
    from impact.productivity.synthesis.priors import Prior as Prior
    from impact.productivity.synthesis.priors import elicited_range as elicited_range
    from impact.productivity.synthesis.priors import regional_prior as regional_prior
    from impact.productivity.synthesis.reading import read_studies as read_studies
    from impact.productivity.synthesis.reading import shipped_studies as shipped_studies
    from impact.productivity.synthesis.results import Synthesis as Synthesis
    from impact.productivity.synthesis.small_study import SmallStudyTest as SmallStudyTest
    from impact.productivity.synthesis.studies import Studies as Studies
    from impact.productivity.use.agglomeration import agglomeration as agglomeration
    from impact.productivity.use.assumptions import UseAssumption as UseAssumption
    from impact.productivity.use.assumptions import use_assumptions as use_assumptions
    from impact.productivity.use.audit import audit as audit
    from impact.productivity.use.audit import audit_accounts as audit_accounts
    from impact.productivity.use.effects import UseEffects as UseEffects
    from impact.productivity.use.effects import effects_of_use as effects_of_use
    from impact.productivity.use.inputs import Facility as Facility
    from impact.productivity.use.inputs import FirmClasses as FirmClasses
    from impact.productivity.use.inputs import Region as Region
    from impact.productivity.use.inputs import Response as Response
    from impact.productivity.use.municipalities import MunicipalEffects as MunicipalEffects
    from impact.productivity.use.municipalities import municipal_effects as municipal_effects

__getattr__, __all__ = face(__name__)
