"""What a reconciliation prints to close a difference closes it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.files import load_registry
from llmcmp.schema import Discount
from tests.factories import registry
from tests.report.acme import row
from tests.report.reconcile.bills import PRICES, against, charge


@given(st.integers(1, 90), st.lists(st.integers(1, 10**9), min_size=2, max_size=6))
def test_the_discount_it_prints_closes_the_difference(percent: int, tokens: list[int]) -> None:
    """Put into the registry, the percentage makes computed and charged equal."""
    usage = [
        row(f"2026-06-{place:02}", count, written_model="large")
        for place, count in enumerate(tokens, 1)
    ]
    charges = [
        charge(str(one.day), str(Decimal(one.usage.input) * (100 - percent) / 10**7), "large")
        for one in usage
    ]

    (cause,) = against(usage, charges).causes
    assert cause.override is not None
    assert f"percent: {percent}," in cause.override

    closed = registry(*PRICES.models(), discounts=(Discount(percent=Decimal(percent)),))
    assert against(usage, charges, closed).residual == 0


@pytest.mark.parametrize("billed", ["gpt-4o-mini", None])
def test_the_printed_alias_reads_the_names_of_the_files(billed: str | None) -> None:
    """Two million tokens at $0.15, charged $0.15 in all: the alias of the dated name closes it."""
    name = "gpt-4o-mini-2024-07-18"
    usage = [row("2026-06-01", 2_000_000, written_model=name)]
    charges = [charge("2026-06-01", "0.15", billed, tier=None)]
    real = load_registry()

    (cause,) = against(usage, charges, real).causes
    assert cause.override == f"--alias {name}=gpt-4o-mini+batch"

    closed = against(usage, charges, real, aliases={name: "gpt-4o-mini+batch"})
    assert closed.residual == 0
    assert not closed.causes


def test_a_printed_overlay_is_taken_for_imported_models_too(tmp_path: Path) -> None:
    """Discounts on models that only price feeds know load, and close the difference."""
    usage = [
        row("2026-10-01", 1_000_000, written_model="claude-sonnet-4-5"),
        row("2026-10-02", 3_000_000, written_model="claude-sonnet-4-5"),
    ]
    charges = [
        charge("2026-10-01", "2.64", "claude-sonnet-4-5"),  # $3.00 less 12 %
        charge("2026-10-02", "7.92", "claude-sonnet-4-5"),
    ]
    now = date(2026, 11, 22)

    (cause,) = against(usage, charges, load_registry(), now=now).causes
    assert cause.override is not None
    overlay = tmp_path / "negotiated.yaml"
    overlay.write_text(cause.override, encoding="utf-8")

    assert against(usage, charges, load_registry([overlay]), now=now).residual == 0


def test_a_printed_overlay_is_one_the_registry_takes(tmp_path: Path) -> None:
    """The snippet, saved as a file, closes the difference on the real registry."""
    usage = [
        row("2026-06-01", 1_000_000, written_model="gpt-4o-mini"),
        row("2026-06-02", 3_000_000, written_model="gpt-4o-mini"),
    ]
    charges = [
        charge("2026-06-01", "0.132", "gpt-4o-mini"),
        charge("2026-06-02", "0.396", "gpt-4o-mini"),
    ]
    real = load_registry()

    (cause,) = against(usage, charges, real).causes
    assert cause.override is not None
    overlay = tmp_path / "negotiated.yaml"
    overlay.write_text(cause.override, encoding="utf-8")

    assert "percent: 12," in cause.override
    assert against(usage, charges, load_registry([overlay])).residual == 0
