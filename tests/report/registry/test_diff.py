"""What differs between two states of the registry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmcmp.cli import main


def test_a_difference_is_told_of_any_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two million tokens in of a table that names nothing: $2 at $1.00, $0.30 at $0.15."""
    before = tmp_path / "before.yaml"
    before.write_text(
        "overrides:\n  - model: gpt-4o-mini\n    rates:\n"
        "      - {channel: openai, since: 2026-01-01, input: 1.00, output: 4.00}\n",
        encoding="utf-8",
    )
    usage = tmp_path / "trace.csv"
    usage.write_text("when,in,out\n2026-10-02,2000000,0\n", encoding="utf-8")
    asked = ["registry", "diff", str(before), "--usage", str(usage), "--at", "2026-11-22"]
    more = ["--map", "timestamp=when,input_tokens=in,output_tokens=out", "--model", "gpt-4o-mini"]

    assert main([*asked, *more, "-f", "json"]) == 0
    bill = json.loads(capsys.readouterr().out)["bill"]
    assert (bill["before"], bill["after"]) == ("2", "0.3")
