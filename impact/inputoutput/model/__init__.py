"""What a table says of a euro of demand: coefficients, multipliers, impacts, linkages, prices."""
