"""A workload in one line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.render.pages.workload import workload_text
from llmcmp.usage import Image, PromptText, Workload


def prompt(*files: str) -> PromptText:
    """Return a text that was read in these files."""
    return PromptText(files=files, counts={}, uncounted={})


@pytest.mark.parametrize(
    ("workload", "text"),
    [
        (Workload(input_tokens=1500), "1 request a month x (1,500 in, 0 out)"),
        (
            Workload(requests=2000, per="day", output_tokens=3),
            "2,000 requests a day x (0 in, 3 out), a month of 30.4375 days",
        ),
        (
            Workload(requests=Decimal("0.5"), per="hour"),
            "0.50 requests a hour x (0 in, 0 out), a month of 730 hours",
        ),
        (
            Workload(cached_share=Decimal("0.4"), cache_write_share=Decimal("0.125")),
            "1 request a month x (0 in, 0 out), 40 % cached, 12.5 % written to a cache",
        ),
        (
            Workload(images=(Image(width=10, height=20, detail="low"),)),
            "1 request a month x (0 in, 0 out), image 10x20 (low)",
        ),
        (
            Workload(input_tokens=5, prompt=prompt("a.txt", "b.txt")),
            "1 request a month x (5 + a.txt + b.txt in, 0 out)",
        ),
        (
            Workload(prompt=prompt("a", "b", "c", "d")),
            "1 request a month x (4 files in, 0 out)",
        ),
    ],
)
def test_workloads(workload: Workload, text: str) -> None:
    """Only what was asked for is said; three files are named, more are counted."""
    assert workload_text(workload) == text
