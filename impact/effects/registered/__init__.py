"""What is registered in a file before the figures are seen: outcomes, treated, estimators, figures."""
