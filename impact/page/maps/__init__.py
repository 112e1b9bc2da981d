"""Maps made by choosing."""
