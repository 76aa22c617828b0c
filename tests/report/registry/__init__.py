"""Tests of ``llmcmp.report.registry``."""
