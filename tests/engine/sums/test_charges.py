"""Charges of a file are summed by day and by what they are for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.engine.rows.row import Charge, Row
from llmcmp.engine.sums.charges import Charges
from llmcmp.schema import Meter


def test_charges_for_one_thing_are_one_sum() -> None:
    """$0.10 and $0.20 of input are $0.30 of two rows; the output, a credit and a day stay apart."""
    charges = Charges()
    row, later = Row(model="small", at=0), Row(model="small", at=86_400)
    charges.add("bill.csv", row, Charge(Decimal("0.1"), meter=Meter.INPUT))
    charges.add("bill.csv", row, Charge(Decimal("0.2"), meter=Meter.INPUT))
    charges.add("bill.csv", row, Charge(Decimal("0.4"), meter=Meter.OUTPUT))
    charges.add("bill.csv", row, Charge(Decimal("-0.1"), meter=Meter.INPUT, kind="credit"))
    charges.add("bill.csv", later, Charge(Decimal("0.5"), meter=Meter.INPUT))

    sums = [(one.day, one.meter, one.kind, one.amount, one.rows) for one in charges.reported()]
    first, second = date(1970, 1, 1), date(1970, 1, 2)
    assert sums == [
        (first, Meter.INPUT, "usage", Decimal("0.3"), 2),
        (first, Meter.OUTPUT, "usage", Decimal("0.4"), 1),
        (first, Meter.INPUT, "credit", Decimal("-0.1"), 1),
        (second, Meter.INPUT, "usage", Decimal("0.5"), 1),
    ]


def test_a_charge_may_name_no_model_and_no_day() -> None:
    """What a bill does not tell is absent, not empty."""
    charges = Charges()
    charges.add("bill.csv", Row(model=""), Charge(Decimal(1), currency="EUR"))

    (one,) = charges.reported()
    assert (one.model, one.day, one.currency) == (None, None, "EUR")
