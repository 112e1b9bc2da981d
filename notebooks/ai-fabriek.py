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
# Gross, net for the region and net for the Netherlands are three answers to three questions: never add them up.

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
result.assumptions.nlargest(5, "influence")[["title_en", "low", "central", "high", "unit", "basis", "influence"]]

# %%
result.checks[~result.checks["passed"]]
