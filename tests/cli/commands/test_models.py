"""``llmcmp models``: lists."""

from __future__ import annotations

import json

import pytest

from llmcmp.cli import main


def test_lists_show_the_shelf_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --shelf only curated models are listed; with it those of the feeds too."""
    listing = ["models", "list", "--developer", "anthropic", "-f", "json"]
    ids = {}
    for shelf in ("curated", "imported", "all"):
        assert main([*listing, "--shelf", shelf]) == 0
        result = json.loads(capsys.readouterr().out)["models"]
        ids[shelf] = [model["id"] for model in result]

    assert "claude-sonnet-4-5" in ids["imported"]
    assert "claude-haiku-4-5" in ids["curated"]
    assert "claude-sonnet-4-5" not in ids["curated"]
    assert sorted(ids["all"]) == sorted(ids["curated"] + ids["imported"])
