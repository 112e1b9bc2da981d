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
# # Evaluating a facility
#
# A data centre opened at Eemshaven in 2016. Did the region gain jobs by it, and could figures of COROP areas show it at
# all? The design says beforehand what is compared with what; the tests say how sure the answer is.

# %%
from impact.effects import DesignFile, evaluate
from impact.report.charts import effects as effects_charts
from impact.report.screens.evaluation import evaluation_screen

# %% [markdown]
# ## A design is a file

# %%
design = DesignFile.load("eemshaven-2016")
print(design.title, design.question, sep="\n")
print([outcome.name for outcome in design.outcomes])

# %% [markdown]
# ## Carried out
#
# One treated area among a few dozen: the usual standard error would be far too small, so inference ranks the area among
# all others.

# %%
study = evaluate(design)
print(evaluation_screen(study))

# %% [markdown]
# ## The same in Dutch

# %%
print("\n".join(evaluation_screen(study, "nl").splitlines()[:12]))

# %%
found = next(f for f in study.findings if f.detectable is not None)
effects_charts.power_curve(
    found.detectable, lang="en", title=found.outcome.title, unit=found.outcome.unit, source="Source: CBS 83582NED"
)
