"""Where figures come from: the embedded snapshot, and what each figure can tell about its origin."""
