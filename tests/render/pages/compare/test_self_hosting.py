"""What hosting takes, and from which volume it is cheaper than an API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from llmcmp.hosting import HostingTables
from llmcmp.render.pages.compare.self_hosting import break_even_lines, hosting_rows
from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.factories import model, rates, registry


@pytest.fixture
def comparison(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Any:
    """Compare an expensive and a cheap API, and weights to host, by a workload."""
    prices = registry(
        model("large", rates("2025-01-01", "10", "50")),
        model("tiny", rates("2025-01-01", "0.0001", "0.0001")),
        spec("opt-6.7b"),
    )

    def call(*selectors: str) -> Comparison:
        return compare(
            prices,
            selectors,
            at=date(2026, 11, 22),
            workload=Workload(requests=100_000, input_tokens=1000, output_tokens=100),
            hosting=HostingTables(lambda: gpus, lambda: parameters),
        )

    return call


def test_a_row_for_each_figure_of_the_hosted_models(comparison: Any) -> None:
    """An API has none of them."""
    rows = [row for row in hosting_rows(comparison("large", "opt-6.7b@L40S")) if row]

    assert [row[0].strip() for row in rows] == [
        *("Self-hosting", "weights", "cache/token", "minimum GPUs", "out tokens/s", "a month"),
        *("$ per million", "capacity"),
    ]
    assert {row[1] for row in rows} == {""}
    assert rows[0][2] == "1x L40S, fp16"
    # 6,658,473,984 weights of two bytes
    assert rows[1][2] == "13.32 GB"
    assert rows[5][2].startswith("≈$")


def test_without_hosting_there_are_no_rows(comparison: Any) -> None:
    """Nor a break-even."""
    report = comparison("large", "tiny")

    assert list(hosting_rows(report)) == []
    assert list(break_even_lines(report)) == []


def test_a_sentence_for_each_api(comparison: Any) -> None:
    """An expensive one is overtaken at a volume, a cheap one never."""
    (text,) = break_even_lines(comparison("large", "tiny", "opt-6.7b@L40S"))
    head, large, tiny = text.lines

    assert head == "Break-even:"
    assert large.startswith("opt-6.7b@L40S against large: from ≈")
    assert tiny.startswith("opt-6.7b@L40S against tiny: no break-even at any volume")
