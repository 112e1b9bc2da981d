"""A chart as a narrow screen shows it: its facets below each other, its names in short lines, its letters as large.

The drawing is made again from the chart itself, so that it holds the same figures; what stands around a drawing on
paper (title, what is measured, source) becomes text of the page.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from impact.report.charts import theme
from impact.report.charts.around import put_around, taken_off
from impact.report.charts.row_names import CENTRED, LINE, LINES, lines, one_line

WIDTH = 288  # of a page of 320 with its margins
PART_OF_A_PAGE = 0.4  # how long lines of text are, against those of a page
FACET = 112  # height of one of several facets: gross and net have to be seen together
SINGLE = 190
_APART = {"labelOverlap": "parity", "labelSeparation": 6}  # figures along the foot
BAR = 18  # thickness of a bar beside a name
ROW = 17  # and of one of several estimates beside a name
NAME = 17  # letters of a name on one line
KEY = 36  # letters on a line of a key
KEY_BESIDE_NAMES = 22  # such a key begins where the names end
LETTERS = 8  # size of the smallest letters, those on a map
TICKS, TICKS_BESIDE = 4, 2  # on the axis of a facet, and of one of two beside names
_FIGURES = "datasets"  # of a drawing: large, and never changed to fit
_TURNS = 8  # times that a width is corrected for what stands outside the axes

Spec = dict[str, Any]


@dataclass(frozen=True)
class Narrow:
    """A drawing for a narrow screen, with the texts that stand around it."""

    svg: str
    title: str
    subtitle: str
    source: str


@dataclass(frozen=True)
class Slim:
    """A chart that was made for a narrow screen and is not drawn yet, with the texts that stand around it."""

    chart: theme.Drawn
    title: str
    subtitle: str
    source: str

    def drawn(self, specification: Spec | None = None) -> Narrow:
        """Return it drawn.

        Parameters
        ----------
        specification : dict, optional
            What `to_dict` of its chart returned, where that was asked already.
        """
        svg = theme.drawn(specification or self.chart.to_dict())
        return Narrow(svg, self.title, self.subtitle, self.source)


def narrow(chart: theme.Drawn) -> Narrow:
    """Return a finished picture (`theme.signed`) as a narrow screen shows it."""
    return slimmed(chart.to_dict())


def slimmed(written: Spec) -> Narrow:
    """Return a finished picture that is written out as a narrow screen shows it.

    Parameters
    ----------
    written : dict
        What `to_dict` of a finished picture returned; it is changed, so draw it as it is before.
    """
    spec, around = taken_off(written)
    _slimmed(spec)
    return Narrow(_fitted(spec), around.title, around.subtitle, around.foot)


def narrow_signed(chart: theme.Drawn, title: str = "") -> str:
    """Return a finished picture as wide as a phone, as SVG text, with everything that stands around it.

    Parameters
    ----------
    chart : Drawn
        What `theme.signed` returned.
    title : str
        What stands above it instead of its own title.
    """
    spec, around = taken_off(chart.to_dict())
    _slimmed(spec)
    _fitted(spec)
    return theme.drawn(put_around(spec, replace(around, title=title or around.title), part=PART_OF_A_PAGE))


def _slimmed(spec: Spec) -> None:
    (inner,) = spec["vconcat"]
    inner["vconcat"] = [_stacked(drawn) for drawn in inner["vconcat"]]
    _keys_below(spec)
    _shortened(spec)


def _stacked(drawn: Spec) -> Spec:
    """Return facets below each other; those that share their names keep their place beside the first."""
    facets = drawn.get("hconcat", [drawn])
    beside = "hconcat" in drawn and drawn.get("resolve", {}).get("scale", {}).get("x") == "shared"
    first = next(_axes(facets[0], "y"), {})
    for facet in facets:
        _turned(facet)
        _sized(facet, many=len(facets) > 1 and not beside, ticks=TICKS_BESIDE if beside else TICKS)
        if not beside:
            _with_axis(facet, first)
    if "hconcat" not in drawn or beside:
        return drawn
    for facet in facets[:-1]:
        for channel in _channels(facet, "x"):
            channel["title"] = None
            channel.get("axis", {}).pop("title", None)
    kept = {key: value for key, value in drawn.items() if key not in ("hconcat", "bounds")}
    return {**kept, "vconcat": facets, "spacing": 12}


def _views(view: Spec) -> Iterator[Spec]:
    """Return a view and everything that is drawn in it."""
    yield view
    for kind in ("vconcat", "hconcat", "layer"):
        for part in view.get(kind, ()):
            yield from _views(part)


def _channels(view: Spec, *names: str) -> Iterator[Spec]:
    for part in _views(view):
        for name in names:
            if name in part.get("encoding", {}):
                yield part["encoding"][name]


def _axes(view: Spec, name: str) -> Iterator[Spec]:
    return (channel["axis"] for channel in _channels(view, name) if channel.get("axis"))


def _with_axis(facet: Spec, axis: Spec) -> None:
    """Give a facet that leaned on the axis of its neighbour that axis itself."""
    for channel in _channels(facet, "y"):
        if (channel.get("axis") or {}).get("labels") is False:
            channel["axis"] = dict(axis)


def _turned(facet: Spec) -> None:
    """Lay bars that stand on names on their side: names do not fit beside each other."""
    if not any(channel.get("type") == "nominal" for channel in _channels(facet, "x")):
        return
    for part in _views(facet):
        part["encoding"] = {_TURNED.get(name, name): channel for name, channel in part.get("encoding", {}).items()}
    for mark in _marks(facet, "text"):
        mark.update({"align": "left", "dx": 6, "dy": 0})
    for mark in _marks(facet, "bar"):
        mark["size"] = BAR


_TURNED = {"x": "y", "y": "x", "x2": "y2", "y2": "x2"}


def _sized(facet: Spec, *, many: bool, ticks: int) -> None:
    """Set the size of a facet: a map keeps its shape, another is as wide as it may be."""
    if "projection" in facet:
        _scaled(facet, min(1.0, WIDTH / facet["width"]))
        return
    facet["width"] = WIDTH
    if _named(facet):
        for mark in _marks(facet, "bar") if not any(_channels(facet, "yOffset")) else ():
            mark.setdefault("size", BAR)
    else:
        facet["height"] = FACET if many else SINGLE
        for mark in _marks(facet, "bar"):
            mark.pop("size", None)
    for channel in _channels(facet, "x"):
        if channel.get("type") == "quantitative" and channel.get("axis", {}) is not None:
            channel["axis"] = {**channel.get("axis", {}), "tickCount": ticks, **_APART}


def _scaled(facet: Spec, share: float) -> None:
    facet["width"], facet["height"] = facet["width"] * share, facet["height"] * share
    for mark in _marks(facet, "text"):
        mark["fontSize"] = max(LETTERS, round(mark.get("fontSize", LETTERS) * share))


def _marks(facet: Spec, kind: str) -> Iterator[Spec]:
    for part in _views(facet):
        mark = part.get("mark")
        if isinstance(mark, dict) and mark.get("type") == kind:
            yield mark


def _named(facet: Spec) -> bool:
    return any(channel.get("type") == "nominal" for channel in _channels(facet, "y"))


def _keys_below(spec: Spec) -> None:
    """Put every key under the drawing, one line a name, one key below the other."""
    keys = spec.setdefault("config", {}).setdefault("legend", {})
    keys["layout"] = {"bottom": {"anchor": "start", "direction": "vertical"}}
    for channel in _channels(spec, "color", "fill", "stroke", "shape", "strokeDash"):
        if "field" in channel and channel.get("legend", {}) is not None:
            channel["legend"] = {**channel.get("legend", {}), "orient": "bottom", "columns": 1, "direction": "vertical"}


def _shortened(spec: Spec) -> None:
    """Break names of rows and of keys into short lines, wherever they stand, and give rows room for them."""
    beside = KEY_BESIDE_NAMES if _named(spec) else KEY
    broken: dict[str, str] = {}
    for view in _views(spec):
        for name, letters in (("y", NAME), ("color", beside), ("shape", beside), ("yOffset", beside)):
            channel = view.get("encoding", {}).get(name, {})
            if channel.get("type") == "nominal" and "field" in channel:
                broken |= {text: _broken(text, letters) for text in _texts(spec, channel["field"])}
                _split(channel, "axis" if name == "y" else "legend")
    for facet in _facets(spec):
        _heightened(facet, spec, broken)
    _renamed(spec, broken)


def _split(channel: Spec, part: str) -> None:
    if channel.get(part, {}) is not None:
        middle = {"labelOffset": {"expr": CENTRED}} if part == "axis" else {}
        channel[part] = {**channel.get(part, {}), "labelExpr": LINES, "labelLineHeight": LINE, **middle}


def _facets(view: Spec) -> Iterator[Spec]:
    return (part for part in _views(view) if "width" in part)


def _heightened(facet: Spec, spec: Spec, broken: Mapping[str, str]) -> None:
    """Give every row of a facet with names the height of its longest name, or of the estimates beside it."""
    fields = {channel["field"] for channel in _channels(facet, "y") if channel.get("type") == "nominal"}
    if not fields:
        return
    names = set().union(*(_texts(spec, field) for field in fields))
    high = LINE * (1 + max(broken[name].count("\n") for name in names)) + LINE // 2
    beside = {channel["field"] for channel in _channels(facet, "yOffset")}
    if not beside:
        facet["height"] = {"step": high}
        return
    series = max(len(_texts(spec, field)) for field in beside)
    facet["height"] = len(names) * max(high, ROW * (series + 1))


def _texts(spec: Spec, field: str) -> set[str]:
    rows = (row for data in spec.get("datasets", {}).values() if isinstance(data, list) for row in data)
    return {row[field] for row in rows if isinstance(row.get(field), str)}


def _broken(text: str, letters: int) -> str:
    return lines(one_line(text), letters)


def _renamed(node: Any, names: Mapping[str, str]) -> None:
    """Change texts wherever they stand as a value: in place, but in rows of their own, which the chart has too."""
    if _FIGURES in node:
        node[_FIGURES] = {name: _rows_renamed(rows, names) for name, rows in node[_FIGURES].items()}
    pairs = [(key, value) for key, value in _pairs(node) if key != _FIGURES]
    for key, value in pairs:
        if isinstance(value, str) and value in names:
            node[key] = names[value]
        elif isinstance(value, dict | list):
            _renamed(value, names)


def _pairs(node: Any) -> Iterable[tuple[Any, Any]]:
    return node.items() if isinstance(node, dict) else enumerate(node)


def _rows_renamed(rows: Any, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {key: names.get(cell, cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows
    ]


def _fitted(spec: Spec) -> str:
    """Return the drawing, its facets as wide as what stands outside their axes leaves them.

    The narrowest of those tried, where none fits: beside facets that are narrower still, their texts stand out further.
    """
    drawing = theme.drawn(spec)
    for _ in range(_TURNS):
        over = theme.width(drawing) - WIDTH
        if over <= 0:
            break
        before = copy.deepcopy({part: told for part, told in spec.items() if part != _FIGURES})
        _shrunk(spec, over)
        narrower = theme.drawn(spec)
        if theme.width(narrower) >= theme.width(drawing):
            spec.update(before)
            break
        drawing = narrower
    return drawing


def _shrunk(view: Spec, over: float) -> None:
    beside = len(view.get("hconcat", ())) or 1
    for kind in ("vconcat", "hconcat"):
        for part in view.get(kind, ()):
            _shrunk(part, over / beside)
    if "projection" in view:
        _scaled(view, 1 - over / view["width"])
    elif "width" in view:
        view["width"] -= over
