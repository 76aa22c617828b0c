"""A registry of made-up models with round prices, in memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from llmcmp.files.config import load_config
from llmcmp.registry import Registry
from llmcmp.report.check.case import PolicyResult
from llmcmp.report.check.check import CheckResult, check
from llmcmp.schema import (
    Caching,
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Rates,
    Score,
    Tier,
    Tokenizer,
)
from tests import factories
from tests.factories import model, rates

AT = date(2026, 11, 22)


def score(benchmark: str, value: str, within: str | None = "table-1") -> Score:
    """Return a score of the table *within*."""
    return Score(benchmark=benchmark, value=Decimal(value), set=within, reported_by="Acme")


def able(id_: str, *rows: Rates, **facts: Any) -> ModelSpec:
    """Return a model that reads images, calls functions and holds 100,000 tokens."""
    known: dict[str, Any] = {
        "name": id_.title(),
        "licence": Licence(name="terms", commercial_use="yes"),
        "context_window": 100_000,
        "max_output_tokens": 10_000,
        "modalities": Modalities(input=("text", "image"), output=("text",)),
        "features": Features(prompt_caching="yes", function_calling="yes"),
        "caching": Caching(minimum_prefix=1000),
    }
    return model(id_, *rows, **{**known, **facts})


SMALL = able(
    "small",
    rates(input="1", cached_input="0.5", output="4"),
    rates(tier=Tier.BATCH, input="0.5", output="2"),
    scores=(score("MMLU", "70"),),
    caching=Caching(minimum_prefix=1000),
)
"""Dear answers: $1 in, $4 out."""


LARGE = able(
    "large",
    rates(input="2", output="2"),
    rates(input="4", output="4", prompt_over=50_000),
    scores=(score("MMLU", "80"),),
    features=Features(prompt_caching="no", function_calling="yes"),
    tokenizer=Tokenizer(name="p50k_base"),
)
"""Cheap answers, dear prompts: $2 in, $2 out; twice that over 50,000 tokens."""


BLIND = able(
    "blind",
    rates(input="0.1", output="0.1"),
    modalities=Modalities(input=("text",), output=("text",)),
    context_window=4_000,
)
"""Cheapest, reads no images, holds 4,000 tokens."""


LEAVING = able(
    "leaving",
    rates(input="1", output="1"),
    rates(since="2026-12-10", input="3", output="3"),
    lifecycle=Lifecycle(state="deprecated", retires="2027-01-01", replacement="small"),
    licence=Licence(name="research only", commercial_use="no"),
)
"""Retires in 40 days, changes its price in 18, forbids commercial use."""


GONE = able(
    "gone",
    rates(input="1", output="1"),
    lifecycle=Lifecycle(state="retired", retires="2026-01-01"),
)
"""Retired."""


def registry(*specs: ModelSpec, **layer: Any) -> Registry:
    """Return a registry of these models, or of all of them."""
    return factories.registry(*(specs or (SMALL, LARGE, BLIND, LEAVING, GONE)), **layer)


def checked(folder: Path, text: str, **more: Any) -> CheckResult:
    """Write an llmcmp.yaml and check it."""
    path = folder / "llmcmp.yaml"
    path.write_text(text)
    known = {"registry": registry(), "at": AT, **more}
    return check(known.pop("registry"), load_config(path, name="llmcmp.yaml"), **known)


HEAD = "workloads:\n  chat: {model: %s, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
"""A million requests of 1,000 tokens in and 100 out: $1,400 on small, $2,200 on large."""


def one(result: CheckResult, policy: str) -> PolicyResult:
    """Return the only result of one policy."""
    (match,) = (item for item in result.policies if item.id == policy)
    return match


def run(folder: Path, model: str, more: str = "", **options: Any) -> CheckResult:
    """Check the workload on *model* with further lines of configuration."""
    return checked(folder, HEAD % model + more, **options)
