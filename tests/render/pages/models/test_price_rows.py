"""Price rows in few words."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.render.pages.models.price_rows import meter_head, rate_text, since_text, where_text
from llmcmp.schema import Meter, Rates
from tests.factories import rates


def test_every_meter_has_a_head() -> None:
    """And no two share one."""
    assert len({meter_head(meter) for meter in Meter}) == len(Meter)


def test_a_rate_has_every_digit() -> None:
    """A dash where there is none."""
    row = rates("2025-01-01", "0.0750", "1")

    assert rate_text(row, Meter.INPUT) == "0.075"
    assert rate_text(row, Meter.CACHED_INPUT) == "-"


def test_a_day_on_which_a_price_was_only_seen() -> None:
    """It may have begun before."""
    seen = Rates(channel="acme", since="2025-01-01", since_basis="seen", input=Decimal(1))

    assert since_text(rates("2025-01-01", "1", "1")) == "2025-01-01"
    assert since_text(seen) == "2025-01-01 (seen)"


def test_what_a_row_is_for() -> None:
    """Long prompts, hours of the day, or both; nothing where it is for all."""
    assert where_text(rates("2025-01-01", "1", "1")) == ""
    row = rates("2025-01-01", "1", "1", prompt_over=200_000, hours=("16:30-20:00",))
    assert where_text(row) == "over 200,000; UTC 16:30-20:00"
