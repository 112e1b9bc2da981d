"""What the web page needs beyond what typst writes: its style sheet, and the drawings in the page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Drawing:
    """A picture with what stands in its place for those who cannot see it."""

    svg: str
    alt: str
    caption: str


def finished(page: str, style: str, drawings: Mapping[str, Drawing]) -> str:
    """Return the page with its style sheet and every drawing in the place that the template marks for it.

    Raises
    ------
    ValueError
        When the page has no place for a drawing, or a place without a drawing.
    """
    places = set(re.findall(r'<div data-figure="([^"]+)"></div>', page))
    if places != set(drawings):
        raise ValueError(
            f"The page has places for {sorted(places)}, the report made {sorted(drawings)}. "
            "Name each figure once in template.typ."
        )
    for name, drawing in drawings.items():
        page = page.replace(f'<div data-figure="{name}"></div>', _inline(name, drawing))
    return page.replace("</head>", f"<style>\n{style}</style></head>", 1)


def _inline(name: str, drawing: Drawing) -> str:
    """Return a drawing as part of the page; a narrow screen scrolls it sideways rather than shrinking its letters."""
    svg = one_image(own_names(drawing.svg, name), drawing.alt)
    return f'<div class="drawing" tabindex="0" role="region" aria-label="{escape(drawing.caption)}">{svg}</div>'


def one_image(svg: str, alt: str) -> str:
    """Return a drawing that is read out as one image by its alternative text, not mark by mark."""
    silent = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    return silent.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def own_names(svg: str, name: str) -> str:
    """Return a drawing whose internal names start with its own, so that two drawings in a page do not share any."""
    renamed = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    return re.sub(r'(url\(#|href="#)([^)"]+)', rf"\1{name}-\2", renamed)
