"""The text of a prompt, counted by each model in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests import folders
from tests.shell import Done

EXAMPLES = folders.ROOT / "examples" / "tokens"
AT = ("--at", "2026-11-22")
Run = Callable[..., Done]


def test_compare_a_prompt(
    run: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example of the command is what it was."""
    monkeypatch.chdir(EXAMPLES)
    result = run(
        "compare", "gpt-4o-mini", "opt-6.7b", "claude-haiku-4-5", "--prompt", "system.md",
        "--prompt", "question.txt", "--output-tokens", "300", "--requests", "50k", *AT,
    )  # fmt: skip

    assert (result.code, result.err) == (0, "")
    golden("compare-prompt.txt", result.out)


def test_compare_counts_each_model_by_its_own_vocabulary(run: Run, hello: Path) -> None:
    """2 tokens a file, 10 more given: 14 in on GPT-4o mini, 15 on OPT with its one ``</s>``."""
    (hello / "again.txt").write_bytes(b"hello world")
    result = run(
        "compare", "gpt-4o-mini", "opt-6.7b", "gpt-6-sol", "--prompt", "hello.txt", "--prompt",
        "again.txt", "--input-tokens", "10", "--output-tokens", "5", "--requests", "1M", *AT,
        "-f", "json",
    )  # fmt: skip
    report = json.loads(result.out)
    mini, _, sol = report["models"]

    assert result.code == 0
    assert report["workload"]["prompt"]["files"] == ["hello.txt", "again.txt"]
    counts = report["workload"]["prompt"]["counts"]
    assert (counts["gpt-4o-mini"]["tokens"], counts["opt-6.7b"]["tokens"]) == (4, 5)
    # 14 x 0.15 + 5 x 0.60 dollars for a million requests.
    assert Decimal(mini["cost"]["monthly"]) == 14 * Decimal("0.15") + 5 * Decimal("0.60")
    assert int(mini["cost"]["items"][0]["quantity"]) == 14 * 1_000_000
    assert (sol["cost"], sol["ratio"], sol["feasible"]) == (None, None, False)
    assert [reason["text"] for reason in sol["reasons"]] == [
        "no token count for gpt-6-sol: its vocabulary is unknown"
    ]


def test_the_band_reaches_the_cost(run: Run, empty_folder: Path) -> None:
    """Low and high cost are the ends of the band at $1 a million in and $5 a million out."""
    (empty_folder / "long.txt").write_text("The price of the model is on the page. " * 100)
    result = run(
        "compare", "claude-haiku-4-5", "--prompt", "long.txt", "--output-tokens", "7",
        "--requests", "1M", *AT, "-f", "json",
    )  # fmt: skip
    report = json.loads(result.out)
    count = report["workload"]["prompt"]["counts"]["claude-haiku-4-5"]
    cost = report["models"][0]["cost"]

    for tokens, dollars in (("tokens", "monthly"), ("low", "low"), ("high", "high")):
        assert Decimal(cost[dollars]) == count[tokens] + 7 * 5
    assert "calibrated" in [each["code"] for each in report["warnings"]]
