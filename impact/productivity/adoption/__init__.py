"""How far AI is in use: curves fitted to what is published, and the path of a region without the facility."""
