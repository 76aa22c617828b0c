"""Fees, credits and commitments of real contracts, in their order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.pricing.contracts import Spend, settle
from llmcmp.schema import Contract

TODAY = date(2026, 11, 22)
SPEND = Spend(developer="OpenAI", channel="openai", requests=1000, cost=Decimal(200))


def amounts(*contracts: Contract, spend: Spend = SPEND) -> list[tuple[str, Decimal]]:
    """Return meter and amount of each line."""
    return [(item.meter, item.amount) for item in settle([spend], contracts, TODAY)]


def test_every_part_is_a_line_in_the_documented_order() -> None:
    """200 + 5.5 % + 1,000 x 0.001 + 10 = 222; a credit of 50 leaves 172; the rest to 180 is due."""
    contract = Contract(
        name="gateway",
        gateway_percent=Decimal("5.5"),
        per_request=Decimal("0.001"),
        per_month=Decimal(10),
        credit=Decimal(50),
        commitment=Decimal(180),
    )

    assert amounts(contract) == [
        ("gateway-fee", Decimal(11)),
        ("request-fee", Decimal(1)),
        ("monthly-fee", Decimal(10)),
        ("credit", Decimal(-50)),
        ("commitment", Decimal(8)),
    ]


def test_a_credit_pays_no_more_than_is_due() -> None:
    """A credit of 500 on a bill of 200 takes off 200."""
    assert amounts(Contract(name="c", credit=Decimal(500))) == [("credit", Decimal(-200))]


def test_a_commitment_that_is_met_adds_nothing() -> None:
    """Whoever spends 200 of 150 committed pays 200."""
    assert amounts(Contract(name="c", commitment=Decimal(150))) == []


def test_a_contract_holds_where_and_while_it_says() -> None:
    """Other channels, other developers and other days are not its business."""
    fee = Decimal(10)

    assert amounts(Contract(name="c", channel="azure", gateway_percent=fee)) == []
    assert amounts(Contract(name="c", since="2026-12-01", gateway_percent=fee)) == []
    assert amounts(Contract(name="c", ended="2026-11-21", gateway_percent=fee)) == []
    holds = Contract(name="c", developer="OpenAI", ended="2026-11-22", gateway_percent=fee)
    assert amounts(holds) == [("gateway-fee", Decimal(20))]
