"""The commands that are more than a line: a file for each, and beside it what it orders and which options it shares."""
