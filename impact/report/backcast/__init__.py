"""The publication that looks back: the claim of the time, this model with what was published then, a study."""
