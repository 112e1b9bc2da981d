"""From raw tables to regional series: one region, sector, year, variable and value a row.

`regional.panel` gives the panel, `export.export` writes it, `activity` and `mix` give the jobs of a study area.
"""
