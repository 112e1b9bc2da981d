"""The charts of a scenario as files: those that `impact chart` draws of its result, made once by the same functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.page.files.downloads import archived
from impact.page.scenarios.orders import REFINED, Source, parsed

if TYPE_CHECKING:
    from pathlib import Path

    from impact.words.texts import Lang

ENDINGS = ("svg", "png", "pdf", "csv")


@dataclass(frozen=True)
class ChartsMade:
    """Draw every chart of a scenario.

    Attributes
    ----------
    source : the scenario.
    lang : of what is written in them.
    draws : how many.
    """

    source: Source
    lang: Lang
    draws: int = REFINED

    def done(self, folder: Path) -> Path:
        """Return an archive with each chart that the scenario has, as drawing, picture, document and figures."""
        from impact.errors import InputError
        from impact.report.gallery.named import Asked, Need
        from impact.report.gallery.picture import CHART, ChartPicture
        from impact.report.gallery.registry import CHARTS
        from impact.report.pages import picture_files
        from impact.scenario import run

        result = run(parsed(self.source), draws=self.draws)
        made = folder / f"{self.source.name}-charts-{self.lang}"
        made.mkdir()
        for chart in (one for one in CHARTS if one.need is Need.RESULT):
            try:
                picture = ChartPicture(chart.draw(result, Asked(self.lang)), self.lang)
            except InputError:  # what the scenario says nothing of
                continue
            for ending in ENDINGS:
                picture_files.write(CHART, picture, made / f"{chart.name}.{ending}")
        return archived(made, made.with_suffix(".zip"))
