"""Productivity and innovation: what is known of the effects of AI, R&D and agglomeration, and how surely."""
