"""What became of the rows of a file."""

from __future__ import annotations

from llmcmp.engine.sums.tally import SHOWN, Tally
from llmcmp.usage import Rejected


def test_every_row_is_kept_rejected_or_empty() -> None:
    """Of ten rows three are refused and two are empty: five are kept."""
    tally = Tally("usage.csv", read=5)
    tally.skip(2)
    tally.reject(7, "not a number")
    tally.reject_unnamed(2)

    counts = tally.counts
    assert (counts.read, counts.rejected, counts.empty, counts.kept) == (10, 3, 2, 5)
    assert tally.named == [Rejected(file="usage.csv", line=7, reason="not a number")]


def test_the_first_refused_rows_are_named_and_all_are_counted() -> None:
    """A row in a file of a data set is named by that file."""
    tally = Tally("logs")
    for line in range(SHOWN + 5):
        tally.reject(line, "odd", file="logs/a.csv")

    assert tally.rejected == SHOWN + 5
    assert [(one.file, one.line) for one in tally.named] == [
        ("logs/a.csv", line) for line in range(SHOWN)
    ]


def test_the_span_is_from_the_earliest_to_the_latest_row() -> None:
    """In whatever order they come; a row without a time widens nothing."""
    tally = Tally("usage.csv")
    for at in (None, 5, 3, None, 9, 4):
        tally.see(at)

    assert (tally.first, tally.last) == (3, 9)
