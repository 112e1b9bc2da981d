"""The publication on how scenarios differ: what the files say otherwise, and by how much the outcomes differ."""
