"""Names on a map: where each stands inside its region, clear of the others, with an edge against borders."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import shapely

from impact.report.charts import theme
from impact.report.charts.chart import Chart

NAME = 11  # size of the letters


def written(texts: list[str], places: list[shapely.Point], letters: dict[str, Any]) -> alt.LayerChart:
    """Return texts at their places, with an edge of paper so that borders do not cross the letters."""
    labels = pd.DataFrame({"name": texts, "x": [p.x for p in places], "y": [p.y for p in places]})
    placed = Chart(labels).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    edge = placed.mark_text(
        fontSize=NAME, stroke=theme.PAPER, strokeWidth=3, strokeJoin="round", opacity=0.75, **letters
    )
    return alt.LayerChart(layer=[edge, placed.mark_text(fontSize=NAME, **letters)])


def places(texts: list[str], held: list[shapely.Geometry], metres: float) -> list[shapely.Point]:
    """Return where each text stands: on the longest line across its region that no other text stands on."""
    taken: list[shapely.Geometry] = []
    for text, shape in zip(texts, held, strict=True):
        across = [place for line in _lines_across(shape) for place in _along(line)]
        boxes = [_box(place, len(text) + text.isupper(), metres) for place in across]  # capitals are wider
        free = [box for box in boxes if not any(box.intersects(other) for other in taken)]
        taken.append((free or boxes)[0])
    return [box.centroid for box in taken]


def clear_places(
    texts: list[str], held: list[shapely.Geometry], metres: float, frame: shapely.Geometry
) -> list[shapely.Point | None]:
    """Return where each text stands, inside the frame and on no other text; None where there is no such place.

    Parameters
    ----------
    texts : list of str
        What is written; a line break makes a second line.
    held : list of geometry
        The region of each text, in metres.
    metres : float
        What one unit of the drawing stands for.
    frame : geometry
        What is drawn.
    """
    taken: list[shapely.Geometry] = []
    found: dict[int, shapely.Point] = {}
    for at in sorted(range(len(texts)), key=lambda at: -held[at].area):
        boxes = (_block(place, texts[at], metres) for line in _lines_across(held[at]) for place in _along(line))
        free = (box for box in boxes if frame.contains(box) and not any(box.intersects(other) for other in taken))
        if box := next(free, None):
            taken.append(box)
            found[at] = box.centroid
    return [found.get(at) for at in range(len(texts))]


def _block(place: shapely.Point, text: str, metres: float) -> shapely.Geometry:
    """Return the room that a text of one or more lines takes around a place."""
    lines = text.split("\n")
    one = _box(place, max(map(len, lines)), metres)
    west, south, east, north = one.bounds
    more = (len(lines) - 1) * (north - south) / 2
    return shapely.box(west, south - more, east, north + more)


def _along(line: shapely.Geometry) -> list[shapely.Point]:
    """Return where on a line a text may stand: its middle first, then nearer to its ends."""
    return [line.interpolate(part, normalized=True) for part in (0.5, 0.35, 0.65, 0.2, 0.8)]


def _lines_across(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Return horizontal lines inside the middle part of a region, the longest first."""
    west, south, east, north = shape.bounds
    heights = np.linspace(south + 0.2 * (north - south), north - 0.2 * (north - south), 21)
    inside = shapely.intersection(shape, shapely.linestrings([[(west, y), (east, y)] for y in heights]))
    found = [line for line in shapely.get_parts(inside) if line.length > 0]
    return sorted(found, key=shapely.length, reverse=True)


def _box(place: shapely.Point, letters: int, metres: float) -> shapely.Geometry:
    across, high = 0.3 * NAME * letters * metres, 0.55 * NAME * metres
    return shapely.box(place.x - across, place.y - high, place.x + across, place.y + high)
