"""What earlier studies found, taken together: the table of effects, how it is pooled, and what may become a prior."""
