"""Tests of ``llmcmp.report.tokens``."""
