"""Why a bill differs: what explains all of it, what a part, and what is no reason at all."""

from decimal import Decimal

from llmcmp.schema import Meter
from tests.report.acme import row
from tests.report.reconcile.bills import ODD, against, charge


def test_cents_of_rounding_are_no_cause() -> None:
    """$1.004 computed, $1.00 charged: the charge was rounded."""
    answer = against([row("2026-06-01", 1_004_000)], [charge("2026-06-01", "1.00")])

    assert answer.residual == Decimal("-0.004")
    assert not answer.causes


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


def test_everything_at_batch_rates_is_batch_and_not_a_discount() -> None:
    """Half the price on every line, where batch costs half: name the tier."""
    usage = [row("2026-06-01", 1_000_000, 1_000_000), row("2026-06-02", 2_000_000)]
    charges = [charge("2026-06-01", "2.50"), charge("2026-06-02", "1.00")]

    (cause,) = against(usage, charges).causes

    assert cause.code == "batch"
    assert cause.override == "--alias small=small+batch"
    assert "everything of small was charged at batch rates" in cause.text


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
