"""Files that people keep, made in processes of their own."""
