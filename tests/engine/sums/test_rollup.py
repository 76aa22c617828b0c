"""Rows become integer sums per key on which a price can depend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Row
from llmcmp.engine.sums.rollup import Rollup
from llmcmp.usage import UsageRow

DAY = 86_400


def row(input_: int = 0, *, at: int | None = 0, **changes: Any) -> Row:
    """Return a row of a model with this many input tokens."""
    return Row(**{"model": "small", "counts": by_meter(input=input_), "at": at, **changes})


def summed(*rows: Row, cuts: tuple[int, ...] = (), hourly: bool = False) -> tuple[UsageRow, ...]:
    """Return the sums of rows of a model with these cut points."""
    rollup = Rollup(lambda *_: cuts, lambda *_: hourly)
    for one in rows:
        rollup.add(one, ())
    return rollup.rows()


def test_rows_of_one_key_are_one_sum() -> None:
    """Three and four tokens are seven, of two rows and two requests."""
    (one,) = summed(row(3, cost=Decimal("0.1")), row(4, cost=Decimal("0.2")))

    assert (one.usage.input, one.rows, one.requests) == (7, 2, 2)
    assert one.reported_cost == Decimal("0.3")
    assert one.day == date(1970, 1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"at": DAY},
        {"at": None},
        {"model": "large"},
        {"tier": "batch"},
        {"channel": "azure"},
        {"region": "eu"},
        {"per_request": False},
        {"requests": None},
    ],
)
def test_whatever_a_price_can_depend_on_is_kept_apart(changes: dict[str, Any]) -> None:
    """Two rows that differ in it are two sums."""
    assert len(summed(row(3), row(4, **changes))) == 2


def test_hours_are_kept_apart_only_where_prices_depend_on_them() -> None:
    """One o'clock and two o'clock are one sum, but for a model that costs less at night."""
    rows = (row(3, at=3600), row(4, at=7200))

    assert [one.hour for one in summed(*rows)] == [None]
    assert [one.hour for one in summed(*rows, hourly=True)] == [1, 2]


def test_a_request_is_in_the_class_of_its_size() -> None:
    """With cuts at 100 and 200, 100 tokens exceed none of them, 101 one and 201 both."""
    rows = summed(row(100), row(101), row(201), cuts=(200, 100))

    assert [(one.bucket_low, one.bucket, one.usage.input) for one in rows] == [
        (0, 0, 100),
        (1, 1, 101),
        (2, 2, 201),
    ]


def test_the_size_of_requests_in_a_sum_is_bounded() -> None:
    """A sum of 250 tokens can hold a request of any class; bounds of the file narrow that."""
    (free,) = summed(row(250, per_request=False), cuts=(100, 200))
    (bounded,) = summed(row(250, per_request=False, size_over=100, size_up_to=150), cuts=(100, 200))

    assert (free.bucket_low, free.bucket) == (0, 2)
    assert (bounded.bucket_low, bounded.bucket) == (1, 1)


def test_parts_of_a_file_add_up() -> None:
    """Taking over another roll-up is as if its rows had been added here."""
    whole, first, second = Rollup(load=True), Rollup(load=True), Rollup(load=True)
    for part, one in ((first, row(3)), (second, row(4)), (second, row(5, at=DAY))):
        part.add(one, ())
        whole.add(one, ())
    first.take(second)

    assert first.rows() == whole.rows()
    assert first.minutes == whole.minutes == {0: 2, DAY // 60: 1}


def test_a_row_that_only_tells_a_cost_adds_no_usage() -> None:
    """A charge is no request."""
    assert summed(row(counts=None, cost=Decimal(1))) == ()
