"""The registry of a command: with overlays and discounts, or as llmcmp.lock holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmcmp.cli import main
from tests.project import Run


def test_registry_and_discounts_of_the_file_apply_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`compare` prices with the overlay and the discounts, and names both; --no-config does not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.yaml").write_text(
        "name: deal\noverrides:\n  - model: gpt-4o-mini\n    rates:\n"
        "      - {channel: openai, since: 2026-01-01, input: 0.10, output: 0.40}\n"
    )
    (tmp_path / "llmcmp.yaml").write_text(
        "registry: [prices.yaml]\ndiscounts: [{percent: 10, developer: OpenAI}]\n"
    )
    run = ["compare", "gpt-4o-mini", "--input-tokens", "1M", "--output-tokens", "0", "-f", "json"]
    run += ["--at", "2026-11-22"]

    assert main(run) == 0
    result = json.loads(capsys.readouterr().out)
    # A million tokens at 0.10, less a tenth.
    assert result["models"][0]["cost"]["monthly"] == "0.09"
    assert [overlay["name"] for overlay in result["registry"]["overlays"]] == [
        "deal",
        "llmcmp.yaml",
    ]

    assert main([*run, "--no-config"]) == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["cost"]["monthly"] == "0.15"


def test_a_lock_that_lacks_a_model_is_refused(run_project: Run, project: Path) -> None:
    """One sentence and exit code 2, never a price of another day."""
    assert run_project("check", "--locked")[0] == 2
    run_project("registry", "lock", "gpt-4o-mini")

    for command in (["check"], ["compare", "gpt-4.1"], ["recommend", "gpt-4.1", "--no-config"]):
        code, out, message = run_project(*command, "--locked")
        assert (code, out) == (2, "")
        assert "not in llmcmp.lock" in message
