"""What became of the rows of usage files."""

from __future__ import annotations

from llmcmp.usage import RowCounts, UsageData, UsageFileInfo


def test_what_is_not_refused_or_empty_is_kept() -> None:
    """Ten rows less two refused and three empty; rows outside the period are no part of them."""
    assert RowCounts(read=10, rejected=2, empty=3, outside=7).kept == 5


def test_counts_of_files_add_up() -> None:
    """Those of all files together are those of the data."""
    files = tuple(
        UsageFileInfo(file=name, format="f", convention="", counts=counts)
        for name, counts in (
            ("a", RowCounts(read=10, rejected=2)),
            ("b", RowCounts(read=5, empty=1, outside=4)),
        )
    )

    assert UsageData(files=files).counts == RowCounts(read=15, rejected=2, empty=1, outside=4)
    assert UsageData().counts == RowCounts()
