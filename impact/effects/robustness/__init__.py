"""What an estimate leans on: trends before, other units, dates and pools, power, several outcomes."""
