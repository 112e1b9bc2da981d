"""What could be found, the frozen design, other places, the ledger."""
