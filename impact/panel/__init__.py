"""From raw tables to regional series: one region, sector, year, variable and value a row."""

from impact.panel.export import export
from impact.panel.names import named
from impact.panel.regional import panel
from impact.panel.variables import variables

__all__ = ["export", "named", "panel", "variables"]
