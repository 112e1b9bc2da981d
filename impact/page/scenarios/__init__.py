"""Scenarios and comparisons: what is set, what is computed, what is shown."""
