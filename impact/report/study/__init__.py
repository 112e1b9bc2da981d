"""The publication on a registered study: how its findings are told, drawn and put in tables."""
