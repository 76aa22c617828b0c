"""Any table: its columns by our names, by the names of others, or as the user maps them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.formats.any_table import Columns, rival_columns
from llmcmp.errors import UsageFileError
from tests.folders import SHARED

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


def test_columns_are_found_by_the_names_of_others() -> None:
    """Case and blanks do not matter; of two names the first of ours is taken."""
    names = dict.fromkeys([" Prompt_Tokens ", "tokens_out", "output_tokens", "day"], "")
    columns = Columns(names, ReadOptions(), "FILE")
    assert columns["input_tokens"] == " Prompt_Tokens "
    assert columns["output_tokens"] == "output_tokens"
    assert columns["timestamp"] == "day"
    assert rival_columns({"output_tokens": "output_tokens"}, names) == {
        "output_tokens": ["tokens_out"]
    }


def test_a_mapped_column_must_be_there() -> None:
    """The sentence names the columns there are."""
    options = ReadOptions(mapping={"input_tokens": "in"})
    with pytest.raises(UsageFileError, match="FILE: no column 'in' for input_tokens") as refused:
        Columns({"output_tokens": ""}, options, "FILE")
    assert refused.value.hint == "columns are output_tokens"
