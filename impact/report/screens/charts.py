"""What the command line shows of the charts there are: by what they need, with what they are about."""

from __future__ import annotations

from impact.report.gallery.named import Need
from impact.report.gallery.needs import SOURCES
from impact.report.gallery.registry import CHARTS
from impact.words.names import called
from impact.words.texts import Lang

_NAME = 20  # letters of a name in its column


def charts_screen(lang: Lang) -> str:
    """Return every chart in a language: its name, what it is about, what else can be chosen.

    Parameters
    ----------
    lang
        `nl` or `en`.
    """
    return "\n\n".join(_drawn_of(need, lang) for need in Need)


def _drawn_of(need: Need, lang: Lang) -> str:
    about = f"{called('chart_screen', 'of').spoken(lang)} {SOURCES[need].about.spoken(lang)}:"
    lines = [
        f"  {chart.name:{_NAME}} {chart.about.spoken(lang)}"
        + (f" ({', '.join(f'--{name}' for name in chart.choices)})" if chart.choices else "")
        for chart in CHARTS
        if chart.need is need
    ]
    return "\n".join([about, *lines])
