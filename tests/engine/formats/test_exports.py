"""Every known export reaches the totals that came with it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.formats.api_responses import Responses
from llmcmp.engine.rows.counts import by_meter
from llmcmp.schema import Meter
from llmcmp.usage import UsageData
from tests import folders
from tests.folders import SHARED

DATA = folders.DATA / "engine"
EXPECTED: dict[str, dict[str, dict[str, Any]]] = json.loads(
    (DATA / "expected.json").read_text(encoding="utf-8")
)["files"]

METERS = {
    "input_uncached": "input",
    "cache_read": "cached_input",
    "cache_write_short": "cache_write",
    "cache_write_long": "cache_write_1h",
    "output": "output",
}


def totals(data: UsageData) -> dict[str, dict[str, int | None]]:
    """Sum what was read by model and tier, in the words of expected.json."""
    result: dict[str, dict[str, int | None]] = {}
    for row in data.rows:
        total = result.setdefault(
            f"{row.written_model}|{row.tier}", dict.fromkeys([*METERS, "requests"], 0)
        )
        for name, meter in METERS.items():
            total[name] = int(total[name] or 0) + int(getattr(row.usage, meter))
        before = total["requests"]
        both = row.requests is not None and before is not None
        total["requests"] = before + row.requests if both else None  # type: ignore[operator]
    return result


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_export_reaches_its_totals(name: str) -> None:
    """Tokens per disjoint meter and requests equal the expected totals, model by model."""
    data = read_usage([DATA / name])
    wanted = {
        key: {field: total[field] for field in [*METERS, "requests"]}
        for key, total in EXPECTED[name].items()
    }
    assert totals(data) == wanted


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_row_is_lost(name: str) -> None:
    """Rows read are rows kept, rejected or declared empty; kept rows are in the sums."""
    data = read_usage([DATA / name])
    counts = data.counts
    assert counts.read == counts.kept + counts.rejected + counts.empty
    assert counts.rejected == 0


REPORTED = {
    # 0.895874 + 0.0003
    "openai_costs_api.json": ["0.895874", "0.0003"],
    "openai_dashboard_costs.csv": ["0.895874", "0.70646", "-0.01"],
    "anthropic_console_cost.csv": ["0.11", "0.15", "0.11"],
    # cents: 10.7532 and 10.0
    "anthropic_cost_report.json": ["0.107532", "0.1"],
}


@pytest.mark.parametrize("name", sorted(REPORTED))
def test_cost_export_is_reported_cost(name: str) -> None:
    """A cost export yields charges, exact, in USD, and no tokens."""
    data = read_usage([DATA / name])
    assert [charge.amount for charge in data.reported] == [Decimal(a) for a in REPORTED[name]]
    assert data.rows == ()


@pytest.mark.parametrize(
    ("name", "usage", "other"),
    [
        # 4.3240675 + 8.1, in USD although the account is billed in EUR
        ("azure_cost_details_mca.csv", "12.4240675", "0"),
        # 5.7036936 + 2 + 0.018
        ("aws_cur2_bedrock.csv", "7.7216936", "0"),
        # 1.76339 + 1.65; cache storage 0.0158 and a credit of -0.25 apart
        ("gcp_billing_export.jsonl", "3.41339", "-0.2342"),
        # 74 + 10.646; the prepaid purchase of 900 apart, for it would count twice
        ("focus_1_2_tokens.csv", "84.646", "900"),
        ("focus_1_3_tokens.csv", "84.646", "900"),
    ],
)
def test_bill_is_reported_cost_too(name: str, usage: str, other: str) -> None:
    """A bill with token lines yields its charges, purchases and credits apart from usage."""
    data = read_usage([DATA / name])
    of_usage = sum((c.amount for c in data.reported if c.kind == "usage"), Decimal(0))
    of_others = sum((c.amount for c in data.reported if c.kind != "usage"), Decimal(0))
    assert (of_usage, of_others) == (Decimal(usage), Decimal(other))


def test_mixed_folder_is_read_in_one_run() -> None:
    """A folder of different formats is one run; each file is recognised by itself."""
    files = [DATA / name for name in EXPECTED]
    data = read_usage(files)
    assert len({file.format for file in data.files}) >= 16
    assert data.counts.read == sum(file.counts.read for file in data.files)


def test_anthropic_context_window_bounds_the_size_class() -> None:
    """Rows of 200k-1M lie above a cut at 200,000; rows of 0-200k at or below it."""
    data = read_usage(
        [DATA / "anthropic_usage_report_messages.json"], cuts_for=lambda _m, _c: (200_000,)
    )
    sonnet = [r for r in data.rows if r.written_model.startswith("claude-sonnet")]
    bounds = {(r.usage.input, r.bucket_low, r.bucket) for r in sonnet if r.tier == "standard"}
    assert bounds == {(260_000, 1, 1), (35_844, 0, 0)}


def test_private_names_are_hashed_unless_asked_for() -> None:
    """Key names never leave as they are, unless the user says so."""
    export = DATA / "openrouter_activity.csv"
    hidden = read_usage([export], options=ReadOptions(by=("api_key_name",)))
    messages = read_usage([export], options=ReadOptions(by=("api_key_name",), hash_private=False))
    assert {row.tags for row in messages.rows} == {("prod-key",)}
    ((stand_in,),) = {row.tags for row in hidden.rows}
    assert stand_in is not None
    assert stand_in.startswith("sha256:")


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("bedrock_invocation_log.jsonl", "team", {"search", "chat", None}),
        ("litellm_spendlogs.csv", "team", {"search", None}),
        ("langfuse_observations_v2.jsonl", "team", {"search"}),
        ("helicone_requests.csv", "team", {"search", None}),
        ("azure_cost_details_mca.csv", "team", {"search"}),
        ("focus_1_2_tokens.csv", "team", {"search"}),
        ("otel_genai_spans.jsonl", "service.name", {"chat-api"}),
    ],
)
def test_tags_are_found_where_each_format_keeps_them(
    name: str, column: str, values: set[str | None]
) -> None:
    """A tag is a tag whether it is a column, JSON text, a list of pairs or an attribute."""
    data = read_usage([DATA / name], options=ReadOptions(by=(column,)))
    assert {row.tags[0] for row in data.rows} == values


BODIES: list[tuple[dict[str, Any], dict[str, int]]] = [
    (  # OpenAI chat: 1,000 prompt of which 400 cached and 100 audio; 50 output of which 20 audio
        {
            "model": "gpt-4o",
            "created": 1790899200,
            "usage": {
                "prompt_tokens": 1000,
                "completion_tokens": 50,
                "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 100},
                "completion_tokens_details": {"reasoning_tokens": 10, "audio_tokens": 20},
            },
        },
        {"input": 500, "cached_input": 400, "output": 30, "input_audio": 100, "output_audio": 20},
    ),
    (  # OpenAI responses: 1,000 of which 400 cached; reasoning inside output
        {
            "model": "gpt-5",
            "usage": {
                "input_tokens": 1000,
                "input_tokens_details": {"cached_tokens": 400},
                "output_tokens": 50,
                "output_tokens_details": {"reasoning_tokens": 30},
                "total_tokens": 1050,
            },
        },
        {"input": 600, "cached_input": 400, "output": 50},
    ),
    (  # Anthropic: 100 fresh beside 400 read and 300 written, of these 200 for an hour
        {
            "type": "message",
            "model": "claude-sonnet-4-5",
            "usage": {
                "input_tokens": 100,
                "cache_read_input_tokens": 400,
                "cache_creation_input_tokens": 300,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": 100,
                    "ephemeral_1h_input_tokens": 200,
                },
                "output_tokens": 50,
                "server_tool_use": {"web_search_requests": 2},
            },
        },
        {
            "input": 100,
            "cached_input": 400,
            "cache_write": 100,
            "cache_write_1h": 200,
            "output": 50,
            "web_search": 2,
        },
    ),
    (  # Gemini: 400 of the 1,000 cached; 30 thoughts come on top of 20 candidates
        {
            "modelVersion": "gemini-2.5-pro",
            "usageMetadata": {
                "promptTokenCount": 1000,
                "cachedContentTokenCount": 400,
                "candidatesTokenCount": 20,
                "thoughtsTokenCount": 30,
            },
        },
        {"input": 600, "cached_input": 400, "output": 50},
    ),
    (  # xAI: 100 + 20 = 120, but the total is 150: the 30 of reasoning stand beside the 20
        {
            "model": "grok-4",
            "usage": {
                "prompt_tokens": 100,
                "completion_tokens": 20,
                "total_tokens": 150,
                "completion_tokens_details": {"reasoning_tokens": 30},
            },
        },
        {"input": 100, "output": 50},
    ),
    (  # Mistral names the cached part num_cached_tokens: 64 of 70
        {
            "model": "mistral-large",
            "usage": {"prompt_tokens": 70, "completion_tokens": 12, "num_cached_tokens": 64},
        },
        {"input": 6, "cached_input": 64, "output": 12},
    ),
    (  # Bedrock converse: 100 fresh beside 400 read and 300 written
        {
            "model": "amazon.nova-pro",
            "usage": {
                "inputTokens": 100,
                "outputTokens": 50,
                "cacheReadInputTokens": 400,
                "cacheWriteInputTokens": 300,
            },
        },
        {"input": 100, "cached_input": 400, "cache_write": 300, "output": 50},
    ),
]


@pytest.mark.parametrize(("body", "counts"), BODIES)
def test_response_body_counts_as_its_api_does(body: dict[str, Any], counts: dict[str, int]) -> None:
    """Each provider's own convention becomes the same disjoint meters."""
    row = Responses(ReadOptions()).read(body)
    assert row is not None
    assert row.counts == by_meter(**counts)


def test_batch_results_are_batch(tmp_path: Path) -> None:
    """A line of a batch result carries its body inside, and is priced as batch."""
    line = {"custom_id": "a", "response": {"status_code": 200, "body": BODIES[1][0]}}
    file = tmp_path / "out.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (row,) = read_usage([file]).rows
    assert (row.tier, row.usage.input, row.usage.cached_input) == ("batch", 600, 400)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not here")
def test_real_responses_agree_with_a_peer() -> None:
    """Of 789 real bodies 777 agree; the other 12 are Mistral's, whose cached tokens the peer skips.

    All 12 carry ``num_cached_tokens``; prompt and output agree there too.
    """
    entries = json.loads(
        (SHARED / "responses" / "usages.json").read_text(encoding="utf-8"), parse_float=Decimal
    )
    form = Responses(ReadOptions())
    differing = []
    for entry in entries:
        row = form.read(entry)
        assert row is not None
        assert row.counts is not None
        counts = dict(zip(Meter, row.counts, strict=True))
        mine = (
            row.prompt,
            counts[Meter.OUTPUT] + counts[Meter.OUTPUT_AUDIO],
            counts[Meter.CACHED_INPUT] + counts[Meter.CACHED_INPUT_AUDIO],
            counts[Meter.CACHE_WRITE] + counts[Meter.CACHE_WRITE_1H],
        )
        theirs = {
            tuple(
                usage["usage"].get(name, 0)
                for name in (
                    "input_tokens",
                    "output_tokens",
                    "cache_read_tokens",
                    "cache_write_tokens",
                )
            )
            for usage in entry["extracted"]
        }
        if mine not in theirs:
            differing.append(entry["body"])
            assert mine[:2] in {usage[:2] for usage in theirs}
    assert len(differing) == 12
    assert all("num_cached_tokens" in body["usage"] for body in differing)


TRACES = {
    "azure_llm_2023/AzureLLMInferenceTrace_code.csv": {
        "timestamp": "TIMESTAMP",
        "input_tokens": "ContextTokens",
        "output_tokens": "GeneratedTokens",
    },
    "azure_llm_2023/AzureLLMInferenceTrace_conv.csv": {
        "timestamp": "TIMESTAMP",
        "input_tokens": "ContextTokens",
        "output_tokens": "GeneratedTokens",
    },
    "mooncake/conversation_trace.jsonl": {
        "input_tokens": "input_length",
        "output_tokens": "output_length",
    },
    "vidur/arxiv_summarization_stats_llama2.csv": {
        "input_tokens": "num_prefill_tokens",
        "output_tokens": "num_decode_tokens",
    },
    "servegen/m-large_hourly.csv": {},
    "servegen/deepseek-r1_hourly.csv": {},
}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not here")
@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("name", sorted(TRACES))
def test_trace_reaches_its_manifest(name: str, engine: Any) -> None:
    """A real trace, mapped by hand, sums to the totals of its manifest, on each engine."""
    wanted = json.loads((SHARED / "traces" / "manifest.json").read_text(encoding="utf-8"))[name]
    data = read_usage(
        [SHARED / "traces" / name],
        options=ReadOptions(mapping=TRACES[name], model="gpt-4o-mini", engine=engine),
    )
    assert sum(row.usage.prompt for row in data.rows) == wanted["totals"]["input_tokens"]
    assert sum(row.usage.output for row in data.rows) == wanted["totals"]["output_tokens"]
    assert data.counts.kept == wanted["rows"]
