"""The numbers of a scenario that a visitor can set: those that matter most to a headline, and those that are set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import TYPE_CHECKING

from impact.page.drawing import round_step
from impact.page.scenarios.figures import Assumed
from impact.scenario.question.all_ranges import all_ranges
from impact.words.numbers import exact, typed
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.page.scenarios.form import Form
    from impact.words.texts import Lang

MOST = 10
STEPS = 100
_CHANCE_OF = "use.assumptions.no_effect_probability"  # how likely it is that nothing happens, beside whether it does
_ZERO = "use.assumptions.facility_extra_adoption"
"""What the facility adds: nobody has measured it, so nothing is always on its slider."""


@dataclass(frozen=True)
class Slider:
    """A number that can be set, in the unit in which people read it.

    Attributes
    ----------
    name : where it stands in the file.
    title : what it is.
    value : what it is set to, as the language writes it, or as it was typed; "" where it is drawn.
    low, central, high : of the range that is drawn, as the language writes them.
    unit, basis, source : of the range; the source in the language, or in English where there is no other.
    translated : whether the source is in the language of the page.
    least, most, step, at : of the slider, with a point before decimals.
    share : how much of the variation of the headline goes with it, 0 to 1.
    """

    name: str
    title: str
    value: str
    low: str
    central: str
    high: str
    unit: str
    basis: str
    source: str
    translated: bool
    least: str
    most: str
    step: str
    at: str
    share: float

    @property
    def id(self) -> str:
        """Its name in the page."""
        return self.name.replace(".", "-")


def scales(assumed: Iterable[Assumed]) -> Mapping[str, float]:
    """Return what each number is multiplied by where people read it, by name."""
    return {one.name: unit(one.unit).scale for one in assumed}


def sliders(form: Form, assumed: Iterable[Assumed], lang: Lang) -> list[Slider]:
    """Return what can be set: the ten that matter most to the headline, then what is set besides.

    Parameters
    ----------
    form
        What the address says.
    assumed
        Every range of the scenario underneath.
    lang
        Of the page.
    """
    known = {one.name: one for one in assumed}
    late = f"assumptions.{form.late}"  # has a switch of its own
    shares = {one.name: one.influence.get(form.headline, 0.0) for one in known.values() if one.name != late}
    if form.headline.startswith("use."):  # its draws decide half of the variation, but are of no range themselves
        shares |= {_CHANCE_OF: 1.0, _ZERO: 1.0}
    most = sorted((name for name in shares if name in known), key=lambda name: -shares[name])[:MOST]
    names = [*most, *(name for name in form.asked.set if name in known and name not in most)]
    return [_slider(form, known[name], lang) for name in names]


def _slider(form: Form, one: Assumed, lang: Lang) -> Slider:
    scale, place = unit(one.unit).scale, form.places()[one.name]
    least, most = _ends(one, all_ranges(form.base)[place].possible)
    step = round_step((most - least) * scale, STEPS)
    set_to = form.asked.set.get(one.name, "")
    dutch = one.source[lang]
    return Slider(
        name=one.name,
        title=one.title[lang],
        value=typed(set_to, lang),
        low=exact(one.low * scale, lang),
        central=exact(one.central * scale, lang),
        high=exact(one.high * scale, lang),
        unit=unit(one.unit).column.spoken(lang),
        basis=one.basis,
        source=dutch or one.source["en"],
        translated=bool(dutch),
        least=_plain(floor(least * scale / step) * step),
        most=_plain(most * scale),
        step=_plain(step),
        at=set_to if _is_number(set_to) else _plain(one.central * scale),
        share=one.influence.get(form.headline, 0.0),
    )


def _ends(one: Assumed, possible: tuple[float, float]) -> tuple[float, float]:
    """Return from where to where a slider goes: half the range beyond either end, and to nothing where that is near."""
    width = (one.high - one.low) or abs(one.central) or 1.0
    least = max(possible[0], one.low - width / 2)
    near = one.name == _ZERO or one.low <= 1.5 * width
    if near and possible[0] <= 0 <= one.low:
        least = 0.0
    return least, min(possible[1], one.high + width / 2)


def _plain(value: float) -> str:
    return format(Decimal(f"{value:.6g}").normalize(), "f")


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(".", "", 1).lstrip("-").isdigit()
