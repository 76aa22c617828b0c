"""Real traces, where they lie beside the checkout: read, priced and tried elsewhere."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.billing.size_classes import cut_points
from llmcmp.engine import ReadOptions, read_usage
from llmcmp.files import load_registry
from llmcmp.registry import select
from llmcmp.report.estimate.estimate import estimate
from tests import folders

NOW = date(2026, 11, 22)


@pytest.fixture
def shared() -> Path:
    """Return the folder of traces beside the repository, where there is one."""
    folder = folders.SHARED / "traces"
    if not folder.is_dir():
        pytest.skip("the traces are not beside this checkout")
    return folder


def test_the_azure_trace_costs_what_its_tokens_cost(shared: Path) -> None:
    """16,787,423 input and 2,817,051 output tokens (its manifest) at $0.15 and $0.60."""
    path = shared / "azure_llm_2023/AzureLLMInferenceTrace_conv.csv"
    prices = load_registry()
    offers = [select(prices, "opt-13b", at=NOW)]
    options = ReadOptions(
        mapping={
            "timestamp": "TIMESTAMP",
            "input_tokens": "ContextTokens",
            "output_tokens": "GeneratedTokens",
        },
        model="gpt-4o-mini",
    )

    usage = read_usage([path], options=options, cuts_for=cut_points(prices, offers))
    answer = estimate(usage, prices, now=NOW, at=NOW, alternatives=offers)

    assert answer.total.cost == (
        Decimal("0.15") * 16_787_423 + Decimal("0.60") * 2_817_051
    ) / Decimal(1_000_000)
    assert answer.rows.read == answer.rows.priced == 14_000
    with path.open(newline="") as file:
        sizes = [int(one["ContextTokens"]) for one in csv.DictReader(file)]
    longer = sum(1 for size in sizes if size > 2_048)
    assert (longer, len(sizes)) == (2_183, 14_000)
    assert answer.alternatives[0].reasons[0] == "15.6 % of requests exceed 2,048 tokens"
