"""Random draws of what is not known: distributions, streams of luck, dependence, and how sure the figures are.

Both the scenarios and the regional multipliers draw with what stands here; nothing here knows of either.
"""
