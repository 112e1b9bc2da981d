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
# # The region in maps
#
# `impact map` from Python: a question, the figures that answer it, a picture. The source, the edition and what to be
# careful with stand under each map by themselves.

# %%
from impact import regions
from impact.report import map_figures, map_question, region_map, study_area_map

# %%
area = regions.study_area("groningen-noord-drenthe")
study_area_map(area, lang="en")

# %% [markdown]
# ## A share by COROP area, the study area outlined

# %%
region_map(
    map_figures(map_question("jobs", level="corop", sector="J", per="jobs", years=(2024,))), lang="en", outline=area
)

# %% [markdown]
# ## The same, closer by and in Dutch
#
# The neighbours stay pale. What is not published is hatched, and is not zero.

# %%
region_map(
    map_figures(map_question("establishments", level="gemeente", region=["groningen-noord-drenthe"])),
    lang="nl",
    area=area,
)

# %% [markdown]
# ## A change, with its breaks
#
# Two areas changed borders in 2018: by themselves they have no change, and the map says so.

# %%
region_map(map_figures(map_question("jobs", level="corop", years=(2024,), change_from=2015)), lang="en", outline=area)
