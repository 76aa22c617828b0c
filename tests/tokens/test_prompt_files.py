"""Prompt files of ``llmcmp.yaml``, and usage files, through the commands."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import llmcmp
from llmcmp.cli import main
from llmcmp.files import load_registry
from llmcmp.registry import Layer
from llmcmp.render.formats.json import json_text
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.schema.files import Contract
from llmcmp.usage import PromptText, TokenCount, Workload

TEXT = "Sei nett zu allen Leuten, bitte sehr. " * 300


@pytest.fixture
def answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Return a function that runs a command in a folder with a configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.md").write_text(TEXT)

    def run(model: str, candidates: str, *arguments: str) -> dict[str, Any]:
        (tmp_path / "llmcmp.yaml").write_text(
            "workloads:\n"
            f'  chat: {{model: "{model}", requests: 500k, input_tokens: 100, '
            "output_tokens: 250, prompts: [p.md]}\n"
            f"candidates: [{candidates}]\n"
        )
        main([*arguments, "--at", "2026-11-22", "-f", "json"])
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        return report

    return run


def test_every_candidate_counts_the_prompt_in_its_own_way(answer: Any) -> None:
    """The text is 2,702 tokens on o200k and more on Claude: recommend, check and compare agree."""
    compared = answer(
        "gpt-4o-mini",
        "",
        *["compare", "gpt-4o-mini", "claude-haiku-4-5", "--prompt", "p.md", "--requests", "500k"],
        *["--input-tokens", "100", "--output-tokens", "250"],
    )
    costs = {model["selector"]: model["cost"] for model in compared["models"]}
    recommended = answer("gpt-4o-mini", "gpt-4o-mini, claude-haiku-4-5", "recommend")
    checked = answer("gpt-4o-mini", "claude-haiku-4-5", "check")

    for model in recommended["ranked"]:
        assert model["cost"]["monthly"] == costs[model["selector"]]["monthly"]
    (other,) = checked["workloads"][0]["alternatives"]
    assert [other["monthly"], other["low"], other["high"]] == [
        costs["claude-haiku-4-5"][end] for end in ("monthly", "low", "high")
    ]
    assert other["low"] != other["high"]


def test_prompt_files_are_paid_for_on_a_card_named_in_the_selector(answer: Any) -> None:
    """A hosted model counts its prompt files, too: none is left out in silence."""
    checked = answer("opt-6.7b@1xA100-80-SXM", "gpt-4o-mini", "check")

    (workload,) = checked["workloads"]
    (prompt,) = workload["prompts"]
    assert prompt["tokens"] > 2702
    assert workload["workload"]["input_tokens"] == 100 + prompt["tokens"]


def test_python_checks_what_the_command_checks(answer: Any) -> None:
    """With `count_prompts`, `llmcmp.check` gives the same costs, alternatives included."""
    checked = answer("gpt-4o-mini", "claude-haiku-4-5", "check")
    file, registry = llmcmp.load_config(Path("llmcmp.yaml")), llmcmp.load_registry()
    at, calibration = date(2026, 11, 22), llmcmp.load_calibration()
    prompts = llmcmp.count_prompts(registry, file, at=at, calibration=calibration)
    result = llmcmp.check(registry, file, at=at, prompts=prompts)

    assert json.loads(json_text(result)) == checked


def test_only_what_can_be_counted_is_counted(tmp_path: Path) -> None:
    """Without prompt files, or with a model nobody knows, there is nothing to count."""
    (tmp_path / "p.md").write_text("hello")
    (tmp_path / "llmcmp.yaml").write_text(
        "workloads:\n"
        "  none: {model: gpt-4o-mini, requests: 1, output_tokens: 1}\n"
        "  typo: {model: gpt-4o-mimi, requests: 1, output_tokens: 1, prompts: [p.md]}\n"
        "  some: {model: gpt-4o-mini, requests: 1, output_tokens: 1, prompts: [p.md]}\n"
        "candidates: [gpt-4o]\n"
    )
    prompts = llmcmp.count_prompts(
        llmcmp.load_registry(),
        llmcmp.load_config(tmp_path / "llmcmp.yaml"),
        at=date(2026, 11, 22),
        calibration=llmcmp.load_calibration(),
    )

    assert list(prompts) == ["some"]
    text = prompts["some"].text
    assert text is not None
    assert sorted(text.counts) == ["gpt-4o-2024-08-06", "gpt-4o-mini"]


def test_weights_named_for_past_usage_are_ranked_or_say_why_not(
    answer: Any, tmp_path: Path
) -> None:
    """Nothing that was named goes missing: files without times have no load to plan for."""
    (tmp_path / "usage.csv").write_text(
        "timestamp,model,input_tokens,output_tokens\n"
        "2026-11-20T10:00:00Z,gpt-4o-mini,1000,200\n"
        "2026-11-20T10:01:00Z,gpt-4o-mini,900,300\n"
    )
    result = answer(
        "gpt-4o-mini", "", *["recommend", "--usage", "usage.csv", "opt-6.7b@self", "gpt-4o-mini"]
    )

    named = [model["selector"] for model in (*result["ranked"], *result["excluded"])]
    assert sorted(named) == ["gpt-4o-mini", "opt-6.7b@self"]


def test_a_model_in_use_without_a_cost_is_not_compared_by_its_unit_price() -> None:
    """Where what the model in use costs is not known, no saving against it is made up."""
    count = TokenCount(tokens=900, kind="exact", low=900, high=900, tokenizer="o200k_base")
    prompt = PromptText(
        files=("p.md",),
        counts={"gpt-4o-mini": count},
        uncounted={"claude-haiku-4-5": "cannot be counted"},
    )
    result = recommend(
        load_registry(),
        ["gpt-4o-mini"],
        at=date(2026, 11, 22),
        workload=Workload(requests=1000, output_tokens=10, prompt=prompt),
        current="claude-haiku-4-5",
    )

    assert [model.saving for model in result.ranked] == [None]
    assert "What claude-haiku-4-5 costs is not known." in result.verdict


def test_a_ranking_says_that_contracts_are_left_out() -> None:
    """A monthly fee changes which model is the cheapest, and no ranking knows it yet."""
    contract = Contract(name="gateway", per_month=Decimal(100))
    registry = load_registry().overlaid((), Layer(contracts=(contract,)))
    result = recommend(
        registry,
        ["gpt-4o-mini"],
        at=date(2026, 11, 22),
        workload=Workload(requests=1000, input_tokens=10, output_tokens=10),
    )

    assert "contracts-left-out" in {notice.code for notice in result.warnings}
