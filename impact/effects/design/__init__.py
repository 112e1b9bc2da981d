"""Who was treated when, and through which figures it is seen: design, checked panel, what can be told."""
