"""Series of the panel as an export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from impact.panel import cautions, named
from impact.panel.names import label
from impact.panel.variables import variable
from impact.report.exports.content import Export, Table
from impact.report.maps.rows import records
from impact.words.names import Name
from impact.words.statements import said

if TYPE_CHECKING:
    from impact.panel.figures import Figures

_COLUMNS = [
    *("region", "region_name", "sector", "sector_name", "year", "variable", "variable_name"),
    *("value", "unit", "status", "source", "vintage"),
]


def export_of_panel(figures: pd.DataFrame, source: Figures, lang: str) -> Export:
    """Return regional figures as an export.

    Parameters
    ----------
    figures : DataFrame
        A panel, as `impact.panel.panel` gives it.
    source : Figures
        Where it came from, for the records of its tables.
    lang : str
        `nl` or `en`: of the names beside the codes.

    Raises
    ------
    InputError
        Another language.
    """
    held: Sequence[str] = list(figures["variable"].unique())
    first, last = int(figures["year"].min()), int(figures["year"].max())
    series = [label(variable(name)) for name in held]
    frame = named(figures, lang)[_COLUMNS]
    both = zip(cautions(figures, "en"), cautions(figures, "nl"), strict=True)
    return Export(
        name="-".join(name.replace("_", "-") for name in held),
        title=said("export_of_series", series=series, first=first, last=last),
        about=said("export_of_series_about", series=series),
        tables=(Table("figures", frame, ("region", "sector", "year", "variable"), spread="year"),),
        records=records([figures], source),
        cautions=tuple(Name(en=en, nl=nl) for en, nl in both),
        years=(first, last),
    )
