"""From the nation to regions: location quotients, trade between areas, spillovers, drawn multipliers."""
