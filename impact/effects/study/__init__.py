"""The answer to a registered design: estimates, checks, what could be found, what was frozen."""
