"""The publication on the outcome of a scenario: its figures, tables, and what its sentences quote."""
