"""Bills against computed cost: residuals, their likely cause, and what closes them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import InputError, UsageFileError
from llmcmp.files import load_registry
from llmcmp.registry import Registry
from llmcmp.report.reconcile.reconciliation import NO_MODEL, Reconciliation, reconcile
from llmcmp.schema import Caching, Discount, Meter, Tier
from llmcmp.usage import ReportedCost, UsageData, UsageRow
from tests.report.acme import data, model, rates, registry, row

NOW = date(2026, 6, 20)
ODD = registry(model("small", rates("2025-01-01", "1", "4")))
PRICES = registry(
    model(
        "small",
        rates("2025-01-01", "1", "4", cache_write="1.25", cache_write_1h="2"),
        rates("2025-01-01", "0.5", "2", tier=Tier.BATCH),
        caching=Caching(write_fee="priced"),
    ),
    model("large", rates("2025-01-01", "10", "40")),
)


def charge(day: str | None, amount: str, model_: str | None = "small", **more: Any) -> ReportedCost:
    """Return one charge of a bill."""
    return ReportedCost(
        **{
            "file": "bill.csv",
            "tier": "standard",
            **more,
            "day": None if day is None else date.fromisoformat(day),
            "model": model_,
            "amount": Decimal(amount),
        }
    )


def against(
    usage: list[UsageRow], charges: list[ReportedCost], prices: Registry = PRICES, **options: Any
) -> Reconciliation:
    """Set usage against charges."""
    return reconcile(data(*usage), data(reported=tuple(charges)), prices, **{"now": NOW, **options})


def test_a_bill_that_agrees_leaves_nothing() -> None:
    """A million tokens at $1, charged $1."""
    answer = against([row("2026-06-01", 1_000_000)], [charge("2026-06-01", "1.00")])

    assert answer.computed == answer.reported == 1
    assert answer.residual == 0
    assert not answer.causes


def test_cents_of_rounding_are_no_cause() -> None:
    """$1.004 computed, $1.00 charged: the charge was rounded."""
    answer = against([row("2026-06-01", 1_004_000)], [charge("2026-06-01", "1.00")])

    assert answer.residual == Decimal("-0.004")
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


def test_one_percentage_on_every_line_is_a_discount() -> None:
    """$1, $2 and $30 charged as $0.93, $1.86 and $27.90: 7 % off, of both models."""
    usage = [
        row("2026-06-01", 1_000_000),
        row("2026-06-02", 2_000_000),
        row("2026-06-02", 3_000_000, written_model="large"),
    ]
    charges = [
        charge("2026-06-01", "0.93"),
        charge("2026-06-02", "1.86"),
        charge("2026-06-02", "27.90", "large"),
    ]

    answer = against(usage, charges)

    (cause,) = answer.causes
    assert (cause.code, cause.model) == ("discount", None)
    assert cause.closes == answer.residual == Decimal("30.69") - 33
    assert answer.unexplained == 0
    assert cause.override == ("discounts:\n  - {percent: 7, channel: acme, since: 2026-06-01}\n")


def test_a_discount_of_one_model_names_it() -> None:
    """Large is charged 10 % less on two days, small as computed."""
    usage = [
        row("2026-06-01", 1_000_000),
        row("2026-06-01", 1_000_000, written_model="large"),
        row("2026-06-02", 2_000_000, written_model="large"),
    ]
    charges = [
        charge("2026-06-01", "1"),
        charge("2026-06-01", "9", "large"),
        charge("2026-06-02", "18", "large"),
    ]

    (cause,) = against(usage, charges).causes

    assert (cause.code, cause.model) == ("discount", "large")
    assert "a discount of 10 % on large" in cause.text
    assert cause.override is not None
    assert "model: large, tier: standard" in cause.override


def test_one_line_alone_is_no_proof_of_an_odd_percentage() -> None:
    """A single charge three times the computed cost, or 7.3 % off, is left unexplained."""
    for amount in ("3.135", "0.92712"):
        answer = against([row("2026-06-01", 1_000_000)], [charge("2026-06-01", amount)], ODD)

        assert not answer.causes
        assert answer.unexplained == answer.residual != 0


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


def test_everything_at_batch_rates_is_batch_and_not_a_discount() -> None:
    """Half the price on every line, where batch costs half: name the tier."""
    usage = [row("2026-06-01", 1_000_000, 1_000_000), row("2026-06-02", 2_000_000)]
    charges = [charge("2026-06-01", "2.50"), charge("2026-06-02", "1.00")]

    (cause,) = against(usage, charges).causes

    assert cause.code == "batch"
    assert cause.override == "--alias small=small+batch"
    assert "everything of small was charged at batch rates" in cause.text


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


def test_a_share_at_batch_rates() -> None:
    """$2 and $4 computed; $1.80 and $3 charged: 40 % of it at half price explains both."""
    usage = [row("2026-06-01", 2_000_000), row("2026-06-02", 4_000_000)]
    charges = [charge("2026-06-01", "1.80"), charge("2026-06-02", "3.00")]

    (cause,) = against(usage, charges).causes

    # (6 - 4.80) / (6 - 3) = 40 %
    assert cause.code == "batch"
    assert "about 40 % of the traffic" in cause.text
    assert cause.override is None


def test_one_hour_cache_writes_explain_a_dearer_bill() -> None:
    """Two million written tokens at $1.25 are $2.50; charged $4, the price of one-hour writes."""
    usage = [
        row("2026-06-01", 1_000_000, cache_write=1_000_000),
        row("2026-06-02", 0, cache_write=1_000_000),
    ]
    charges = [charge("2026-06-01", "3.00"), charge("2026-06-02", "2.00")]

    (cause,) = against(usage, charges).causes

    assert cause.code == "cache-ttl"
    assert cause.closes == Decimal("1.50")
    assert cause.override == (
        "overrides:\n"
        "  - model: small\n"
        "    rates:\n"
        "      - {channel: acme, since: 2026-06-01, input: 1, cache_write: 2, cache_write_1h: 2, "
        "output: 4}\n"
    )


def test_days_that_only_one_side_knows() -> None:
    """A charge without usage is missing rows; usage without a charge is a late bill."""
    usage = [row("2026-06-01", 1_000_000), row("2026-06-03", 1_000_000)]
    charges = [charge("2026-06-01", "1"), charge("2026-06-02", "5")]

    answer = against(usage, charges)

    missing, late = answer.causes
    assert (missing.code, missing.closes) == ("not-in-usage", Decimal(5))
    assert missing.text == ("charges without usage that could be priced: small, 2026-06-02, $5.00")
    assert (late.code, late.closes) == ("not-billed", Decimal(-1))
    assert answer.unexplained == 0


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


def test_a_bill_by_meter_without_a_meter_is_no_discount() -> None:
    """$1 of input and $1.25 of cache writes against a bill of input alone: the writes lack."""
    usage = [row("2026-06-01", 1_000_000, cache_write=1_000_000)]

    answer = against(usage, [charge("2026-06-01", "1.00", meter=Meter.INPUT)])

    (cause,) = answer.causes
    assert (cause.code, cause.closes) == ("not-billed", Decimal("-1.25"))
    assert "no charge for cache write of small, 2026-06-01, $1.25" in cause.text
    assert answer.unexplained == 0


def test_a_charge_that_tells_no_meter_may_hold_them_all() -> None:
    """$1 for $2.25 of two meters is less than half off, and nobody can say of which."""
    usage = [row("2026-06-01", 1_000_000, cache_write=1_000_000)]

    assert not any(
        cause.code == "not-billed"
        for cause in against(usage, [charge("2026-06-01", "1.00")]).causes
    )


def test_a_discount_claims_no_more_than_its_percentage() -> None:
    """$1.65 less 15 % is $1.4025; the $1.40 charged leaves a quarter of a cent of rounding."""
    answer = against([row("2026-06-01", 1_650_000)], [charge("2026-06-01", "1.40")], ODD)

    (cause,) = answer.causes
    assert cause.closes == Decimal("-0.2475")
    assert answer.unexplained == Decimal("-0.0025")


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
