"""``llmcmp compare``: what is asked of it reaches the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.shell import Done

PRICES = """\
developer: Acme
channel: acme
models:
  - {id: small, name: Small, released: 2025-01-01, lifecycle: {state: active}, weights: none,
     licence: {name: terms}, context_window: 1000, max_output_tokens: 100, modalities: {},
     features: {}, tokenizer: {name: o200k_base}, parameters: {},
     rates: [{channel: acme, since: 2025-01-01, input: 1, output: 5}]}
  - {id: large, name: Large, released: 2025-01-01, lifecycle: {state: active}, weights: none,
     licence: {name: terms}, context_window: 1000, max_output_tokens: 100, modalities: {},
     features: {}, tokenizer: {name: o200k_base}, parameters: {},
     rates: [{channel: acme, since: 2025-01-01, input: 10, output: 50}]}
"""


@pytest.fixture
def compare(here: Path, run: Callable[..., Done]) -> Callable[..., Done]:
    """Compare two models of Acme, with these options."""
    (here / "acme.yaml").write_text(PRICES)

    def call(*options: str) -> Done:
        fixed = ("--registry", "acme.yaml", "--at", "2026-11-22")
        return run("compare", "small", "large", *fixed, *options)

    return call


def report(result: Done) -> dict[str, Any]:
    """Return the JSON of a run that was not refused."""
    assert (result.code, result.err) == (0, "")
    match: dict[str, Any] = json.loads(result.out)
    return match


def test_without_a_workload_the_blend_is_compared(compare: Callable[..., Done]) -> None:
    """(3 x $1 + $5) / 4 = $2, and ten times that."""
    result = report(compare("--format", "json"))

    assert [model["blend"] for model in result["models"]] == ["2", "20"]
    assert [model["cost"] for model in result["models"]] == [None, None]
    assert Decimal(result["models"][1]["ratio"]) == 10


def test_a_workload_is_priced(compare: Callable[..., Done]) -> None:
    """Ten requests of 100 in and 10 out: 10 x ($0.0001 + $0.00005) = $0.0015."""
    load = ("--requests", "10", "--input-tokens", "100", "--output-tokens", "10")
    result = report(compare(*load, "--format", "json"))

    assert [model["cost"]["monthly"] for model in result["models"]] == ["0.0015", "0.015"]


def test_a_prompt_is_counted(compare: Callable[..., Done], here: Path) -> None:
    """``Hello`` is one token of the vocabulary of both: $0.000001 and $0.00001."""
    (here / "hello.txt").write_text("Hello")
    result = report(compare("--prompt", "hello.txt", "--quiet", "--format", "json"))

    assert [model["cost"]["monthly"] for model in result["models"]] == ["0.000001", "0.00001"]


def test_explain_shows_the_lines_of_the_bill(compare: Callable[..., Done]) -> None:
    """Quantity, rate, amount and the first day of the price; nothing of it otherwise."""
    load = ("--requests", "10", "--input-tokens", "100", "--format", "markdown")

    assert "Cost of small per month" not in compare(*load).out
    text = compare(*load, "--explain").out
    assert "Cost of small per month" in text
    assert "| input | 1,000 | 1 | $0.00100 | 2025-01-01 |" in text


def test_a_lock_that_is_not_there(compare: Callable[..., Done]) -> None:
    """``--locked`` never falls back to the prices of today."""
    result = compare("--locked")

    assert (result.code, result.out) == (2, "")
    assert "llmcmp.lock" in result.err
