"""The report of `check`: the policies of a configuration."""
