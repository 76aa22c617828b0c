"""Contracts are lines of a month, of a comparison and of months that are over."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.project import Run


def test_contracts_are_lines_of_a_month(run_project: Run) -> None:
    """The fees and credits of OpenAI's channel, then what is missing to the promise.

    210 x 5 % = 10.50; 1,000,000 x 0.0001 = 100; 20; the credit of 50; and with the 4.50 of
    Anthropic 214.50 is 785.50 short of 1,000.
    """
    result = json.loads(run_project("check", "--registry", "contracts.yaml", "-f", "json")[1])

    lines = [(line["meter"], Decimal(line["amount"])) for line in result["contracts"]]
    assert lines == [
        ("gateway-fee", Decimal("10.50")),
        ("request-fee", Decimal(100)),
        ("monthly-fee", Decimal(20)),
        ("credit", Decimal(-50)),
        ("commitment", Decimal("785.50")),
    ]
    assert Decimal(result["monthly"]) == Decimal("214.50") + Decimal("866.00")


def test_contracts_are_lines_of_a_comparison(run_project: Run) -> None:
    """On one model alone: 210 + 10.50 + 100 + 20 - 50, and 790 to the promise of 1,000."""
    size = ("--requests", "1M", "--input-tokens", "1k", "--output-tokens", "100")
    out = run_project(
        "compare", "gpt-4o-mini", *size, "--registry", "contracts.yaml", "-f", "json"
    )[1]
    (model,) = json.loads(out)["models"]

    meters = [item["meter"] for item in model["cost"]["items"]]
    assert meters[-5:] == ["gateway-fee", "request-fee", "monthly-fee", "credit", "commitment"]
    assert Decimal(model["cost"]["monthly"]) == Decimal(210) + Decimal("80.5") + 790
