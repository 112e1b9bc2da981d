"""How sure an estimate is: tests and intervals that hold their size with few treated regions."""
