"""Official tables of regions that travel with the package, and errors that were measured on tables that do not.

Scotland in the United Kingdom (2019) is known flow by flow; of Korean regions (2020) only what stays inside is known.
"""

from __future__ import annotations

import io
from typing import Literal

import pandas as pd

from impact import datapackage
from impact.inputoutput.regional.truth import Households, RegionalTruth

OfficialLevel = Literal["sector", "section"]
_JOINED = {"M": "M-N", "N": "M-N", "R": "R-U", "S": "R-U", "T": "R-U"}
_PACKAGE = "accuracy"
_SCOTLAND, _NATION = "Scotland", "United Kingdom"
_CONSUMPTION = {_SCOTLAND: "households", _NATION: "p3_s14"}
_VALUE_ADDED = ("compensation", "gross_operating_surplus", "taxes_on_production")
_IMPUTED = "L68A"  # rents that nobody pays


def scotland(level: OfficialLevel = "sector") -> RegionalTruth:
    """Return Scotland in the United Kingdom, 2019: 94 sectors, or 17 sections (M with N, R to T together).

    Source: Scottish Government and Office for National Statistics, industry by industry tables, million pounds, basic
    prices (Open Government Licence v3.0). Households spend value added, without rents that nobody pays.

    Parameters
    ----------
    level
        Of the sectors.
    """
    cells = pd.read_csv(io.BytesIO(datapackage.read(_PACKAGE, "scotland")))
    outputs = cells[cells["row"] == "output"].set_index(["region", "column"])["value"]
    sectors = outputs[_NATION].index

    def flows(region: str) -> pd.DataFrame:
        own = cells[(cells["region"] == region) & cells["row"].isin(sectors) & cells["column"].isin(sectors)]
        return (
            own.pivot_table(index="row", columns="column", values="value")
            .reindex(sectors)
            .reindex(columns=sectors)
            .fillna(0.0)
        )  # cells of 0 are left out of the file

    labels = pd.Index(sectors, name="sector")
    own, national = (flows(region).set_axis(labels).set_axis(labels, axis=1) for region in (_SCOTLAND, _NATION))
    own_output, national_output = (outputs[region].reindex(sectors).set_axis(labels) for region in (_SCOTLAND, _NATION))
    households = Households(
        _bought(cells, _SCOTLAND, labels),
        _bought(cells, _NATION, labels),
        _wages(cells, _SCOTLAND, own_output),
        _wages(cells, _NATION, national_output),
    )
    truth = RegionalTruth(own, own_output, national, national_output, _SCOTLAND, households)
    if level == "sector":
        return truth
    return truth.aggregated({str(code): _JOINED.get(str(code)[0], str(code)[0]) for code in sectors})


def _bought(cells: pd.DataFrame, region: str, sectors: pd.Index) -> pd.Series[float]:
    """Return what households buy of each sector per pound of value added; rents that nobody pays are left out."""
    of = cells[cells["region"] == region].set_index("row")
    bought = of.loc[of["column"] == _CONSUMPTION[region], "value"].reindex(sectors).fillna(0.0)
    bought[_IMPUTED] = 0.0
    return bought / of.loc[of.index.isin(_VALUE_ADDED), "value"].sum()


def _wages(cells: pd.DataFrame, region: str, output: pd.Series[float]) -> pd.Series[float]:
    of = cells[(cells["region"] == region) & (cells["row"] == "compensation")].set_index("column")["value"]
    return (of.reindex(output.index) / output.where(output > 0)).fillna(0.0)


def korea() -> pd.DataFrame:
    """Return type I output multipliers of six Korean regions in 2020: `inside`, `elsewhere`, `kept`.

    Rows are region and sector. `kept` is the share of the indirect effect that stays in the region, (inside - 1) /
    (inside + elsewhere - 1). There are no flows. Source: Bank of Korea, 2020 regional input-output tables.
    """
    rows = pd.read_csv(io.BytesIO(datapackage.read(_PACKAGE, "korea")), dtype={"sector": str})
    wide = rows.pivot_table(index=["region", "sector", "title"], columns="falls", values="value")[
        ["inside", "elsewhere"]
    ]
    wide["kept"] = (wide["inside"] - 1) / (wide.sum(axis=1) - 1)
    return wide.reset_index("title").rename_axis(columns=None)


def measured_elsewhere() -> pd.DataFrame:
    """Return errors of type I multipliers on regional tables that do not travel with the package, in per cent.

    Columns are `country year regions sectors official size method level mean mean_absolute p05 p50 p95`: `size` says
    which regions (all, or those of 2 to 8 % of the nation), `level` what was set (NaN where each region's or country's
    best was taken), the quantiles are over sectors. A model is no truth: `official` is false for Finland.
    """
    return pd.read_csv(io.BytesIO(datapackage.read(_PACKAGE, "elsewhere")))
