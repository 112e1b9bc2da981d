"""Estimators: from a checked panel to an estimate with its path and weights, one module each."""
