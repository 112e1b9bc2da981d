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
# # First steps: figures of a region, with what has to be known of them
#
# Everything comes from `impact`; this notebook defines nothing. No network is needed: figures travel with the package.

# %%
from impact import regions
from impact.panel import cautions, change, named, panel, refused
from impact.sources import snapshot

# %% [markdown]
# ## What there is

# %%
snapshot.status()[["table", "title", "vintage", "years", "rows", "licence", "ok"]]

# %% [markdown]
# ## An area is a definition
#
# *Groningen and Noord-Drenthe* as four COROP areas and *Nij Begun* as thirteen municipalities are not the same.

# %%
for name in ("groningen-noord-drenthe", "nij-begun"):
    area = regions.study_area(name)
    print(f"{area.title('en')}: {area.definition('en')}")

# %% [markdown]
# ## Jobs by area and sector
#
# `status` says why a figure is missing, or how sure it is. An empty status is a figure as it was published.

# %%
jobs = panel("jobs", area="groningen-noord-drenthe", years=(2015, 2024))
named(jobs[jobs["sector"] == "J"], "en").head(8)

# %%
jobs.pivot_table(index="year", columns="region", values="value", aggfunc="sum").round(1).tail(3)

# %% [markdown]
# ## What to know before using them
#
# Borders moved, and one sector was counted anew. A change across such a break is refused, not computed.

# %%
for text in cautions(jobs, "en"):
    print("-", text)

# %%
grown = change(jobs[jobs["sector"] == "A-U"], 2015, 2024)
grown[["region", "from_year", "to_year", "change", "status"]]

# %%
print("\n".join(refused(grown, "en")))
