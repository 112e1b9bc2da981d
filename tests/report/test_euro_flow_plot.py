"""The flow of a euro, drawn: cents by place that add up to the euro, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.report import euro_flow_plot
from impact.report.charts.flow import flow_rows
from impact.words.texts import Lang, chart_words

AREA = ["CR01", "CR03"]


@pytest.fixture
def flow() -> pd.DataFrame:
    index = ["CR01", "CR02", "CR03", "CR36", "abroad", "product_taxes"]
    first, total = [0.10, 0.05, 0.50, 0.14, 0.20, 0.01], [0.06, 0.04, 0.45, 0.12, 0.31, 0.02]
    return pd.DataFrame({"first_round": first, "total": total}, index=index)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_cents_add_up_to_the_euro_in_each_round(flow: pd.DataFrame, lang: Lang) -> None:
    rows = flow_rows(flow, AREA, chart_words(lang))
    assert rows.groupby("round")["cents"].sum().tolist() == pytest.approx([100.0, 100.0])
    assert rows["place"].nunique() == len(AREA) + 3
    elsewhere = rows.iloc[2 * len(AREA)]
    assert elsewhere["cents"] == pytest.approx(19.0)
    assert elsewhere["written"] == ("19,0" if lang == "nl" else "19.0")


def test_every_place_has_two_bars_in_the_order_of_the_area(flow: pd.DataFrame) -> None:
    drawn = euro_flow_plot(flow, AREA, lang="nl", title="Bouw", source="CBS").to_dict()
    (rows,) = (rows for rows in drawn["datasets"].values() if "cents" in rows[0])
    places = list(dict.fromkeys(row["place"] for row in rows))
    assert places[:3] == ["Oost-Groningen", "Overig Groningen", "rest van Nederland"]
    assert all(sum(row["place"] == place for row in rows) == 2 for place in places)
    assert "Bouw" in str(drawn)
