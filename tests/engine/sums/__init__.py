"""Tests of ``llmcmp.engine.sums``."""
