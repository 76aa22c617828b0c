"""What a difference between two registries does to a bill."""

from __future__ import annotations

import json
from pathlib import Path

from tests.project import Run


def test_what_a_difference_does_to_usage(run_project: Run, project: Path) -> None:
    """1 M tokens in, 0.1 M out: 0.15 + 0.06 = 0.21 becomes 0.30 + 0.06 = 0.36."""
    rows = "timestamp,model,input_tokens,output_tokens\n"
    rows += "2026-11-02T00:00:00Z,gpt-4o-mini,10000,1000\n" * 100
    rows += "2026-11-02T00:00:00Z,gpt-4o,1000,0\n"
    (project / "usage.csv").write_text(rows)
    run_project("registry", "lock")

    diff = ("registry", "diff", "--registry", "doubled.yaml", "-f", "json")
    code, out, _ = run_project(*diff, "--usage", "usage.csv")
    (effect,) = json.loads(out)["bill"]["effects"]
    assert code == 0
    assert (effect["use"]["model"], effect["before"], effect["after"]) == (
        "gpt-4o-mini",
        "0.21",
        "0.36",
    )
    assert json.loads(out)["bill"]["same"] == 1
    size = ("--requests", "1M", "--input-tokens", "1k", "--output-tokens", "100")
    bill = json.loads(run_project(*diff, *size)[1])["bill"]
    assert (bill["before"], bill["after"]) == ("210", "360")
    assert run_project(*diff, *size, "--usage", "usage.csv")[0] == 2
