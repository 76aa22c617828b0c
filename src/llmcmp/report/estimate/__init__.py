"""The report of `estimate`: what usage cost, the months, what-ifs."""
