"""A chart as a slide shows it: its facets wider, until it fills a frame that is wider than high.

A drawing that is made for a page stands at the left of a slide with nothing beside it: its lines of text and its axes
are as short as those of a page. A map keeps its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from impact.report.charts import theme
from impact.report.charts.around import put_around, taken_off

WIDEST = 1.75  # against a page: wider, and letters become smaller than the height asks for
_PAGE = 620  # units of a line of a page
_TURNS = 4  # lines become fewer as the picture becomes wider, and so it becomes lower
_CLOSE = 8.0  # units that the shape may be off

Spec = dict[str, Any]


def wide_signed(chart: theme.Drawn, shape: float, title: str = "") -> str:
    """Return a finished picture as wide as a frame asks for, as SVG text, with everything that stands around it.

    Parameters
    ----------
    chart : Drawn
        What `theme.signed` returned.
    shape : float
        Width of the frame over its height.
    title : str
        What stands above it instead of its own title.
    """
    spec, around = taken_off(chart.to_dict())
    told = replace(around, title=title or around.title)
    part = 1.0
    drawing = theme.drawn(put_around(spec, told, part=part))
    for _ in range(_TURNS):
        wanted = min(shape * theme.height(drawing), WIDEST * _PAGE)
        more = wanted - theme.width(drawing)
        if more < _CLOSE:
            break
        part = max(wanted / _PAGE, 1.0)
        _widened(spec, more)
        drawing = theme.drawn(put_around(spec, told, part=part))
    return drawing


def _widened(spec: Spec, more: float) -> None:
    """Make the facets that stand side by side wider by so much together."""
    for row in _rows(spec):
        for facet in row:
            facet["width"] += more / len(row)


def _rows(view: Spec) -> Iterator[list[Spec]]:
    """Yield the facets that stand side by side, of each row of them."""
    if "hconcat" in view:
        yield [part for part in view["hconcat"] if _widens(part)]
        return
    if _widens(view):
        yield [view]
    for part in view.get("vconcat", ()):
        yield from _rows(part)


def _widens(view: Spec) -> bool:
    return isinstance(view.get("width"), int | float) and "projection" not in view
