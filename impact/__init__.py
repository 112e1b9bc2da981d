"""Regional economic impact of the AI-fabriek in Groningen and Noord-Drenthe.

The rooms, lowest first: `sources` (bundled and live figures), `regions` and `sectors` (definitions), `inputoutput`
(what a euro of demand asks of every sector), `scenario` (a question as a file, an answer with its uncertainty),
`report` (maps, charts, publications). Importing this package does nothing.
"""
