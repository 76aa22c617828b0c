"""What usage cost, and what is refused instead of being called cheap."""

from decimal import Decimal

import pytest

from llmcmp.errors import UsageFileError
from llmcmp.usage import (
    ReportedCost,
    RowCounts,
)
from tests.report.acme import data, row
from tests.report.estimates import estimated


def test_charges_for_other_things_are_told() -> None:
    """Storage on a bill is no usage: it is not included, and a warning says so."""
    storage = ReportedCost(file="b", amount=Decimal("0.0158"), kind="other", rows=2)
    answer = estimated(data(row("2026-06-01", 1_000), reported=(storage,)))

    assert answer.total.cost == Decimal("0.001")
    (message,) = [notice.text for notice in answer.warnings if notice.code == "other-charges"]
    assert message == (
        "charges for other things than tokens in the files, $0.0158 in 2 rows, are not included"
    )


def test_nothing_to_price_is_an_error() -> None:
    """An empty file and a bill without tokens both say so."""
    with pytest.raises(UsageFileError, match=r"no usage in the period: usage\.csv"):
        estimated(data())
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    with pytest.raises(UsageFileError, match="charges but no token counts"):
        estimated(data(reported=bill, counts=RowCounts(read=1)))


def test_rows_that_only_tell_a_charge_are_not_usage() -> None:
    """A file with one usage row and one charge: one row read and priced."""
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    usage = data(row("2026-06-01", 1_000), reported=bill, counts=RowCounts(read=2))

    assert estimated(usage).rows.read == estimated(usage).rows.priced == 1
