"""What a publication says in one language, before anything is drawn or laid out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impact.report.charts.narrow import Slim
from impact.report.charts.values import Values
from impact.words.texts import Words

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Illustration:
    """A chart with its message in one sentence for those who cannot see it, its caption, and the figures it draws.

    `table` is None where the tables of the publication itself have those figures. `slim` is the chart for a narrow
    screen, where it was drawn for one; else it is made of the chart.
    """

    name: str
    chart: alt.VConcatChart
    alt: str
    caption: str
    table: Values | None = None
    slim: Slim | None = None


@dataclass(frozen=True)
class Manuscript:
    """A publication in one language.

    Attributes
    ----------
    words : the table of texts, and the language.
    author, date : for the title page; the date is that of the question, not that of the building.
    quoted : the value of each `{name}` in the texts.
    choices : place in the template -> name of the text that holds there, empty for none.
    illustrated : makes the figures, in the order of the document: whoever asks for words alone waits for none.
    content : tables and lists, by the name under which the template asks for them.
    name : of its files, before the language.
    template : the order of the document, where it is not that of the publication.
    pages : documents of their own that go with it, such as one a municipality.
    """

    words: Words
    author: str
    date: datetime.date
    quoted: Mapping[str, str]
    illustrated: Callable[[], Iterable[Illustration]]
    content: Mapping[str, Any]
    choices: Mapping[str, str] = field(default_factory=dict)
    name: str = "report"
    template: Path | None = None
    pages: tuple[Manuscript, ...] = ()

    @cached_property
    def illustrations(self) -> tuple[Illustration, ...]:
        """The figures, in the order of the document."""
        return tuple(self.illustrated())

    def texts(self) -> dict[str, str]:
        """Return every text that the template may ask for, filled in, with the variants that hold."""
        filled = self.words.filled(self.quoted)
        return filled | {place: filled[chosen] if chosen else "" for place, chosen in self.choices.items()}
