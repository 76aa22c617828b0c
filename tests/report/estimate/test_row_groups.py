"""Tokens in the vocabulary of another model, or kept as they are with a warning."""

from decimal import Decimal

from llmcmp.report.estimate.estimate import estimate
from llmcmp.schema import (
    Tokenizer,
)
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimate.alternatives import GPT2, NOW, classed, codes, tried, twice


def test_tokens_are_rescaled_with_their_band() -> None:
    """A million tokens become two, between 1.5 and 3 million, at $1."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2)

    other, answer = tried(data(row("2026-06-01", 1_000_000)), spec, rescale=twice)

    assert (other.cost, other.low, other.high) == (Decimal(2), Decimal("1.5"), Decimal(3))
    assert "rescaled" in codes(answer)


def test_rescaled_prompts_meet_the_limits_in_their_own_tokens() -> None:
    """2,048 tokens of GPT-2 are 1,024 here: 1,024 fit, 1,025 do not."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2, context_window=2_048)

    fits, _ = tried(data(*classed(spec, 1_024, rescale=twice)), spec, rescale=twice)
    not_, _ = tried(data(*classed(spec, 1_025, rescale=twice)), spec, rescale=twice)

    assert fits.feasible
    assert not_.reasons == ("100 % of requests exceed 2,048 tokens",)


def test_without_a_ratio_the_tokens_are_kept_and_the_report_says_so() -> None:
    """Another vocabulary, nothing measured: same tokens, visible note."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2)

    other, answer = tried(data(row("2026-06-01", 1_000_000)), spec)

    assert other.cost == 1
    assert "same-tokens" in codes(answer)


def test_two_undisclosed_vocabularies_are_not_the_same() -> None:
    """Equal words for not knowing are no equal vocabularies."""
    hidden = Tokenizer(name="undisclosed")
    here = model("small", rates("2025-01-01", "2", "0"), tokenizer=hidden)
    there = model("other", rates("2025-01-01", "1", "0"), tokenizer=hidden)

    answer = estimate(
        data(row("2026-06-01", 1)), registry(here, there), now=NOW, alternatives=["other"]
    )

    assert "same-tokens" in codes(answer)
