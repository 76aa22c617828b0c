"""The report of `tokens`: how many tokens a text is on each model."""
