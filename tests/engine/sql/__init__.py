"""Tests of ``llmcmp.engine.sql``."""
