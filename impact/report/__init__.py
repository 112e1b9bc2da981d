"""Maps, charts and publications: from a result to what people read.

`build` writes a publication; `choropleth`, `change_map`, `sector_share` and `study_area_map` draw maps;
`map_question`, `map_figures` and `region_map` draw any variable, `figures_of_series` figures of one's own,
`outcome_of`, `OutcomeQuestion` and `outcome_figures` what a scenario leads to by area;
`jobs_per_year`, `jobs_by_stage`, `jobs_by_sector` and `staircase` draw charts, and `comparison` that of several
scenarios; `tornado` what drives a headline; `forest_plot`, `funnel_plot`, `leave_one_out_plot` and
`studies_beside_range` draw what studies found; `event_plot`, `gap_path`, `donor_weights`, `permutation_plot` and
`response_plot` draw an effect or a finding of a study. Drawing takes heavy libraries, so each name is fetched when it
is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import face

if TYPE_CHECKING:
    from impact.report.charts.area_map import study_area_map as study_area_map
    from impact.report.charts.comparison import comparison as comparison
    from impact.report.charts.evidence import forest_plot as forest_plot
    from impact.report.charts.evidence import funnel_plot as funnel_plot
    from impact.report.charts.evidence import leave_one_out_plot as leave_one_out_plot
    from impact.report.charts.evidence import studies_beside_range as studies_beside_range
    from impact.report.charts.flow import euro_flow_plot as euro_flow_plot
    from impact.report.charts.maps import change_map as change_map
    from impact.report.charts.maps import choropleth as choropleth
    from impact.report.charts.maps import sector_share as sector_share
    from impact.report.charts.scenario import jobs_by_sector as jobs_by_sector
    from impact.report.charts.scenario import jobs_by_stage as jobs_by_stage
    from impact.report.charts.scenario import jobs_per_year as jobs_per_year
    from impact.report.charts.scenario import staircase as staircase
    from impact.report.charts.tornado import tornado as tornado
    from impact.report.maps.figures import figures_of_series as figures_of_series
    from impact.report.maps.figures import map_figures as map_figures
    from impact.report.maps.outcome import Outcome as Outcome
    from impact.report.maps.outcome import outcome_of as outcome_of
    from impact.report.maps.outcome_figures import OutcomeQuestion as OutcomeQuestion
    from impact.report.maps.outcome_figures import outcome_figures as outcome_figures
    from impact.report.maps.picture import region_map as region_map
    from impact.report.maps.question import map_question as map_question
    from impact.report.pages.documents import build as build
    from impact.report.study.effect_charts import donor_weights as donor_weights
    from impact.report.study.effect_charts import event_plot as event_plot
    from impact.report.study.effect_charts import gap_path as gap_path
    from impact.report.study.effect_charts import permutation_plot as permutation_plot
    from impact.report.study.effect_charts import response_plot as response_plot

__getattr__, __all__ = face(__name__)
