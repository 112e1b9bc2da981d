"""Maps of the figures of a variable: what is asked, the figures by region, the picture, the files."""
