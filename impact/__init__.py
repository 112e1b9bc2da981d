"""Regional economic impact of the AI-fabriek in Groningen and Noord-Drenthe.

The rooms, lowest first: `regions` and `sectors` (definitions), `sources` (the snapshot and pulled figures), `panel`
(regional series), `inputoutput` (what a euro of demand asks of every sector), `effects` (what a measure changed) and
`productivity` (what AI use could do), `scenario` (a question as a file, an answer with its uncertainty), `report`
(maps, charts, publications). Importing this package does nothing.
"""
