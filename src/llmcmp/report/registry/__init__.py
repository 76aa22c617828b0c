"""The report of `registry diff`: what changed and what it does to a bill."""
