"""The usage of a small model, tried on another selector."""

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.billing.size_classes import Rescaling, cut_points
from llmcmp.registry import select
from llmcmp.report.estimate.estimate import Estimate, estimate
from llmcmp.report.estimate.what_if import Alternative
from llmcmp.schema import (
    ModelSpec,
    Tokenizer,
)
from llmcmp.usage import UsageData, UsageRow
from tests.factories import model, rates, registry
from tests.report.acme import row

NOW = date(2026, 6, 20)


SMALL = model("small", rates("2025-01-01", "2", "4", cached_input="1"))


def tried(
    usage: UsageData, *specs: ModelSpec, on: str = "other", **options: Any
) -> tuple[Alternative, Estimate]:
    """Return what the usage of ``small`` costs on another selector."""
    prices = registry(SMALL, *specs)
    answer = estimate(usage, prices, now=NOW, alternatives=[on], **options)
    return answer.alternatives[0], answer


def classed(spec: ModelSpec, *prompts: int, **options: Any) -> list[UsageRow]:
    """Return one request per prompt size, sorted into the size classes an engine would use."""
    prices = registry(SMALL, spec)
    offer = select(prices, spec.id, at=NOW)
    cuts = cut_points(prices, [offer], **options)("small", None)
    return [
        row("2026-06-01", prompt, bucket=below, bucket_low=below)
        for prompt in prompts
        for below in [sum(1 for cut in cuts if prompt > cut)]
    ]


def codes(answer: Estimate) -> set[str]:
    """Return the codes of the warnings."""
    return {notice.code for notice in answer.warnings}


GPT2 = Tokenizer(name="gpt2")


def twice(_: ModelSpec, __: ModelSpec) -> Rescaling:
    """Make two tokens of one, between 1.5 and 3."""
    return Rescaling(
        factor=Decimal(2), low=Decimal("1.5"), high=Decimal(3), text="measured on English"
    )
