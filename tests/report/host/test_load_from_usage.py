"""The load of a plan, taken from usage files."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

AT = ("--at", "2026-11-22")

TRACE = "at,in,out\n" + "".join(
    f"2026-11-02T00:{minute:02}:{second:02}Z,{size},100\n"
    for minute in range(60)
    for second in range(4 if minute == 30 else 1)
    for size in (500, 3000 if minute == 59 else 500)
)
"""An hour: 2 requests a minute, 8 in the busiest; one of them has a prompt of 3,000 tokens."""


def test_usage_files_give_the_load(run: Callable[..., Any], tmp_path: Path) -> None:
    """126 requests in 60 minutes, 8 in the busiest: the peak is 8 / 2.1 = 3.81 times the mean.

    A month of 730 hours has 126 x 730 = 91,980 requests. The mean prompt is
    (125 x 500 + 3,000) / 126 = 519.8, rounded up to 520; one in 126 exceeds OPT's 2,048 tokens.
    """
    trace = tmp_path / "trace.csv"
    trace.write_text(TRACE)
    words = ("host", "opt-66b", "--usage", str(trace), "--price-per-gpu-hour", "2.10",
             "--redundancy", "2", "--map", "input_tokens=in,output_tokens=out",
             "--map", "timestamp=at", *AT)  # fmt: skip
    result = run(*words, "--format", "json")
    assert result.err.startswith(f"{trace}: generic-table, 126 rows; ")
    assert len(result.err.splitlines()) == 1
    match = json.loads(result.out)
    plan = match["hosting"]

    assert Decimal(plan["requests_per_month"]) == pytest.approx(Decimal(91_980))
    assert float(plan["peak_to_mean"]) == pytest.approx(8 / 2.1)
    assert (plan["input_tokens"], plan["output_tokens"], plan["replicas"]) == (520, 100, 2)
    message = [warning["text"] for warning in match["warnings"] if warning["code"] == "context"]
    assert len(message) == 1
    assert message[0].startswith("0.8 % of the file's requests have prompts of more than 2,048")
    assert "≈92,000 requests a month" in run(*words).out


def test_usage_without_timestamps(run: Callable[..., Any], tmp_path: Path) -> None:
    """No busiest minute follows from it: refused, unless the ratio and the volume are given."""
    trace = tmp_path / "trace.csv"
    trace.write_text("in,out\n500,100\n700,100\n")
    words = ("host", "opt-6.7b", "--usage", str(trace), "--map",
             "input_tokens=in,output_tokens=out", *AT)  # fmt: skip
    result = run(*words)

    assert (result.code, result.out) == (2, "")
    assert "no time per request" in result.err
    messages = run(*words, "--peak-to-mean", "3", "--requests", "10k", "--format", "json")
    assert json.loads(messages.out)["hosting"]["input_tokens"] == 600
