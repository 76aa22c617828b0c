"""What a month costs beside the tokens: fees, credits and commitments, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ..exact import exact
from ..records import record
from ..schema import UNKNOWN, Contract, first_day, last_day
from ..usage import Quantity
from .quotes import LineItem


@record
class Spend:
    """What was spent in a month with one developer on one channel, discounts taken off."""

    developer: str
    channel: str
    requests: Quantity
    """Requests of the month."""
    cost: Decimal
    """USD of the month, before the contract."""


def settle(
    spends: Sequence[Spend], contracts: Iterable[Contract], at: date
) -> tuple[LineItem, ...]:
    """Return the lines that *contracts* add to a month's bill, in their documented order.

    A gateway's percentage, its fee per request, its monthly fee; then the credit, which pays for
    all of these; then what is missing to the commitment.
    """
    lines: list[LineItem] = []
    for contract in contracts:
        if _in_force(contract, at):
            mine = [spend for spend in spends if _covers(contract, spend)]
            if not mine and (contract.channel or contract.developer):
                continue  # a fee or commitment of a channel that was not used in this bill
            with exact():
                lines += _lines(contract, mine)
    return tuple(lines)


def _in_force(contract: Contract, at: date) -> bool:
    if contract.since not in (None, UNKNOWN) and first_day(str(contract.since)) > at:
        return False
    return contract.ended in (None, UNKNOWN) or last_day(str(contract.ended)) >= at


def _covers(contract: Contract, spend: Spend) -> bool:
    return contract.developer in (None, spend.developer) and contract.channel in (
        None,
        spend.channel,
    )


def _lines(contract: Contract, spends: Sequence[Spend]) -> Iterator[LineItem]:
    cost = sum((spend.cost for spend in spends), Decimal(0))
    requests = sum((Decimal(spend.requests) for spend in spends), Decimal(0))
    fees = (
        ("gateway-fee", cost, (contract.gateway_percent or Decimal(0)) / 100),
        ("request-fee", requests, contract.per_request),
        ("monthly-fee", Decimal(1), contract.per_month),
    )
    due = cost
    for meter, quantity, rate in fees:
        if rate:
            line = _line(contract, meter, quantity, rate)
            due += line.amount
            yield line
    if contract.credit:
        used = min(contract.credit, due)
        due -= used
        yield _line(contract, "credit", used, Decimal(-1))
    if contract.commitment is not None and due < contract.commitment:
        yield _line(contract, "commitment", contract.commitment - due, Decimal(1))


def _line(contract: Contract, meter: str, quantity: Decimal, rate: Decimal) -> LineItem:
    return LineItem(
        meter=meter, quantity=quantity, rate=rate, amount=quantity * rate, label=contract.name
    )
