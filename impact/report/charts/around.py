"""What stands around a finished picture (`theme.signed`): taken off it, or put around it anew with shorter lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from impact.report.charts.theme import LIMIT, Lines

Spec = dict[str, Any]


@dataclass(frozen=True)
class Around:
    """What stands around a picture.

    Attributes
    ----------
    title : above it.
    subtitle : what is measured, under the title.
    foot : what a reader must know, and the source.
    """

    title: str
    subtitle: str
    foot: str


def around(spec: Spec) -> Around:
    """Return what stands around a picture that is written out.

    Parameters
    ----------
    spec : dict
        What `to_dict` of a finished picture returns.
    """
    (inner,) = spec["vconcat"]
    above, below = inner.get("title", {}), spec.get("title", {})
    return Around(_joined(above.get("text", "")), _joined(above.get("subtitle", "")), _joined(below.get("text", "")))


def taken_off(spec: Spec) -> tuple[Spec, Around]:
    """Return a picture without what stands around it, and that; the picture that is handed over is changed.

    Parameters
    ----------
    spec : dict
        As in `around`.
    """
    told = around(spec)
    (inner,) = spec["vconcat"]
    inner.pop("title", None)
    spec.pop("title", None)
    return spec, told


def put_around(spec: Spec, told: Around, *, part: float = 1.0) -> Spec:
    """Return a picture with texts around it, in lines of a part of those of a page.

    Parameters
    ----------
    spec : dict
        A finished picture, with or without what stood around it.
    told : Around
        The texts.
    part : float
        How long lines are, against those of a page.
    """
    lines = Lines(part)
    (inner,) = spec["vconcat"]
    limit = {"limit": max(part, 1.0) * LIMIT}
    above = {
        **inner.get("title", {}),
        **limit,
        "text": lines.title(told.title),
        "subtitle": lines.subtitle(told.subtitle),
    }
    below = {**_FOOT, **spec.get("title", {}), **limit, "text": lines.foot([told.foot])}
    return {**spec, "vconcat": [{**inner, "title": above}], "title": below}


_FOOT = {"orient": "bottom", "fontSize": 11, "fontWeight": "normal", "color": "#4a5865", "offset": 10}


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else " ".join(text)
