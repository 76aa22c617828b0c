"""The report of `host`: a hosting plan beside the APIs."""
