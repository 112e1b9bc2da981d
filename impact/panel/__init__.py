"""From raw tables to regional series: one region, sector, year, variable and value a row."""
