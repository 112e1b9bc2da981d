"""What the command line shows of what was made: one screen of plain text each."""
