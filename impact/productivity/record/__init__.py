"""The region's record: labour productivity, where growth of jobs comes from, and what there is of innovation."""
