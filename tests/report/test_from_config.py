"""Configurations as the records that are computed with."""

from __future__ import annotations

from pathlib import Path

from llmcmp.report.from_config import workload_of
from tests.files.config_files import load

SMALLEST = """\
workloads:
  chat: {model: gpt-4o-mini, requests: 500k, per: month, input_tokens: 1200, output_tokens: 250}
budgets: {chat: 400}
"""


def test_the_smallest_file_works(tmp_path: Path) -> None:
    """Three lines are enough; numbers are read as people write them."""
    config = load(tmp_path, SMALLEST)

    workload = workload_of("chat", config.workloads["chat"])
    assert (workload.requests, workload.input_tokens) == (500_000, 1200)
