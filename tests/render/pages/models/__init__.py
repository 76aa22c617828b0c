"""Tests of ``llmcmp.render.pages.models``."""
