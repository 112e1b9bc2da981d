"""A question as a file: its tables and ranges, what must hold between them, what a reader of it must know."""
