"""Bills against computed cost: residuals, their likely cause, and what closes them."""

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UsageFileError
from llmcmp.files import load_registry
from llmcmp.report.reconcile.reconciliation import NO_MODEL, reconcile
from llmcmp.usage import UsageData
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.reconcile.bills import NOW, PRICES, against, charge


def test_a_bill_that_agrees_leaves_nothing() -> None:
    """A million tokens at $1, charged $1."""
    answer = against([row("2026-06-01", 1_000_000)], [charge("2026-06-01", "1.00")])

    assert answer.computed == answer.reported == 1
    assert answer.residual == 0
    assert not answer.causes


def test_residuals_are_told_per_day_model_and_tier() -> None:
    """Charged $1.50 for $1: 50 % more; a batch day beside it agrees."""
    usage = [row("2026-06-01", 1_000_000), row("2026-06-02", 1_000_000, tier="batch")]
    charges = [charge("2026-06-01", "1.50"), charge("2026-06-02", "0.50", tier="batch")]

    lines = against(usage, charges).lines

    assert [(line.day, line.model, line.tier) for line in lines] == [
        (date(2026, 6, 1), "small", "standard"),
        (date(2026, 6, 2), "small", "batch"),
    ]
    assert [line.residual for line in lines] == [Decimal("0.50"), 0]
    assert [line.percent for line in lines] == [50, 0]


def test_bills_are_compared_at_the_grain_they_have() -> None:
    """A bill without days and tiers is set against the sum of both."""
    usage = [row("2026-06-01", 1_000_000), row("2026-06-02", 1_000_000, tier="batch")]

    answer = against(usage, [charge(None, "1.50", tier=None)])

    (line,) = answer.lines
    assert (line.day, line.tier) == (None, None)
    assert line.computed == Decimal("1.5")
    assert line.residual == 0


def test_a_bill_of_days_alone_is_compared_by_day() -> None:
    """Charges that name no model belong to all of a day's rows, whatever tier a reader assumes."""
    usage = [row("2026-06-01", 1_000_000), row("2026-06-01", 1_000_000, tier="batch")]

    answer = against(usage, [charge("2026-06-01", "1.50", None)])

    assert [(line.tier, line.computed, line.reported) for line in answer.lines] == [
        (None, Decimal("1.5"), Decimal("1.5"))
    ]
    assert not answer.causes


def test_meters_of_one_line_are_added_up() -> None:
    """Input and output are two charges of one line."""
    usage = [row("2026-06-01", 1_000_000, 1_000_000)]
    charges = [charge("2026-06-01", "1.00"), charge("2026-06-01", "4.00")]

    assert against(usage, charges).residual == 0


def test_credits_count_and_purchases_do_not() -> None:
    """A credit without a model is a line of its own; prepaid credits are bought, not used."""
    usage = [row("2026-06-01", 1_000_000)]
    charges = [
        charge("2026-06-01", "1.00"),
        charge("2026-06-01", "-0.25", None, kind="credit"),
        charge("2026-06-01", "900", None, kind="purchase"),
    ]

    answer = against(usage, charges)

    assert answer.reported == Decimal("0.75")
    assert [line.model for line in answer.lines] == [NO_MODEL, "small"]
    assert answer.not_compared == {"purchase": 900}


def test_display_names_of_a_bill_are_those_of_the_registry() -> None:
    """A console writes the name people use; anything else stays in the bill's own words."""
    usage = [row("2026-06-01", 1_000_000)]

    named = registry(model("small", rates("2025-01-01", "1", "4"), name="Acme Small 1"))
    charges = [charge("2026-06-01", "1", "Acme small 1"), charge("2026-06-01", "2", "Acme Odd")]

    lines = against(usage, charges, named).lines

    assert [line.model for line in lines] == ["Acme Odd", "small"]


def test_a_bill_in_another_currency_is_refused() -> None:
    """No exchange rate is invented."""
    with pytest.raises(InputError, match="a bill in EUR"):
        against([row("2026-06-01", 1)], [charge("2026-06-01", "1", currency="EUR")])
    with pytest.raises(UsageFileError, match="no charges"):
        against([row("2026-06-01", 1)], [])


def test_costs_that_the_usage_rows_carry_can_be_checked() -> None:
    """A gateway's log tells both: its own spend against the computed cost."""
    usage: UsageData = data(row("2026-06-01", 1_000_000, reported_cost=Decimal("0.9")))

    answer = reconcile(usage, usage, PRICES, now=NOW)

    assert answer.residual == Decimal("-0.1")


def test_free_requests_of_a_bill_are_those_of_the_usage() -> None:
    """A free call is one line with two sides, not two lines with one."""
    usage = [row("2026-06-01", 1_000_000, tier="free", reported_cost=Decimal(0))]

    (line,) = against(usage, [charge("2026-06-01", "0", tier="free")]).lines

    assert line.tier == "free"
    assert line.computed == line.reported == 0


@pytest.mark.parametrize(
    ("channel", "written", "meant"),
    [
        ("azure", "gpt-5 (global)", "azure/gpt-5"),
        ("bedrock", "Nova Lite, USE1", "bedrock/amazon.nova-lite-v1:0"),
    ],
)
def test_names_of_cloud_bills_mean_the_models_of_the_usage(
    channel: str, written: str, meant: str
) -> None:
    """Names that mean something on one channel only are read alike on both sides."""
    usage = [row("2026-10-02", 1_000_000, written_model=written, channel=channel)]

    (line,) = against(
        usage,
        [charge("2026-10-02", "1", written, channel=channel)],
        load_registry(),
        now=date(2026, 11, 22),
    ).lines

    assert line.model == meant
    assert line.computed is not None
