"""From raw tables to regional series: one region, sector, year, variable and value a row."""

from impact.panel.breaks import Break, breaks
from impact.panel.cautions import cautions, refused
from impact.panel.change import change
from impact.panel.export import export
from impact.panel.names import named
from impact.panel.regional import panel
from impact.panel.variables import variables

__all__ = ["Break", "breaks", "cautions", "change", "export", "named", "panel", "refused", "variables"]
