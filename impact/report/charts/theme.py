"""How every chart and map looks, what line stands under it, and how it becomes a picture.

Colours of one key are told apart with every common form of colour blindness, by distances that a test computes; on the
map of a study area the areas are named besides. Marks have a contrast of at least 3:1 on white and text of at least
4.5:1; the fills of a map are lighter, and borders part them. The font travels with the package, so a picture is the
same everywhere.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import vl_convert

from impact.errors import InputError, Problem
from impact.report.charts.renderer import renderer, without_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from impact.words.texts import Lang

FONT = "Liberation Sans"
INK = "#1b2733"
QUIET = "#4a5865"
LINE = "#8a96a1"
GRID = "#dfe4e8"
PAPER = "#ffffff"
NO_DATA = "#eceff1"
CONCEPTS = {"gross": "#154273", "net_regional": "#b3500f"}
TREATED, COMPARISON = "#154273", "#b3500f"  # of a study: the area itself, and what it is compared with
STAGES = {"direct": "#154273", "indirect": "#2a8fa8", "induced": "#b8720f"}
TAKEN_AWAY = "#5f6b76"
SEQUENTIAL = ("#e4eff8", "#a6cae6", "#6aa3d0", "#2f75b0", "#123f70")
FALLING = ("#fbe6d3", "#f3bb87", "#dd8a45", "#b3560f", "#7a2d04")  # below zero, the deepest fall last
UNCHANGED = "#f4f4f2"
AREAS = (
    *("#85c4fc", "#e4c66e", "#ebefab", "#9bc6a0", "#ffa9d4", "#ab88be"),
    *("#c28b48", "#52a28f", "#8290e1", "#d2fae1", "#899e6c", "#47f6ff"),
)
ONE_AREA = AREAS[0]  # of every area, where there are more than colours
SERIES = ("#154273", "#2a8fa8", "#b8720f", "#6b0b39", "#746ad8", "#838469", "#432505", "#7f5f2b")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
OUTLINE = "#8c2d04"
LIMIT = 680  # where a title would be cut off
_LETTERS = 80  # of a title on one line of that width
_UNDER = 120  # of a subtitle, in smaller letters
_FOOT = 105  # of a line under a picture
_HELD = "\N{NO-BREAK SPACE}"  # while lines are broken: between words that stay together
PIXELS = 2  # picture dots per unit of the drawing, sharp at the width of a page

_NONE: Mapping[str, Any] = MappingProxyType({})
_OWN_KEYS: dict[str, Any] = dict.fromkeys(("color", "fill", "stroke", "shape", "strokeDash"), "independent")

Drawn = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart


def signed(
    chart: Drawn,
    lang: Lang,
    *,
    title: str,
    subtitle: str,
    source: str,
    remarks: Sequence[str] = (),
    wide: float = 1.0,
) -> alt.VConcatChart:
    """Return a finished picture: title, what is measured (unit and year) under it, and the source line at the foot.

    `remarks` are what a reader must know of the figures; they stand above the source line. `wide` is how much wider
    than a page the picture is, for the length of lines.
    """
    lines = Lines(wide)
    above = alt.TitleParams(lines.title(title), subtitle=lines.subtitle(subtitle), limit=max(wide, 1.0) * LIMIT)
    foot = lines.foot((*remarks, source))
    below = alt.TitleParams(
        foot if len(foot) > 1 else source,
        orient="bottom",
        fontSize=11,
        fontWeight="normal",
        color=QUIET,
        offset=10,
        limit=max(wide, 1.0) * LIMIT,
    )
    # A frame of its own for each title, and no key shared with it: a key would stand clear of the whole title.
    # Everything is said as it is made: altair copies a chart, with all that stands in it, for every word said after.
    own = resolved(legend=_OWN_KEYS)
    titled = alt.VConcatChart(vconcat=[chart], title=above, resolve=own)
    look = alt.Config(**_config(), locale=_locale(lang))
    return alt.VConcatChart(vconcat=[titled], title=below, resolve=own, config=look)


@dataclass(frozen=True)
class Lines:
    """How texts around a picture are broken; `wide` is how much wider than a page it is."""

    wide: float = 1.0

    def title(self, text: str) -> list[str]:
        """Return the lines of a title."""
        return _even(text, round(self.wide * _LETTERS))

    def subtitle(self, text: str) -> str | list[str]:
        """Return what is measured, as it is where one line holds it."""
        most = round(self.wide * _UNDER)
        sentence = text[:1].upper() + text[1:]
        return sentence if len(sentence) <= most else _even(sentence, most)

    def foot(self, texts: Sequence[str]) -> list[str]:
        """Return the lines at the foot, each text and each line of one on lines of its own."""
        most = round(self.wide * _FOOT)
        held = [part.replace("© ", f"©{_HELD}") for text in texts for part in text.split("\n")]
        found = [line for text in held for line in textwrap.wrap(text, most, break_on_hyphens=False)]
        return [line.replace(_HELD, " ") for line in found]


def _even(text: str, most: int) -> list[str]:
    """Return the lines of a text, as few as can be and about as long as each other: no word alone on the last."""
    least = len(textwrap.wrap(text, most, break_on_hyphens=False))
    return next((found for found in _narrower(text, most) if len(found) == least), [])


def _narrower(text: str, most: int) -> Iterator[list[str]]:
    """Yield the lines of a text, the shortest lines first that hold its longest word."""
    longest = max(map(len, text.split()), default=1)
    for letters in range(min(longest, most), most + 1):
        yield textwrap.wrap(text, letters, break_on_hyphens=False)


def resolved(*, scale: Mapping[str, Any] = _NONE, legend: Mapping[str, Any] = _NONE) -> alt.Resolve:
    """Return which scales and keys parts of a picture share, to be said as it is made: said after, all is copied.

    Parameters
    ----------
    scale, legend
        "shared" or "independent" by channel.
    """
    return alt.Resolve(scale=alt.ScaleResolveMap(**scale), legend=alt.LegendResolveMap(**legend))


def headed(part: alt.LayerChart, heading: str, *, colour: str = INK, above: int = 8) -> alt.LayerChart:
    """Return a part of a picture, just made, with a heading so far above its frame.

    A mark and no title: a title stands clear of the figures on the axes too, so that two side by side are not level.
    """
    place = {"x": alt.value(0), "y": alt.value(-above), "text": "heading:N"}
    text = alt.Chart(alt.InlineData([{"heading": heading}])).mark_text(
        align="left", baseline="bottom", fontSize=13, fontWeight="bold", color=colour
    )
    part.layer = [text.encode(**place), *part.layer]
    return part


def plain(chart: Drawn, lang: Lang) -> Drawn:
    """Return a picture with nothing around it, in the look of the house."""
    finished: Drawn = chart.copy(deep=False)
    finished.config = alt.Config(**_config(), locale=_locale(lang))
    return finished


def ramp(colours: Sequence[str], count: int) -> list[str]:
    """Return so many colours from the first to the last, mixed between two neighbours where there are not enough."""
    places = np.linspace(0, len(colours) - 1, count)
    return [_between(colours, at if count > len(colours) else round(at)) for at in places]


def shade(colours: Sequence[str], depth: float) -> str:
    """Return the colour so far along a row of colours: 0 is the first, 1 the last, mixed between two neighbours."""
    return _between(colours, depth * (len(colours) - 1))


def _between(colours: Sequence[str], at: float) -> str:
    """Return the colour at a place in a row of colours: itself as far as they go, mixed further on."""
    low = int(at)
    part = at - low
    if part == 0:
        return colours[low]
    pairs = zip(_channels(colours[low]), _channels(colours[low + 1]), strict=True)
    return "#" + "".join(f"{round((1 - part) * one + part * other):02x}" for one, other in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def series(count: int) -> tuple[list[str], list[str]]:
    """Return a colour and a shape for each of so many series of one chart; no two series have both alike.

    Raises
    ------
    InputError
        More series than there are pairs of a colour and a shape.
    """
    most = len(SERIES) * len(SHAPES)
    if count > most:
        todo = "Draw fewer in one chart."
        raise InputError(Problem("chart", "series", str(count), f"at most {most} that can be told apart", todo))
    # A shape moves on by one more with every round of colours, so that no pair comes back.
    shapes = [SHAPES[(at + at // len(SERIES)) % len(SHAPES)] for at in range(count)]
    return [SERIES[at % len(SERIES)] for at in range(count)], shapes


def _config() -> dict[str, Any]:
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": PAPER,
        "padding": {"left": 1, "right": 8, "top": 4, "bottom": 4},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": INK,
            "fontSize": 15,
            "fontWeight": "bold",
            "subtitleColor": QUIET,
            "subtitleFontSize": 12,
            "subtitlePadding": 5,
            "offset": 12,
            "limit": LIMIT,
        },
        "axis": {
            **text,
            "gridColor": GRID,
            "domainColor": LINE,
            "tickColor": LINE,
            "labelLimit": 260,
            "labelFlush": False,
        },
        "legend": {**text, "labelLimit": 320, "titleLimit": 320, "symbolStrokeWidth": 1},
        "text": {"color": INK, "fontSize": 12},
        "view": {"stroke": None},
    }


def _locale(lang: Lang) -> alt.Locale:
    if lang == "nl":
        return alt.Locale(number=vl_convert.get_format_locale("nl-NL"), time=vl_convert.get_time_format_locale("nl-NL"))
    return alt.Locale(number=vl_convert.get_format_locale("en-GB"), time=vl_convert.get_time_format_locale("en-GB"))


def svg(chart: Drawn) -> str:
    """Return a chart as SVG text."""
    return drawn(chart.to_dict())


def drawn(specification: dict[str, Any]) -> str:
    """Return a chart that is written out, as Vega-Lite reads it, as SVG text."""
    return str(renderer().vegalite_to_svg(without_sentences(specification)))


def width(drawing: str) -> float:
    """Return how wide an SVG drawing is, in its own units."""
    return _measure(drawing, "width")


def height(drawing: str) -> float:
    """Return how high an SVG drawing is, in its own units."""
    return _measure(drawing, "height")


def _measure(drawing: str, side: str) -> float:
    found = re.search(rf'<svg[^>]*\b{side}="([\d.]+)"', drawing)
    if found is None:
        raise ValueError(f"The drawing has no {side}: it begins with {drawing[:80]!r}.")
    return float(found.group(1))


def png(drawing: str, pixels: float = PIXELS) -> bytes:
    """Return SVG text as the bytes of a PNG picture, with so many dots per unit of the drawing."""
    return bytes(renderer().svg_to_png(drawing, scale=pixels))
