"""What a hosting plan comes to, in a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

AT = ("--at", "2026-11-22")

ISSUE = [
    ("opt-175b",),
    ("llama-3.1-8b", "--gpu", "L40S", "--precision", "fp8", "--requests", "3M",
     "--input-tokens", "1155", "--output-tokens", "211"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
@pytest.mark.parametrize("arguments", ISSUE, ids=lambda words: words[0])
def test_the_lines_of_the_issue(
    run: Callable[..., Any], arguments: tuple[str, ...], form: str
) -> None:
    """Every format says the card, and the page says what it assumes."""
    result = run("host", *arguments, *AT, "--format", form)

    assert result.code == 0
    assert ("L40S" if "L40S" in arguments else "A100-80") in result.out
    if form in ("table", "markdown"):
        for word in ("Weights", "KV cache per token", "utilised", "read 2026", "break-even"):
            assert word in result.out
