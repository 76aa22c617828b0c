"""Tests of ``llmcmp.report.host``."""
