# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The AI-fabriek: from a question to a picture
#
# Everything here comes from `impact`; this notebook defines nothing. Change the name of the scenario, or give the path
# of your own file, and run it again.

# %%
from impact import regions
from impact.report import jobs_by_sector, jobs_by_stage, jobs_per_year, sector_share, staircase, study_area_map
from impact.scenario import Scenario, run

# %%
result = run(Scenario.load("ai-fabriek-baseline"), draws=1000, seed=0)
area = regions.study_area(result.scenario.study_area)

# %% [markdown]
# ## Jobs, all years together
#
# Gross and net for the region are two answers to two questions: never add them up. What lies between them has three
# names: what would have happened anyway, what the money would otherwise have done, and what is displaced.
# `net_national` is a balance of demand whose sign its assumptions decide; `result.national("jobs")` says whether it may
# be read at all.

# %%
result.totals.query("measure == 'jobs' and stage == 'total' and sector == '*' and year.isna()").pivot_table(
    index="concept", columns="statistic", values="value"
).round()

# %% [markdown]
# ## Which area

# %%
study_area_map(area, lang="en")

# %%
sector_share("J", 2024, lang="en", outline=area)

# %% [markdown]
# ## What the money does there

# %%
jobs_per_year(result, lang="en")

# %%
jobs_by_stage(result, lang="en")

# %%
jobs_by_sector(result, lang="en")

# %%
staircase(result, lang="en")

# %% [markdown]
# ## What it rests on

# %%
drives = "influence_net_regional_jobs"
result.assumptions.nlargest(5, drives)[["title_en", "low", "central", "high", "unit", "basis", drives]]

# %% [markdown]
# Each headline has drivers of its own:

# %%
result.summary()["weightiest_assumptions"]["influence_gross_value_added"]

# %%
result.checks[~result.checks["passed"]]
