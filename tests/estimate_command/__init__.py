"""``llmcmp estimate`` as its users run it."""
