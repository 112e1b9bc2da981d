"""From a question to draws of an outcome: what is drawn, what the area makes, and the steps from gross to net."""
