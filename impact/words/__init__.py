"""What is said to people: statements with a code, the texts of two languages, numbers as each writes them."""
