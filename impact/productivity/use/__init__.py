"""What use of the facility does to productivity, use of AI, births and private R&D, against the same world without."""
