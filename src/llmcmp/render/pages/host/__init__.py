"""The page of a hosting plan."""
