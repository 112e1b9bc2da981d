"""Letters on the state of a programme on a date: progress, financing, expectations, and what changed since the last."""
