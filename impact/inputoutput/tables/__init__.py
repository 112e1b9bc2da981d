"""Input-output tables: made, checked, read from files of others, written, taken apart into home and import."""
