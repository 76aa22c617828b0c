"""The page of what usage cost."""
