"""The chart that every picture is put together from: its copies share what stands in it."""

from __future__ import annotations

from typing import Any, Self

import altair as alt


class Chart(alt.Chart):
    """A chart as altair has it, of which a copy holds the same encodings and data, and no copies of these.

    altair copies a chart with all that stands in it for every layer, row and column around it, again at each of these
    for what stands around those, and once more as it is written out. It changes of such a copy which parts it has,
    never what stands in a part, so that a copy of the outside will do.
    """

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return a copy that shares its parts, where altair asks for one of everything."""
        return self.copy(deep=False)
