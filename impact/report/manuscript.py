"""What a publication says in one language, before anything is drawn or laid out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from impact.report.words import Words

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Illustration:
    """A chart with the text that stands in its place for those who cannot see it, and the caption under it."""

    name: str
    chart: alt.VConcatChart
    alt: str
    caption: str


@dataclass(frozen=True)
class Manuscript:
    """A publication in one language.

    Attributes
    ----------
    words : the table of texts, and the language.
    author, date : for the title page; the date is that of the question, not that of the building.
    quoted : the value of each `{name}` in the texts.
    choices : place in the template -> name of the text that holds there, empty for none.
    illustrations : in the order of the document.
    content : tables and lists, by the name under which the template asks for them.
    """

    words: Words
    author: str
    date: datetime.date
    quoted: Mapping[str, str]
    illustrations: tuple[Illustration, ...]
    content: Mapping[str, Any]
    choices: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Return every text that the template may ask for, filled in, with the variants that hold."""
        filled = self.words.filled(self.quoted)
        return filled | {place: filled[chosen] if chosen else "" for place, chosen in self.choices.items()}
