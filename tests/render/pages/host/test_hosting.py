"""A hosting plan, laid out in every format."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

AT = ("--at", "2026-11-22")
CHAT = ("--requests", "1M", "--input-tokens", "1155", "--output-tokens", "211")

ISSUE = [
    ("opt-175b",),
    ("llama-3.1-8b", "--gpu", "L40S", "--precision", "fp8", "--requests", "3M",
     "--input-tokens", "1155", "--output-tokens", "211"),
]  # fmt: skip


def test_fits_eighty_columns(run: Callable[..., Any]) -> None:
    """No line of the page is wider than the terminal."""
    for arguments in (*ISSUE, ("opt-30b", "--gpu", "A6000", "--gpus", "4")):
        out = run("host", *arguments, *AT, "--explain").out
        assert max(len(line) for line in out.splitlines()) <= 80


def test_csv_holds_a_row_per_api(run: Callable[..., Any]) -> None:
    """Every row has all columns; warnings go to standard error."""
    result = run("host", "opt-6.7b", "--against", "gpt-4o", "--against", "gpt-4o-mini", *CHAT, *AT,
               "--format", "csv")  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(result.out)))

    assert [row["api"] for row in rows] == ["gpt-4o", "gpt-4o-mini"]
    assert all(None not in row and None not in row.values() for row in rows)
    assert "may not be used commercially" in result.err


REPORTS = {
    "host-opt-175b": ("opt-175b", *CHAT),
    "host-llama": ("llama-3.1-8b@L40S", "--precision", "fp8", "--against", "gpt-4o-mini",
                   "--against", "llama-3.1-8b@together", *CHAT, "--explain"),
    "host-unpriced": ("opt-30b@4xA6000",),
}  # fmt: skip

SUFFIXES = {"table": "txt", "markdown": "md", "json": "json", "csv": "csv"}


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("name", REPORTS)
def test_host_report(
    run: Callable[..., Any], golden: Callable[[str, str], None], name: str, form: str
) -> None:
    """A plan in this format is what it was, or the change is seen in review."""
    result = run("host", *REPORTS[name], *AT, "--format", form)

    assert result.code == 0
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "..."', result.out)
    golden(f"{name}.{SUFFIXES[form]}", re.sub(r'"llmcmp": "[^"]*"', '"llmcmp": "..."', text))
