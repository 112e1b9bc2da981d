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
# # Did it work, and could we tell?
#
# A registered study, an estimate that says how sure it is, and an answer where there is no estimate. Everything comes
# from `impact`; this notebook defines nothing.

# %%
import numpy as np

from impact.effects import Design, bacon_decomposition, estimate, evaluate, leave_one_out, placebo_in_time
from impact.report.charts import effects as effects_charts
from impact.report.screens.evaluation import evaluation_screen
from impact.sources import snapshot

# %% [markdown]
# ## Before the AI-fabriek opens
#
# The design is frozen. There is nothing to see yet, so there is no number; what could be found is far above what a
# facility of this size can do.

# %%
before = evaluate("ai-fabriek-ex-ante")
print(evaluation_screen(before))

# %%
found = next(f for f in before.findings if f.detectable is not None)
effects_charts.power_curve(
    found.detectable, lang="en", title=found.outcome.title, unit=found.outcome.unit, source="Source: CBS 83582NED"
)

# %% [markdown]
# ## An estimate of one's own
#
# Employed persons by COROP area, 2000-2017, and the data centre at Eemshaven: opened in 2016, built from 2014. Areas
# next door, other hosts and the Frisian areas (a break in 2014) are left out.

# %%
jobs = snapshot.table("corop-employment-by-group", sector="A-U")
jobs = jobs[jobs["region"].str.startswith("CR")].assign(log_jobs=lambda d: np.log(d["value"]))
left_out = ("CR01", "CR02", "CR07", "CR04", "CR05", "CR06", "CR18")
design = Design("log_jobs", "region", "year", {"CR03": 2016}, anticipation=2, exclude=left_out)
effect = estimate(jobs, design, estimator="did")
print(effect)
for caveat in effect.caveats:
    print("-", caveat)

# %%
effects_charts.event_study(
    effect, lang="en", title="Employed persons, Overig Groningen", unit="log points", source="Source: Eurostat"
)

# %% [markdown]
# What would other areas have shown?

# %%
effects_charts.permutation_distribution(
    effect, lang="en", title="Employed persons, Overig Groningen", unit="log points", source="Source: Eurostat"
)

# %% [markdown]
# And earlier dates, when nothing had happened?

# %%
placebo_in_time(jobs, design).round(3)

# %% [markdown]
# The same with weights on areas and years. It finds more, at the smallest p-value there is with 33 areas; but four per
# cent are thousands of jobs, and the facility has some 300.

# %%
weighted = estimate(jobs, design, estimator="synthetic_did")
print(weighted)
leave_one_out(jobs, design, estimator="synthetic_did")["estimate"].describe().round(3)

# %%
effects_charts.treated_against_synthetic(
    weighted, lang="en", title="Employed persons, Overig Groningen", unit="log points", source="Source: Eurostat"
)

# %% [markdown]
# ## Several dates
#
# Ten European regions with a first large data centre. Two-way fixed effects would compare treated with treated; the
# decomposition shows how much.

# %%
facilities = evaluate("european-facilities")
facilities.table()[["outcome", "treated", "estimator", "estimate", "lower", "upper", "p_value"]].round(3)

# %%
first = facilities.findings[0]
first.checks["leave_one_out"].round(3)

# %%
dates = {"CR03": 2010, "CR10": 2012, "CR20": 2014}
bacon_decomposition(jobs, Design("log_jobs", "region", "year", dates)).kinds.round(3)
