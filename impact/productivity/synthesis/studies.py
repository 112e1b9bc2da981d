"""The studies of one or more outcomes, read and checked: what can be selected, and what can be pooled."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from impact.errors import InputError, Problem, suggestion
from impact.productivity.synthesis.analysis import meta_analysis
from impact.productivity.synthesis.columns import YES
from impact.productivity.synthesis.heterogeneity import Method
from impact.productivity.synthesis.pooling import Interval
from impact.productivity.synthesis.results import Synthesis


@dataclass(frozen=True, eq=False)
class Studies:
    """A checked table of effects, one row a study and outcome, and the file that it was read from.

    The columns of `table` are those of `impact.productivity.synthesis.columns`; text is never missing (empty instead),
    a number is NaN where the study prints none. `std_error` is the printed one, or follows from an interval with a
    level. An interval without a level is a range that the study gives, and has no standard error.
    """

    table: pd.DataFrame
    file: str

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes in the table, in their order."""
        return tuple(self.table["outcome"].unique())

    def of(self, outcome: str) -> Studies:
        """Return the studies of one outcome.

        Parameters
        ----------
        outcome
            As in the column of that name.

        Raises
        ------
        InputError
            No study is about it; with the nearest names.
        """
        if outcome not in self.outcomes:
            todo = suggestion(outcome, self.outcomes)
            raise InputError(Problem(self.file, "outcome", repr(outcome), "an outcome of the table", todo))
        return self._only(self.table["outcome"] == outcome)

    def admissible(self) -> Studies:
        """Return the studies that may become a regional prior."""
        return self._only(self.table["regional_prior"] == YES)

    def barred(self) -> Studies:
        """Return the studies that may not become a regional prior, or do not say."""
        return self._only(self.table["regional_prior"] != YES)

    def with_std_error(self) -> Studies:
        """Return the studies that have an estimate and a standard error, which are those that can be pooled."""
        return self._only(self.table[["estimate", "std_error"]].notna().all(axis=1))

    def synthesis(
        self,
        *,
        method: Method = "reml",
        interval: Interval = "hartung_knapp",
        level: float = 0.95,
    ) -> Synthesis:
        """Return the meta-analysis of all studies here.

        Parameters
        ----------
        method, interval, level
            As in `meta_analysis`.

        Raises
        ------
        InputError
            The studies are about several outcomes, some have no standard error, or fewer than two are left.
        """
        if problems := [*self._several(), *self._without_error(), *self._few()]:
            raise InputError(problems)
        by_study = self.table.set_index("study")
        return meta_analysis(by_study["estimate"], by_study["std_error"], method=method, interval=interval, level=level)

    def _only(self, kept: pd.Series) -> Studies:
        return Studies(self.table[kept].reset_index(drop=True), self.file)

    def _several(self) -> list[Problem]:
        if len(self.outcomes) < 2:
            return []
        found, todo = f"{', '.join(self.outcomes[:5])}", "Choose one with .of(outcome)."
        return [Problem(self.file, "outcome", found, "studies of one outcome", todo)]

    def _without_error(self) -> list[Problem]:
        without = self.table.loc[self.table[["estimate", "std_error"]].isna().any(axis=1), "study"]
        if without.empty:
            return []
        todo = "Look it up, or leave these studies out with .with_std_error()."
        found = f"none for {', '.join(without)}"
        return [Problem(self.file, "std_error", found, "an estimate with its standard error", todo)]

    def _few(self) -> list[Problem]:
        if len(self.table) > 1:
            return []
        found = f"one study, {self.table['study'].iloc[0]}" if len(self.table) else "no study"
        todo = "Use what it says as it is, or the elicited range."
        return [Problem(self.file, "study", found, "two studies or more", todo)]
