"""What the draws say: tables, their folder, the checks on them, and what is expected of a registered study."""
