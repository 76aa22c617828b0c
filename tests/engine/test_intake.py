"""What a run takes in: rows of its period, none of the future, each request once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.intake import Intake
from llmcmp.engine.rows.cells import BadRow
from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Charge, Row
from llmcmp.engine.rows.times import day_number
from llmcmp.usage import RowCounts

FIRST = day_number(date(2026, 11, 1)) * 86_400


def row(day: int = 1, **fields: object) -> Row:
    """Return a row of November with twelve tokens."""
    defaults = {"model": "m", "counts": by_meter(input=12), "at": FIRST + (day - 1) * 86_400}
    return Row(**{**defaults, **fields})  # type: ignore[arg-type]


def taken(intake: Intake, *rows: Row | None) -> RowCounts:
    """Take in a file of these rows; None is one without usage."""
    file = intake.file("usage.csv")
    for line, one in enumerate(rows, 1):
        file.add(line, one, lambda item: None if item is None else (item, ()))
    intake.add(file)
    return file.tally.counts


def test_rows_outside_of_the_period_are_set_apart() -> None:
    """Both ends of a period are part of it; what has no date is part of every period."""
    intake = Intake(ReadOptions(since=date(2026, 11, 2), until=date(2026, 11, 3)))

    counts = taken(intake, *(row(day) for day in (1, 2, 3, 4)), row(at=None), None)

    assert counts == RowCounts(read=4, empty=1, outside=2)
    assert sum(one.rows for one in intake.rollup.rows()) == 3


def test_a_row_of_the_day_after_tomorrow_is_refused() -> None:
    """Clocks and zones may differ by a day, not by two."""
    intake = Intake(ReadOptions(today=date(2026, 11, 1)))
    file = intake.file("usage.csv")
    for day in (1, 2, 3):
        file.add(day, row(day), lambda one: (one, ()))
    assert file.tally.counts == RowCounts(read=3, rejected=1)
    (bad,) = file.tally.named
    assert (bad.file, bad.line, bad.reason) == (
        "usage.csv",
        3,
        "dated in the future: 2026-11-03",
    )


def test_of_the_rows_of_one_request_the_fullest_counts_once() -> None:
    """A response that streams is written several times, in one file or in two."""
    intake = Intake(ReadOptions())
    partial, whole = (row(identity="a", counts=by_meter(input=9, output=n)) for n in (1, 5))

    assert taken(intake, partial, whole) == RowCounts(read=2, empty=1)
    assert taken(intake, partial) == RowCounts(read=1, empty=1)

    assert intake.rollup.rows() == ()
    intake.add_repeated()
    (total,) = intake.rollup.rows()
    assert (total.rows, total.usage.output) == (1, 5)


def test_a_reading_that_is_not_added_counts_nothing() -> None:
    """A file that turns out to need another reading leaves nothing of the first one."""
    intake = Intake(ReadOptions())
    intake.file("usage.csv").add(1, row(), lambda one: (one, ()))
    assert intake.rollup.rows() == ()


def test_a_row_that_names_no_model_is_of_the_one_asked_for() -> None:
    """``--model`` is for rows with usage; a charge without a model stays without."""
    intake = Intake(ReadOptions(model="gpt-4o-mini"))
    charge = Charge(Decimal("0.5"))
    taken(intake, row(model=""), row(model="", counts=None, charges=(charge, charge)))
    assert [one.written_model for one in intake.rollup.rows()] == ["gpt-4o-mini"]
    (reported,) = intake.charges.reported()
    assert (reported.model, reported.amount, reported.rows) == (None, Decimal("1.0"), 2)


def test_what_cannot_be_understood_is_refused_with_its_line() -> None:
    """The reader says what is wrong, the intake where."""

    def refuse(_: str) -> None:
        raise BadRow("input_tokens: empty")

    file = Intake(ReadOptions()).file("usage.csv")
    file.add(7, "a row", refuse)
    (bad,) = file.tally.named
    assert (bad.line, bad.reason) == (7, "input_tokens: empty")


def test_cut_points_of_every_model_are_kept_for_whoever_prices() -> None:
    """They are sorted, without repeats, whatever the caller returns."""
    intake = Intake(ReadOptions(), cuts_for=lambda *_: (200, 100, 200))
    taken(intake, row(channel="openai"))
    assert intake.size_classes == {("m", "openai"): (100, 200)}


@pytest.mark.parametrize("at", [None, FIRST])
def test_without_options_every_second_is_held(at: int | None) -> None:
    """No period is every period."""
    assert Intake(ReadOptions()).holds(at)
