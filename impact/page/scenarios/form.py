"""The form of a scenario: what its address says, and the scenario file that it makes.

The address holds a shipped scenario, or the name of a file that was sent, and what is set otherwise: numbers in the
unit in which people read them, with a point before decimals in either language. The page reads the text that it makes
of that, so the file that can be kept gives the figures of the page.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

from impact import bundle
from impact.page.scenarios.orders import Source, parsed
from impact.page.scenarios.uploads import Uploads
from impact.scenario import Scenario, shipped_scenarios
from impact.scenario.drivers.headlines import ALL, headlines_of
from impact.scenario.question.all_ranges import Name, all_ranges, as_written
from impact.words.numbers import plain

BASELINE = "ai-fabriek-baseline"
LATE_AS_IN = "delayed-supercomputer"
HEADLINE = "net_regional.jobs"
STATUSES = ("", "granted", "refused")
_SETS = re.compile(r"(assumptions|spending|staff|funding|alternative_use|use)\.[A-Za-z0-9_.-]{1,90}")
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")
_MOST_SET = 40
_OF_PAGE = {"source": "Set on the page", "source_nl": "Op de pagina gekozen", "basis": "assumption"}


@dataclass(frozen=True)
class ScenarioForm:
    """What the address of a scenario says, as text.

    Attributes
    ----------
    scenario : the name of a shipped scenario.
    upload : the name of a file that was sent, instead of a shipped one; "" for none.
    headline : the figure whose assumptions can be set.
    late : "1" where what waits for the supercomputer comes later.
    stop : "1" where first figures are enough.
    set : place of a range or of a source of money in the file -> what it is set to.
    """

    scenario: str = BASELINE
    upload: str = ""
    headline: str = HEADLINE
    late: str = ""
    stop: str = ""
    set: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, str]) -> ScenarioForm:
        """Return the form of an address; what the form has no field for, and what is left empty, is left aside."""
        known = {name: given.get(name, "").strip()[:100] for name in ("scenario", "upload", "headline", "late", "stop")}
        texts = [(name, text.strip()[:40]) for name, text in given.items() if _SETS.fullmatch(name) and text.strip()]
        return cls(
            known["scenario"] or BASELINE,
            known["upload"],
            known["headline"] or HEADLINE,
            "1" if known["late"] == "1" else "",
            "1" if known["stop"] == "1" else "",
            {name: canonical(text) for name, text in sorted(texts)[:_MOST_SET]},
        )

    @property
    def address(self) -> str:
        """The query of the address that gives this form: what stands as it is when nothing is said, is left out."""
        first = [("upload", self.upload)] if self.upload else [("scenario", self.scenario)]
        held = [*first, ("headline", self.headline), ("late", self.late), ("stop", self.stop), *self.set.items()]
        usual = {("scenario", BASELINE), ("headline", HEADLINE)}
        return urlencode([pair for pair in held if pair[1] and pair not in usual])

    def base(self, uploads: Uploads) -> Source | None:
        """Return the scenario underneath, or None where there is none of that name."""
        if self.upload:
            return uploads.get(self.upload)
        return shipped(self.scenario) if self.scenario in shipped_scenarios() else None


@dataclass(frozen=True)
class Form:
    """A form with the scenario underneath, which was found."""

    asked: ScenarioForm
    source: Source
    base: Scenario

    @property
    def headlines(self) -> tuple[str, ...]:
        """The names of the figures that can be chosen."""
        return tuple(headline.name for headline in headlines_of(self.base))

    @property
    def headline(self) -> str:
        """The figure that is chosen; the first one where the scenario says nothing of it."""
        return self.asked.headline if self.asked.headline in self.headlines else HEADLINE

    @property
    def late(self) -> str:
        """The name of the assumption that says how much later the supercomputer comes; "" where nothing waits."""
        delays = [item.delayed_by for item in self.base.spending.values()]
        delays += [post.delayed_by for post in self.base.staff.values()]
        return next((name for name in delays if name), "")

    def wrong(self) -> dict[str, str]:
        """Return what cannot be read, by field: the name of the text that says why."""
        places, found = self.places(), {}
        for name, text in self.asked.set.items():
            if name.startswith("funding.") and name.removeprefix("funding.") in self.base.funding:
                if text not in STATUSES:
                    found[name] = "not_there"
            elif name not in places:
                found[name] = "no_field"
            elif not _NUMBER.fullmatch(text):
                found[name] = "number"
        if self.asked.headline not in ALL:
            found["headline"] = "not_there"
        return found

    def without(self, names: Iterable[str]) -> Form:
        """Return the form with some numbers not set."""
        left = {name: text for name, text in self.asked.set.items() if name not in set(names)}
        return replace(self, asked=replace(self.asked, set=left))

    def places(self) -> dict[str, Name]:
        """Return where ranges stand in the file, by name."""
        return {as_written(name): name for name in all_ranges(self.base)}

    def made(self, scales: Mapping[str, float]) -> Source:
        """Return the scenario file that the form makes; the one underneath where nothing is set.

        Parameters
        ----------
        scales
            What a number on the page is divided by, by name; those of shares are read in hundredths.

        Raises
        ------
        InputError
            What is set cannot be, or costs more than there is money.
        """
        values = self._values(scales)
        if not values:
            return self.source
        asked = f"{self.source.text}{sorted(self.asked.set.items())}{self.asked.late}"
        name = f"{self.source.name}-{hashlib.sha256(asked.encode()).hexdigest()[:6]}"
        return Source(self.base.with_values(values, name).to_toml(), name)

    def _values(self, scales: Mapping[str, float]) -> dict[str | Name, object]:
        """Return what is set, as `Scenario.with_values` takes it."""
        places = self.places()
        values: dict[str | Name, object] = {}
        of_use = {} if self.base.use is None else {n: a.model_dump() for n, a in self.base.use.assumptions.items()}
        if self.asked.late and self.late:
            values["assumptions", self.late] = _later()
        for name, text in self.asked.set.items():
            if name not in places:
                values[(*name.split(".", 1), "status")] = text
                continue
            place, value = places[name], float(Decimal(text) / Decimal(str(scales.get(name, 1.0))))
            if place[:2] == ("use", "assumptions"):
                of_use[place[2]] = _fixed(value)
                values["use", "assumptions"] = of_use
            else:
                values[place] = _fixed(value) if place[0] == "assumptions" else value
        return values


def _fixed(value: float) -> dict[str, Any]:
    """Return an assumption that is set on the page."""
    return {"low": value, "central": value, "high": value, "nothing": 0.0, **_OF_PAGE}


def canonical(text: str) -> str:
    """Return a number as it stands in addresses: a point before decimals, no zeros at the end; else the text."""
    number = plain(text.replace("%", ""))
    if not _NUMBER.fullmatch(number):
        return text
    value = Decimal(number)
    found = format(value, "f") if value else "0"
    return found.rstrip("0").rstrip(".") if "." in found else found


@cache
def shipped(name: str) -> Source:
    """Return a shipped scenario as the text of its file."""
    return Source(bundle.data("scenarios", f"{name}.toml").read_text(encoding="utf-8"), name)


@cache
def shipped_titles() -> Mapping[str, Mapping[str, str]]:
    """Return the titles of the shipped scenarios in both languages, by name; the baseline first."""
    names = sorted(shipped_scenarios(), key=lambda name: name != BASELINE)
    return {name: parsed(shipped(name)).title.model_dump() for name in names}


@cache
def _later() -> dict[str, Any]:
    """Return how much later, as the shipped scenario says it."""
    tables = tomllib.loads(shipped(LATE_AS_IN).text)
    (found,) = tables["assumptions"].values()
    return dict(found)
