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
# # A scenario of your own
#
# A scenario is a text file that says who pays, what is bought and what is assumed. It may say only what differs from
# another one. Here the file is written by the notebook, so that it runs anywhere; yours is written in an editor.

# %%
import tempfile
from pathlib import Path

from impact.report import jobs_per_year, staircase
from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, run

# %%
question = """
extends = "ai-fabriek-baseline"

[title]
en = "More staff from other employers"
nl = "Meer personeel van andere werkgevers"

[question]
en = "What if most of the staff leave another employer in the region?"
nl = "Wat als het meeste personeel bij een andere werkgever in de regio weggaat?"

[assumptions.staff_displacement_share]
low = 0.6
central = 0.75
high = 0.9
source = "A question of this notebook"
source_nl = "Een vraag van dit notebook"
basis = "assumption"
"""
file = Path(tempfile.mkdtemp()) / "mine.toml"
file.write_text(question, encoding="utf-8")
scenario = Scenario.load(file)
print(scenario.title.en, scenario.extension.changed)

# %% [markdown]
# What is wrong with a file is said all at once, with what was found, what was expected and what to do:
# `impact check mine.toml`.

# %%
result = run(scenario, draws=400, seed=0)
print(result_screen(result))

# %%
staircase(result, lang="en")

# %%
jobs_per_year(result, lang="nl")

# %% [markdown]
# ## What it rests on

# %%
drives = "influence_net_regional_jobs"
result.assumptions.nlargest(3, drives)[["title_en", "low", "central", "high", "basis", drives]]
