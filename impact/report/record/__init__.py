"""The publication on the record of a region: what its figures say, and what earlier studies elsewhere found."""
