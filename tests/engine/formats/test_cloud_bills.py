"""Cloud bills: charges beside tokens, and what the words of a line mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.engine import read_usage
from llmcmp.engine.formats.cloud_bills import in_tokens, meter_in, spaced, tier_in
from tests import folders

DATA = folders.DATA / "engine"


@pytest.mark.parametrize(
    ("name", "usage", "other"),
    [
        # 4.3240675 + 8.1, in USD although the account is billed in EUR
        ("azure_cost_details_mca.csv", "12.4240675", "0"),
        # 5.7036936 + 2 + 0.018
        ("aws_cur2_bedrock.csv", "7.7216936", "0"),
        # 1.76339 + 1.65; cache storage 0.0158 and a credit of -0.25 apart
        ("gcp_billing_export.jsonl", "3.41339", "-0.2342"),
        # 74 + 10.646; the prepaid purchase of 900 apart, for it would count twice
        ("focus_1_2_tokens.csv", "84.646", "900"),
        ("focus_1_3_tokens.csv", "84.646", "900"),
    ],
)
def test_bill_is_reported_cost_too(name: str, usage: str, other: str) -> None:
    """A bill with token lines yields its charges, purchases and credits apart from usage."""
    data = read_usage([DATA / name])
    of_usage = sum((c.amount for c in data.reported if c.kind == "usage"), Decimal(0))
    of_others = sum((c.amount for c in data.reported if c.kind != "usage"), Decimal(0))
    assert (of_usage, of_others) == (Decimal(usage), Decimal(other))


def test_words_of_a_line_tell_its_meter_and_tier() -> None:
    """Words that are run together are read apart; storage of a cache is no token."""
    words = spaced("InputTokenCount-Batch")
    assert (words, meter_in(words), tier_in(words)) == ("input token count batch", "input", "batch")
    assert meter_in("cached input storage") is None


def test_a_quantity_counts_in_its_unit() -> None:
    """2.5 thousands of tokens are 2,500; gigabytes are none."""
    assert in_tokens(Decimal("2.5"), " 1K tokens ") == 2500
    assert in_tokens(Decimal(3), "GB-Mo") is None
