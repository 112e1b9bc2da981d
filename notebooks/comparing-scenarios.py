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
# # Comparing scenarios
#
# Two ranges side by side overlap, and say nothing of the difference. Here each draw of one is subtracted from the same
# draw of the other: whatever both assume is the same in each, and only what differs is left.

# %%
from impact.report import comparison
from impact.report.screens.comparison import comparison_screen
from impact.scenario import Scenario, compare, run

# %%
names = ("ai-fabriek-baseline", "no-eu-cofinancing", "expertise-centre-only")
results = [run(Scenario.load(name), draws=200, seed=0) for name in names]
for result in results:
    net = result.over_years("net_regional", "jobs")
    print(f"{result.scenario.name}: {net['mean']:.0f} net labour years ({net['p05']:.0f} to {net['p95']:.0f})")

# %%
compared = compare(*results)
print(comparison_screen(compared))

# %%
comparison(compared, lang="en")

# %% [markdown]
# The same on paper, in Dutch: `impact compare ai-fabriek-baseline no-eu-cofinancing --lang nl --out comparison`.

# %%
print(comparison_screen(compared, "nl").splitlines()[0])
