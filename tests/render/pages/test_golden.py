"""Reports as people and programs get them, compared with files (``--regold`` rewrites those)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

AT = ("--at", "2026-11-22")
LOAD = ("--requests", "100k", "--input-tokens", "1_500", "--output-tokens", "300")
THEN = (*LOAD, "--cached-share", "0.4", "--at", "2024-10-15")
FIVE = ("gpt-4o-mini", "gpt-4o", "gpt-3.5-turbo", "claude-3-haiku", "gemini-1.5-flash")
FOUR = ("gpt-4o-mini+batch", "llama-3.3-70b@together", "gpt-6-luna", "claude-haiku-5-5")

REPORTS = {
    "compare-two": ("compare", "gpt-4o-mini", "opt-175b", *AT),
    "compare-two-workload": ("compare", "gpt-4o-mini", "deepseek-v4.1-flash", *LOAD, *AT),
    "compare-four": ("compare", *FOUR, *AT),
    "compare-four-workload": ("compare", *FOUR, *LOAD, *AT),
    "compare-five": ("compare", *FIVE, *AT),
    "compare-five-workload": ("compare", *FIVE, *THEN),
    "compare-explain": ("compare", "gpt-4o-mini", "gemini-1.5-flash", *THEN, "--explain"),
    "models-list": ("models", "list", "--developer", "DeepSeek,Qwen", "--sort", "input", *AT),
    "models-show": ("models", "show", "gpt-4o-mini", *AT),
    "models-history": ("models", "history", "gpt-4o", *AT),
}
SUFFIXES = {"table": "txt", "markdown": "md", "json": "json", "csv": "csv"}


def settled(text: str) -> str:
    """Return a report without the digest and version, which change with every edit."""
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "..."', text)
    return re.sub(r'"llmcmp": "[^"]*"', '"llmcmp": "..."', text)


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("name", REPORTS)
def test_report(
    run: Callable[..., Any], golden: Callable[[str, str], None], name: str, form: str
) -> None:
    """A report in this format is what it was, or the change is seen in review."""
    result = run(*REPORTS[name], "--format", form)

    assert result.code == 0
    golden(f"{name}.{SUFFIXES[form]}", settled(result.out))
