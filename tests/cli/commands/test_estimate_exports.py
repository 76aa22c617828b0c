"""Every sample export through the command: its tokens, and its cost or the reason why not."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.engine.sample_exports import DATA, EXPECTED, METERS
from tests.folders import SHARED
from tests.shell import Done

pytestmark = pytest.mark.usefixtures("fixed_day")

BILLS = (
    "anthropic_console_cost.csv",
    "anthropic_cost_report.json",
    "openai_costs_api.json",
    "openai_dashboard_costs.csv",
)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_tokens_of_every_export(run: Callable[..., Done], name: str) -> None:
    """What is priced and what is not add up to the expected tokens, by the shortest command."""
    whole = sum(int(t[field] or 0) for t in EXPECTED[name].values() for field in METERS)
    result = run("estimate", str(DATA / name), "--allow-unpriced", "-f", "csv")
    if result.code:
        # Nothing could be priced: the error counts the tokens of each model.
        assert result.code == 2
        messages = [
            line.rpartition(", ")[2] for line in result.err.splitlines() if " tokens)" in line
        ]
        assert sum(int(text.split()[0].replace(",", "")) for text in messages) == whole
        return
    lines = list(csv.DictReader(io.StringIO(result.out)))
    counted = [line for line in lines if line["section"] in {"total", "unpriced"}]
    assert sum(int(line["tokens"]) for line in counted) == whole


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_meters_of_every_priced_model(run: Callable[..., Done], name: str) -> None:
    """Where everything of a model is priced, each meter holds the expected tokens."""
    asked = ("--by", "written_model,tier", "--allow-unpriced", "-f", "json")
    result = run("estimate", str(DATA / name), *asked)
    if result.code:
        assert "no price known for" in result.err
        return
    report = json.loads(result.out)
    for group in report["groups"]:
        key = group["key"]
        wanted = EXPECTED[name][f"{key['written_model']}|{key['tier']}"]
        match = {field: group["tokens"].get(meter, 0) for field, meter in METERS.items()}
        assert match == {field: int(wanted[field] or 0) for field in METERS}
        assert group["requests"] == wanted["requests"]


@pytest.mark.parametrize("name", BILLS)
def test_bills_are_not_priced(run: Callable[..., Done], name: str) -> None:
    """A cost export without token counts is refused with the way to use it."""
    result = run("estimate", str(DATA / name), "-q")
    assert (result.code, result.out) == (2, "")
    assert "charges but no token counts" in result.err
    assert "--reconcile BILL" in result.err


def test_plain_form_by_hand(answer: Callable[..., dict[str, Any]]) -> None:
    """gpt-5-mini takes 0.25, 0.025 cached, 2 out; claude-haiku-4-5 takes 1, 0.1 cached, 5 out.

    976 x 0.25 + 1024 x 0.025 + 400 x 2 = 244 + 25.6 + 800 = 1069.6 millionths;
    3500 x 1 + 6000 x 0.1 + 500 x 5 = 3500 + 600 + 2500 = 6600 millionths.
    """
    for name in ("generic_requests.csv", "generic_requests.jsonl", "generic_requests.parquet"):
        alias = ("--alias", "claude-sonnet-4-5=claude-haiku-4-5")
        result = answer(str(DATA / name), *alias, "--by", "written_model")
        assert {group["key"]["written_model"]: group["cost"] for group in result["groups"]} == {
            "gpt-5-mini": "0.0010696",
            "claude-sonnet-4-5": "0.0066",
        }


def test_dashboard_batch_by_hand(answer: Callable[..., dict[str, Any]]) -> None:
    """Batch rows have batch prices: 800k x 0.125 + 120k x 1 = 0.1 + 0.12 = 0.22 USD.

    gpt-5: 91,512 x 1.25 + 13,952 x 0.125 + 70,646 x 10 = 114,390 + 1,744 + 706,460 millionths.
    Only price feeds know the other tiers. Priority: 9,000 x 2.5 + 1,500 x 20 = 22,500 + 30,000;
    flex: 40,032 x 0.125 + 40,960 x 0.0125 + 27,477 x 1 = 5,004 + 512 + 27,477 millionths.
    """
    path = str(DATA / "openai_dashboard_completions_usage.csv")
    result = answer(path, "--by", "model,tier")
    costs = {tuple(group["key"].values()): group["cost"] for group in result["groups"]}
    assert costs == {
        ("gpt-5-mini", "batch"): "0.22",
        ("gpt-5", "standard"): "0.822594",
        ("gpt-5", "priority"): "0.0525",
        ("gpt-5-mini", "flex"): "0.032993",
    }
    assert result["unpriced"] == []
    assert "imported-price" in {warning["code"] for warning in result["warnings"]}


def test_claude_code_by_hand(answer: Callable[..., dict[str, Any]]) -> None:
    """The long cache write of Opus and the streamed lines of Sonnet count once.

    claude-opus-4-1: 10 x 15 + 12,000 x 1.5 + 4,096 x 30 + 900 x 75
    = 150 + 18,000 + 122,880 + 67,500 = 208,530 millionths;
    claude-sonnet-4-5: 4 x 3 + 6,000 x 0.3 + 2,000 x 3.75 + 350 x 15
    = 12 + 1,800 + 7,500 + 5,250 = 14,562; claude-haiku-4-5: 200 x 1 + 40 x 5 = 400.
    """
    result = answer(str(DATA / "claude_code_session.jsonl"))
    assert [group["cost"] for group in result["groups"]] == ["0.20853", "0.014562", "0.0004"]
    assert Decimal(result["total"]["cost"]) == Decimal("0.223492")


def test_stdin(run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    """``cat responses.jsonl | llmcmp estimate -`` prices raw bodies of three vendors.

    gpt-4o-mini: 1,000 - 400 fresh x 0.15 + 400 x 0.075 + 100 x 0.6 = 90 + 30 + 60 = 180;
    claude-haiku-4-5: 100 x 1 + 900 x 0.1 + 50 x 5 = 440;
    gemini-2.5-flash: 200 x 0.3 + (30 + 20 thoughts) x 2.5 = 60 + 125 = 185 millionths.
    """
    bodies = (
        '{"object":"chat.completion","model":"gpt-4o-mini","usage":{"prompt_tokens":1000,'
        '"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400}}}',
        '{"type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":100,'
        '"cache_read_input_tokens":900,"output_tokens":50}}',
        '{"modelVersion":"gemini-2.5-flash","usageMetadata":{"promptTokenCount":200,'
        '"candidatesTokenCount":30,"thoughtsTokenCount":20,"totalTokenCount":250}}',
    )
    text = "\n".join(bodies).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    result = run("estimate", "-", "-f", "json")
    assert result.err.startswith("<stdin>: api-responses, 3 rows; ")
    report = json.loads(result.out)
    assert {g["key"]["model"]: g["cost"] for g in report["groups"]} == {
        "claude-haiku-4-5": "0.00044",
        "gemini-2.5-flash": "0.000185",
        "gpt-4o-mini": "0.00018",
    }


def test_images_are_not_priced_as_text(run: Callable[..., Done], tmp_path: Path) -> None:
    """Image tokens of Gemini cost many times its text: they are unpriced, not taken for text."""
    path = tmp_path / "body.json"
    path.write_text(
        '{"modelVersion":"gemini-2.5-flash-image","usageMetadata":{"promptTokenCount":10,'
        '"candidatesTokenCount":1290,"totalTokenCount":1300,'
        '"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}}',
        encoding="utf-8",
    )
    result = run("estimate", str(path))
    assert (result.code, result.out) == (2, "")
    assert "image-output of gemini-2.5-flash-image" in result.err
    assert "1,300 tokens" in result.err


def test_globs_and_folders(
    answer: Callable[..., dict[str, Any]], usage_file: Callable[..., str], tmp_path: Path
) -> None:
    """A quoted pattern, a folder and gzip are read as the files they hold."""
    row = "2026-10-02,gpt-4o-mini,1000000,0,0,a"
    usage_file(row, name="one.csv")
    path = Path(usage_file(row, name="two.csv"))
    with gzip.open(tmp_path / "three.csv.gz", "wb") as packed:
        packed.write(path.read_bytes())
    assert answer(str(tmp_path / "*.csv"))["total"]["cost"] == "0.3"
    assert answer(str(tmp_path))["total"]["cost"] == "0.45"


def test_a_saved_mapping(
    answer: Callable[..., dict[str, Any]],
    usage_file: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``--map NAME`` is a mapping of llmcmp.yaml; what is given on the command line wins.

    Our chat is gpt-4o-mini: 1M x 0.15 + 1M x 0.60; with other columns 1M x 0.15.
    """
    (tmp_path / "llmcmp.yaml").write_text(
        "maps:\n"
        "  trace:\n"
        "    columns: {input_tokens: Context, output_tokens: Generated}\n"
        "    model: our-chat\n"
        "    aliases: {our-chat: gpt-4o-mini}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    path = usage_file("1000000,1000000,0", header="Context,Generated,Nothing")
    assert answer(path, "--map", "trace")["total"]["cost"] == "0.75"
    swapped = ("--map", "trace", "--map", "input_tokens=Generated,output_tokens=Nothing")
    assert answer(path, *swapped)["total"]["cost"] == "0.15"


@pytest.fixture
def traces() -> Path:
    """Return the folder of real traces, which only some checkouts have beside them."""
    if not (SHARED / "traces").is_dir():
        pytest.skip("no shared traces")
    return SHARED / "traces"


TRACES = {
    "azure_llm_2023/AzureLLMInferenceTrace_conv.csv": (
        "timestamp=TIMESTAMP,input_tokens=ContextTokens,output_tokens=GeneratedTokens"
    ),
    "azure_llm_2023/AzureLLMInferenceTrace_code.csv": (
        "timestamp=TIMESTAMP,input_tokens=ContextTokens,output_tokens=GeneratedTokens"
    ),
    "mooncake/conversation_trace.jsonl": "input_tokens=input_length,output_tokens=output_length",
    "vidur/arxiv_summarization_stats_llama2.csv": (
        "input_tokens=num_prefill_tokens,output_tokens=num_decode_tokens"
    ),
    "servegen/m-large_hourly.csv": "requests=requests_with_token_stats",
    "servegen/deepseek-r1_hourly.csv": "requests=requests_with_token_stats",
}


@pytest.mark.parametrize("name", TRACES)
def test_real_traces(answer: Callable[..., dict[str, Any]], traces: Path, name: str) -> None:
    """A real trace reaches the tokens of its manifest, at 0.15 in and 0.60 out a million."""
    totals = json.loads((traces / "manifest.json").read_text(encoding="utf-8"))[name]["totals"]
    result = answer(
        str(traces / name), "--map", TRACES[name], "--model", "gpt-4o-mini", "--at", "2026-11-22"
    )
    counts = {m: result["total"]["tokens"][m] for m in ("input", "output")}
    assert counts == {"input": totals["input_tokens"], "output": totals["output_tokens"]}
    cost = counts["input"] * Decimal("0.15") + counts["output"] * Decimal("0.60")
    assert Decimal(result["total"]["cost"]) == cost / 10**6
