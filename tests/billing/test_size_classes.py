"""Usage that was sorted by other sizes than it is priced by."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp import load_registry, read_usage
from llmcmp.billing.size_classes import cut_points, sizes_within
from llmcmp.errors import InputError
from llmcmp.report.estimate.estimate import estimate
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimates import estimated


def test_usage_that_was_read_without_cut_points_has_a_bracket(tmp_path: Path) -> None:
    """A reader that was told no cut points loses the sizes: the truth lies between low and high.

    1,000 and 250,000 tokens in, 1,000 out each, on a model that costs 1.25 and 10, and 2.50 and 15
    past 200,000: 0.00125 + 0.01 + 0.625 + 0.015 = 0.65125.
    """
    registry = load_registry()
    file = tmp_path / "usage.csv"
    file.write_text(
        "timestamp,model,input_tokens,output_tokens\n"
        "2026-10-20T10:00:00Z,gemini-2.5-pro,250000,1000\n"
        "2026-10-20T11:00:00Z,gemini-2.5-pro,1000,1000\n"
    )
    now = date(2026, 11, 22)
    blind = estimate(read_usage([file]), registry, now=now)
    assert blind.total.low < Decimal("0.65125") < blind.total.high
    assert "sizes-lost" in [warning.code for warning in blind.warnings]
    sorted_ = estimate(read_usage([file], cuts_for=cut_points(registry)), registry, now=now)
    assert sorted_.total.low == sorted_.total.cost == sorted_.total.high == Decimal("0.65125")


def test_other_cut_points_than_the_reader_had_widen_and_never_mislead() -> None:
    """A class of the reader holds every class of the prices it overlaps, and no other."""
    assert sizes_within((10, 20, 30), (10, 20, 30), 1, 1) == (11,)
    assert sizes_within((10, 20, 30), (), 0, 0) == (0, 11, 21, 31)
    assert sizes_within((10, 20, 30), (15, 25), 1, 1) == (16, 21)
    assert sizes_within((10, 20, 30), (15, 30), 1, 2) == (16, 21, 31)
    assert sizes_within((), (15,), 1, 1) == (16,)


LONG = registry(
    model(
        "small",
        rates("2025-01-01", "1", "4"),
        rates("2025-01-01", "2", "6", prompt_over=200_000),
    )
)


def test_a_sum_is_priced_by_its_size_class() -> None:
    """Two requests of 150,000 stay below the band of 200,000 though their sum does not."""
    usage = data(row("2026-06-01", 300_000, 1_000, rows=2, requests=2))

    assert estimated(usage, LONG).total.cost == Decimal("0.3") + Decimal("0.004")


def test_lost_sizes_give_a_bracket_and_a_warning() -> None:
    """A daily sum of 300,000 tokens: $0.30 if all prompts were short, $0.60 if all were long."""
    usage = data(
        row("2026-06-01", 300_000, bucket=1, bucket_low=0, per_request=False, requests=None)
    )

    answer = estimated(usage, LONG)

    assert answer.total.cost == answer.total.low == Decimal("0.3")
    assert answer.total.high == Decimal("0.6")
    assert "sizes-lost" in {notice.code for notice in answer.warnings}


def test_lost_sizes_below_every_band_need_no_warning() -> None:
    """A sum smaller than the band cannot hold a request past it."""
    answer = estimated(data(row("2026-06-01", 1_000, per_request=False)), LONG)

    assert answer.total.low == answer.total.high
    assert "sizes-lost" not in {notice.code for notice in answer.warnings}


def test_other_cut_points_than_the_readers_are_refused() -> None:
    """A size class that does not exist cannot be priced."""
    with pytest.raises(InputError, match="other cut points"):
        estimated(data(row("2026-06-01", 1, bucket=5, bucket_low=5)))


def test_cut_points_are_those_of_the_rows_channel() -> None:
    """Gemini 2.5 Pro has a band at 200,000 tokens on Vertex, which only feeds price."""
    cuts = cut_points(load_registry())

    assert 200_000 in cuts("gemini 2.5 pro", "vertex")
    assert cuts("Claude Sonnet 4.9, USE1 regional", "bedrock") == ()
