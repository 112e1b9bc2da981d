# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From the national table to the AI-fabriek's supply chain
#
# Four steps: the Dutch table, what of it the region has, forty regions that add up to the nation, and what demand of a
# kind the AI-fabriek could place asks of whom. Figures are for 2019, in million euros, and **gross**: what demand
# touches, not what it adds. "The area" is Groningen and Noord-Drenthe as the COROP areas CR01, CR02, CR03 and CR07.
# The background is in `docs/input-output.md`.

# %%
import altair as alt
import pandas as pd

from impact import regions, sectors
from impact.inputoutput import (
    corop_activity,
    corop_distances,
    corop_ring,
    demand_rounds,
    impacts,
    interregional_table,
    leontief_inverse,
    multipliers,
    national_table,
    regional_coefficients,
    regional_multipliers,
    spillovers,
    technical_coefficients,
)

AREA = list(regions.study_area("groningen-noord-drenthe").corops)
PRODUCTS = ["F41", "F43", "J62", "J63", "M72", "P85"]
NAMES = sectors.labels("cbs81", "en")

# %% [markdown]
# ## 1. The nation
#
# 81 industries, domestic flows at basic prices, trade and transport margins in the cells. Every identity is checked.

# %%
table = national_table(2019, "cbs81")
table.checks()

# %%
national = pd.DataFrame(
    {
        "output, type I": multipliers(table),
        "output, type II": multipliers(table, kind="type2"),
        "value added, type I": multipliers(table, "value_added"),
        "jobs per million, type I": multipliers(table, "jobs"),
        "imports, type I": multipliers(table, "imports"),
    }
).loc[PRODUCTS]
national.set_axis(NAMES[PRODUCTS]).round(2)

# %% [markdown]
# ## 2. The region
#
# Nobody has measured what firms in the area buy in the area. The methods that estimate it disagree, and the exponent of
# the FLQ has no value that is right: it is drawn.

# %%
jobs = corop_activity(2019, "cbs81")
output = table.output
regional = (jobs.loc[AREA].sum() / jobs.sum()) * output
A = technical_coefficients(table)
choices = [("slq", None), ("cilq", None), ("flq", 0.10), ("flq", 0.25), ("flq", 0.35)]
methods = pd.DataFrame(
    {
        f"{method} {delta or ''}".strip(): leontief_inverse(
            regional_coefficients(A, regional, output, method=method, delta=delta)
        ).sum()[PRODUCTS]
        for method, delta in choices
    }
).assign(nation=multipliers(table)[PRODUCTS])
methods.set_axis(NAMES[PRODUCTS]).round(3)

# %%
drawn = regional_multipliers(
    [national_table(year, "cbs81") for year in range(2015, 2020)],
    regional,
    output,
    delta=(0.10, 0.25, 0.35),
    coefficient_error=0.10,
    draws=1000,
)
band = drawn.summary().loc[PRODUCTS].set_axis(NAMES[PRODUCTS]).rename_axis("product").reset_index()
base = alt.Chart(band).encode(y=alt.Y("product:N", title=None, axis=alt.Axis(labelLimit=400)))
(
    base.mark_rule(size=6, opacity=0.4).encode(
        x=alt.X("p05:Q", title="output multiplier of the area, type I (5 to 95 % of draws)").scale(zero=False),
        x2="p95:Q",
    )
    + base.mark_point(filled=True).encode(x="p50:Q")
)

# %% [markdown]
# What the width of the bands comes from: almost all of it is δ.

# %%
drawn.variance_shares().loc[PRODUCTS].round(2)

# %% [markdown]
# ## 3. Forty regions that add up to the nation
#
# The same technology everywhere; who buys from whom follows distance. The decay of trade with distance is an assumption
# too, so it is shown with more than one value.

# %%
groups = national_table(2019, "a38")
rows = []
for decay in (1.0, 1.5, 2.0, 2.5):
    many = interregional_table(groups, corop_activity(2019, "a38"), corop_distances(), decay=decay)
    parts = spillovers(many, AREA, ring=corop_ring(AREA))
    weight = many.output.loc[AREA]
    shares = parts.drop(columns="total").mul(weight, axis=0).sum() / (parts["total"] * weight).sum()
    rows += [
        {"decay": decay, "where": where, "share": share, "place": place}
        for place, (where, share) in enumerate(shares.items())
    ]
alt.Chart(pd.DataFrame(rows)).mark_bar().encode(
    x=alt.X("share:Q", title="share of the type I multiplier", axis=alt.Axis(format="%"), stack=True),
    y=alt.Y("decay:O", title="decay of trade with distance"),
    color=alt.Color("where:N", title=None, sort=["intra", "feedback", "ring", "rest"]),
    order=alt.Order("place:Q"),
)

# %% [markdown]
# ## 4. A supply chain
#
# Ten million euros of demand, all of it placed with firms in Overig Groningen (CR03): fit-out of a building, IT
# services, a data centre and research. How much of the AI-fabriek's budget that is, and over which years, is the
# business of a scenario (`impact run`); here it is an example of a round sum, in prices of the table's year: euros of
# another year are refused without a deflator.

# %%
many = interregional_table(table, jobs, corop_distances(), decay=2.0)
shock = pd.Series({("CR03", "F43"): 3.0, ("CR03", "J62"): 3.0, ("CR03", "J63"): 2.0, ("CR03", "M72"): 2.0})
found = impacts(many, shock, price_year=table.year)
value_added = found.measure("value_added")
stages = pd.DataFrame({stage: getattr(value_added, stage)["demand"] for stage in ("direct", "indirect", "induced")})
ring = corop_ring(AREA)
zone = stages.index.get_level_values(0).map(
    lambda code: "the area" if code in AREA else "neighbouring areas" if code in ring else "rest of the country"
)
stages.groupby(zone).sum().round(2)

# %% [markdown]
# Who supplies, in the area, apart from those who are asked directly:

# %%
suppliers = found.indirect["demand"].loc[AREA].groupby(level=1).sum().nlargest(10)
alt.Chart(
    suppliers.set_axis(NAMES[suppliers.index]).rename_axis("sector").rename("output").reset_index()
).mark_bar().encode(
    x=alt.X("output:Q", title="output of suppliers in the area, MEUR"),
    y=alt.Y("sector:N", sort="-x", title=None, axis=alt.Axis(labelLimit=400)),
)

# %% [markdown]
# And how quickly the chain runs out: output by round of demand.

# %%
demand_rounds(many, shock, rounds=6).sum().round(3)
