"""Contracts settle the months of usage that are over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli.options.session import Session
from tests.project import Run


def test_contracts_settle_months_that_are_over(
    run_project: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """October cost 1.50: with 20 a month and 5 % it is 21.575; November is still open."""
    monkeypatch.setattr(Session, "today", property(lambda _: date(2026, 11, 22)))
    rows = "timestamp,model,input_tokens,output_tokens,requests\n"
    for day in ("2026-10-02", "2026-11-02"):
        rows += f"{day}T00:00:00Z,gpt-4o-mini,10000000,0,1\n"
    (project / "usage.csv").write_text(rows)
    (project / "fee.yaml").write_text(
        "contracts:\n  - {name: Gateway, channel: openai, gateway_percent: 5, per_month: 20}\n"
    )
    result: dict[str, Any] = json.loads(
        run_project("estimate", "usage.csv", "--registry", "fee.yaml", "-f", "json", "--no-config")[
            1
        ]
    )

    october, november = result["months"]
    assert (october["cost"], october["due"]) == ("1.5", "21.575")
    assert november["contracts"] == []
    assert "contracts-open" in {warning["code"] for warning in result["warnings"]}
