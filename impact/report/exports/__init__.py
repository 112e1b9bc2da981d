"""Figures that leave the house: a workbook with a sheet of what to know, a data package, the record for a catalogue."""
