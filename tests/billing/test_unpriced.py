"""Usage without a known price: refused with what to write, or counted."""

from decimal import Decimal

import pytest

from llmcmp.errors import UnpricedError
from llmcmp.usage import (
    Rejected,
    RowCounts,
)
from tests.report.acme import data, row
from tests.report.estimates import estimated

# Names


def test_unknown_models_fail_with_a_line_to_paste() -> None:
    """Nothing is priced as its cousin: the near name is suggested, with its tokens counted."""
    usage = data(row("2026-06-01", 1_000, 500), row("2026-06-01", 70, 5, written_model="smal"))

    with pytest.raises(UnpricedError) as caught:
        estimated(usage)

    assert "no price known for 1 of 2 rows" in str(caught.value)
    assert "smal: unknown model: smal (1 row, 75 tokens)" in str(caught.value)
    assert caught.value.hint == (
        "if these are the models meant: --alias smal=small; --allow-unpriced leaves these rows out"
    )


def test_unpriced_rows_are_counted_when_they_are_allowed() -> None:
    """Read = priced + unpriced + rejected + empty, and the share of tokens without a price."""
    usage = data(
        row("2026-06-01", 1_000, 500, rows=3, requests=3),
        row("2026-06-01", 400, 100, written_model="smal", rows=2, requests=2),
        counts=RowCounts(read=10, rejected=4, empty=1),
        rejected=(Rejected(file="usage.csv", line=7, reason="negative: -1"),),
    )

    answer = estimated(usage, allow_unpriced=True)

    assert answer.rows.read == 10
    assert (answer.rows.priced, answer.rows.unpriced) == (3, 2)
    assert (answer.rows.rejected, answer.rows.empty) == (4, 1)
    assert answer.unpriced[0].tokens == 500
    assert answer.unpriced[0].alias == "--alias smal=small"
    assert answer.unpriced_share == Decimal(500) / 2_000
    assert answer.rejected[0].line == 7
    assert answer.warnings[0].code == "unpriced"


def test_nothing_priced_is_an_error_even_where_unpriced_rows_are_allowed() -> None:
    """A total of zero for rows without a price would read as free."""
    with pytest.raises(UnpricedError, match="1 of 1 rows"):
        estimated(data(row("2026-06-01", 1, written_model="other")), allow_unpriced=True)


def test_a_row_that_names_no_model_asks_for_one() -> None:
    """The hint tells the option."""
    with pytest.raises(UnpricedError) as caught:
        estimated(data(row("2026-06-01", 1, written_model="")))

    assert "--model" in str(caught.value.hint)
