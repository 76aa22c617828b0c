"""Tests of ``llmcmp.render.pages.compare``."""
