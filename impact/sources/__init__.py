"""Where figures come from: the snapshot, the store of pulled tables, and what each figure can tell about its origin."""
